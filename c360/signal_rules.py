"""The thresholds of the signals from transactions, as the policy gives them.

Amounts that a signal needs are percent of the reporting threshold of cash in the book's currency, so that one policy
serves books in any currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Structuring:
    """`times` cash bookings within `days`, each of `near` percent of the threshold up to it; `spared`: as many of them
    for each one above it.
    """

    days: int
    times: int
    near: int
    spared: int


@dataclass(frozen=True, slots=True)
class InAndOut:
    """`passed` percent of a sum of at least `least` gone within `days` in at most `pieces`, `times` times, `total` in
    all and `share` percent of what came in by such sums; once is enough for `far`.
    """

    days: int
    times: int
    passed: int
    pieces: int
    share: int
    least: int
    total: int
    far: int


@dataclass(frozen=True, slots=True)
class Fan:
    """`parties` new counterparties within `days`, `total` in all."""

    days: int
    parties: int
    total: int


@dataclass(frozen=True, slots=True)
class Dormant:
    """`times` bookings of `total` in all within `days`, after at least `quiet` days without one."""

    quiet: int
    days: int
    times: int
    total: int


@dataclass(frozen=True, slots=True)
class RoundAmounts:
    """`times` whole amounts within `days`, at least `share` percent of all that are as large, `total` in all."""

    days: int
    times: int
    share: int
    total: int


@dataclass(frozen=True, slots=True)
class NewCounterparty:
    """`times` bookings of `total` in all within `days` of the first with a counterparty."""

    days: int
    times: int
    total: int


@dataclass(frozen=True, slots=True)
class Kinds:
    """Words by which types of transactions are told apart, and the channels at which deposits are of cash."""

    cash: frozenset[str]
    counter: frozenset[str]
    counter_channels: frozenset[str]
    everyday: frozenset[str]
    bank: frozenset[str]
    income: frozenset[str]


@dataclass(frozen=True, slots=True)
class SignalRules:
    """All of them.

    Signals are looked for in the last `days`; who is new is told from `before` days more. At most the newest
    `rows` are read, and `shown` of a signal's transactions listed. `thresholds` are amounts by currency, the first the
    one that others are converted from.
    """

    days: int
    before: int
    rows: int
    shown: int
    thresholds: Mapping[str, Decimal]
    kinds: Kinds
    structuring: Structuring
    in_and_out: InAndOut
    many_to_one: Fan
    one_to_many: Fan
    dormant: Dormant
    round_amounts: RoundAmounts
    new_counterparty: NewCounterparty

    @property
    def reach(self) -> int:
        """The days that are read: a quiet time, too, begins before the window."""
        return self.days + max(self.before, self.dormant.quiet)
