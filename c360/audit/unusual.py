"""Looks that somebody should ask about: many customers in a short time, outside hours, with the glass broken.

Pure functions over what `AuditLog.rows` gives, in any order; each finding has the very rows. They are questions, never
accusations. The thresholds are the caller's, from the bank's own policy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from c360.audit.record import Entry
from c360.words import counted

# What shows something of a customer. Screening and loading run over whole books, and nobody looks while they do.
LOOKS: Final = ("view", "export", "uncover", "break glass")
MANY: Final = "many customers"
OUTSIDE: Final = "outside hours"
GLASS: Final = "break glass"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is unusual: its `kind`, whose looks they are, what was found in words, and the rows, oldest first."""

    kind: str
    user: str
    found: str
    rows: tuple[Entry, ...]


def many_customers(rows: Iterable[Entry], *, customers: int, within: timedelta) -> list[Finding]:
    """Who looked at at least so many different customers within such a time, with all those looks as one finding.

    Times that overlap are one finding: whoever goes on and on is found once.
    """
    found = []
    for user, looks in _by_user(rows).items():
        for run in _runs(looks, customers, within):
            count = len({one.customer_id for one in run})
            minutes = (run[-1].at - run[0].at).total_seconds() / 60
            found.append(Finding(MANY, user, f"{count:,} customers in {counted(round(minutes), 'minute')}", tuple(run)))
    return _ordered(found)


def outside_hours(
    rows: Iterable[Entry], *, zone: ZoneInfo, opens: time, closes: time, days: Sequence[int] = (0, 1, 2, 3, 4)
) -> list[Finding]:
    """Who looked before `opens`, from `closes` on, or on another weekday than `days` (Monday is 0), in the bank's zone.

    One finding for each user and day.
    """
    kept: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for user, looks in _by_user(rows).items():
        for one in looks:
            at = one.at.astimezone(zone)
            if at.weekday() not in days or not opens <= at.time() < closes:
                kept[user, at.date().isoformat()].append(one)
    return _ordered(
        [
            Finding(OUTSIDE, user, f"{counted(len(some), 'look')} on {day}", tuple(some))
            for (user, day), some in kept.items()
        ]
    )


def break_glass(rows: Iterable[Entry]) -> list[Finding]:
    """Each time somebody broke the glass, whether they were let in or not, with the reason that they gave."""
    return _ordered([
        Finding(GLASS, one.user, one.detail.get("reason", "no reason given"), (one,))
        for one in rows if one.action == "break glass"
    ])  # fmt: skip


def _by_user(rows: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The looks at customers that were let through, oldest first."""
    looks: dict[str, list[Entry]] = defaultdict(list)
    for one in sorted(rows, key=lambda one: one.seq):
        if one.action in LOOKS and one.outcome == "success" and one.customer_id is not None:
            looks[one.user].append(one)
    return looks


def _runs(looks: Sequence[Entry], customers: int, within: timedelta) -> list[list[Entry]]:
    """The looks that lie in any window with so many customers; windows that touch are one run."""
    runs: list[list[Entry]] = []
    seen: dict[str | None, int] = defaultdict(int)
    start, taken = 0, 0  # the window's first look, and from where on looks are in no run yet
    for end, one in enumerate(looks):
        seen[one.customer_id] += 1
        while one.at - looks[start].at > within:
            gone = looks[start].customer_id
            seen[gone] -= 1
            if not seen[gone]:
                del seen[gone]
            start += 1
        if len(seen) >= customers:
            if runs and start < taken:
                runs[-1].extend(looks[taken : end + 1])
            else:
                runs.append(list(looks[start : end + 1]))
            taken = end + 1
    return runs


def _ordered(found: list[Finding]) -> list[Finding]:
    """Newest first."""
    return sorted(found, key=lambda one: one.rows[-1].seq, reverse=True)
