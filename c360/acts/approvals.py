"""Four eyes: what waits for another person's yes, who said what, and whether a yes holds for what is to be done.

There is no store beside the audit log: the question, each answer and the use of a yes are records of it ("approve"),
and the number of the question's record is its own. Of two people who answer at once both are on record; the first
record counts, and the second person is told of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import rfc8785

from c360.access import EXPORT, Role
from c360.acts.reasons import own
from c360.audit import AuditLog, Entry, Record
from c360.errors import C360Error, DecidedMeanwhile, NotAllowed
from c360.policy import ActRules

ACTION: Final = "approve"
State = Literal["waits", "yes", "no", "used"]
# Records that are read back, from as long ago as a question, its answer and its use can be apart.
_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Bulk:
    """What an export in bulk is of: these very customers, as this kind of file, of this state of the book."""

    ids: tuple[str, ...]
    kind: str
    book: str
    generation: int
    as_of: str = ""
    lookback_days: int = 0
    policy: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of all of it, whatever the order of the ids."""
        form: dict[str, Any] = {
            "ids": sorted(set(self.ids)), "kind": self.kind, "book": self.book, "generation": self.generation,
            "as_of": self.as_of, "lookback_days": self.lookback_days, "policy": self.policy,
        }  # fmt: skip
        return hashlib.sha256(rfc8785.dumps(form)).hexdigest()


@dataclass(frozen=True, slots=True)
class Request:
    """A question and what became of it. Instants are aware; `account` is the operating system's, for the auditor."""

    number: int
    by: str
    at: datetime
    until: datetime
    digest: str
    kind: str
    count: int
    book: str
    generation: int
    reason: str
    account: str
    state: State = "waits"
    answered_by: str = ""
    answer: str = ""
    answered: int = 0  # the number of the record that answers it
    used: int = 0  # and of the one that uses the yes up

    def expired(self, now: datetime) -> bool:
        """Whether it is too late: to answer it, and to use the answer."""
        return now >= self.until


def requests(audit: AuditLog, rules: ActRules, book: str, *, now: datetime) -> tuple[Request, ...]:
    """What was asked of the book of this name and isn't expired, the oldest first; one log may be of several books.

    Raises `AuditFailed`.
    """
    since = now - timedelta(hours=rules.approval_hours)
    found: dict[int, Request] = {}
    for one in reversed(audit.rows(action=ACTION, since=since, limit=_MOST)):
        if one.outcome == "success":
            _told(found, one, rules)
    return tuple(one for one in found.values() if one.book == book and not one.expired(now))


def ask(
    audit: AuditLog, rules: ActRules, wanted: Bulk, why: str | None, *, user: str, account: str, now: datetime
) -> Request:
    """Ask for somebody's yes, on record; where this user has asked for the same already, that request.

    Raises `UsageError` without a reason, and `AuditFailed`.
    """
    for one in requests(audit, rules, wanted.book, now=now):
        if (one.digest, one.by) == (wanted.digest, user) and one.state == "waits":
            return one
    until = now + timedelta(hours=rules.approval_hours)
    detail = {
        "step": "asked", "digest": wanted.digest, "kind": wanted.kind, "customers": str(len(set(wanted.ids))),
        "book": wanted.book, "generation": str(wanted.generation), "reason": own(why), "account": account,
    }  # fmt: skip
    number = audit.record(Record(user, ACTION, None, "success", detail=detail))
    return Request(number, user, now, until, wanted.digest, wanted.kind, len(set(wanted.ids)), wanted.book,
                   wanted.generation, detail["reason"], account)  # fmt: skip


def answer(
    audit: AuditLog, rules: ActRules, role: Role, number: int, *, book: str, yes: bool, why: str | None, user: str,
    account: str, now: datetime,
) -> Request:  # fmt: skip
    """Answer a request of this book as another person than who asked, on record; needs the right to export.

    Raises `NotAllowed` for one's own and without the right, `C360Error` for a request that isn't there or is expired,
    `DecidedMeanwhile` where somebody has answered, `UsageError` without a reason, and `AuditFailed`.
    """
    detail = {"step": "yes" if yes else "no", "request": str(number), "account": account}
    try:
        if not role.may(EXPORT):
            raise NotAllowed("Your role may not export, and so can't say yes to an export either.")
        detail["reason"] = own(why)
        one = _found(audit, rules, book, number, now)
        if same(one.by, user):
            raise NotAllowed(f"Request {number} is your own: it waits for another person.")
        if one.state != "waits":
            raise DecidedMeanwhile(_answered(one))
    except C360Error as error:
        outcome = "denied" if isinstance(error, NotAllowed) else "failed"
        audit.record(Record(user, ACTION, None, outcome, detail=detail | {"error": type(error).__name__}))
        raise
    mine = audit.record(Record(user, ACTION, None, "success", detail=detail))
    counted = _found(audit, rules, book, number, now)
    if counted.answered != mine:
        raise DecidedMeanwhile(f"{_answered(counted)} Yours is on record too, and doesn't count.")
    return counted


def cleared(audit: AuditLog, rules: ActRules, wanted: Bulk, *, user: str, now: datetime) -> Request | None:
    """A yes that this user may use for just this, if there is one. Raises `AuditFailed`."""
    fits = (
        one for one in requests(audit, rules, wanted.book, now=now)
        if (one.digest, one.by, one.state) == (wanted.digest, user, "yes")
    )  # fmt: skip
    return next(fits, None)


def use(audit: AuditLog, rules: ActRules, one: Request, *, user: str, now: datetime) -> None:
    """Use a yes up, on record before anything leaves: it is for one export.

    Raises `NotAllowed` where it isn't there any more, which the second of two at once finds; and `AuditFailed`.
    """
    detail = {"step": "used", "request": str(one.number), "digest": one.digest}
    mine = audit.record(Record(user, ACTION, None, "success", detail=detail))
    if not any(each.used == mine for each in requests(audit, rules, one.book, now=now)):
        raise NotAllowed(f"The yes to request {one.number} was used meanwhile or has expired: ask again.")


def _found(audit: AuditLog, rules: ActRules, book: str, number: int, now: datetime) -> Request:
    found = next((one for one in requests(audit, rules, book, now=now) if one.number == number), None)
    if found is None:
        raise C360Error(f"No request {number} waits for an answer: there is none of that number, or it has expired.")
    return found


def _answered(one: Request) -> str:
    said = "no" if one.state == "no" else "yes"
    return f"Request {one.number} was answered by {one.answered_by}: {said}, {one.answer}."


def same(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are written."""
    return one.strip().casefold() == other.strip().casefold()


def _told(found: dict[int, Request], one: Entry, rules: ActRules) -> None:
    """Take up one record, in the log's order. What breaks a rule changes nothing, whoever wrote it."""
    told = one.detail
    try:
        step = told["step"]
        if step == "asked":
            until = one.at + timedelta(hours=rules.approval_hours)
            found[one.seq] = Request(
                one.seq, one.user, one.at, until, told["digest"], told["kind"], int(told["customers"]),
                told["book"], int(told["generation"]), told["reason"], told["account"],
            )  # fmt: skip
            return
        number = int(told["request"])
        asked = found[number]
    except (KeyError, ValueError):
        return
    if asked.expired(one.at):
        return
    if step in ("yes", "no") and asked.state == "waits" and not same(asked.by, one.user):
        found[number] = replace(
            asked, state="yes" if step == "yes" else "no", answered_by=one.user, answer=told.get("reason", ""),
            answered=one.seq,
        )  # fmt: skip
    elif step == "used" and asked.state == "yes" and asked.by == one.user and asked.digest == told.get("digest"):
        found[number] = replace(asked, state="used", used=one.seq)
