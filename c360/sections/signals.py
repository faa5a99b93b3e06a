"""Signals from transactions: which patterns the policy's window shows, in which very transactions.

The rules are functions in `c360.signals`; here is what they look at, and what can't be told and why. Found or not, no
signal is an alert, and none weighs on a band.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __

from c360 import words
from c360.graph import schema as s
from c360.model import Signal, Signals, Transactions, Window
from c360.money import from_minor, minor_digits, to_minor, to_money
from c360.sections.accounts import OWNED, converted, currencies, no_rate, numbered, owned_accounts
from c360.sections.columns import Columns, as_columns, before_columns
from c360.sections.contract import Answer, Ask, Part, Section
from c360.sections.delivered import transactions_lack, transactions_updated
from c360.sections.reading import Row, newest, started
from c360.sections.tally import rows
from c360.signals import PATTERNS, Pattern
from c360.signals.history import IN, INTERNAL, OUT, Finding, History, Move, Threshold, iso, kind_of, total

_DAY: Final = 86_400
_EPOCH: Final = date(1970, 1, 1).toordinal()


def traversal(ask: Ask) -> GraphTraversal:
    """Maps `accounts` (owned: number, currency, opening), their `numbers`, `transactions` (see `Columns`)."""
    return (
        __.project("accounts", "numbers", "transactions")
        .by(owned_accounts().value_map(*OWNED).fold())
        .by(numbered(owned_accounts()))
        # One more than is looked at, so that a cut is seen.
        .by(as_columns(_edges(ask).dedup(), ask, ask.policy.signals.rows + 1))
    )


def _edges(ask: Ask) -> GraphTraversal:
    return owned_accounts().both_e(s.TRANSACTION).has("timestamp", ask.within(ask.policy.signals.reach))


def assemble(answer: Answer, ask: Ask, needs: Mapping[str, Any]) -> Part:
    """The `Signals` of the answer."""
    lacking = transactions_lack(ask.book.delivers)
    if lacking:
        why = "Transactions are not held in this book"
        if s.TRANSACTION not in lacking:
            why = "Who owns an account is not held in this book"
        return Part(Signals(None, tuple(_untold(pattern, why) for pattern in PATTERNS)), {}, tuple(lacking))
    most = ask.policy.signals.rows
    owned = currencies(answer["accounts"], ask)
    columns = Columns(answer["transactions"], answer["numbers"], owned, ask, most + 1)
    reading = _Reading(columns, owned, answer["transactions"]["timestamp"], ask)
    limits = reading.limits()
    threshold = _threshold(ask)
    if threshold is None:
        why = f"The policy names no reporting threshold in {ask.book.currency}, and the book no rate to convert one by"
        signals = tuple(_untold(pattern, why) for pattern in PATTERNS)
        limits.append(words.lower(why))
    else:
        signals = _signals(reading.history(answer["accounts"], threshold), reading)
    missing = tuple(f"rate {currency}" for currency in sorted(reading.without_rate))
    updated = newest(transactions_updated(ask), ask.book.zone)
    return Part(Signals(min(columns.count, most), signals), {}, (), tuple(limits), missing, updated)


def _threshold(ask: Ask) -> Threshold | None:
    """The policy's in the book's currency, else its first one at the day's rate; `None` without either."""
    named, home = ask.policy.signals.thresholds, ask.book.currency
    if home in named:
        return Threshold(to_minor(float(named[home]), home), words.money(named[home], home, cents=False))
    first, amount = next(iter(named.items()))
    value = converted(amount, first, ask.as_of, ask)
    if not value:
        return None
    named_as = words.money(amount, first, cents=False)
    said = f"{words.money(value, home, cents=False)} ({named_as} at the rate of {ask.as_of})"
    return Threshold(int(value.scaleb(minor_digits(home))), said)


class _Reading:
    """The rows as moves, and what of them could not be taken."""

    def __init__(self, columns: Columns, owned: Mapping[str, str], read: Sequence[int], ask: Ask) -> None:
        self.columns, self.owned, self.ask = columns, owned, ask
        self.rules = ask.policy.signals
        self.without_rate: dict[str, date] = {}
        # The day of the oldest row where there are more: it may have lost some of its own, and is not looked at.
        self.cut = self._day(read[-1]) if len(read) > self.rules.rows else None
        self.moves = self._moves()

    def _moves(self) -> tuple[Move, ...]:
        """All rows, oldest first, as they came newest first; of too many those of whole days, the newest."""
        c, owned, ask, home, found = self.columns, self.owned, self.ask, self.ask.book.currency, []
        offsets = ask.offsets
        kinds: dict[tuple[str, str], str] = {}
        table = zip(
            c.stamps, c.amounts, c.sources, c.targets, c.currencies, c.types, c.channels, c.date_only,
            c.counterparties, strict=True,
        )  # fmt: skip
        scale = 10 ** minor_digits(home)
        for at, (stamp, amount, source, target, given, type_, channel, date_only, named) in enumerate(table):
            other = ""
            if source in owned:
                way, account, end = OUT, source, target
                if target in owned:
                    way, other = INTERNAL, target
            else:
                way, account, end = IN, target, source
            offset = offsets.get(stamp // _DAY)
            local = stamp + (ask.offset(stamp) if offset is None else offset)
            day = local // _DAY + _EPOCH
            currency = given or owned[account]
            units = round(amount * scale) if currency == home else self._foreign(amount, currency, day)
            if units is None:
                continue
            kind = kinds.get((type_, channel))
            if kind is None:
                kind = kinds[type_, channel] = kind_of(type_, channel, self.rules.kinds)
            found.append(Move(at, local, day, not date_only, way, units, named or end, account, kind, other))
        if self.cut is not None:
            found = [move for move in found if move.day > self.cut]
        return tuple(reversed(found))

    def _day(self, stamp: int) -> int:
        return (stamp + self.ask.offset(stamp)) // _DAY + _EPOCH

    def _foreign(self, amount: float, currency: str, day: int) -> int | None:
        on = date.fromordinal(day)
        value = converted(to_money(amount, currency), currency, on, self.ask)
        if value is None:
            self.without_rate.setdefault(currency, on)
            return None
        return int(value.scaleb(minor_digits(self.ask.book.currency)))

    def history(self, accounts: list[Any], threshold: Threshold) -> History:
        """What the rules look at."""
        ask, rules = self.ask, self.rules
        last = ask.as_of.toordinal()
        opened = {
            str(row.get("accountNumber")): row.day("openDate")
            for row in (Row(item, ask.book.zone) for item in accounts)
            if started(row.day("openDate"), ask.as_of)
        }
        return History(
            self.moves, ask.book.currency, threshold, self.held(), last - rules.days + 1, last, rules.before,
            {number: None if day is None else day.toordinal() for number, day in sorted(opened.items())},
        )  # fmt: skip

    def held(self) -> int:
        """The first day, as an ordinal, of which all is read: the book's first, or where the newest rows begin."""
        ask = self.ask
        first = ask.as_of.toordinal() - self.rules.reach + 1
        if ask.book.first_day is not None:
            first = max(first, ask.book.first_day.toordinal())
        if self.cut is not None:
            first = max(first, self.cut + 1)
        return first

    def limits(self) -> list[str]:
        """What a reader must know of: rows without a rate, too many rows, records that begin within the window."""
        found = [no_rate(currency, on) for currency, on in sorted(self.without_rate.items())]
        if self.cut is not None:
            found.append(f"the newest {self.rules.rows:,} transactions are looked at, from {iso(self.held())}")
        elif self.held() > self.ask.as_of.toordinal() - self.rules.days + 1:
            found.append(f"transactions are held from {iso(self.held())}")
        return found


def _signals(history: History, reading: _Reading) -> tuple[Signal, ...]:
    if history.start > history.last:
        why = f"Transactions are held from {iso(history.held)}"
        return tuple(_untold(pattern, why) for pattern in PATTERNS)
    return tuple(_signal(pattern, history, reading) for pattern in PATTERNS)


def _signal(pattern: Pattern, history: History, reading: _Reading) -> Signal:
    finding = pattern.find(history, reading.rules)
    if finding.found is False and reading.without_rate:
        unpriced = "; ".join(no_rate(currency, on) for currency, on in sorted(reading.without_rate.items()))
        finding = Finding(None, f"Some amounts are unknown: {unpriced}")
    moves = sorted(finding.moves, key=lambda move: move.at)
    shown = [move.at for move in moves[: reading.rules.shown]]
    start, last = (date.fromordinal(day) for day in (history.start, history.last))
    return Signal(
        signal=pattern.id, title=pattern.title, found=finding.found, because=f"{finding.because}.",
        definition=f"{pattern.define(reading.rules, history)}.", source=pattern.source,
        window=Window(start - timedelta(days=1), last, history.last - history.start + 1),
        first=date.fromordinal(min(move.day for move in moves)) if moves else None,
        last=date.fromordinal(max(move.day for move in moves)) if moves else None,
        amount=from_minor(total(moves), history.currency) if moves else None,
        transactions=Transactions(
            len(shown), len(moves), rows(reading.columns, reading.owned, reading.ask, shown)
        ),
    )  # fmt: skip


def _untold(pattern: Pattern, why: str) -> Signal:
    return Signal(
        pattern.id, pattern.title, None, f"{why}.", "", pattern.source, None, None, None, None, Transactions(0, 0, ())
    )


SECTION: Final = Section(
    "signals", 55, (), traversal, assemble, near=(s.OWNS,), before=lambda ask: before_columns(_edges(ask), ask),
    within="risk",
)  # fmt: skip
