"""Who was confirmed as listed stays a candidate when the entry, the list or the whole store goes away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from c360.model import Profile
from c360.model.screening import Screening
from c360.screening.lists import store
from c360.screening_desk import ScreeningDesk, desk_of
from c360.settings import Settings
from tests.c360.sections.bank import book
from tests.c360.test_screening_desk import OTHER, PAPERS, decide, desk, put, seen, state, vorlak


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return book(tmp_path_factory.mktemp("gone"), **PAPERS)


@pytest.fixture
def at(tmp_path: Path, where: Path) -> ScreeningDesk:
    """A desk at which the customer was confirmed to be the entry 1."""
    made = desk(tmp_path)
    put(tmp_path, [vorlak(), OTHER])
    decide(made, seen(where, made), "confirmed")
    return made


def found(profile: Profile) -> Screening:
    assert profile.risk is not None
    return profile.risk.screening


def asks(profile: Profile) -> tuple[str, str, str]:
    (one,) = found(profile).candidates
    return one.name, one.state, one.changed


def test_an_entry_that_its_list_has_no_more_asks_until_it_is_dismissed(
    tmp_path: Path, where: Path, at: ScreeningDesk
) -> None:
    put(tmp_path, [OTHER])
    gone = seen(where, at)
    assert state(gone) == ("screened", 1, "CRITICAL", "CRITICAL")
    assert asks(gone) == ("VORLAK, Ivo", "asks again", "the entry is no longer on the list")
    assert found(gone).candidates[0].match
    # Confirmed again, by then upon a version without the entry: what the list said is still known.
    decide(at, gone, "confirmed")
    assert asks(seen(where, at))[0] == "VORLAK, Ivo"
    decide(at, seen(where, at), "dismissed")
    assert state(seen(where, at)) == ("screened", 0, "LOW", "LOW")


def test_a_list_that_is_taken_away_leaves_who_was_confirmed(tmp_path: Path, where: Path, at: ScreeningDesk) -> None:
    lists = tmp_path / "x.screening" / "lists"
    store.take_away(lists, "A")
    gone = seen(where, at)
    assert state(gone) == ("not screened", 1, "CRITICAL", "CRITICAL")
    assert asks(gone) == ("VORLAK, Ivo", "asks again", "its list is no longer loaded")
    decide(at, gone, "dismissed")
    assert state(seen(where, at)) == ("not screened", 0, "LOW", "LOW")


def test_a_store_that_went_away_is_not_one_that_never_was(tmp_path: Path, where: Path, at: ScreeningDesk) -> None:
    shutil.rmtree(tmp_path / "x.screening" / "lists")
    for by in (at, desk(tmp_path)):
        gone = seen(where, by)
        assert state(gone) == ("unavailable", 1, "CRITICAL", "CRITICAL")
        assert asks(gone)[1:] == ("asks again", "its list can't be read")
        assert "not where they should be" in (found(gone).reason or "")
    assert asks(seen(where, at))[0] == "entry 1, of which nothing more is kept"
    (tmp_path / "x.screening" / "decisions.sqlite").unlink()
    (tmp_path / "x.screening" / "run.sqlite").touch()
    assert state(seen(where, desk(tmp_path))) == ("unavailable", None, None, None)
    (tmp_path / "x.screening" / "run.sqlite").unlink()
    assert state(seen(where, desk(tmp_path))) == ("not screened", 0, "LOW", "LOW")


def test_a_folder_that_somebody_named_or_that_cannot_be_looked_into_is_unavailable(tmp_path: Path, where: Path) -> None:
    named = desk_of(Settings(lists=tmp_path / "mistyped"), "x.book", wait=True)
    assert state(seen(where, named)) == ("unavailable", None, None, None)
    (tmp_path / "x.screening").mkdir()
    (tmp_path / "x.screening" / "lists").symlink_to("lists")  # a loop, which even root can't follow
    unread = desk(tmp_path)
    assert state(seen(where, unread)) == ("unavailable", None, None, None)
    assert found(seen(where, unread)).reason is not None
    unread.token()
