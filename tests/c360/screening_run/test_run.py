"""Screening a whole book: whom it finds, what is taken over from the run before, and what stops it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

from c360.errors import AuditFailed, GraphUnavailable, IntegrityError, NotScreened
from c360.graph.connect import connect
from c360.policy import ScreeningRules
from c360.screening.lists import store
from c360.screening.lists.entry import Entry, ListedDocument, ListedName, sealed
from c360.screening.lists.held import open_lists
from c360.screening.lists.reading import Reading
from c360.screening_run import Run, kept, read, screen_book
from c360.screening_run.touched import matcher, touched
from tests.factories import make_book

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES = ScreeningRules(Decimal("0.70"), Decimal("0.50"), False)
PEOPLE = [
    {"customerId": "c1", "name": "Ivo Vorlak", "dateOfBirth": "1961-05-05", "nationality": "UA"},
    {"customerId": "c2", "name": "Mina Tarrow", "dateOfBirth": "1990-01-02", "countryOfResidence": "US"},
    {"customerId": "c3", "name": "Sefton Quill"},
    {"customerId": "c4", "name": " "},
    {"customerId": "c5", "name": "<b>'; DROP\n=1+1 \u202eolleh"},
    {"customerId": "c6", "name": "Otto Brandauer", "dateOfBirth": "1955-07-01"},
]
FIRMS = [{"companyId": "f1", "name": "Lumen Harbour Ltd", "country": "PA", "registrationNumber": "PA-778812"}]


def listed(number: int, name: str, born: str = "", schema: str = "Person", list_: str = "A", **more: object) -> Entry:
    return sealed(list=list_, id=str(number), schema=schema, names=[ListedName(name, "primary")],
                  births=[born] if born else [], **more)  # fmt: skip


VORLAK = listed(1, "VORLAK, Ivo", "1961-05-05")
HARBOUR = listed(2, "LUMEN HARBOUR CO.", schema="Company")
OTHERS = [listed(10 + at, name) for at, name in enumerate(("Rasheed Omari", "Pavel Dobrin", "Anke Luders"))]


def put(folder: Path, entries: Sequence[Entry], name: str = "A", dated: str | None = None) -> None:
    store.put(folder / "lists", Reading(name, dated, tuple(entries), ()), loaded_at=NOW, allow_shrink=True)


def run(folder: Path, *, changed: bool = False, to: str = "run.sqlite", workers: int = 1, most: float = 1.0) -> Run:
    return screen_book(
        lambda: connect(folder / "test.book"), open_lists(folder / "lists"), folder / to, rules=RULES, at=NOW,
        changed=changed, workers=workers, most=most,
    )  # fmt: skip


def pairs(found: Run) -> list[tuple[str, str]]:
    return [(one.customer, one.id) for one in found.found]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screened")
    make_book(folder, {"Person": PEOPLE, "Company": FIRMS, "Document": [
        {"naturalKey": "d1", "type": "PASSPORT", "number": "ZX 114477"}]}, {"HAS_DOCUMENT.Person.Document": [
        ("c3", "d1")]}, as_of="2026-02-28")  # fmt: skip
    put(folder, [VORLAK, HARBOUR, *OTHERS])
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path, dirs_exist_ok=True)


def test_it_finds_people_and_companies_and_says_whom_it_could_not_screen(folder: Path) -> None:
    found = run(folder)
    assert pairs(found) == [("c1", "1"), ("f1", "2")]
    assert [one.kind for one in found.found] == ["Person", "Company"]
    assert (found.screened, found.compared, dict(found.lacking)) == (6, 6, {"no name": 1})
    (used,) = found.lists
    assert (used.name, used.digest, found.book) == ("A", open_lists(folder / "lists").lists[0].digest, "Test bank")
    assert found.found[0].digest == VORLAK.digest
    assert read(folder / "run.sqlite") == found


def test_two_processes_find_the_same(folder: Path) -> None:
    assert run(folder, workers=2, to="two.sqlite").found == run(folder).found


def test_without_a_list_nobody_is_screened_and_nothing_is_kept(folder: Path) -> None:
    store.take_away(folder / "lists", "A")
    with pytest.raises(NotScreened, match="doesn't mean that anybody is clear"):
        run(folder)
    assert read(folder / "run.sqlite") is None


def test_a_damaged_list_or_a_record_that_fails_leaves_the_run_before(folder: Path) -> None:
    before = run(folder)

    def fails(_: Run) -> None:
        raise AuditFailed("No.")

    with pytest.raises(AuditFailed):
        screen_book(lambda: connect(folder / "test.book"), open_lists(folder / "lists"), folder / "run.sqlite",
                    rules=RULES, at=NOW, record=fails)  # fmt: skip
    (version,) = (folder / "lists" / "versions").iterdir()
    version.write_bytes(version.read_bytes()[:-9])
    with pytest.raises(IntegrityError, match="damaged"):
        run(folder)
    assert read(folder / "run.sqlite") == before
    with kept.alone(folder / "run.sqlite"), pytest.raises(GraphUnavailable, match="Another screening"):
        run(folder)


def test_a_run_with_a_candidate_less_is_an_error_and_never_nobody(folder: Path) -> None:
    import sqlite3
    from contextlib import closing

    run(folder)
    with closing(sqlite3.connect(folder / "run.sqlite")) as db, db:
        db.execute("DELETE FROM found WHERE customer = 'c1'")
    with pytest.raises(IntegrityError, match="screen the whole book again"):
        read(folder / "run.sqlite")
    with pytest.raises(IntegrityError):
        run(folder, changed=True)
    assert len(run(folder).found) == 2


def test_only_what_changed_is_compared(folder: Path) -> None:
    run(folder)
    again = run(folder, changed=True)
    assert (again.compared, pairs(again)) == (0, [("c1", "1"), ("f1", "2")])
    # An entry that changes: whoever shares a word with it is compared anew, and the candidate is of the new entry.
    other = listed(1, "VORLAK, Ivo", "1961-05-05", remarks=["more"])
    put(folder, [other, HARBOUR, *OTHERS, listed(3, "Mina Tarow", "1990-01-02")])
    later = run(folder, changed=True)
    assert (later.compared, pairs(later)) == (2, [("c1", "1"), ("c2", "3"), ("f1", "2")])
    assert later.found[0].digest == other.digest
    # An entry that goes, another with a customer's passport, and a customer that changes.
    put(folder, [HARBOUR, *OTHERS, listed(4, "Xu Yun", documents=[ListedDocument("passport", "zx-114477")])])
    make_book(folder, {"Person": [*PEOPLE[:5], PEOPLE[5] | {"name": "Pavel Dobrin"}], "Company": FIRMS, "Document": [
        {"naturalKey": "d1", "type": "PASSPORT", "number": "ZX 114477"}]}, {"HAS_DOCUMENT.Person.Document": [
        ("c3", "d1")]}, as_of="2026-02-28")  # fmt: skip
    last = run(folder, changed=True)
    whole = run(folder, to="whole.sqlite")
    assert last.found == whole.found
    assert ("c6", "11") in pairs(last)
    assert "c1" not in {one.customer for one in last.found}
    assert last.compared < whole.compared


def test_what_only_changed_finds_is_what_a_whole_run_finds(folder: Path) -> None:
    dice = random.Random(7)
    given, family = ("Ivo", "Mina", "Otto", "Pavel", "Anke"), ("Vorlak", "Tarrow", "Brandauer", "Dobrin", "Luders")
    entries = {n: listed(n, f"{dice.choice(given)} {dice.choice(family)}") for n in range(20)}
    put(folder, list(entries.values()))
    run(folder)
    for step in range(6):
        for number in dice.sample(range(20), 2):
            entries.pop(number, None)
            if dice.random() < 0.7:
                born = dice.choice(("", "1961", "1961-05-05"))
                entries[number] = listed(number, f"{dice.choice(given)} {dice.choice(family)}", born)
        if step == 3:
            put(folder, [listed(1, "Sefton Quill", list_="B")], "B")
        put(folder, list(entries.values()))
        changed, whole = run(folder, changed=True), run(folder, to="whole.sqlite")
        assert changed.found == whole.found
        assert changed.compared <= whole.compared


def test_another_threshold_or_many_changes_mean_everybody(folder: Path) -> None:
    first = run(folder)
    put(folder, [HARBOUR, *OTHERS])
    assert touched(open_lists(folder / "lists"), first.lists, most=0.05) is None
    assert run(folder, changed=True, most=0.05).compared == 6
    strict = screen_book(lambda: connect(folder / "test.book"), open_lists(folder / "lists"), folder / "run.sqlite",
                         rules=replace(RULES, threshold=Decimal("0.99")), at=NOW, changed=True)  # fmt: skip
    assert strict.compared == 6


@pytest.mark.parametrize("library", ["anyascii", "normality", "pyicu-wheels", "rapidfuzz", "rigour"])
def test_another_version_of_what_folds_and_compares_is_another_matcher(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, before = import_module("c360.screening_run.touched"), matcher.__wrapped__()
    monkeypatch.setattr(module, "version", lambda name: "0" if name == library else version(name))
    assert matcher.__wrapped__() != before


def test_other_folding_is_another_matcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, before = import_module("c360.screening_run.touched"), matcher.__wrapped__()
    assert before == matcher()
    (tmp_path / "names.py").write_text("# folds otherwise", "utf-8")
    (tmp_path / "names.txt").touch()
    monkeypatch.setattr(module, "files", lambda name: tmp_path if name == "c360" else files(name))
    assert matcher.__wrapped__() != before
