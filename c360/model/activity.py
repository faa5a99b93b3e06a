"""What the customer does, in a window of days that ends with `as_of`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple


class Window(NamedTuple):
    """Days after `from_` up to and including `to`, in the bank's time zone."""

    from_: date
    to: date
    days: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, and how much in the reporting currency; `None` where a rate is missing."""

    count: int | None
    volume: Decimal | None


# A profile has up to 5,000 rows and as many days: without slots they become JSON in a sixth of the time.
@dataclass(frozen=True)
class Day:
    """One day of the window; internal transfers are in `count` only."""

    date: date
    inflow: Decimal | None
    outflow: Decimal | None
    count: int


@dataclass(frozen=True)
class TransactionRow:
    """One transaction seen from the customer: `direction` is in, out or internal; amount in its own currency.

    `at` is an aware datetime in the bank's zone, or a date where the source gave no time of day. `value` is what the
    sums count: the amount in the reporting currency at its own day's rate, `None` without one.
    """

    id: str | None
    at: datetime | date
    account: str
    counterparty: str | None
    direction: str
    type: str | None
    channel: str | None
    location: str | None
    amount: Decimal
    currency: str
    value: Decimal | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Transactions:
    """The newest `shown` rows of `of`."""

    shown: int
    of: int
    rows: tuple[TransactionRow, ...]


@dataclass(frozen=True, slots=True)
class TimePatterns:
    """weekday + weekend = all; business_hours + after_hours + date_only = all."""

    weekday: int
    weekend: int
    business_hours: int
    after_hours: int
    date_only: int


@dataclass(frozen=True, slots=True)
class InteractionRow:
    """One contact with the bank."""

    at: datetime | date | None
    channel: str | None
    kind: str | None
    summary: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Activity:
    """Activity section. Counts and sums are `None` where transactions are not held or the window lies before them.

    `converted` names the other currencies in the sums, each amount at its own day's rate.
    """

    window: Window
    transaction_count: int | None
    total_volume: Decimal | None
    average_transaction: Decimal | None
    inflow: Tally | None
    outflow: Tally | None
    internal: Tally | None
    transaction_types: Mapping[str, Tally] | None
    channels: Mapping[str, Tally] | None
    locations: tuple[str, ...] | None
    location_counts: Mapping[str, int] | None
    time_patterns: TimePatterns | None
    heatmap: tuple[tuple[int, ...], ...] | None
    daily: tuple[Day, ...] | None
    interactions: tuple[InteractionRow, ...] | None
    transactions: Transactions | None
    converted: tuple[str, ...]
