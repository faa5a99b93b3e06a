"""Signals from transactions: patterns worth a question. They are no alerts, and no band depends on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from c360.model.activity import Transactions, Window


@dataclass(frozen=True, slots=True)
class Signal:
    """One kind of pattern, found or not (`None`: it can't be told), and why.

    `window` is what was looked at, `first` and `last` the days of the transactions that it was found in, `amount` their
    sum in the book's currency. `transactions` are those, newest first; empty where it was not found.
    """

    signal: str
    title: str
    found: bool | None
    because: str
    definition: str
    source: str
    window: Window | None
    first: date | None
    last: date | None
    amount: Decimal | None
    transactions: Transactions


@dataclass(frozen=True, slots=True)
class Signals:
    """Every kind of signal, in the policy's order. `looked_at` counts the transactions that were read, `None` where
    transactions are not held.
    """

    looked_at: int | None
    signals: tuple[Signal, ...]

    @property
    def found(self) -> tuple[Signal, ...]:
        """Those that were found."""
        return tuple(one for one in self.signals if one.found)
