"""Whom an index finds worth comparing, and what a screening says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from c360.screening import IdentityDocument, Screener, Subject
from c360.screening.lists.entry import PRIMARY, STRONG, WEAK, Entry, ListedDocument, ListedName, sealed
from c360.screening.lists.manifest import ListVersion


def entry(id_: str, name: str, *, schema: str = "Person", strong: str = "", weak: str = "", **more: object) -> Entry:
    names = [ListedName(name, PRIMARY)]
    names += [ListedName(text, kind) for text, kind in ((strong, STRONG), (weak, WEAK)) if text]
    return sealed(list="Test", id=id_, schema=schema, names=tuple(names), **more)


@pytest.fixture(scope="module")
def screener() -> Screener:
    entries = [
        entry("1", "KARIMOV, Abdulaziz", strong="Abd al-Aziz KERIMOV", births=("1961-05-03",), countries=("uz",)),
        entry("2", "Zhang Guohua"), entry("3", "PETROSSIAN, Gayané", weak="Gaya"),
        entry("4", "Aviabaltika Cargo UAB", schema="Company"), entry("5", "OCEAN PEARL 3", schema="Vessel"),
        entry("6", "SMITHSON, Jonathan", documents=(ListedDocument("passport", "X-998877", country="gb"),)),
    ]  # fmt: skip
    version = ListVersion("Test", "0" * 64, "2026-01-01", datetime(2026, 1, 2, tzinfo=UTC), len(entries), (), ())
    return Screener((version,), entries)


@pytest.mark.parametrize(
    ("name", "schema", "found"),
    [
        ("Abdulaziz Karimov", "Person", "1"), ("Abdul Aziz Karimow", "Person", "1"),
        ("Abdelaziz Kerimov", "Person", "1"),
        ("Karimov Abdulazlz", "Person", "1"), ("Абдулазиз Каримов", "Person", "1"), ("Chang Kuo-hua", "Person", "2"),
        ("张国华", "Person", "2"), ("Gayane Petrosyan", "Person", "3"), ("Avia Baltika UAB", "Company", "4"),
        ("Ocean Pearl III", "Vessel", "5"), ("J. Smithson", "Person", "6"),
    ],
)  # fmt: skip
def test_a_listed_name_is_found_however_it_is_written(screener: Screener, name: str, schema: str, found: str) -> None:
    assert [one.entry.id for one in screener.screen(Subject(name, schema)) if one.match] == [found]


@pytest.mark.parametrize("name", ["Anna Schneider", "Karim Abdullayev", "", "  ", "\0", "😀", "x" * 2000])
def test_others_are_not_found(screener: Screener, name: str) -> None:
    assert screener.screen(Subject(name)) == ()


def test_near_misses_are_given_when_asked_for(screener: Screener) -> None:
    subject = Subject("Abdulaziz Karimov", birth_date="1990-01-01")
    assert screener.screen(subject) == ()
    (near,) = screener.screen(subject, 0.5)
    assert (near.entry.id, near.match) == ("1", False)
    assert "born 1990-01-01 against 1961-05-03: against" in [one.words for one in near.features]


def test_a_document_finds_whom_the_name_does_not(screener: Screener) -> None:
    subject = Subject("Olga Ivanova", documents=(IdentityDocument("x998877"),))
    assert [one.entry.id for one in screener.screen(subject)] == ["6"]


def test_a_person_is_not_compared_with_a_ship(screener: Screener) -> None:
    assert screener.screen(Subject("Ocean Pearl 3", "Person"), 0.0) == ()


def test_without_lists_nobody_is_found_and_no_list_is_named() -> None:
    empty = Screener((), ())
    assert (empty.lists, empty.screen(Subject("Anybody At All"))) == ((), ())


def test_of_many_of_one_name_none_is_cut() -> None:
    entries = [entry(str(n), "ALI, Mohamed", births=(str(1900 + n),)) for n in range(120)]
    entries += [entry(f"ship {n}", "SEA STAR", schema="Vessel") for n in range(80)]
    entries.append(entry("firm", "Sea Star Ltd", schema="Company"))
    crowd = Screener((), entries)
    for n in (0, 60, 119):
        found = crowd.screen(Subject("Mohamed Ali", birth_date=str(1900 + n)))
        assert str(n) in {one.entry.id for one in found}
        assert found[0].entry.id == str(n)
    assert [one.entry.id for one in crowd.screen(Subject("Sea Star", "Company"))] == ["firm"]


def test_a_very_long_name_takes_no_minutes_and_is_not_cut_in_silence() -> None:
    crowd = Screener((), [entry("1", "ALI, Mohamed"), entry("2", "王小明 " * 60)])
    for name in ("王" * 10_000, "ab " * 5_000, "x" * 10_000, "Mohamed Ali " * 500):
        crowd.screen(Subject(name))
    (found,) = crowd.screen(Subject("Mohamed Ali" + " " * 400))
    assert "of a name longer than 300 characters the first are compared" in [one.words for one in found.features]
