"""Signals in the risk tab: found, not found, not to be told; never called alerts."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from c360.sections import shown_with
from components.views import NAMES, TABS
from tests.ui.reading import tables, words


def test_they_have_no_tab_of_their_own() -> None:
    assert "signals" not in NAMES
    assert len(TABS) == 6
    assert shown_with("risk") == ("risk", "signals")
    assert shown_with("value") == ("value",)


def test_what_was_found_stands_with_its_definition_and_its_transactions(customer: Callable[..., AppTest]) -> None:
    at = customer("customer-12480", "Risk")
    tab = at.tabs[TABS.index("Risk")]
    shown = words(tab)
    for told in (
        "Signals from transactions", "They are not alerts, and no band depends on them", "365 days to 30 Jun 2024",
        "◆ Found", "○ Not found", "14 cash deposits of $9,", "31 CFR 1010.314", "3 or more cash bookings",
    ):  # fmt: skip
        assert told in shown, told
    at.session_state["records_cash_just_below_the_threshold"] = True
    at.run()
    assert not at.exception
    assert "Cash" in tables(at.tabs[TABS.index("Risk")])
