"""What a customer's transactions are to a signal: moves of money in order, and what is known of the time before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from c360 import words
from c360.money import from_minor
from c360.signal_rules import Kinds

IN, OUT, INTERNAL = "in", "out", "internal"
# Kinds of moves. Everyday payments, the bank's own bookings and wages are an ordinary life's and part of few signals.
CASH, EVERYDAY, BANK, INCOME, OTHER = "cash", "everyday", "bank", "income", "other"
# Evenly spaced: three out of four gaps within four days of the usual one, which is at least six days: paydays that
# fall on a weekend, months of 28 to 31 days, and bills by the week stay even.
_EVEN: Final = 0.75
_SLACK, _SHORTEST, _LEAST = 4, 6, 3
# Alike: within a tenth of the usual amount.
_ALIKE: Final = 0.1


class Move(NamedTuple):
    """One transaction: `at` is its place among the rows read, `stamp` local seconds, `day` an ordinal, `units` minor
    units of the book's currency, `party` who is at the other end. `other` is the second account of an internal one.
    """

    at: int
    stamp: int
    day: int
    timed: bool
    way: str
    units: int
    party: str
    account: str
    kind: str
    other: str = ""


class Threshold(NamedTuple):
    """The reporting threshold of cash in minor units of the book's currency, and how it is said."""

    units: int
    said: str


@dataclass(frozen=True)
class History:
    """A customer's moves, oldest first, of the days from `held` to `last` (ordinals, both included).

    Signals are looked for from `first` on, and what is new or usual is told from the `before` days ahead of it, as far
    as records are held. `opened` are the days on which the owned accounts opened, `None` where nobody knows.
    """

    moves: tuple[Move, ...]
    currency: str
    threshold: Threshold
    held: int
    first: int
    last: int
    before: int
    opened: Mapping[str, int | None]

    @cached_property
    def start(self) -> int:
        """The first day that is looked at: records may begin later than the window."""
        return max(self.held, self.first)

    @cached_property
    def settled(self) -> int:
        """The first day with enough held before it to tell what is new; after `last` where there is none."""
        return max(self.held + self.before, self.first)

    @cached_property
    def regular(self) -> frozenset[int]:
        """The moves of standing arrangements, by their place: alike in amount and evenly spaced, with one party."""
        parties: defaultdict[tuple[str, str], list[Move]] = defaultdict(list)
        for move in self.moves:
            if move.way != INTERNAL:
                parties[move.way, move.party].append(move)
        found: set[int] = set()
        for group in parties.values():
            if len(group) < _LEAST:
                continue
            if _even(group) and _alike(group):
                found.update(move.at for move in group)
                continue
            same: defaultdict[int, list[Move]] = defaultdict(list)
            for move in group:
                same[move.units].append(move)
            found.update(move.at for each in same.values() if len(each) >= _LEAST and _even(each) for move in each)
        return frozenset(found)

    @cached_property
    def met(self) -> Mapping[str, int]:
        """The day on which each party was first met."""
        days: dict[str, int] = {}
        for move in self.moves:
            days.setdefault(move.party, move.day)
        return days

    @cached_property
    def _last_met(self) -> Mapping[str, int]:
        return {move.party: move.day for move in self.moves}

    def once(self, party: str) -> bool:
        """Whether a party was met on one day alone."""
        return self.met[party] == self._last_met[party]

    def percent(self, share: int) -> int:
        """So many percent of the threshold, in minor units."""
        return self.threshold.units * share // 100

    def money(self, units: int) -> str:
        """An amount as people read it."""
        return words.money(from_minor(units, self.currency), self.currency, cents=False)

    def span(self, moves: Sequence[Move]) -> str:
        """The days from the first to the last of them, as the core writes days."""
        first, last = min(m.day for m in moves), max(m.day for m in moves)
        return f"on {iso(first)}" if first == last else f"from {iso(first)} to {iso(last)}"

    def between(self, moves: Sequence[Move]) -> str:
        """The amounts from the smallest to the largest."""
        low, high = min(m.units for m in moves), max(m.units for m in moves)
        return self.money(low) if low == high else f"{self.money(low)} to {self.money(high)}"


class Finding(NamedTuple):
    """What a signal's rule says: found, not found or (`None`) that it can't be told; why; in which moves."""

    found: bool | None
    because: str
    moves: tuple[Move, ...] = ()


def iso(day: int) -> str:
    """The day of an ordinal."""
    return date.fromordinal(day).isoformat()


def at_most(count: int, one: str, many: str = "") -> str:
    """How many there are at most, for a signal that was not found: "No new sender", "At most 3 new senders"."""
    return f"At most {words.counted(count, one, many)}" if count else f"No {one}"


def total(moves: Iterable[Move]) -> int:
    """Their sum in minor units."""
    return sum(move.units for move in moves)


def kind_of(type_: str, channel: str, kinds: Kinds) -> str:
    """The kind of a transaction by the words of its type, in any letter case; a bank names them in its policy."""
    said = f"_{'_'.join(re.split(r'[^0-9A-Z]+', type_.upper()))}_"

    def any_of(words_: frozenset[str]) -> bool:
        return any(f"_{word}_" in said for word in words_)

    if any_of(kinds.bank):
        return BANK
    if any_of(kinds.everyday):
        return EVERYDAY
    if any_of(kinds.cash) or (any_of(kinds.counter) and channel.upper() in kinds.counter_channels):
        return CASH
    return INCOME if any_of(kinds.income) else OTHER


def _alike(moves: Sequence[Move]) -> bool:
    middle = median(move.units for move in moves)
    return sum(abs(move.units - middle) <= _ALIKE * middle for move in moves) >= _EVEN * len(moves)


def _even(moves: Sequence[Move]) -> bool:
    days = sorted({move.day for move in moves})
    if len(days) < _LEAST or len(days) < _EVEN * len(moves):
        return False
    gaps = [later - earlier for earlier, later in pairwise(days)]
    middle = median(gaps)
    return middle >= _SHORTEST and sum(abs(gap - middle) <= _SLACK for gap in gaps) >= _EVEN * len(gaps)
