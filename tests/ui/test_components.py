"""Each tab in each state: full, empty, partly held, unavailable, masked, hostile."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from c360.export import KINDS
from components import groups, session, views
from components.activity import matching
from components.views import TABS
from tests import profiles
from tests.ui.reading import tables, words

ROOT = Path(__file__).parents[2]
SECTIONS = tuple(tab.lower() for tab in TABS)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Draws one tab of a profile made by hand and gives that tab; "headline" gives the page."""

    def draw(name: str, made: str = "profile", year: str = "") -> Any:
        kind, _, argument = made.partition(":")
        profile = getattr(profiles, kind)(*([argument] if argument else []))
        book = SimpleNamespace(name="A bank", as_of=profiles.AS_OF, zone=profiles.ZONE, first_day=None)
        monkeypatch.setattr(session, "ready", lambda _: None)
        monkeypatch.setattr(session, "book", lambda: book)
        monkeypatch.setattr(session, "profile", lambda asked, section: profile)
        monkeypatch.setattr(session, "revenue_rows", lambda asked: lambda line: ())
        monkeypatch.setattr(session, "year", lambda asked: lambda: getattr(profiles, year)() if year else profile)
        monkeypatch.setattr(session, "exporter", lambda found, kind, with_household=False: found.to_json)
        monkeypatch.setattr(groups, "household", lambda customer_id, as_of: profiles.household(profile))
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        at.run()
        at.query_params["customer"] = profile.customer_id
        tab = TABS[0] if name == "headline" else name.capitalize()
        at.query_params["tab"] = tab
        at.switch_page("pages/customer.py").run()
        assert not at.exception, at.exception
        assert "could not be drawn" not in words(at)
        return at if name == "headline" else at.tabs[TABS.index(tab)]

    return draw


@pytest.mark.parametrize("made", ["profile", "empty", "not_held", "hostile"])
@pytest.mark.parametrize("name", [*SECTIONS, "headline"])
def test_every_state_is_drawn(name: str, made: str, drawn: Callable[..., Any]) -> None:
    at = drawn(name, made)
    assert words(at)
    assert not at.error
    assert "None" not in words(at)


@pytest.mark.parametrize("name", SECTIONS)
def test_an_unavailable_section_says_so_and_shows_no_figure(name: str, drawn: Callable[..., Any]) -> None:
    at = drawn(name, f"unavailable:{name}")
    assert "could not be read" in words(at)
    assert "did not answer in time" in words(at)
    assert "not the same as none" in words(at)
    assert not at.metric
    assert not at.dataframe
    assert "none on record" not in words(at).lower()


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_that_is_only_partly_known_says_why_and_what_lacks(name: str, drawn: Callable[..., Any]) -> None:
    shown = words(drawn(name, f"partial:{name}"))
    assert "Transactions are held from 1 May 2024" in shown
    assert "Complete to 50.0 %; missing: date of birth" in shown


@pytest.mark.parametrize("name", SECTIONS)
def test_the_headline_lives_with_any_section_unavailable(name: str, drawn: Callable[..., Any]) -> None:
    assert "Sarah Johnson" in words(drawn("headline", f"unavailable:{name}"))


@pytest.mark.parametrize("name", [*SECTIONS, "headline"])
def test_text_from_data_is_never_markup(name: str, drawn: Callable[..., Any]) -> None:
    at = drawn(name, "hostile")
    for kind in ("title", "header", "markdown", "caption", "metric", "info"):
        for node in at.get(kind):
            text = str(node.value)
            # What is left to Markdown after the escapes are gone may not hold the name's marks.
            live = text.replace("\\\\", "").split("\\")
            assert "<img" not in "".join(part if i == 0 else part[1:] for i, part in enumerate(live)), text
            assert ":red[hi]" not in text
            assert "](http" not in text


def test_not_held_is_not_none(drawn: Callable[..., Any]) -> None:
    at = drawn("risk", "not_held")
    assert "Alerts are not held in this book" in words(at)
    assert "not held in this book" in words(drawn("identity", "not_held"))
    assert "Family ties are not held in this book" in words(drawn("relationships", "not_held"))
    assert "Channels of transactions are not held in this book" in words(drawn("activity", "not_held"))
    assert "Who owns an account is not held in this book" in words(drawn("products", "not_held"))
    assert "Standing orders are not held" in words(drawn("products", "not_held"))
    assert "No alert and no match on record as of 30 Jun 2024" in words(drawn("risk", "empty"))
    assert "No family ties on record as of 30 Jun 2024" in words(drawn("relationships", "empty"))


def test_a_column_that_nobody_delivers_is_left_out(drawn: Callable[..., Any]) -> None:
    def titles(made: str) -> set[str]:
        return {title for node in drawn("activity", made).dataframe for title in node.value.columns}

    unheld = {"Channel", "Place", "Time"}
    assert unheld <= titles("profile")
    assert not unheld & titles("not_held")


def test_unknown_is_the_word(drawn: Callable[..., Any]) -> None:
    shown = words(drawn("headline", "not_held"))
    assert "○ unknown" in shown
    assert "Customer since: unknown" in shown
    assert "None" not in shown
    for name in SECTIONS:
        assert "None" not in words(drawn(name, "not_held"))
        assert "nan" not in words(drawn(name, "not_held")).split()


def test_masked_keys_are_named(drawn: Callable[..., Any]) -> None:
    at = drawn("identity", "hostile")
    assert "Masked for your role: social security number" in words(at)
    assert "***-**-6789" in words(at)


def test_activity_says_its_limit_and_counts_all(drawn: Callable[..., Any]) -> None:
    at = drawn("activity")
    assert "The newest 60 of 145 are listed" in words(at)
    assert at.metric[0].value == "145"


def test_a_year_that_could_not_be_read_is_not_an_empty_one(drawn: Callable[..., Any]) -> None:
    assert "The year could not be read" in words(drawn("activity", year="lost_year"))
    assert "Transactions of this year are not held in this book" in words(drawn("activity", year="unheld_year"))
    assert "No transaction in this year" in words(drawn("activity", year="empty"))


def test_the_list_is_searched_by_every_word_and_direction() -> None:
    listed = profiles.activity().transactions
    assert listed is not None
    rows = listed.rows
    assert matching(rows, "", None) == rows
    assert matching(rows, "a-77 TRANSFER", "out") == tuple(
        row for row in rows if row.counterparty == "A-77" and row.type == "TRANSFER" and row.direction == "out"
    )
    assert [row.id for row in matching(rows, "1,255.00", None)] == ["T-5"]
    assert [row.id for row in matching(rows, "30 Jun 2024, 14:05", None)] == ["T-0"]
    assert matching(rows, "nowhere", None) == ()


@pytest.mark.parametrize("made", ["profile", "hostile", "not_held"])
def test_the_export_offers_each_kind(made: str, drawn: Callable[..., Any]) -> None:
    at = drawn("headline", made)
    offered = {button.proto.label for button in at.get("download_button")}
    assert offered == {kind.label for kind in KINDS.values()} | {"PDF with household"}


@pytest.mark.parametrize("made", ["profile", "not_held", "empty", "hostile", "unavailable:risk"])
def test_the_five_figures_open_their_records(made: str, drawn: Callable[..., Any], monkeypatch: Any) -> None:
    at = drawn("headline", made)
    keys = [f"records_{''.join(c if c.isalnum() else '_' for c in metric.label.lower())}" for metric in at.metric[:5]]
    for key in keys:
        at.session_state[key] = True
    at.run()
    assert not at.exception
    assert "could not be drawn" not in words(at)


def test_without_a_time_of_day_no_hour_is_shown(drawn: Callable[..., Any]) -> None:
    at = drawn("activity", "not_held")
    assert "a date and no time of day" in words(at)
    assert "no time" in tables(at)


def test_risk_shows_every_factor_with_a_word_and_its_reason(drawn: Callable[..., Any]) -> None:
    shown = words(drawn("risk"))
    for expected in ("Applies", "Doesn't apply", "Can't be told", "780 is at least 600", "Medium from 0.25"):
        assert expected in shown
    assert "Excellent from 750" in shown


def test_value_shows_both_models_with_formula_and_assumptions(drawn: Callable[..., Any]) -> None:
    shown = words(drawn("value"))
    for expected in ("annual revenue x r / (1 + d - r)", "annual revenue x r / d", "$28,900.00", "$72,250.00", "0.85"):
        assert expected in shown
    assert "Platinum from $25,000" in shown


def test_closed_accounts_are_listed_apart_and_not_counted(drawn: Callable[..., Any]) -> None:
    at = drawn("products")
    assert "Closed, in no total" in words(at)
    assert "1 EUR = 1.0705 USD (28 Jun 2024)" in words(at)


def test_status_stands_before_the_name(drawn: Callable[..., Any]) -> None:
    at = drawn("headline", "deceased")
    assert "deceased" in at.error[0].value
    first, name = (next(i for i, node in enumerate(_order(at)) if want in node) for want in ("deceased", "Sarah"))
    assert first < name


def _order(at: Any) -> list[str]:
    return [str(getattr(node, "value", "")) for node in at.main]


def test_every_section_has_a_view() -> None:
    assert views.NAMES == SECTIONS
    assert all(callable(views.view(name)) for name in views.NAMES)
