"""Tables of the audit log: its records, who looked at whom, what is unusual. Customers stand there by their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from c360 import words
from c360.audit import Entry
from c360.audit.unusual import Finding
from c360.sheets import Column, Sheet, sheet

_RECORD: Final = (
    Column("Number", "count"), Column("When", "moment"), Column("User"), Column("Action"),
    Column("Customer", none="none"), Column("What", none="—"), Column("Outcome"), Column("Detail", none="—"),
)  # fmt: skip
# What a record says beside it and is of no use to who reads a table: how long it took, digests, versions.
_LEFT_OUT: Final = ("milliseconds", "policy", "text_hmac", "digest", "generation", "page", "shown", "account")
_DAYS: Final = ("as_of", "from", "to")
_KINDS: Final = {
    "break glass": "■ Glass broken", "own relatives": "▲ May be a relative", "one account": "▲ One account, two names",
    "many customers": "◆ Many customers", "outside hours": "◆ Outside hours",
}  # fmt: skip


def records(entries: Iterable[Entry], zone: ZoneInfo) -> Sheet:
    """One row a record, in the order given; times in the bank's zone."""
    rows = [
        (one.seq, one.at.astimezone(zone), one.user, one.action, one.customer_id, what(one), one.outcome, detail(one))
        for one in entries
    ]
    return sheet("audit_log", "Records of the audit log", _RECORD, rows, "No record fits this.")


def seen(entries: Iterable[Entry], zone: ZoneInfo) -> Sheet:
    """Who has seen one customer: when, who, how and what; the newest first, as given."""
    rows = [(one.at.astimezone(zone), one.user, one.action, what(one), one.outcome) for one in entries]
    columns = (Column("When", "moment"), Column("User"), Column("How"), Column("What", none="—"), Column("Outcome"))
    return sheet("seen_by", "Who has seen this person", columns, rows, "Nobody has seen this person before.")


def by_user(entries: Sequence[Entry], zone: ZoneInfo) -> Sheet:
    """A row for each user: how many records and customers, from when to when. Most customers first."""
    columns = (Column("User"), Column("Customers", "count"), *_COUNTED)
    rows = _counted(entries, zone, lambda one: one.user, lambda one: one.customer_id)
    return sheet("by_user", "By user", columns, rows, "No record fits this.")


def by_customer(entries: Sequence[Entry], zone: ZoneInfo) -> Sheet:
    """A row for each customer: how many records and users, from when to when. Most users first."""
    columns = (Column("Customer"), Column("Users", "count"), *_COUNTED)
    rows = _counted(entries, zone, lambda one: one.customer_id, lambda one: one.user)
    return sheet("by_customer", "By customer", columns, rows, "No record of a customer fits this.")


_COUNTED: Final = (Column("Records", "count"), Column("First", "moment"), Column("Last", "moment"), Column("Actions"))


def _counted(
    entries: Sequence[Entry], zone: ZoneInfo, of: Callable[[Entry], str | None], other: Callable[[Entry], str | None]
) -> list[tuple[str, int, int, datetime, datetime, str]]:
    groups: dict[str, list[Entry]] = {}
    for one in entries:
        if (key := of(one)) is not None:
            groups.setdefault(key, []).append(one)
    rows = []
    for key, held in groups.items():
        times = [one.at.astimezone(zone) for one in held]
        others = len({other(one) for one in held} - {None})
        actions = ", ".join(sorted({one.action for one in held}))
        rows.append((key, others, len(held), min(times), max(times), actions))
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))


def unusual(found: Iterable[Finding], zone: ZoneInfo) -> Sheet:
    """One row a finding, in the order given."""
    rows = [
        (_KINDS.get(one.kind, one.kind), one.user, _about(one), one.rows[0].at.astimezone(zone),
         words.dated(one.found),
         len(one.rows))
        for one in found
    ]  # fmt: skip
    columns = (
        Column("What"), Column("User"), Column("Customer", none="several"), Column("From", "moment"), Column("Why"),
        Column("Records", "count"),
    )  # fmt: skip
    return sheet("unusual", "Unusual looks", columns, rows, "Nothing unusual in these days.")


def _about(found: Finding) -> str | None:
    """The customer it is about; nobody's where it is about several."""
    about = {one.customer_id for one in found.rows}
    return about.pop() if len(about) == 1 else None


def what(one: Entry) -> str:
    """What of a customer a record is of: its sections, or what it was shown in."""
    told = [words.listed(one.sections), one.detail.get("shown", ""), one.detail.get("page", ""),
            one.detail.get("field", "")]  # fmt: skip
    return "; ".join(words.plain(part) for part in told if part)


def detail(one: Entry) -> str:
    """What else a record says, for people."""
    told = ((key, value) for key, value in one.detail.items() if key not in _LEFT_OUT and value)
    return "; ".join(f"{key.replace('_', ' ')}: {_told(key, value)}" for key, value in told)


def _told(key: str, value: str) -> str:
    if key == "error":  # by the name of its kind
        return words.lower(words.key(words.plain(value)))
    return words.dated(words.plain(value)) if key in _DAYS else words.plain(value)
