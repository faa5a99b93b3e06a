"""The risk tab: why the band is what it is, what would change it, and what is read only when it is asked for."""

from collections.abc import Callable
from typing import Any

import pytest

from c360.errors import GraphUnavailable
from c360.model.standing import Spread, SpreadCount
from c360.trial import Progress
from components import groups, session
from components.views import TABS
from tests import profiles
from tests.ui.reading import tables, words
from tests.ui.test_components import drawn

Draw = Callable[..., Any]
__all__ = ["drawn"]


def press(at: Any, key: str) -> Any:
    """The tab after its button was pressed."""
    return tab(next(one for one in at.button if one.key == key).click().run())


def tab(app: Any) -> Any:
    assert not app.exception, app.exception
    assert "could not be drawn" not in words(app)
    return app.tabs[TABS.index("Risk")]


def spread(generation: int = 1) -> Spread:
    risk = profiles.risk()
    assert risk.overall_score is not None
    assert risk.overall_risk is not None
    counts = (SpreadCount(risk.overall_risk, risk.overall_score, 194),)
    return Spread(profiles.AS_OF, "d" * 64, generation, 200, 5, 1, counts)


def fails(*_: object) -> Any:
    raise GraphUnavailable("The graph can't be reached.")


def charts(at: Any) -> str:
    return " ".join(one.proto.id for one in at.get("plotly_chart"))


def test_each_factor_has_what_was_found_the_threshold_and_since_when(drawn: Draw) -> None:
    shown = words(drawn("risk"))
    assert "**Applies since 20 Jun 2024**" in shown
    assert "score 780; threshold below 600" in shown


def test_what_would_change_it_is_said_neutrally(drawn: Draw) -> None:
    shown = words(drawn("risk"))
    assert "● Low** if AML alert alert-1 (open, raised 20 Jun 2024) were closed" in shown
    assert "▲ High** if a fraud alert were open and the credit score were below 600" in shown
    assert "▲ High** from 1 Sep 2024 if nothing else happens" in shown
    assert "not what should be done" in shown
    assert "time until 30 Jun 2025" in shown


def test_no_chart_stands_where_the_base_score_is_unknown(drawn: Draw) -> None:
    at = drawn("risk", "not_held")
    assert "The base score is unknown, because these can't be told" in words(at)
    assert "waterfall" not in charts(at)
    assert "waterfall" in charts(drawn("risk"))


def test_others_are_read_only_when_asked_for_and_labelled_as_others(
    drawn: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, asked, alone = drawn("risk"), list[str](), groups.household

    def household(customer_id: str, as_of: Any) -> Any:
        asked.append(customer_id)
        return alone(customer_id, as_of)

    monkeypatch.setattr(groups, "household", household)
    monkeypatch.setattr(groups, "company", fails)
    assert "theirs, not this customer's" in words(at)
    assert asked == []
    at = press(at, "risk_context")
    assert asked == ["customer-12345"]
    assert "Nobody else is a member." in words(at)
    # The company's graph is gone: never "none".
    assert "could not be read" in words(at)
    assert "This is not the same as none" in words(at)
    assert "No company tied" not in words(at)


def test_the_book_is_counted_only_when_asked_for(drawn: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(as_of: object, progress: Progress) -> Spread:
        progress("customers", 100, 200)
        return spread()

    monkeypatch.setattr(groups, "spread", counted)
    at = drawn("risk")
    assert "Higher than" not in words(at)
    at = press(at, "risk_compare")
    assert "Higher than none of 194 customers of this book as of 30 Jun 2024" in words(at)
    assert "The risk of 5 more of 200 customers is unknown" in words(at)
    assert "this customer" in tables(at)


def test_a_book_that_cannot_be_counted_says_so(drawn: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "spread", fails)
    assert "The book could not be read" in words(press(drawn("risk"), "risk_compare"))
    monkeypatch.setattr(groups, "spread", lambda *_: spread(generation=2))
    assert "The book has changed" in words(press(drawn("risk"), "risk_compare"))


def test_transactions_before_an_alert_are_on_record_before_they_are_shown(
    drawn: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, ...]] = []
    monkeypatch.setattr(session, "shown_too", lambda profile, sections: seen.append(sections))
    at = drawn("risk")
    assert "Which transactions raised an alert is not recorded" in words(at)
    assert seen == []
    app = at.run()
    app.session_state["records_a_1_to_20_jun_2024_alert_1"] = True
    shown = words(tab(app.run()))
    assert seen == [("activity",)]
    assert "On account A-1 from 14 Jun to 20 Jun 2024" in shown
