"""A picture as CSV, GraphML and PNG: read back, safe to open, and on record before a byte leaves."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from c360.audit import AuditLog
from c360.errors import AuditFailed, UsageError
from c360.export.networks import export
from c360.model.networks import Bond, Entity, Neighbourhood
from c360.model.picture import Picture
from c360.networks.picture import picture
from c360.networks.state import State
from c360.policy import load

HOSTILE = '=HYPERLINK("http://x")\x01\x0b<b>&\ufffe'
DAY = date(2024, 6, 30)
POLICY = load()


def made(count: int = 1) -> Picture:
    money = [Bond("person:me", f"account:{n}", "TRANSACTION", None, Decimal("10.10"), Decimal("0.00"), 3, DAY, DAY)
             for n in range(count)]  # fmt: skip
    others = [Entity("account", str(n), HOSTILE) for n in range(count)]
    owns = [Bond("person:me", "company:c", "OWNS", Decimal("40.0"))]
    found = Neighbourhood(
        Entity("person", "me", HOSTILE),
        (*others, Entity("company", "c", "Firm")),
        (*money, *owns),
        ("a limit",),
        ("SPOUSE",),
    )
    return picture(State("person:me"), {"person:me": found}, "USD")


def file(kind: str, found: Picture, folder: Path, image: bytes = b"") -> bytes:
    return export(
        found, kind, "USD", DAY, policy=POLICY, user="u", audit=AuditLog(folder / "audit.sqlite"), image=image
    )


def test_csv_is_every_node_and_tie_and_no_formula(tmp_path: Path) -> None:
    found = made()
    archive = zipfile.ZipFile(io.BytesIO(file("csv", found, tmp_path)))
    nodes = list(csv.reader(io.StringIO(archive.read("nodes.csv").decode("utf-8-sig"))))
    ties = list(csv.reader(io.StringIO(archive.read("ties.csv").decode("utf-8-sig"))))
    money = list(csv.reader(io.StringIO(archive.read("money.csv").decode("utf-8-sig"))))
    left = archive.read("left_out.csv").decode("utf-8-sig")
    assert len(nodes) == 1 + len(found.nodes)
    assert all(not cell.startswith("=") for row in nodes for cell in row)
    assert len(ties) == 1 + len(found.lines)
    assert [row[2:7] for row in money[1:]] == [["10.10", "0.00", "3", "2024-06-30", "2024-06-30"]]
    assert "a limit" in left
    assert "not held in this book: SPOUSE" in left
    assert file("csv", found, tmp_path) == file("csv", found, tmp_path)


def test_graphml_reads_back_with_amounts_to_the_digit(tmp_path: Path) -> None:
    graph = nx.read_graphml(io.BytesIO(file("graphml", made(), tmp_path)))
    assert set(graph.nodes) == {"person:me", "account:0", "company:c"}
    ties = {data["role"]: data for _, _, data in graph.edges(data=True)}
    assert (ties["TRANSACTION"]["forward"], ties["TRANSACTION"]["count"], ties["OWNS"]["share"]) == ("10.10", 3, "40.0")
    grouped = nx.read_graphml(io.BytesIO(file("graphml", made(40), tmp_path)))
    assert next(data["members"] for _, data in grouped.nodes(data=True) if data["kind"] == "group") == 40
    assert next(data["forward"] for _, _, data in grouped.edges(data=True) if data["forward"]) == "404.00"


def test_graphml_keeps_apart_what_only_marks_of_direction_tell_apart(tmp_path: Path) -> None:
    others = [Entity("account", ident, "Same") for ident in ("7", "\u202e7", "7\x0b", "7\x0c", " 7")]
    bonds = [Bond("person:me", one.key, "OWNS") for one in others]
    around = Neighbourhood(Entity("person", "me", "Me"), tuple(others), tuple(bonds), (), ())
    found = picture(State("person:me"), {"person:me": around}, "USD")
    graph = nx.read_graphml(io.BytesIO(file("graphml", found, tmp_path)))
    assert len(graph.nodes) == 6
    assert graph.number_of_edges() == 5
    assert "account:\u202e7" in graph.nodes


def test_an_image_is_taken_only_where_it_is_one(tmp_path: Path) -> None:
    image = b"\x89PNG\r\n\x1a\n rest"
    assert file("png", made(), tmp_path, image) == image
    for wrong in (b"", b"<svg>", b"\x89PNG\r\n\x1a\n" + b"0" * 20_000_001):
        with pytest.raises(UsageError):
            file("png", made(), tmp_path, wrong)
    with pytest.raises(UsageError):
        file("exe", made(), tmp_path)


def test_each_is_on_record_with_its_digest(tmp_path: Path) -> None:
    data = file("graphml", made(), tmp_path)
    ((action, whom, detail),) = sqlite3.connect(tmp_path / "audit.sqlite").execute(
        "SELECT action, customer_id, detail FROM record"
    )
    assert (action, whom) == ("export", "me")
    assert json.loads(detail)["policy"] == POLICY.digest
    assert json.loads(detail)["sha256"] == hashlib.sha256(data).hexdigest()

    class Broken:
        def record(self, *_: object) -> None:
            raise AuditFailed("no")

        record_unread = record

    broken: Any = Broken()
    with pytest.raises(AuditFailed):
        export(made(), "csv", "USD", DAY, policy=POLICY, user="u", audit=broken)
