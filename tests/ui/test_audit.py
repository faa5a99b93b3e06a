"""The auditor's page, and who has seen a person on the person's own page."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from c360 import policy as policies
from c360.access import ANALYST, AUDIT, BREAK_GLASS, LOCAL, NOBODY, Role
from c360.acts import glass
from c360.audit import AuditLog, Entry, Record
from c360.errors import NotAllowed
from components import auditing, login, session
from tests.ui.reading import plain, tables, words

SARAH = "customer-12345"
AUDITOR = Role("auditor", sections=frozenset(), part=NOBODY, rights=frozenset({AUDIT}))
HOSTILE = "<b>x</b> [a](http://x.example) :material/home: $x$"


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.sqlite")


def mine(log: AuditLog) -> list[Entry]:
    return [one for one in log.rows(user="tester") if one.detail.get("page") == "audit log"]


@pytest.fixture
def audit(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    def open_(role: Role = AUDITOR) -> AppTest:
        monkeypatch.setattr(login, "LOCAL", role)
        app.run()
        app.switch_page("pages/audit.py").run()
        assert not app.exception, app.exception
        return app

    return open_


def test_the_page_is_for_who_may_audit_alone(
    audit: Callable[..., AppTest], log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.record(Record("ann", "view", SARAH, "success", ("identity",)))
    assert SARAH in tables(audit())
    assert login.may(AUDIT)
    app = audit(ANALYST)
    assert not login.may(AUDIT)
    assert SARAH not in words(app) + tables(app)
    assert "Your role may not read the audit log." in words(app)
    with pytest.raises(NotAllowed):
        auditing.allow()
    with pytest.raises(NotAllowed):
        auditing.exporter(auditing.Wanted(date(2024, 1, 1), date(2024, 1, 1)))
    assert [one.outcome for one in mine(log)][:3] == ["denied"] * 3


def test_who_looked_at_whom_is_shown_and_the_look_is_on_record(audit: Callable[..., AppTest], log: AuditLog) -> None:
    log.record(Record("ann", "view", SARAH, "success", ("identity", "risk")))
    log.record(Record("ann", "export", SARAH, "success", detail={"kind": "pdf", "sha256": "f" * 64}))
    log.record(Record(HOSTILE, "view", HOSTILE, "denied"))
    app = audit()
    told = tables(app)
    for expected in ("ann", SARAH, "identity and risk", "kind: pdf", "denied", HOSTILE):
        assert expected in told
    (look,) = mine(log)
    assert (look.action, look.customer_id, look.outcome) == ("view", None, "success")
    app.run()
    assert len(mine(log)) == 1  # the same of it: no other look
    log.record(Record("ben", "view", "customer-9", "success"))
    app.run()
    assert "customer-9" in tables(app)
    assert len(mine(log)) == 2


def test_the_filters_narrow_it_and_say_so_on_record(audit: Callable[..., AppTest], log: AuditLog) -> None:
    log.record(Record("ann", "view", SARAH, "success"))
    log.record(Record("ben", "view", "customer-9", "success"))
    app = audit()
    app.text_input(key="audit_customer").set_value(f" {SARAH} ").run()
    assert "customer-9" not in tables(app)
    assert "ben" not in tables(app)
    assert (mine(log)[0].customer_id, mine(log)[0].detail.get("user")) == (SARAH, None)
    app.text_input(key="audit_customer").set_value("")
    app.text_input(key="audit_user").set_value("ben").run()
    assert SARAH not in tables(app)
    assert mine(log)[0].detail["user"] == "ben"
    app.text_input(key="audit_user").set_value("")
    app.selectbox(key="audit_action").set_value("export").run()
    assert "No record fits this." in words(app)


def test_who_sees_customers_has_a_way_to_them_from_here_and_the_auditor_has_none(
    audit: Callable[..., AppTest], log: AuditLog
) -> None:
    log.record(Record("ann", "view", SARAH, "success"))
    for role, links in ((AUDITOR, 0), (LOCAL, 1)):
        app = audit(role)
        app.text_input(key="audit_customer").set_value(SARAH).run()
        assert sum(SARAH in plain(one.proto.label) for one in app.get("page_link")) == links


def test_broken_glass_stands_first(audit: Callable[..., AppTest], log: AuditLog) -> None:
    rules, role = policies.load().acts, Role("m", part=NOBODY, rights=frozenset({BREAK_GLASS}))
    glass.break_glass(log, role, rules, SARAH, "Identity check: at the door", book="B", user="ben",
                      now=datetime.now(UTC))  # fmt: skip
    log.record(Record("ben", "view", SARAH, "success"))
    log.record(Record("mike.johnson@bank.example", "view", SARAH, "success"))
    app = audit()
    (warned,) = [plain(one.value) for one in app.warning]
    assert f"ben broke the glass for {SARAH}" in warned
    assert "Identity check: at the door" in warned
    assert "1 look followed" in warned
    odd = next(one.value for one in app.dataframe if "Why" in one.value.columns)
    assert plain(odd.iloc[0]["What"]) == "■ Glass broken"
    assert "Has the user's surname." in odd["Why"].tolist()


def test_verifying_says_what_holds_and_what_does_not(audit: Callable[..., AppTest], log: AuditLog) -> None:
    log.record(Record("ann", "view", SARAH, "success"))
    app = audit()
    assert "Not verified since" in words(app)
    app.button(key="audit_verify").click().run()
    assert "records, each sealing the one before" in words(app)
    session.the_audit().close()
    log.close()
    with sqlite3.connect(log.path) as db:
        db.execute("UPDATE record SET user = 'eve' WHERE seq = 1")
    app.button(key="audit_verify").click().run()
    assert "record 1 was changed" in words(app)
    assert [one.outcome for one in log.rows(action="verify")] == ["failed", "success"]


def test_the_export_is_on_record_with_its_digest(audit: Callable[..., AppTest], log: AuditLog) -> None:
    log.record(Record("=cmd()", "view", SARAH, "success"))
    audit()
    today = datetime.now(session.book().zone).date()
    data = auditing.exporter(auditing.Wanted(today, today))()
    assert b"'=cmd()" in data
    assert log.rows(action="export")[0].detail["sha256"] == sha256(data).hexdigest()


def test_the_file_with_proof_holds_all_of_these_days(audit: Callable[..., AppTest], log: AuditLog) -> None:
    log.record(Record("ann", "view", SARAH, "success"))
    audit()
    today = datetime.now(session.book().zone).date()
    data = auditing.proof(auditing.Wanted(today, today, customer="nobody"))()
    assert SARAH.encode() in data
    assert all(json.loads(line) for line in data.splitlines())
    assert log.rows(action="export")[0].detail["kind"] == "audit log"


@pytest.mark.parametrize(("role", "there"), [
    (ANALYST, False), (LOCAL, True), (Role("compliance officer", rights=frozenset({BREAK_GLASS})), True),
])  # fmt: skip
def test_who_has_seen_this_person(
    customer: Callable[..., AppTest], log: AuditLog, monkeypatch: pytest.MonkeyPatch, role: Role, there: bool
) -> None:
    monkeypatch.setattr(login, "LOCAL", role)
    log.record(Record("ben", "view", SARAH, "success", ("products",)), Record("ben", "view", "customer-9", "success"))
    app = customer(SARAH, "Identity")
    key = "records_this_customer"
    assert (key in app.session_state) is there
    if not there:
        return
    app.session_state[key] = True
    app.run()
    told = tables(app)
    assert "ben" in told
    assert "products" in told
    assert "customer-9" not in told
    assert log.rows(customer=SARAH)[0].detail["shown"] == "who has seen this person"
