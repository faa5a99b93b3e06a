"""Transactions between accounts: read as columns in the very request that reads the rest, and added up by pair.

Sums are of whole minor units, as in the activity section, and foreign amounts become the book's currency by the rate
of their own day; so the figures here and there are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import Order

from c360.access.part import OUTSIDE
from c360.graph import schema as s
from c360.model.networks import Entity
from c360.money import from_minor, minor_digits, to_minor, to_money
from c360.networks.contract import VALUES, entity
from c360.scope import Scope
from c360.sections.accounts import converted
from c360.sections.contract import Ask
from c360.sections.reading import BadValue, Row, started

# Transactions read for one answer: far above a person's year; the two ends of each stay under the engine's lists.
MOST: Final = 40_000
# Of a counterparty's account: read, and named; who all of them are is in the account's own neighbourhood.
_HOLDERS: Final = 20
_NAMED: Final = 3
_EPOCH: Final = date(1970, 1, 1).toordinal()
_COLUMNS: Final = ("ends", "timestamp", "amount", "currency", "counterparty", "accounts")


def read(edges: GraphTraversal, asked: Ask) -> GraphTraversal:
    """The newest `MOST` of these transactions and one more, as a list for each key, and the accounts at their ends."""
    named = asked.book.delivers.holds_edge(s.TRANSACTION, key="counterparty")
    found = edges.has("timestamp", asked.within(asked.lookback_days)).dedup().order().by("timestamp", Order.desc)
    if asked.book.delivers.holds_edge(s.TRANSACTION, key="transactionId"):
        found = found.by("transactionId", Order.desc)  # so that the cut is the same on every graph
    return (
        found.limit(MOST + 1).fold().project(*_COLUMNS)
        .by(__.unfold().local(__.both_v().id_()).fold())
        .by(__.unfold().values("timestamp").fold())
        .by(__.unfold().values("amount").fold())
        .by(__.unfold().coalesce(__.values("currency"), __.constant("")).fold())
        .by(__.unfold().coalesce(__.values("counterparty") if named else __.constant(""), __.constant("")).fold())
        .by(
            __.unfold().both_v().dedup().project("at", "values", "currency", "holders").by(__.id_())
            .by(__.value_map(*VALUES)).by(__.coalesce(__.values("currency"), __.constant("")))
            .by(__.in_(s.OWNS).limit(_HOLDERS).value_map("customerId", "companyId", "name").fold()).fold()
        )
    )  # fmt: skip


@dataclass(slots=True)
class Pair:
    """What went between two accounts, in minor units of the book's currency: None once a rate lacks."""

    forward: int | None = 0
    back: int | None = 0
    count: int = 0
    first: date = date.max
    last: date = date.min

    def add(self, units: int | None, day: date, *, back: bool) -> None:
        """One transaction."""
        if back:
            self.back = None if units is None or self.back is None else self.back + units
        else:
            self.forward = None if units is None or self.forward is None else self.forward + units
        self.count += 1
        self.first, self.last = min(self.first, day), max(self.last, day)

    def join(self, other: Pair, *, back: bool) -> None:
        """What another pair came to; `back` where its second is this one's first."""
        forward, coming = (other.back, other.forward) if back else (other.forward, other.back)
        self.forward = None if forward is None or self.forward is None else self.forward + forward
        self.back = None if coming is None or self.back is None else self.back + coming
        self.count += other.count
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)


@dataclass(slots=True)
class Money:
    """The pairs of one answer, by the numbers of two accounts in their order; what rows name goes with an account.

    `without_rate` names currencies that could not be converted, with a day each, `converted` those that were. `cut`
    says that there are more transactions than were read: then sums are of the newest.
    """

    pairs: dict[tuple[str, str], Pair] = field(default_factory=dict)
    accounts: dict[str, Entity] = field(default_factory=dict)
    holders: dict[str, tuple[Entity, ...]] = field(default_factory=dict)
    names: dict[str, Counter[str]] = field(default_factory=dict)
    later: set[str] = field(default_factory=set)
    without_rate: dict[str, date] = field(default_factory=dict)
    converted: set[str] = field(default_factory=set)
    cut: bool = False

    def without(self, scope: Scope) -> Money:
        """The same where a holder outside the role's part is none, and accounts of such alone are one of nobody's."""
        if scope.everyone:
            return self
        out = scope.outside(one.id for some in self.holders.values() for one in some if one.kind == "person")
        self.holders = {
            number: tuple(one for one in some if one.kind != "person" or one.id not in out)
            for number, some in self.holders.items()
        }
        hidden = scope.hidden_accounts(self.accounts)
        pairs: dict[tuple[str, str], Pair] = {}
        for (first, second), pair in self.pairs.items():
            ends = [OUTSIDE if one in hidden else one for one in (first, second)]
            turned = ends[0] > ends[1]
            pairs.setdefault((min(ends), max(ends)), Pair()).join(pair, back=turned)
        self.pairs = pairs
        self.accounts[OUTSIDE], self.holders[OUTSIDE] = Entity("account", OUTSIDE, OUTSIDE), ()
        return self

    def called(self, number: str) -> str | None:
        """What to call an account of somebody else: by its holders, else as the transactions name it most often."""
        holders = [one.name or one.id for one in self.holders[number]]
        more = " and more" if len(holders) > _NAMED else ""
        return ", ".join(holders[:_NAMED]) + more or self.named(number) or self.accounts[number].name

    def named(self, number: str) -> str | None:
        """What the transactions call an account of nobody in this book."""
        names = self.names.get(number)
        if not names:
            return None
        first = min(names, key=lambda name: (-names[name], name))
        return first if len(names) == 1 else f"{first} and {len(names) - 1:,} other names"


def amount(units: int | None, currency: str) -> Decimal | None:
    """Minor units as money."""
    return None if units is None else from_minor(units, currency)


def add_up(answer: Mapping[str, Any], asked: Ask, own: frozenset[str] | None = None) -> Money:
    """The sums of one answer; with `own` only of transactions that touch one of those accounts.

    Raises `BadValue` where a row lacks its time, amount or an end: a graph that mixes formats is never half read.
    """
    money, numbers, currencies = Money(), {}, {}
    for found in answer["accounts"]:
        one = entity(s.ACCOUNT, found["values"], asked)
        numbers[found["at"]] = one.id
        currencies[one.id] = found["currency"] or asked.book.currency
        money.accounts[one.id] = one
        held = {holder.key: holder for holder in (_holder(row, asked) for row in found["holders"])}
        money.holders[one.id] = tuple(held[key] for key in sorted(held))
        if not started(Row(found["values"], asked.book.zone).day("openDate"), asked.as_of):
            money.later.add(one.id)
    stamps, amounts, ends = answer["timestamp"], answer["amount"], answer["ends"]
    count = len(stamps)
    if not (len(amounts) == count and len(ends) == 2 * count and all(type(stamp) is int for stamp in stamps)):
        raise _not_whole()
    money.cut = count > MOST
    rows = zip(ends[::2], ends[1::2], stamps, amounts, answer["currency"], answer["counterparty"], strict=True)
    for start, end, stamp, value, given, other in list(rows)[:MOST]:
        if type(value) not in (int, float) or value - value != 0:
            raise _not_whole()
        source, target = numbers[start], numbers[end]
        if own is not None and source not in own and target not in own:
            continue
        # As the activity section has it: without a currency of its own it's in that of the customer's account.
        account = source if own is None or source in own else target
        day = _day(stamp, asked)
        units = _units(value, given or currencies[account], day, asked, money)
        first, second = sorted((source, target))
        money.pairs.setdefault((first, second), Pair()).add(units, day, back=source != first)
        if other:
            outer = (target if source in own else source) if own is not None else None
            for number in (outer,) if outer else (source, target):
                if not money.holders[number]:
                    money.names.setdefault(number, Counter())[other] += 1
    return money


def _holder(values: Mapping[str, Any], asked: Ask) -> Entity:
    return entity(s.PERSON if values.get("customerId") else s.COMPANY, values, asked)


def _day(stamp: int, asked: Ask) -> date:
    return date.fromordinal(_EPOCH + (stamp + asked.offset(stamp)) // 86_400)


def _units(value: float, currency: str, day: date, asked: Ask, money: Money) -> int | None:
    home = asked.book.currency
    if currency == home:
        return to_minor(value, home)
    exchanged = converted(to_money(value, currency), currency, day, asked)
    if exchanged is None:
        money.without_rate.setdefault(currency, day)
        return None
    money.converted.add(currency)
    return int(exchanged.scaleb(minor_digits(home)))


def _not_whole() -> BadValue:
    return BadValue(
        "A transaction's timestamp, amount or account is not in this book's one format, so money can't be added up.",
        s.TRANSACTION,
    )
