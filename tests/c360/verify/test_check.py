"""The accuracy check: it agrees where all is well, and finds whatever one tampers with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from c360 import Customer360Builder, connect, policy
from c360.audit import AuditLog, NullLog
from c360.cli import main
from c360.verify import kept
from c360.verify.base import Terms
from c360.verify.check import Check, check
from c360.verify.records import Records
from c360.verify.recount import recount
from c360.verify.shown import shown
from c360.verify.sources import tables_of
from tests.factories import make_book

SARAH = "customer-12345"


def folders(book: Path) -> dict[str, Path]:
    return {path.name: path for path in connect(str(book)).view().generation.sources.iterdir()}


def checked(book: Path, tables: dict[str, Path], customers: int = 400) -> Check:
    return check(connect(str(book)), tables, {}, policy.load(), customers=customers, seed=1)


def test_everybody_in_the_demo_bank_agrees(demo_book: Path) -> None:
    found = checked(demo_book, folders(demo_book))
    assert found.disagreements == ()
    assert found.agreement == 100
    assert found.customers == found.of == 150
    assert found.figures > 50 * found.customers
    assert set(found.completeness) == {
        "identity", "relationships", "products", "activity", "risk", "value", "profile",
    }  # fmt: skip


def test_the_recount_has_the_figures_of_the_card(demo_book: Path) -> None:
    records = Records(folders(demo_book))
    book = connect(str(demo_book)).book
    terms = Terms(book.as_of, book.currency, book.zone, policy.load(), book.first_day)
    found = recount(records.of([SARAH])[SARAH], records, terms)
    records.close()
    card = {
        "activity.transaction_count": "145", "activity.total_volume": "181250.00",
        "products.summary.net_position": "385000.00", "risk.scores.credit.score": "780",
        "relationships.relationship_count": "4", "value.annual_revenue": "8500.00",
        "value.models.retention": "28900.00", "value.models.perpetuity": "72250.00",
        "value.value_segment": "Platinum", "risk.overall_risk": "LOW", "value.relationship_years": "9",
    }  # fmt: skip
    assert {figure: str(found[figure]) for figure in card} == card


TAMPERED = {
    "a balance": ("core/Account", "SELECT * REPLACE (CASE WHEN accountNumber = '2000000014' THEN balance + 0.01"
                  " ELSE balance END AS balance)", "products.summary.total_deposits"),
    "a transaction": ("core/TRANSACTION.Account.Account", "SELECT * FROM x WHERE transactionId <> 'T000000461' --",
                      "activity.transaction_count"),
    "an amount": ("core/TRANSACTION.Account.Account", "SELECT * REPLACE (CASE WHEN transactionId = 'T000000461'"
                  " THEN amount + 0.01 ELSE amount END AS amount)", "activity.total_volume"),
    "a tie": ("crm/SPOUSE.Person.Person", "SELECT * FROM x WHERE \"from\" <> 'customer-12345'"
              " AND \"to\" <> 'customer-12345' --", "relationships.family"),
    "a score": ("compliance/CreditScore", "SELECT * REPLACE (CASE WHEN score = 780 THEN 590 ELSE score END AS score)",
                "risk.overall_score"),
    "a name": ("core/Person", "SELECT * REPLACE (CASE WHEN customerId = 'customer-12345' THEN 'Sara Johnson'"
               " ELSE name END AS name)", "identity.basic_info.name"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_differs_is_found_and_named(demo_book: Path, tmp_path: Path, what: str) -> None:
    place, statement, figure = TAMPERED[what]
    own = tampered(demo_book, tmp_path, place, statement)
    found = checked(demo_book, own)
    assert figure in {one.figure for one in found.disagreements if one.customer_id == SARAH}
    assert found.agreement is not None
    assert found.agreement < 100


def tampered(book: Path, into: Path, place: str, statement: str) -> dict[str, Path]:
    """A copy of the book's tables of which one was changed."""
    shutil.copytree(connect(str(book)).view().generation.sources, into / "sources")
    path = into / "sources" / f"{place}.parquet"
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE x AS SELECT * FROM read_parquet('{path}')")
        con.execute(f"COPY ({statement}{chr(10) if '--' in statement else ' FROM x'}) TO '{path}' (FORMAT parquet)")
    return {one.name: one for one in (into / "sources").iterdir()}


def test_equal_seeds_take_equal_customers(demo_book: Path) -> None:
    first, again = (checked(demo_book, folders(demo_book), 5) for _ in range(2))
    assert (first.customers, first.figures) == (again.customers, again.figures) == (5, first.figures)


def test_a_share_is_never_rounded_up_to_whole() -> None:
    nearly = Check(1, "", "", "", 1, {}, 1, 1_000_000, 1, (), 1, {}, 0, 0.0)
    assert str(nearly.agreement) == "99.99"


def test_what_is_not_delivered_is_unknown_to_both(demo_book: Path) -> None:
    """Without alerts and scores both say that they can't tell, and neither says none."""
    tables = folders(demo_book)
    records = Records({"core": tables["core"], "crm": tables["crm"]})
    book = connect(str(demo_book)).book
    terms = Terms(book.as_of, book.currency, book.zone, policy.load(), book.first_day)
    found = recount(records.of([SARAH])[SARAH], records, terms)
    records.close()
    for figure in ("risk.scores.fraud.alert_count", "risk.overall_score", "risk.overall_risk", "identity.documents"):
        assert found[figure] is None


def test_every_figure_is_one_of_the_profile(demo_book: Path) -> None:
    records = Records(folders(demo_book))
    book = connect(str(demo_book)).book
    terms = Terms(book.as_of, book.currency, book.zone, policy.load(), book.first_day)
    profile = Customer360Builder(connect(str(demo_book)), audit=NullLog()).build_profile(SARAH)
    counted = recount(records.of([SARAH])[SARAH], records, terms)
    records.close()
    assert set(shown(profile, counted)) == set(counted)
    assert shown(profile, counted) == counted


def test_the_last_check_is_kept_and_a_damaged_one_is_none(demo_book: Path, tmp_path: Path) -> None:
    found = checked(demo_book, folders(demo_book), 3)
    (tmp_path / "generations" / f"{found.generation:06d}").mkdir(parents=True)
    kept.save(found, tmp_path)
    assert kept.read(tmp_path, found.generation) == found
    kept.path(tmp_path, found.generation).write_text("{}")
    assert kept.read(tmp_path, found.generation) is None
    assert kept.read(tmp_path, 99) is None


@pytest.fixture
def own_book(demo_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    book = tmp_path / "own.book"
    shutil.copytree(demo_book, book)
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    monkeypatch.setenv("C360_USER", "ada")
    return book


def test_the_command_says_what_it_found_and_is_on_record(
    own_book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--graph", str(own_book), "--customers", "20", "--seed", "3"]) == 0
    assert "figures of 20 customers agree with the records" in capsys.readouterr().out
    assert AuditLog(tmp_path / "audit.sqlite").verify() == 1
    assert kept.read(own_book, connect(str(own_book)).book.generation) is not None


def test_a_disagreement_is_exit_4_and_names_the_figure(
    own_book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext

    own = tampered(own_book, tmp_path, *TAMPERED["a balance"][:2])
    monkeypatch.setattr("c360.verify.run.tables_of", lambda *_: nullcontext((own, {})))
    assert main(["verify", "--graph", str(own_book), "--customers", "400"]) == 4
    told = capsys.readouterr()
    assert told.out == ""
    assert f"products.summary.total_deposits of {SARAH}" in told.err
    saved = kept.read(own_book, connect(str(own_book)).book.generation)
    assert saved is not None
    assert saved.disagreed == json.loads(kept.path(own_book, saved.generation).read_text())["disagreed"] > 0


def test_files_are_read_anew_as_long_as_they_are_those_that_were_loaded(tmp_path: Path) -> None:
    book = make_book(tmp_path, {"Person": [{"customerId": "p1", "name": "Ann"}], "Account": []})

    def basis() -> str:
        with tables_of(connect(str(book)).view().generation) as (tables, bases):
            assert Records(tables).customers() == ["p1"]
            return bases["test"]

    assert basis() == "its 1 file, read anew: all rows as they were loaded"
    people = tmp_path / "test-files" / "Person.csv"
    people.write_text(people.read_text().replace("Ann", "Bea"))
    assert basis() == "the tables that its load kept: its files are gone, or others than were loaded"
    people.unlink()
    assert basis().startswith("the tables that its load kept")


def test_the_demo_command_checks_against_the_files_it_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("C360_USER", "ada")
    book = tmp_path / "d.book"
    assert main(["demo", "--into", str(book), "--customers", "110"]) == 0
    assert "of 110 random customers agree" in capsys.readouterr().out
    found = kept.read(book, 1)
    assert found is not None
    assert {basis.partition(",")[2] for basis in found.bases.values()} == {" read anew: all rows as they were loaded"}
    assert AuditLog(book / "audit.sqlite").verify() == 2
