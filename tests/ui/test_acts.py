"""Uncovering a field and breaking the glass, as somebody does it on the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from c360 import acts
from c360 import policy as policies
from c360.access import ANALYST, BREAK_GLASS, EXPORT, NOBODY, UNCOVER, Part, Role
from c360.access.show import Show
from c360.acts import glass
from c360.audit import AuditLog, Entry
from c360.errors import AuditFailed, NotAllowed
from components import acting, granted, login, session
from tests.ui.reading import plain, words

SARAH = "customer-12345"
GLASS = Role("manager", part=Part(managers=frozenset({"Nobody"})), rights=frozenset({BREAK_GLASS}))
TAKES = replace(GLASS, rights=frozenset({BREAK_GLASS, EXPORT}))


def as_role(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.setattr(login, "LOCAL", role)


def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.sqlite")


def acted(tmp_path: Path, action: str) -> list[Entry]:
    return log(tmp_path).rows(action=action)


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if label in plain(one.label))


def labels(app: AppTest) -> list[str]:
    return [plain(one.label) for one in app.button]


def fill(app: AppTest, form: str, text: str = "at the counter", chosen: str | None = "Identity check") -> None:
    if chosen:
        next(one for one in app.selectbox if one.key == f"{form} chosen").set_value(chosen)
    next(one for one in app.text_input if one.key == f"{form} text").set_value(text)


def uncover(app: AppTest, field: str = "ssn", **given: Any) -> None:
    fill(app, f"uncover {field} form", **given)
    next(one for one in app.button if one.key == f"uncover {field} form do").click().run()
    assert not app.exception, app.exception


def test_a_field_is_uncovered_for_a_reason_and_masked_again(
    customer: Callable[..., AppTest], demo_book: Path, tmp_path: Path
) -> None:
    app = customer(SARAH, "Identity")
    assert "***-**-" in words(app)
    uncover(app)
    shown = words(app)
    assert "Social security number:" in shown
    (one,) = acted(tmp_path, "uncover")
    assert (one.user, one.customer_id, one.outcome) == ("tester", SARAH, "success")
    assert (one.detail["field"], one.detail["reason"]) == ("ssn", "Identity check: at the counter")
    kept = app.session_state["uncovered"][0]
    assert kept.value in shown
    assert kept.value.replace("-", "").isdigit()
    until = kept.until.astimezone(session.book().zone)
    assert f"In clear until {until:%H:%M}" in shown
    assert len(acted(tmp_path, "view")) == 1  # drawn again, not looked at again
    button(app, "Mask it again").click().run()
    assert kept.value not in words(app)
    assert "uncover ssn form do" in [one.key for one in app.button]


def test_it_goes_away_when_its_time_is_over(customer: Callable[..., AppTest]) -> None:
    app = customer(SARAH, "Identity")
    uncover(app, "documents.number")
    kept = app.session_state["uncovered"][0]
    assert all(number in words(app) for number in kept.value)
    object.__setattr__(kept, "until", datetime.now(UTC) - timedelta(seconds=1))
    app.run()
    assert not any(number in words(app) for number in kept.value)
    assert app.session_state["uncovered"] == ()


def test_another_session_role_and_customer_see_the_mask(
    customer: Callable[..., AppTest], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = customer(SARAH, "Identity")
    uncover(first)
    value = first.session_state["uncovered"][0].value
    first.query_params["customer"] = "customer-12346"
    assert value not in words(first.run())
    first.query_params["customer"] = SARAH
    assert value in words(first.run())
    as_role(monkeypatch, Role("other", fields=ANALYST.fields, rights=frozenset({UNCOVER})))
    assert value not in words(first.run())
    as_role(monkeypatch, ANALYST)
    second = AppTest.from_file(str(Path(__file__).parents[2] / "app.py"), default_timeout=60)
    second.run()
    second.query_params["customer"] = SARAH
    second.switch_page("pages/customer.py").run()
    assert "***-**-" in words(second)
    assert value not in words(second)


def test_without_a_reason_nothing_is_uncovered(customer: Callable[..., AppTest], tmp_path: Path) -> None:
    app = customer(SARAH, "Identity")
    uncover(app, chosen=None)
    assert "Choose a reason from the list." in words(app)
    uncover(app, text="  ")
    assert "Say in words of your own why" in words(app)
    assert acted(tmp_path, "uncover") == []
    assert not any("In clear until" in plain(one.value) for one in app.markdown)


def test_who_may_not_uncover_is_not_offered_it(
    customer: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_role(monkeypatch, Role("reader", fields=ANALYST.fields))
    app = customer(SARAH, "Identity")
    assert "Masked for your role" in words(app)
    assert not any("uncover" in str(one.key) for one in app.button)


def test_no_record_no_value(customer: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = customer(SARAH, "Identity")

    def fails(*_: Any, **__: Any) -> None:
        raise AuditFailed("Nothing is shown, because the disk is full.")

    monkeypatch.setattr(AuditLog, "record", fails)
    uncover(app)
    assert "the disk is full" in words(app)
    assert "In clear until" not in words(app)


@pytest.fixture
def nobody(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens a page on which no customer is shown: who is outside the role's part, and who isn't in the book."""

    def open_(customer_id: str, role: Role = GLASS) -> AppTest:
        as_role(monkeypatch, role)
        app.run()
        app.query_params["customer"] = customer_id
        app.switch_page("pages/customer.py").run()
        assert not app.exception, app.exception
        return app

    return open_


def test_the_glass_is_offered_alike_for_who_is_there_and_who_is_not(nobody: Callable[..., AppTest]) -> None:
    there, nowhere = "customer-12480", "customer-99480"
    pages = [(words(nobody(one)).replace(one, "ID"), labels(nobody(one))) for one in (there, nowhere)]
    assert pages[0] == pages[1]
    assert "Break the glass" in pages[0][0]
    assert "No such customer" in pages[0][0]


def test_breaking_it_opens_the_customer_and_nobody_else(nobody: Callable[..., AppTest], tmp_path: Path) -> None:
    app = nobody(SARAH)
    assert "Sarah" not in words(app)
    fill(app, "glass")
    button(app, "Break the glass").click().run()
    assert not app.exception
    assert "Sarah Johnson" in words(app)
    assert "Opened by breaking the glass until" in words(app)
    acted_ = [(one.action, one.outcome) for one in reversed(log(tmp_path).rows(customer=SARAH))]
    assert acted_.index(("break glass", "success")) < acted_.index(("view", "success"))
    assert acted_[0] == ("view", "denied")
    app.query_params["customer"] = "customer-12346"
    shown = words(app.run())
    assert "No such customer" in shown
    assert "Break the glass" in shown


def test_it_closes_when_its_time_is_over(
    nobody: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = policies.load().acts
    before = datetime.now(UTC) - timedelta(minutes=rules.glass_minutes - 1)
    glass.break_glass(log(tmp_path), GLASS, rules, SARAH, "Identity check: x", book=session.DEMO_NAME, user="tester",
                      now=before)  # fmt: skip
    app = nobody(SARAH)
    assert "Sarah Johnson" in words(app)
    later(monkeypatch)
    shown = words(app.run())
    assert "Sarah Johnson" not in shown
    assert "No such customer" in shown


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is two minutes later for what asks which glass is open."""
    late = datetime.now(UTC) + timedelta(minutes=2)

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Later:
            return cls.fromtimestamp(late.timestamp(), tz)

    monkeypatch.setattr(granted, "datetime", Later)


@pytest.mark.parametrize("role", [ANALYST, Role("part", part=NOBODY), Role("all", rights=frozenset({BREAK_GLASS}))])
def test_not_to_who_may_not_nor_to_who_sees_everybody(nobody: Callable[..., AppTest], role: Role) -> None:
    assert "Break the glass" not in words(nobody("customer-none", role))


def test_breaking_it_for_nobody_says_so_after_the_record(nobody: Callable[..., AppTest], tmp_path: Path) -> None:
    app = nobody("customer-none")
    button(app, "Break the glass").click().run()
    assert "Choose a reason from the list." in words(app)
    assert acted(tmp_path, "break glass") == []
    fill(app, "glass")
    button(app, "Break the glass").click().run()
    assert not app.exception
    (one,) = acted(tmp_path, "break glass")
    assert (one.user, one.customer_id, one.outcome) == ("tester", "customer-none", "success")
    assert "nobody in this book has it" in words(app)
    assert "glass do" not in [one.key for one in app.button]


def test_while_it_is_broken_the_page_says_so_and_the_role_has_the_customer(
    nobody: Callable[..., AppTest], tmp_path: Path
) -> None:
    rules = policies.load().acts
    why = acts.reason(rules, rules.reasons[0], "at the counter")
    grant = glass.break_glass(log(tmp_path), GLASS, rules, SARAH, why, book=session.DEMO_NAME, user="tester",
                              now=datetime.now(UTC))  # fmt: skip
    app = nobody(SARAH)
    until = grant.until.astimezone(session.book().zone)
    assert f"Opened by breaking the glass until {until:%H:%M}." in words(app)
    assert why in words(app)
    assert session.role().part.also == frozenset({SARAH})
    assert "Sarah Johnson" in words(app)


def test_what_was_opened_lately_goes_with_the_glass_and_the_name_with_the_role(
    nobody: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, before = policies.load().acts, datetime.now(UTC) - timedelta(minutes=59)
    glass.break_glass(log(tmp_path), GLASS, rules, SARAH, "Identity check: x", book=session.DEMO_NAME, user="tester",
                      now=before)  # fmt: skip
    app = nobody(SARAH)

    def links() -> tuple[int, int]:
        """To her as a name and as an id; where to begin in the demo bank, she is a name, too."""
        shown = [plain(one.proto.label) for one in app.switch_page("pages/find.py").run().get("page_link")]
        return shown.count("Sarah Johnson"), shown.count(SARAH)

    assert links() == (2, 0)
    as_role(monkeypatch, replace(GLASS, fields={"identity.basic_info.name": Show.MASKED}))
    assert links() == (1, 1)
    as_role(monkeypatch, GLASS)
    later(monkeypatch)
    assert links() == (0, 0)
    as_role(monkeypatch, ANALYST)
    assert links() == (2, 0)


def test_a_grant_of_another_book_opens_nothing(nobody: Callable[..., AppTest], tmp_path: Path) -> None:
    rules = policies.load().acts
    glass.break_glass(log(tmp_path), GLASS, rules, SARAH, "Identity check: x", book="Another bank", user="tester",
                      now=datetime.now(UTC))  # fmt: skip
    assert "Sarah Johnson" not in words(nobody(SARAH))
    assert session.role() == GLASS


def test_a_grant_of_somebody_else_opens_nothing(nobody: Callable[..., AppTest], tmp_path: Path) -> None:
    rules = policies.load().acts
    glass.break_glass(log(tmp_path), GLASS, rules, SARAH, "Identity check: x", book=session.DEMO_NAME, user="other",
                      now=datetime.now(UTC))  # fmt: skip
    nobody(SARAH)
    assert session.role() == GLASS
    assert acting.reasons() == rules.reasons


def _offered() -> None:
    import streamlit as st

    from components import session

    if "make" not in st.session_state:
        found = session.the_builder().build_profile("customer-12345")
        st.session_state["make"] = session.exporter(found, "json")
        st.session_state["ask"] = session.asking(lambda *_, role, **__: role.part.also)
    else:
        st.session_state["asked"] = st.session_state["ask"]()


def offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, minutes: int) -> AppTest:
    """A session that opened a customer so many minutes ago and was offered a file of them."""
    rules, before = policies.load().acts, datetime.now(UTC) - timedelta(minutes=minutes)
    glass.break_glass(log(tmp_path), TAKES, rules, SARAH, "Identity check: x", book=session.DEMO_NAME, user="tester",
                      now=before)  # fmt: skip
    as_role(monkeypatch, TAKES)
    at = AppTest.from_function(_offered, default_timeout=60).run()
    assert not at.exception, at.exception
    return at


@pytest.mark.usefixtures("app")
def test_a_file_is_not_made_once_the_glass_has_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = offered(monkeypatch, tmp_path, 59)
    make = at.session_state["make"]
    assert make()
    later(monkeypatch)
    with pytest.raises(NotAllowed):
        make()
    assert [(one.customer_id, one.outcome) for one in acted(tmp_path, "export")] == [
        (SARAH, "denied"), (SARAH, "success"),
    ]  # fmt: skip
    at.run()
    assert at.session_state["asked"] == frozenset()  # what the page kept asks as whom they are by now


@pytest.mark.usefixtures("app")
def test_a_file_is_not_made_once_the_role_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = offered(monkeypatch, tmp_path, 0).session_state["make"]
    as_role(monkeypatch, replace(TAKES, rights=frozenset({BREAK_GLASS})))
    with pytest.raises(NotAllowed):
        make()
    assert [one.outcome for one in acted(tmp_path, "export")] == ["denied"]


def _part() -> None:
    import streamlit as st

    from components.fragments import fragment

    if "ran" in st.session_state:
        st.write("the page anew")
        st.stop()
    st.session_state["ran"] = True
    fragment(lambda: st.write("what the part shows"))()


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("by_then", "shown"), [(GLASS, "what the part shows"), (TAKES, "the page anew")])
def test_a_part_that_runs_by_itself_is_not_shown_to_another_role(
    monkeypatch: pytest.MonkeyPatch, by_then: Role, shown: str
) -> None:
    roles = iter([GLASS, by_then])
    monkeypatch.setattr(session, "role", lambda: next(roles))
    assert words(AppTest.from_function(_part).run()) == shown
