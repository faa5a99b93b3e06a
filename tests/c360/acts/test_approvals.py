"""Four eyes: another person's yes, for these very customers, for a while, once."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from c360 import policy as policies
from c360.access import ANALYST, Role
from c360.acts import approvals
from c360.acts.approvals import Bulk, Request
from c360.audit import AuditLog, Record
from c360.errors import C360Error, DecidedMeanwhile, NotAllowed, UsageError

RULES = policies.load().acts
NOW = datetime.now(UTC)
WANTED = Bulk(("c-1", "c-2"), "json", "Test bank", 3)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log's records have the real time, and a run of all tests takes longer than some of the minutes here."""
    monkeypatch.setattr(sys.modules[__name__], "NOW", datetime.now(UTC))


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.sqlite")


def asked(log: AuditLog, wanted: Bulk = WANTED, user: str = "ann") -> Request:
    return approvals.ask(log, RULES, wanted, "for the audit of 2024", user=user, account="uid 1", now=NOW)


def answered(
    log: AuditLog, number: int, *, user: str = "ben", yes: bool = True, role: Role = ANALYST,
    now: datetime | None = None, why: str | None = "seen the letter",
) -> Request:  # fmt: skip
    return approvals.answer(log, RULES, role, number, book=WANTED.book, yes=yes, why=why, user=user,
                            account="uid 2", now=now or NOW)  # fmt: skip


def cleared(log: AuditLog, wanted: Bulk = WANTED, user: str = "ann", now: datetime | None = None) -> Request | None:
    return approvals.cleared(log, RULES, wanted, user=user, now=now or NOW)


def test_what_another_person_says_yes_to_may_be_done_once(log: AuditLog) -> None:
    request = asked(log)
    assert cleared(log) is None
    assert answered(log, request.number).state == "yes"
    found = cleared(log)
    assert found is not None
    assert (found.number, found.answered_by, found.count) == (request.number, "ben", 2)
    approvals.use(log, RULES, found, user="ann", now=NOW)
    assert cleared(log) is None
    with pytest.raises(NotAllowed):
        approvals.use(log, RULES, found, user="ann", now=NOW)
    assert log.verify() == 4


def test_who_asks_twice_has_one_request(log: AuditLog) -> None:
    assert asked(log).number == asked(log).number
    assert asked(log, user="cleo").number != asked(log).number


def test_a_request_of_one_book_is_none_of_another_where_both_have_one_log(log: AuditLog) -> None:
    request = asked(log)
    assert not approvals.requests(log, RULES, "Another bank", now=NOW)
    with pytest.raises(C360Error, match="No request"):
        approvals.answer(log, RULES, ANALYST, request.number, book="Another bank", yes=True, why="seen", user="ben",
                         account="", now=NOW)  # fmt: skip
    assert cleared(log) is None


def test_a_no_is_final(log: AuditLog) -> None:
    request = asked(log)
    assert answered(log, request.number, yes=False).state == "no"
    assert cleared(log) is None
    with pytest.raises(DecidedMeanwhile, match="ben: no, seen the letter"):
        answered(log, request.number, user="cleo")
    assert cleared(log) is None


@pytest.mark.parametrize("self_", ["ann", " Ann ", "ANN"])
def test_nobody_says_yes_to_themselves(log: AuditLog, self_: str) -> None:
    request = asked(log)
    with pytest.raises(NotAllowed, match="your own"):
        answered(log, request.number, user=self_)
    assert cleared(log) is None
    assert log.rows(action="approve")[0].outcome == "denied"


def test_a_yes_of_ones_own_that_was_written_past_the_rules_counts_for_nothing(log: AuditLog) -> None:
    request = asked(log)
    for detail in ({"step": "yes"}, {"step": "yes", "request": "x"}, {"step": "yes", "request": str(request.number)}):
        log.record(Record("ann", "approve", None, "success", detail=detail))
    log.record(Record("ben", "approve", None, "denied", detail={"step": "yes", "request": str(request.number)}))
    assert cleared(log) is None


def test_who_may_not_export_says_yes_to_nothing(log: AuditLog) -> None:
    request = asked(log)
    with pytest.raises(NotAllowed):
        answered(log, request.number, role=Role("auditor", rights=frozenset({"audit"})))
    assert cleared(log) is None


@pytest.mark.parametrize("why", [None, " ", "...", "x" * 201])
def test_an_answer_and_a_question_need_words(log: AuditLog, why: str | None) -> None:
    request = asked(log)
    with pytest.raises(UsageError):
        answered(log, request.number, why=why)
    with pytest.raises(UsageError):
        approvals.ask(log, RULES, Bulk(("c-9",), "json", "b", 1), why, user="ann", account="", now=NOW)
    assert cleared(log) is None


@pytest.mark.parametrize("other", [
    Bulk(("c-1", "c-2", "c-3"), "json", "Test bank", 3),
    Bulk(("c-1", "c-3"), "json", "Test bank", 3),
    Bulk(("c-1",), "json", "Test bank", 3),
    Bulk(("c-1", "c-2"), "pdf", "Test bank", 3),
    Bulk(("c-1", "c-2"), "json", "Test bank", 4),
    Bulk(("c-1", "c-2"), "json", "Other bank", 3),
    Bulk(("c-1", "c-2"), "json", "Test bank", 3, as_of="2024-01-01"),
    Bulk(("c-1", "c-2"), "json", "Test bank", 3, lookback_days=365),
    Bulk(("c-1", "c-2"), "json", "Test bank", 3, policy="another"),
])  # fmt: skip
def test_a_yes_is_for_these_customers_this_kind_and_this_book_alone(log: AuditLog, other: Bulk) -> None:
    answered(log, asked(log).number)
    assert cleared(log, other) is None
    assert cleared(log, Bulk(("c-2", "c-1", "c-2"), "json", "Test bank", 3)) is not None


def test_a_yes_is_for_who_asked(log: AuditLog) -> None:
    answered(log, asked(log).number)
    assert cleared(log, user="ben") is None
    assert cleared(log, user="cleo") is None


def test_question_and_yes_expire(log: AuditLog) -> None:
    request = asked(log)
    late = NOW + timedelta(hours=RULES.approval_hours, minutes=1)
    with pytest.raises(C360Error, match="expired"):
        answered(log, request.number, now=late)
    answered(log, request.number)
    assert cleared(log, now=late - timedelta(minutes=2)) is not None
    assert cleared(log, now=late) is None


def test_no_such_request(log: AuditLog) -> None:
    with pytest.raises(C360Error, match="No request 7"):
        answered(log, 7)


def test_of_many_who_answer_at_once_the_first_counts_and_all_are_on_record(log: AuditLog) -> None:
    request = asked(log)

    def said(user: str) -> str:
        other = AuditLog(log.path)
        try:
            return answered(other, request.number, user=user, yes=user < "u4").answered_by
        except DecidedMeanwhile:
            return ""
        finally:
            other.close()

    with ThreadPoolExecutor(8) as pool:
        won = [one for one in pool.map(said, [f"u{n}" for n in range(8)]) if one]
    (final,) = approvals.requests(log, RULES, WANTED.book, now=NOW)
    assert won == [final.answered_by]
    told = {one.user for one in log.rows(action="approve") if one.detail.get("step") in ("yes", "no")}
    assert told == {f"u{n}" for n in range(8)}


def test_of_many_who_use_a_yes_at_once_one_may(log: AuditLog) -> None:
    found = answered(log, asked(log).number)

    def used(_: int) -> bool:
        other = AuditLog(log.path)
        try:
            approvals.use(other, RULES, found, user="ann", now=NOW)
        except NotAllowed:
            return False
        finally:
            other.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(used, range(6))) == 1


def test_a_request_is_the_same_from_whoever_reads_the_log(log: AuditLog) -> None:
    request = asked(log)
    assert approvals.requests(log, RULES, WANTED.book, now=NOW) == (
        Request(request.number, "ann", approvals.requests(log, RULES, WANTED.book, now=NOW)[0].at,
                approvals.requests(log, RULES, WANTED.book, now=NOW)[0].until, WANTED.digest, "json", 2, WANTED.book, 3,
                "for the audit of 2024", "uid 1"),
    )  # fmt: skip
