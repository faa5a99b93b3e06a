"""Breaking the glass: a customer outside one's part is opened for a reason and some minutes.

The record in the audit log is the grant. Who breaks the glass learns before nothing of whether there is such a
customer: the record is the same for an id that nobody has.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from c360.access import BREAK_GLASS, Role
from c360.audit import AuditLog, Entry, Record
from c360.audit.record import clean
from c360.errors import C360Error, NotAllowed, UsageError
from c360.policy import ActRules

ACTION: Final = "break glass"
LONGEST_ID: Final = 200
_DAY: Final = timedelta(days=1)
_MOST: Final = 10_000  # records that are read back: more than anybody may have of two days, who may have 1,000 of one


@dataclass(frozen=True, slots=True)
class Grant:
    """That `user` opened a customer at `at` for `reason`, until `until`; instants are aware."""

    customer_id: str
    user: str
    reason: str
    at: datetime
    until: datetime


def break_glass(
    audit: AuditLog, role: Role, rules: ActRules, customer_id: str, why: str, *, book: str, user: str,
    now: datetime,
) -> Grant:  # fmt: skip
    """Open a customer in the book of this name, whether there is one or not; on record before this returns.

    `why` is what `reason` gave. Raises `NotAllowed` without the right, and beyond the policy's times a day;
    `UsageError` for what can't be an id and without a reason; `AuditFailed`, and then nothing was opened.
    """
    until = now + timedelta(minutes=rules.glass_minutes)
    detail = {"reason": why, "until": _told(until), "book": book}
    try:
        if not role.may(BREAK_GLASS):
            raise NotAllowed("Your role may not break the glass.")
        if not customer_id.strip() or len(customer_id) > LONGEST_ID:
            raise UsageError(f"An id has 1 to {LONGEST_ID} characters.")
        if not why.strip():
            raise UsageError("Breaking the glass needs a reason.")
        if len(_broken(audit, user, now - _DAY)) >= rules.glass_a_day:
            raise _too_often(rules)
    except C360Error as error:
        outcome = "denied" if isinstance(error, NotAllowed) else "failed"
        audit.record(Record(user, ACTION, customer_id, outcome, detail={"error": type(error).__name__}))
        raise
    mine = audit.record(Record(user, ACTION, customer_id, "success", detail=detail))
    # Of several at once each may have found room: the log's order tells who had it, and the others' opens nothing.
    if all(one.seq != mine for one in _within(_broken(audit, user, now - 2 * _DAY), rules)):
        audit.record(Record(user, ACTION, customer_id, "denied", detail={"error": NotAllowed.__name__}))
        raise _too_often(rules)
    return Grant(customer_id, user, why, now, until)


def opened(audit: AuditLog, rules: ActRules, *, book: str, user: str, now: datetime) -> tuple[Grant, ...]:
    """What `user` has open now in the book of this name, the latest first, from the log. Raises `AuditFailed`.

    It ends when its record says, and no later than the policy's minutes from when it was written; what is beyond the
    policy's times a day is none.
    """
    longest = timedelta(minutes=rules.glass_minutes)
    found = (_grant(one, clean(book), longest) for one in _within(_broken(audit, user, now - longest - _DAY), rules))
    return tuple(one for one in found if one is not None and one.user == user and now < one.until)


def with_opened(role: Role, grants: Sequence[Grant], now: datetime) -> Role:
    """`role` with what is open now in its part; a role without the right gets nothing by it."""
    ids = {one.customer_id for one in grants if now < one.until}
    if not ids or not role.may(BREAK_GLASS):
        return role
    return replace(role, part=replace(role.part, also=role.part.also | ids))


def _broken(audit: AuditLog, user: str, since: datetime) -> Sequence[Entry]:
    """How often the user broke the glass, the latest first. What was refused is left out: it could fill the list."""
    return audit.rows(user=user, action=ACTION, outcome="success", since=since, limit=_MOST)


def _within(broken: Sequence[Entry], rules: ActRules) -> list[Entry]:
    """Those, the latest first, that had no more than the policy's number in the 24 hours up to them, themselves too."""
    ordered = sorted(broken, key=lambda one: one.seq)
    times = [one.at for one in ordered]
    return [
        one for place, one in enumerate(ordered, 1) if place - bisect_left(times, one.at - _DAY) <= rules.glass_a_day
    ][::-1]  # fmt: skip


def _too_often(rules: ActRules) -> NotAllowed:
    times = rules.glass_a_day
    return NotAllowed(f"You broke the glass {times} times in 24 hours, which is as often as the policy lets you.")


def _grant(one: Entry, book: str, longest: timedelta) -> Grant | None:
    """The grant that a record is; none where it is of another book, whose customers may have the same ids, or make."""
    try:
        until = datetime.fromisoformat(one.detail["until"])
    except (KeyError, ValueError):
        return None
    if one.customer_id is None or until.tzinfo is None or one.detail.get("book") != book:
        return None
    return Grant(one.customer_id, one.user, one.detail.get("reason", ""), one.at, min(until, one.at + longest))


def _told(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds")
