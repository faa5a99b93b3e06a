"""What a book keeps of its sources is what was written, or is refused; and all of it is of one day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from c360.errors import IntegrityError
from c360.graph.connect import connect
from c360.sources.kept import read_kept
from c360.sources.load import unload
from c360.sources.problems import LoadRefused
from tests.c360.sources.sql import ACCOUNTS, MOVE, load_sql

PERSON = {"Person": "SELECT '1' AS customerId, 'Ann' AS name"}
MORE = {"Person": "SELECT '1' AS customerId, 'a@b' AS email"}


def core(tmp_path: Path) -> Path:
    """A book of one source; the folder of what it keeps of that."""
    load_sql(tmp_path, PERSON, source="core")
    return tmp_path / "b" / "generations" / "000001" / "sources" / "core"


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a bit of a table": lambda kept: flipped(kept / "Person.parquet"),
    "a table missing": lambda kept: (kept / "Person.parquet").unlink(),
    "a table too many": lambda kept: (kept / "Account.parquet").write_bytes((kept / "Person.parquet").read_bytes()),
    "empty": lambda kept: (kept / "source.json").write_text("", "utf-8"),
    "{}": lambda kept: (kept / "source.json").write_text("{}", "utf-8"),
    "[]": lambda kept: (kept / "source.json").write_text("[]", "utf-8"),
    "no text": lambda kept: (kept / "source.json").write_bytes(b"\xff\xfe"),
    "missing": lambda kept: (kept / "source.json").unlink(),
    "another count": lambda kept: (kept / "source.json").write_text(
        (kept / "source.json").read_text("utf-8").replace('"records": 1', '"records": 2'), "utf-8"
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_goes_no_further(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    damage(core(tmp_path))
    with pytest.raises(IntegrityError, match="source core is damaged"):
        load_sql(tmp_path, MORE, source="crm", declare=False)
    with pytest.raises(IntegrityError, match="source core is damaged"):
        unload("crm", tmp_path / "b")
    assert connect(tmp_path / "b").view().generation.number == 1
    load_sql(tmp_path, PERSON, source="core")  # which is what the sentence says to do
    load_sql(tmp_path, MORE, source="crm", declare=False)


def without_digests(kept: Path) -> None:
    """As books had it before there were digests."""
    found = json.loads((kept / "source.json").read_text("utf-8"))
    for key in ("digest", "files", "of_day"):
        del found[key]
    (kept / "source.json").write_text(json.dumps(found), "utf-8")


def test_books_from_before_digests_are_read(tmp_path: Path) -> None:
    kept = core(tmp_path)
    without_digests(kept)
    assert read_kept(kept).files is None
    load_sql(tmp_path, MORE, source="crm", declare=False)
    assert connect(tmp_path / "b").g.V().has_label("Person").values("email").to_list() == ["a@b"]


def test_damage_to_a_book_from_before_digests_is_said_where_it_shows(tmp_path: Path) -> None:
    kept = core(tmp_path)
    without_digests(kept)
    (kept / "Person.parquet").write_bytes((kept / "Person.parquet").read_bytes()[:100])
    with pytest.raises(IntegrityError, match=r"core is damaged \(Person\.parquet\)"):
        load_sql(tmp_path, MORE, source="crm", declare=False)


# Balances are of as_of: what such a query gives is of one day.
DATED = {
    "Account": f"SELECT *, if(getvariable('as_of') < DATE '2024-06-01', 1, 2) AS balance FROM ({ACCOUNTS})",
    MOVE: "SELECT 'T' AS transactionId, 'A' AS \"from\", 'B' AS \"to\", 1 AS amount, DATE '2024-05-20' AS timestamp",
}


def book_date(tmp_path: Path) -> date:
    return connect(tmp_path / "b").book.as_of


@pytest.mark.parametrize("as_of", [None, date(2024, 6, 30)])
def test_a_book_is_of_the_day_of_its_balances(tmp_path: Path, as_of: date | None) -> None:
    load_sql(tmp_path, DATED, source="core", as_of=as_of)
    day = as_of or date(2024, 5, 20)
    said = rf"balances of core are of {day}: give --as-of {day}, or load core again with --as-of 2024-04-30 first"
    with pytest.raises(LoadRefused, match=said):
        load_sql(tmp_path, PERSON, source="crm", declare=False, as_of=date(2024, 4, 30))
    assert connect(tmp_path / "b").view().generation.number == 1
    load_sql(tmp_path, PERSON, source="crm", declare=False, as_of=day)
    load_sql(tmp_path, PERSON, source="web", declare=False, as_of=day)
    unload("web", tmp_path / "b")
    unload("crm", tmp_path / "b")
    assert book_date(tmp_path) == day
    load_sql(tmp_path, DATED, source="core", as_of=date(2024, 4, 30))
    assert book_date(tmp_path) == date(2024, 4, 30)


def test_two_sources_of_one_day_go_to_another_one_by_one(tmp_path: Path) -> None:
    cards = {"Company": "SELECT 'c' AS companyId, if(getvariable('as_of') IS NULL, 'open', 'dated') AS status"}
    load_sql(tmp_path, DATED, source="core", as_of=date(2024, 6, 30))
    load_sql(tmp_path, cards, source="cards", declare=False, as_of=date(2024, 6, 30))
    with pytest.raises(LoadRefused, match="or unload cards first and load it again afterwards with --as-of 2024-07-31"):
        load_sql(tmp_path, PERSON, source="crm", declare=False, as_of=date(2024, 7, 31))
    unload("cards", tmp_path / "b")
    load_sql(tmp_path, DATED, source="core", as_of=date(2024, 7, 31))
    load_sql(tmp_path, cards, source="cards", declare=False, as_of=date(2024, 7, 31))
    assert book_date(tmp_path) == date(2024, 7, 31)


def test_a_load_that_forgets_the_books_day_is_told(tmp_path: Path) -> None:
    load_sql(tmp_path, DATED, source="core", as_of=date(2024, 6, 30))
    with pytest.raises(LoadRefused, match="give --as-of 2024-06-30"):
        load_sql(tmp_path, PERSON, source="crm", declare=False)


def test_balances_of_an_older_day_than_the_books_are_refused(tmp_path: Path) -> None:
    later = {"Account": "SELECT 'C' AS accountNumber", MOVE: DATED[MOVE].replace("05-20", "05-25").replace("'T'", "'U'")
             .replace("'A'", "'C'").replace("'B'", "'C'")}  # fmt: skip
    load_sql(tmp_path, later, source="cards")
    with pytest.raises(LoadRefused, match=r"balances of core are of 2024-05-20: give --as-of 2024-05-25$"):
        load_sql(tmp_path, DATED, source="core")
    load_sql(tmp_path, DATED, source="core", as_of=date(2024, 5, 25))


def test_sources_that_ask_for_no_day_may_come_with_any(tmp_path: Path) -> None:
    load_sql(tmp_path, PERSON, source="core", as_of=date(2024, 6, 30))
    load_sql(tmp_path, MORE, source="crm", declare=False, as_of=date(2024, 1, 31))
    assert book_date(tmp_path) == date(2024, 1, 31)
