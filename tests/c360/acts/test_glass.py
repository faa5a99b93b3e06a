"""Breaking the glass: the record is the grant, for one customer, one user and a while."""

from __future__ import annotations

import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from c360 import policy as policies
from c360.access import BREAK_GLASS, Part, Role
from c360.acts import glass
from c360.audit import AuditLog, Record
from c360.errors import AuditFailed, IntegrityError, NotAllowed, UsageError

RULES = policies.load().acts
ROLE = Role("manager", part=Part(managers=frozenset({"Ann"})), rights=frozenset({BREAK_GLASS}))
NOW = datetime.now(UTC)
WHY = "Standing in for a colleague: on leave"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log's records have the real time, and a run of all tests takes longer than some of the minutes here."""
    monkeypatch.setattr(sys.modules[__name__], "NOW", datetime.now(UTC))


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.sqlite")


def broken(log: AuditLog, customer: str = "c-1", user: str = "ann", role: Role = ROLE, why: str = WHY) -> glass.Grant:
    return glass.break_glass(log, role, RULES, customer, why, book="Bank", user=user, now=NOW)


def opened(log: AuditLog, user: str = "ann", minutes: float = 1, book: str = "Bank") -> set[str]:
    found = glass.opened(log, RULES, book=book, user=user, now=NOW + timedelta(minutes=minutes))
    return {one.customer_id for one in found}


def test_it_opens_one_customer_for_one_user_until_the_time_is_over(log: AuditLog) -> None:
    grant = broken(log)
    assert grant.until == NOW + timedelta(minutes=60)
    assert opened(log) == {"c-1"}
    assert opened(log, user="ben") == set()
    assert opened(log, user="Ann") == set()
    assert opened(log, book="Other bank") == set()
    assert opened(log, minutes=59) == {"c-1"}
    assert opened(log, minutes=61) == set()


def test_its_record_says_who_whom_why_and_until_when(log: AuditLog) -> None:
    broken(log)
    (one,) = log.rows(action="break glass")
    assert (one.user, one.customer_id, one.outcome, one.detail["reason"]) == ("ann", "c-1", "success", WHY)
    assert datetime.fromisoformat(one.detail["until"]) == (NOW + timedelta(minutes=60)).replace(microsecond=0)


def test_the_role_gets_them_into_its_part_and_nothing_else(log: AuditLog) -> None:
    broken(log)
    grants = glass.opened(log, RULES, book="Bank", user="ann", now=NOW)
    role = glass.with_opened(ROLE, grants, NOW)
    assert role.part == Part(managers=frozenset({"Ann"}), also=frozenset({"c-1"}))
    assert role.digest != ROLE.digest  # what is cached for the one is not the other's
    assert glass.with_opened(ROLE, grants, NOW + timedelta(minutes=61)) == ROLE
    lost = Role("manager", part=ROLE.part)
    assert glass.with_opened(lost, grants, NOW) == lost


def test_without_the_right_it_stays_whole_and_that_is_on_record(log: AuditLog) -> None:
    with pytest.raises(NotAllowed):
        broken(log, role=Role("analyst"))
    assert [one.outcome for one in log.rows(action="break glass")] == ["denied"]
    assert opened(log) == set()


@pytest.mark.parametrize(("customer", "why"), [("c-1", " "), (" ", WHY), ("x" * 201, WHY)])
def test_it_needs_a_reason_and_an_id(log: AuditLog, customer: str, why: str) -> None:
    with pytest.raises(UsageError):
        broken(log, customer=customer, why=why)
    assert opened(log) == set()


def test_what_is_no_grant_opens_nothing(log: AuditLog) -> None:
    until = (NOW + timedelta(minutes=30)).isoformat()
    for outcome, detail in (
        ("denied", {"until": until}), ("failed", {"until": until}), ("success", {}), ("success", {"until": "soon"}),
        ("success", {"until": until, "book": "Other"}),
        ("success", {"until": (NOW + timedelta(minutes=30)).replace(tzinfo=None).isoformat()}),
        ("success", {"until": (NOW - timedelta(minutes=1)).isoformat()}),
    ):  # fmt: skip
        log.record(Record("ann", "break glass", "c-2", outcome, detail={"book": "Bank", **detail}))
    log.record(Record("ann", "break glass", "c-2", "success", detail={"until": until}))
    log.record(Record("ann", "view", "c-3", "success", detail={"until": until}))
    assert opened(log) == set()


def test_a_grant_never_lasts_longer_than_the_policy_lets_it(log: AuditLog) -> None:
    far = (NOW + timedelta(days=300)).isoformat()
    log.record(Record("ann", "break glass", "c-2", "success", detail={"until": far, "book": "Bank"}))
    assert opened(log, minutes=59) == {"c-2"}
    assert opened(log, minutes=62) == set()


def test_so_many_times_a_day(log: AuditLog) -> None:
    for number in range(RULES.glass_a_day):
        broken(log, f"c-{number}")
    with pytest.raises(NotAllowed, match="10 times in 24 hours"):
        broken(log, "c-99")
    broken(log, "c-99", user="ben")
    assert len(opened(log)) == RULES.glass_a_day


def test_what_was_denied_does_not_make_room(log: AuditLog) -> None:
    for number in range(RULES.glass_a_day):
        broken(log, f"c-{number}")
    log.record(*[Record("ann", "break glass", "c-1", "denied")] * 1001)
    with pytest.raises(NotAllowed, match="10 times in 24 hours"):
        broken(log, "c-99")
    assert len(opened(log)) == RULES.glass_a_day


def test_of_two_at_once_who_is_beyond_the_limit_opens_nothing(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(RULES.glass_a_day - 1):
        broken(log, f"c-{number}")
    record = log.record

    def after_another(*records: Record) -> int:
        monkeypatch.undo()
        AuditLog(log.path).record(Record("ann", "break glass", "c-b", "success", detail=records[0].detail))
        return record(*records)

    monkeypatch.setattr(log, "record", after_another)
    with pytest.raises(NotAllowed, match="10 times in 24 hours"):
        broken(log, "c-a")
    assert log.rows(action="break glass")[0].outcome == "denied"
    assert opened(log) == {*(f"c-{number}" for number in range(RULES.glass_a_day - 1)), "c-b"}


def test_without_a_record_nothing_is_opened(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "missing" / "audit.sqlite")
    with pytest.raises(AuditFailed):
        broken(log)


def test_a_grant_that_was_changed_afterwards_breaks_the_chain(log: AuditLog) -> None:
    broken(log)
    log.close()
    with sqlite3.connect(log.path) as db:
        db.execute("UPDATE record SET customer_id = 'c-2'")
    with pytest.raises(IntegrityError, match="record 1"):
        log.verify()
