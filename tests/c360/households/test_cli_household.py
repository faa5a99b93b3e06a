"""`python -m c360 household`, and the household's chapter in a PDF."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from pypdf import PdfReader

from c360 import Customer360Builder, connect
from c360.cli import main
from c360.errors import UsageError
from c360.export import export
from c360.report.document import document
from tests.c360.households.homes import of

SARAH = "customer-12345"


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capfd.readouterr()
    code = main(arguments)
    return code, *capfd.readouterr()


@pytest.fixture
def place(demo_book: Path, tmp_path: Path) -> str:
    """A copy of the demo book, with an audit log of its own."""
    shutil.copytree(demo_book, tmp_path / "demo.book", ignore=shutil.ignore_patterns("audit*"))
    return str(tmp_path / "demo.book")


def test_as_json(place: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "household", SARAH, "--graph", place, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == [
        "id", "name", "as_of", "currency", "policy", "members", "left_out", "holdings", "categories", "totals", "worth",
        "risk", "nobody_has", "missing", "limits", "not_held", "generation", "withheld",
    ]  # fmt: skip
    # Sarah's 385,000.00 and John's 6,578.90 both have the 10,000.00 of their joint account.
    assert found["totals"] == {
        "assets": "781175.00", "liabilities": "368421.10", "net_position": "412753.90", "twice": "10000.00",
        "converted": [], "balances_as_of": "2024-06-30",
    }  # fmt: skip
    assert [(one["name"], one["relationship"], one["net_position"]) for one in found["members"]] == [
        ("Sarah Johnson", None, "385000.00"), ("John Johnson", "SPOUSE", "6578.90"),
        ("Emma Johnson", "CHILD", "18420.00"), ("Noah Johnson", "CHILD", "12755.00"),
    ]  # fmt: skip
    assert (found["worth"]["revenue"], found["worth"]["twice"]) == ("8978.17", "172.85")
    assert run(capfd, "household", SARAH, "--graph", place, "--json")[1] == out


def test_as_a_report(place: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    out = run(capfd, "household", "customer-12347", "--graph", place, "--as-of", "2024-06-01")[1]
    for said in ("Household of Emma Johnson (customer-12347)", "As of 1 Jun 2024", "$412,753.90",
                 "all 4 members: 0 of 4 base factors apply",
                 "Parent of Emma Johnson; Emma Johnson is 14 years old, under 18; same home"):  # fmt: skip
        assert said in out
    assert "Sarah Johnson and John Johnson" in out


def test_refusals(place: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "household", "nobody", "--graph", place) == (1, "", "No such customer in this book.\n")
    code, out, err = run(capfd, "household", SARAH, "--graph", place, "--as-of", "2030-01-01")
    assert (code, out) == (2, "")
    assert "The book ends" in err
    code, out, err = run(capfd, "profile", SARAH, "--graph", place, "--household", "--json")
    assert (code, out) == (2, "")
    assert "--pdf" in err


def test_a_pdf_has_the_household_when_asked_and_each_member_is_on_record(
    place: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with_, without = tmp_path / "with.pdf", tmp_path / "without.pdf"
    assert run(capfd, "profile", SARAH, "--graph", place, "--pdf", str(without))[0] == 0
    code, said, _ = run(capfd, "profile", SARAH, "--graph", place, "--pdf", str(with_), "--household")
    assert code == 0
    text = " ".join(page.extract_text() for page in PdfReader(with_).pages)
    assert "Why they are members" in text
    assert "412,753.90" in text
    assert "Why they are members" not in " ".join(page.extract_text() for page in PdfReader(without).pages)
    with sqlite3.connect(f"{place}/audit.sqlite") as db:
        rows = db.execute("SELECT customer_id, detail FROM record WHERE action = 'export' ORDER BY seq").fetchall()
    assert [row[0] for row in rows[1:]] == [SARAH, "customer-12346", "customer-12347", "customer-12348"]
    (digest,) = re.findall("[0-9a-f]{64}", said)
    assert all(digest in row[1] for row in rows[1:])


def test_without_a_household_the_document_is_as_it_was(demo_book: Path) -> None:
    graph = connect(demo_book)
    builder = Customer360Builder(graph, user="tester")
    profile = builder.build_profile(SARAH)
    bare = document(profile, builder.policy, "tester")
    whole = document(profile, builder.policy, "tester", of(graph, SARAH))
    assert [chapter["title"] for chapter in whole["chapters"][len(bare["chapters"]) :]] == ["Household"]
    assert {**whole, "chapters": whole["chapters"][:-1]} == bare
    for kind, house in (("pdf", of(graph, "customer-12346")), ("json", of(graph, SARAH))):
        with pytest.raises(UsageError):
            export(builder, profile, kind, house)
