"""The page of exports that wait for another person's yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from c360 import policy as policies
from c360.access import ANALYST, EXPORT, NOBODY, Role
from c360.acts import approvals
from c360.acts.approvals import Bulk, Request
from c360.audit import AuditLog
from c360.graph.connect import connect
from components import login
from tests.ui.reading import plain, tables, words

RULES = policies.load().acts
HOSTILE = "<b>x</b> [a](http://x.example) :material/home: $x$"
OFFICER = Role("officer", sections=frozenset(), part=NOBODY, rights=frozenset({EXPORT}))


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.sqlite")


@pytest.fixture
def wanted(demo_book: Path) -> Bulk:
    return Bulk(("customer-12345", "customer-12346"), "json", connect(demo_book).book.name, 1)


@pytest.fixture
def page(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    def open_(role: Role = OFFICER) -> AppTest:
        monkeypatch.setattr(login, "LOCAL", role)
        app.run()
        app.switch_page("pages/approvals.py").run()
        assert not app.exception, app.exception
        return app

    return open_


def asked(log: AuditLog, wanted: Bulk, user: str = "ann", why: str = "for the audit of 2024") -> Request:
    return approvals.ask(log, RULES, wanted, why, user=user, account="uid 1", now=datetime.now(UTC))


def answer(app: AppTest, number: int, *, yes: bool, why: str = "seen the letter") -> None:
    next(one for one in app.text_input if one.key == f"approve {number} reason").set_value(why)
    button: Any = next(one for one in app.button if one.key == f"approve {number} {yes}")
    button.click().run()
    assert not app.exception, app.exception


def state(log: AuditLog, wanted: Bulk) -> list[str]:
    return [one.state for one in approvals.requests(log, RULES, wanted.book, now=datetime.now(UTC))]


def test_another_person_says_yes_and_it_is_on_record(page: Callable[..., AppTest], log: AuditLog, wanted: Bulk) -> None:
    request = asked(log, wanted)
    app = page()
    assert f"Request {request.number}: ann asks to export 2 customers as JSON" in words(app)
    assert "for the audit of 2024" in words(app)
    answer(app, request.number, yes=True)
    assert "ann may export it once" in words(app)
    assert "Nothing waits for an answer." in words(app)
    assert "seen the letter" in tables(app)
    (record,) = [one for one in log.rows(action="approve", user="tester") if one.outcome == "success"]
    assert (record.detail["step"], record.detail["reason"]) == ("yes", "seen the letter")
    assert approvals.cleared(log, RULES, wanted, user="ann", now=datetime.now(UTC)) is not None
    app.run()
    assert "ann may export it once" not in words(app)  # said once


def test_a_no_and_an_answer_without_a_reason(page: Callable[..., AppTest], log: AuditLog, wanted: Bulk) -> None:
    request = asked(log, wanted)
    app = page()
    answer(app, request.number, yes=False, why=" ")
    assert "Say in words of your own why" in words(app)
    assert state(log, wanted) == ["waits"]
    answer(app, request.number, yes=False)
    assert "nothing of it leaves" in words(app)
    assert state(log, wanted) == ["no"]


def test_nobody_answers_their_own(page: Callable[..., AppTest], log: AuditLog, wanted: Bulk) -> None:
    request = asked(log, wanted, user="Tester")
    app = page()
    assert "It is your own: it waits for another person." in words(app)
    assert not [one for one in app.button if f"approve {request.number}" in (one.key or "")]


def test_who_answered_meanwhile_is_told_and_counts(page: Callable[..., AppTest], log: AuditLog, wanted: Bulk) -> None:
    request = asked(log, wanted)
    app = page()
    approvals.answer(log, RULES, ANALYST, request.number, book=wanted.book, yes=False, why="no need", user="ben",
                     account="", now=datetime.now(UTC))  # fmt: skip
    answer(app, request.number, yes=True)
    assert f"Request {request.number} was answered by ben: no, no need." in words(app)
    assert state(log, wanted) == ["no"]


def test_it_is_for_who_may_export_alone(page: Callable[..., AppTest], log: AuditLog, wanted: Bulk) -> None:
    asked(log, wanted)
    assert login.may(EXPORT)
    app = page(Role("reader"))
    assert not login.may(EXPORT)
    assert "ann" not in words(app) + tables(app)
    assert "Your role may not see this" in words(app)
    assert [one.outcome for one in log.rows(action="approve", user="tester")] == ["denied"]


def test_a_look_is_on_record_once_and_what_is_expired_is_gone(
    page: Callable[..., AppTest], log: AuditLog, wanted: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(log, wanted, why=HOSTILE)
    app = page()
    assert "x.example" in "".join(plain(one.value) for one in app.markdown)
    app.run()
    looks = [one for one in log.rows(user="tester", action="view") if one.detail.get("page") == "requests"]
    assert len(looks) == 1
    late = datetime.now(UTC) + timedelta(hours=RULES.approval_hours)
    monkeypatch.setattr("components.approving.datetime", type("Late", (), {"now": staticmethod(lambda zone: late)}))
    app.run()
    assert "Nothing waits for an answer." in words(app)
