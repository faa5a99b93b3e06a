"""Both pages on the demo book: figures, records of what was seen, and every way in which things are not well."""

import json
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from c360.audit import AuditLog
from c360.errors import AuditFailed, QueryFailed
from c360.export import KINDS
from c360.sections import registry
from components import session
from components.views import TABS
from tests.ui.reading import plain, tables, words

ROOT = Path(__file__).parents[2]
SARAH = "customer-12345"


def records(tmp_path: Path) -> list[tuple[Any, ...]]:
    """Action, customer, sections and outcome of every record, in order."""
    with sqlite3.connect(tmp_path / "audit.sqlite") as db:
        return db.execute("SELECT action, customer_id, sections, outcome FROM record ORDER BY seq").fetchall()


def test_find_names_where_to_begin_in_the_demo_book(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert 8 <= len(app.page_link) <= 10
    assert plain(app.page_link[0].label) == "Sarah Johnson"


def test_a_search_is_recorded_and_leads_to_the_customer(app: AppTest, tmp_path: Path) -> None:
    app.run()
    app.text_input(key="find").set_value("johnson").run()
    assert not app.exception
    assert any("Sarah Johnson" in plain(link.label) for link in app.page_link)
    shown = words(app)
    for expected in ("Eastharbor", "43", "Platinum", "● Low", SARAH, "name"):
        assert expected in shown
    assert "johnson" not in str(dict(app.query_params)).lower()
    # What the results say of each person is a view of that person, on record like any other.
    seen = records(tmp_path)
    assert seen[0][0] == "search"
    assert {row[1] for row in seen[1:]} >= {SARAH}
    assert {(row[0], row[2]) for row in seen[1:] if row[1]} == {("view", '["identity","risk","value"]')}
    # Who is behind the companies that it found: one record that names them all.
    assert [row for row in seen if row[1] is None][1:] == [("view", None, "[]", "success")]


def test_more_can_be_asked_for(app: AppTest) -> None:
    app.run()
    app.text_input(key="find").set_value("a").run()
    assert "The first 25 matches" in words(app)
    app.button(key="more").click().run()
    assert "29 matches" in words(app)
    assert not [button for button in app.button if button.key == "more"]


def test_what_was_opened_is_at_hand_on_the_first_page(app: AppTest) -> None:
    app.run()
    app.query_params["customer"] = SARAH
    app.switch_page("pages/customer.py").run()
    app.switch_page("pages/find.py").run()
    assert "Recently opened" in words(app)
    assert plain(app.page_link[0].label) == "Sarah Johnson"


def test_an_account_number_leads_to_its_holders(app: AppTest) -> None:
    app.run()
    app.text_input(key="find").set_value("2000000042").run()
    assert [plain(link.label) for link in app.page_link] == ["Emma Johnson", "Sarah Johnson"]
    assert "matched by account number, led to" in words(app)
    assert {"owner", "authorised"} <= {plain(node.value) for node in app.text}


def test_nothing_found_says_what_to_try(app: AppTest) -> None:
    app.run()
    app.text_input(key="find").set_value("<b>zzzz</b>").run()
    assert "Nothing found" in words(app)
    assert not app.exception


def test_the_card_of_sarah_johnson_is_in_sight(customer: Callable[..., AppTest]) -> None:
    at = customer(SARAH)
    shown = {plain(metric.label): plain(metric.value) for metric in at.metric[:5]}
    assert shown == {
        "Overall risk": "● Low", "Net position": "$385,000", "Revenue a year": "$8,500",
        "Transactions, 90 days": "145", "Complete": shown["Complete"],
    }  # fmt: skip
    for expected in ("Customer since 15 Mar 2015 (9 years)", "750,000 held, 365,000 owed", "average $1,250",
                     "lifetime value 28,900", "Platinum", "Low risk", "Needs attention"):  # fmt: skip
        assert expected in words(at)


@pytest.mark.parametrize(
    ("tab", "expected"),
    [
        ("Identity", ("Passport", "***-**-")), ("Relationships", ("John Johnson", "Johnson Consulting LLC")),
        ("Products", ("250,000.00", "MORTGAGE")), ("Activity", ("181,250.00", "Online banking")),
        ("Risk", ("780", "Excellent")), ("Value", ("72,250.00", "28,900.00")),
    ],
)  # fmt: skip
def test_each_tab_shows_its_section(customer: Callable[..., AppTest], tab: str, expected: tuple[str, ...]) -> None:
    at = customer(SARAH, tab)
    panel: Any = at.tabs[TABS.index(tab)]
    shown = (words(panel) + tables(panel) + " ".join(plain(one.label) for one in panel.get("button"))).lower()
    assert not at.error
    assert [text for text in expected if text.lower() not in shown] == []
    others = [one for index, one in enumerate(at.tabs) if index != TABS.index(tab)]
    assert not any(len(one.children) for one in others), "a body ran behind a closed tab"


def test_views_are_recorded_one_for_each_section_that_is_opened(
    customer: Callable[..., AppTest], tmp_path: Path
) -> None:
    at = customer(SARAH)
    assert records(tmp_path)[0][0] == "view"
    assert json.loads(records(tmp_path)[0][2]) == list(registry())
    at.query_params["tab"] = "Risk"
    at.run()
    at.run()
    assert [(row[1], json.loads(row[2])) for row in records(tmp_path)[1:]] == [(SARAH, ["risk", "signals"])]
    AuditLog(tmp_path / "audit.sqlite").verify()


def test_a_second_session_is_served_from_the_cache_and_recorded_itself(
    customer: Callable[..., AppTest], tmp_path: Path
) -> None:
    customer(SARAH)
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    other.query_params["customer"] = SARAH
    other.switch_page("pages/customer.py").run()
    assert "Sarah Johnson" in words(other)
    assert len(records(tmp_path)) == 2
    assert json.loads(records(tmp_path)[1][2]) == ["identity"]


def test_where_the_record_cannot_be_written_nothing_is_shown(
    customer: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise AuditFailed("Nothing is shown, because the audit record can't be written: the disk is full.")

    monkeypatch.setattr(AuditLog, "record", fail)
    at = customer(SARAH)
    assert "the disk is full" in words(at)
    assert "Sarah" not in words(at)
    assert not at.metric
    assert not at.dataframe


def test_no_such_customer_is_a_page_and_a_record(customer: Callable[..., AppTest], tmp_path: Path) -> None:
    at = customer("nobody <b>")
    assert at.title[0].value == "No such customer"
    assert "nobody <b>" in words(at)
    assert plain(at.page_link[0].label) == "Find a customer"
    assert records(tmp_path)[0] == ("view", "nobody <b>", records(tmp_path)[0][2], "no such customer")


@pytest.mark.parametrize(
    ("customer_id", "said"),
    [("\x00", "The id asked for is **not printable**"), ("x" * 201, "longer than an id can be")],
)
def test_an_id_that_can_be_none_is_said(customer: Callable[..., AppTest], customer_id: str, said: str) -> None:
    assert said in words(customer(customer_id))


def test_near_ids_are_offered_and_are_on_record(customer: Callable[..., AppTest], tmp_path: Path) -> None:
    at = customer("customer-12354")
    assert at.title[0].value == "No such customer"
    assert plain(at.button[0].label) == "Sarah Johnson · customer-12345"
    assert [row[0] for row in records(tmp_path)] == ["view", "search"]


def test_a_near_id_without_a_name_is_only_the_id(customer: Callable[..., AppTest]) -> None:
    at = customer("customer-124200")
    assert "customer-12420" in [plain(button.label) for button in at.button]


def test_without_a_customer_the_page_says_where_to_go(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/customer.py").run()
    assert "No customer chosen" in words(app)


def test_a_link_that_asks_for_what_is_not_there_says_so(customer: Callable[..., AppTest]) -> None:
    assert "There is no tab 'Nonsense'" in words(customer(SARAH, "Nonsense"))
    assert "asks for what can't be shown" in words(customer(SARAH, as_of="2031-01-01"))
    assert "asks for what can't be shown" in words(customer(SARAH, days="-4"))


def test_an_earlier_day_and_another_window(customer: Callable[..., AppTest]) -> None:
    at = customer(SARAH, "Activity", as_of="2024-05-31", days="30")
    assert "As of 31 May 2024" in words(at)
    assert "Transactions, 30 days" in words(at)


def test_attention_leads_to_its_tab(customer: Callable[..., AppTest]) -> None:
    at = customer(SARAH, "Value")
    at.button(key="attention_0").click().run()
    assert at.session_state["tab"] == "Identity"
    assert "Who is this?" in words(at)


def test_a_total_opens_the_rows_it_was_summed_from(customer: Callable[..., AppTest]) -> None:
    at = customer(SARAH, "Products")
    at.session_state["records_deposits"] = True
    at.run()
    assert "Balances of checking and savings" in words(at)
    rows = next(node.value for node in at.dataframe if "In USD" in node.value.columns)
    assert rows["In USD"].sum() == 250_000


def test_a_line_of_the_revenue_opens_its_transactions_on_record(
    customer: Callable[..., AppTest], tmp_path: Path
) -> None:
    at = customer(SARAH, "Value")
    at.session_state["records_fees"] = True
    at.run()
    rows = next(node.value for node in at.dataframe if "Counterparty" in node.value.columns)
    assert rows["Amount"].sum() == 20
    assert records(tmp_path)[-1][1:3] == (SARAH, '["value"]')


def test_the_export_is_the_profile_and_is_recorded_before_it_leaves(
    customer: Callable[..., AppTest], tmp_path: Path
) -> None:
    customer(SARAH)
    builder = session.the_builder()
    found = builder.build_profile(SARAH)
    data = session.exporter(found, "json")()
    assert json.loads(data)["customer_id"] == SARAH
    assert b"***-**-" in data
    assert records(tmp_path)[-1][0] == "export"


@pytest.mark.parametrize("kind", list(KINDS))
def test_an_export_that_cannot_be_recorded_gives_no_byte(
    customer: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    customer(SARAH)
    make = session.exporter(session.the_builder().build_profile(SARAH), kind)

    def fail(*_: object, **__: object) -> int:
        raise AuditFailed("no")

    monkeypatch.setattr(AuditLog, "record", fail)
    with pytest.raises(AuditFailed):
        make()


def test_a_missing_book_is_a_page_worth_reading(app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("C360_GRAPH", str(tmp_path / "no.book"))
    app.run()
    assert not app.exception
    assert "There is no book to read" in words(app)
    assert "python -m c360 demo" in words(app)


def test_a_wrong_policy_is_a_sentence_with_its_line(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = tmp_path / "policy.toml"
    wrong.write_text((ROOT / "c360" / "policy.toml").read_text().replace("first = 9", "first = 99"))
    monkeypatch.setenv("C360_POLICY", str(wrong))
    app.run()
    assert not app.exception
    assert "The policy file is wrong: line" in words(app)


def test_a_policy_that_changes_while_the_app_runs_is_read_again(
    customer: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "policy.toml"
    good = (ROOT / "c360" / "policy.toml").read_text()
    own.write_text(good)
    monkeypatch.setenv("C360_POLICY", str(own))
    at = customer(SARAH, "Value")
    own.write_text(good.replace("first = 9", "first = 99"))
    assert "The policy file is wrong: line" in words(at.run())
    own.unlink()
    at.run()
    assert not at.exception
    assert "can't be read" in words(at)
    assert at.query_params["tab"] == "Value"
    own.write_text(good)
    assert "Where the revenue comes from" in words(at.run())


def test_a_wrong_setting_is_a_sentence(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("C360_GRAF", "x")
    app.run()
    assert "C360_GRAF is not known" in words(app)


def test_a_failure_nobody_foresaw_is_a_sentence(
    customer: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail of customer-12345")

    monkeypatch.setattr(session, "profile", fail)
    at = customer(SARAH)
    assert "This page could not be drawn" in words(at)
    assert "secret" not in words(at)


def test_details_go_to_the_file_that_the_settings_name_and_nowhere_else(
    customer: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise errors.pop()

    monkeypatch.setenv("C360_LOG", str(tmp_path / "details.log"))
    monkeypatch.setattr(session, "profile", fail)
    errors: list[Exception] = [RuntimeError("secret detail"), QueryFailed("No answer in time.", "the driver's words")]
    assert "No answer in time" in words(customer(SARAH))
    assert "This page could not be drawn" in words(customer(SARAH))
    kept = (tmp_path / "details.log").read_text()
    assert stat.S_IMODE((tmp_path / "details.log").stat().st_mode) == 0o600
    for told in ("the driver's words", "secret detail"):
        assert told in kept
        assert told not in caplog.text
    assert "RuntimeError" in caplog.text


def test_a_failing_graph_is_a_sentence(customer: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise QueryFailed("The graph did not answer in time.", "detail")

    monkeypatch.setattr(session, "profile", fail)
    assert "did not answer in time" in words(customer(SARAH))


def test_a_page_opened_past_the_gate_goes_through_it(app: AppTest) -> None:
    app.session_state["came_through_the_gate"] = False
    app.session_state["deep_link"] = {"page": "pages/customer.py", "query": {"customer": SARAH, "tab": "Risk"}}
    app.run()
    assert "Sarah Johnson" in words(app)
    assert "Why this band?" in words(app)
    assert app.query_params["customer"] == SARAH


def test_what_no_customer_holds_is_counted_apart_from_who_can_be_opened(app: AppTest) -> None:
    app.run()
    app.text_input(key="find").set_value("fresh basket").run()
    (apart,) = app.expander
    assert plain(apart.label).endswith("that no customer of this book holds")
    assert "matched by name" in words(apart)
    assert len(app.page_link) == 1  # the company's own page
