"""Alerts over time, and what moved on their accounts in the days before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from c360 import words
from c360.graph import schema as s
from c360.model import AlertRow, Profile, TransactionRow
from c360.sheets import standing
from c360.sheets.risk import KINDS

DAYS: Final = 7
_LEVELS: Final = {"CRITICAL": "CRITICAL", "HIGH": "HIGH", "MEDIUM": "MEDIUM", "LOW": "LOW"}


@dataclass(frozen=True, slots=True)
class Span:
    """From the day it was raised (a match: screened) to the day it was closed, or to the day looked at.

    `level` is what its colour is of; `counts` whether it is open or confirmed.
    """

    kind: str
    status: str
    severity: str | None
    start: date
    end: date
    still_open: bool
    counts: bool
    level: str

    @property
    def says(self) -> str:
        """The span in words."""
        severity = f", {words.lower(words.word(self.severity))}" if self.severity else ""
        end = "not closed" if self.still_open else f"closed {words.day(self.end)}"
        return f"{self.kind}{severity}, {standing(self.status)}, from {words.day(self.start)}, {end}"


def spans(rows: Iterable[AlertRow], as_of: date) -> list[Span]:
    """Those with a known day, in the order given."""
    return [_span(row, words.as_day(row.raised_at), as_of) for row in rows if row.raised_at is not None]


def _span(row: AlertRow, start: date, as_of: date) -> Span:
    status = (row.status or "OPEN").upper()
    closed = None if row.closed_at is None else words.as_day(row.closed_at)
    counts = status not in ("CLOSED", "CLOSED_FALSE_POSITIVE", "DISMISSED")
    severity = (row.severity or "").upper()
    worst = "CRITICAL" if row.kind == "SANCTIONS" else _LEVELS.get(severity, "MEDIUM")
    # A confirmed alert may carry a day on which work on it ended; one that is closed without a day ends where it began.
    end = closed if closed is not None else as_of if counts else start
    return Span(KINDS.get(row.kind, row.kind), status, row.severity, start, max(start, end), counts and closed is None,
                counts, worst)  # fmt: skip


def account(row: AlertRow) -> str | None:
    """The account that an alert is on; `None` where it is on the customer."""
    label, _, number = row.on.partition(" ")
    return number if label == s.ACCOUNT and number else None


def before(row: AlertRow, profile: Profile) -> tuple[tuple[TransactionRow, ...], str]:
    """The transactions on an alert's account in the `DAYS` days that end with the day it was raised, newest first.

    Of those in the profile's window: the sentence beside them says where days or rows lie outside it. The window is
    from exclusive, to inclusive, in the bank's zone.
    """
    number, raised = account(row), row.raised_at
    day = profile.as_of if raised is None else words.as_day(raised)
    start = day - timedelta(days=DAYS)
    read = profile.activity.transactions if profile.activity else None
    if profile.activity is None or read is None:
        return (), "Transactions could not be read, or are not held in this book."
    found = tuple(one for one in read.rows if one.account == number and start < words.as_day(one.at) <= day)
    first = start + timedelta(days=1)
    how = (
        f"On account {number} from {words.span(first, day)}, the {DAYS} days to the day the alert was raised."
        " By account and day alone: that they raised it is not recorded."
    )
    window = profile.activity.window
    if start < window.from_:
        how += f" The look-back begins after {words.day(window.from_)}: a longer one shows the days before."
    elif read.shown < read.of:
        how += f" Only the newest {read.shown:,} of {read.of:,} transactions were read."
    return found, how
