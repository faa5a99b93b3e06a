"""The panel of sanctions screening: against which lists, candidates with both records, and a person's decision."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from c360 import trial
from c360.access import ANALYST, Role
from c360.audit import NullLog
from c360.screening.lists import store
from c360.screening.lists.entry import Entry, ListedName, sealed
from c360.screening.lists.reading import Reading
from components import session
from tests.ui.reading import plain, tables, words

SARAH = "customer-12345"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = "<b>x</b> [a](http://x.example) :material/home: $x$ *y*"


def entries(**more: Any) -> tuple[Entry, ...]:
    fields = {"births": ["1980"], "countries": ["us"], "remarks": [HOSTILE], "addresses": [HOSTILE]} | more
    names = [ListedName("JOHNSON, Sara", "primary"), ListedName(HOSTILE, "weak")]
    return (sealed(list="A", id="1", schema="Person", names=names, **fields),)


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bank.screening" / "lists"
    monkeypatch.setenv("C360_LISTS", str(folder))
    return folder


def put(folder: Path, found: tuple[Entry, ...]) -> None:
    store.put(folder, Reading("A", "2026-02-27", found, ()), loaded_at=NOW)


def warmed() -> None:
    """Until the lists are read, as `deploy.serve` has it begin."""
    desk = session.the_desk()
    desk.warm()
    for _ in range(1200):
        if desk._held.screener is not None:
            return
        time.sleep(0.1)
    raise AssertionError("the lists were not read")


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if label in plain(one.label))


def test_a_candidate_is_shown_beside_the_customer_and_decided_on(
    customer: Callable[..., AppTest], lists: Path, tmp_path: Path
) -> None:
    put(lists, entries())
    warmed()
    app = customer(SARAH, "Risk")
    shown = words(app)
    assert "Screened against 1 list with 1 entry: 1 candidate without a decision." in shown
    assert "Sanctions candidate without a decision" in shown
    assert "27 Feb 2026" in tables(app)
    for expected in ("JOHNSON", "≠ Sarah", "22 Sep 1980", "given name: sarah for sara", "▼ Against", "▲ For", HOSTILE):
        assert expected in shown
    assert "****" in shown  # the customer's documents
    button(app, "Dismiss").click().run()
    assert "needs a reason" in words(app)
    next(one for one in app.text_input if one.label == "Reason for the decision").set_value("born in another town")
    button(app, "Dismiss").click().run()
    assert not app.exception
    shown = words(app)
    assert "The decision is on record." in shown
    assert "tester dismissed this" in shown
    assert "born in another town" in shown
    assert "1 candidate dismissed" in shown
    assert "Sanctions candidate without a decision" not in shown
    with sqlite3.connect(tmp_path / "audit.sqlite") as db:
        told = db.execute("SELECT user, customer_id, outcome FROM record WHERE action = 'decide'").fetchall()
    assert told == [("tester", SARAH, "success")]

    # Somebody else decides while this page stands open: the click is refused and says who.
    profile = session.the_builder().build_profile(SARAH)
    assert profile.risk is not None
    found = profile.risk.screening
    session.the_desk().decide(found, found.candidates[0], "confirmed", "it is her", user="bo", role=ANALYST,
                              audit=NullLog(), at=NOW)  # fmt: skip
    next(one for one in app.text_input if one.label == "Reason for the decision").set_value("once more")
    button(app, "Dismiss").click().run()
    shown = words(app)
    assert "bo confirmed this match" in shown
    assert "1 candidate confirmed" in shown


def test_a_role_without_the_right_sees_no_form(
    customer: Callable[..., AppTest], lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(lists, entries())
    warmed()
    monkeypatch.setattr(session, "role", lambda: Role("reader", fields=ANALYST.fields))
    app = customer(SARAH, "Risk")
    assert "Your role may not decide on this." in words(app)
    assert not [one for one in app.button if "Dismiss" in plain(one.label)]


def test_no_list_is_not_screened_and_says_how_to_load_one(
    customer: Callable[..., AppTest], lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("C360_LISTS")  # a folder that is named and isn't there would be unavailable
    app = customer(SARAH, "Risk")
    shown = words(app)
    assert "Not screened here: No sanctions list is loaded." in shown
    assert "python -m c360 lists load ofac FOLDER" in shown
    assert "screened elsewhere" in shown


def test_a_damaged_store_is_said_and_the_risk_is_unknown(customer: Callable[..., AppTest], lists: Path) -> None:
    put(lists, entries())
    (lists / "manifest.json").write_text("{}")
    app = customer(SARAH, "Risk")
    shown = words(app)
    assert "Screening is not available: The store of sanctions lists is damaged" in shown
    assert "Risk level is not known" in shown


def test_the_book_is_compared_and_a_policy_tried_with_the_lists(
    customer: Callable[..., AppTest], lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(lists, entries())
    warmed()
    app = customer(SARAH, "Risk")
    button(app, "Compare with the book").click().run()
    assert not app.exception
    assert "can't be told" not in words(app)
    assert "Percentile" in words(app)
    asked = []

    def everybody(*given: Any, **how: Any) -> trial.Everybody:
        asked.append(how["screens"])
        return read(*given, **how)

    read = trial.everybody
    monkeypatch.setattr(trial, "everybody", everybody)
    app.switch_page("pages/policy.py").run()
    button(app, "Try it on the book").click().run()
    app.run()
    assert asked == [session.the_desk()]
    put(lists, entries(births=["1981"]))  # other lists, so what was read for those before is read again
    warmed()
    app.run()
    assert not app.exception
    assert len(asked) == 2
