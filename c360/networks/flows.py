"""The flow of money between a customer's accounts and all others in the window, on record before it is given.

In, out and internal are those of the activity section: the same transactions, summed by pair of accounts instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import P

from c360.access import ANALYST, Role, gate, sees_flows, visible_flows
from c360.access.part import limits as only_part
from c360.asking import is_text
from c360.audit import Audit, Record
from c360.errors import NoSuchCustomer
from c360.graph import schema as s
from c360.graph.connect import Graph, View
from c360.model.networks import Counterparty, Entity, Flows, Lane
from c360.networks import failed
from c360.networks import money as sums
from c360.networks.contract import VALUES, ask, entity, vertices
from c360.policy import Policy
from c360.scope import Scope
from c360.sections.accounts import no_rate
from c360.sections.contract import Ask
from c360.sections.reading import Row, started

# Counterparties of whom it is told how many other customers deal with them; transactions each way read for that.
MARKED: Final = 25
_READ: Final = 2_000


@dataclass(slots=True)
class _Sum:
    """What one lane or one counterparty comes to, in minor units."""

    inflow: int | None = 0
    outflow: int | None = 0
    count: int = 0
    first: date = date.max
    last: date = date.min
    holders: dict[str, Entity] = field(default_factory=dict)

    def add(self, coming: int | None, going: int | None, pair: sums.Pair) -> None:
        """One pair of accounts."""
        self.inflow = None if coming is None or self.inflow is None else self.inflow + coming
        self.outflow = None if going is None or self.outflow is None else self.outflow + going
        self.count += pair.count
        self.first, self.last = min(self.first, pair.first), max(self.last, pair.last)


def flows(
    graph: Graph, customer_id: str, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST,
    as_of: date | None = None, lookback_days: int | None = None,
) -> Flows:  # fmt: skip
    """A customer's money in and out in the `lookback_days` to `as_of`, by account and counterparty; recorded first.

    Raises `NoSuchCustomer`, `NotAllowed` for a role that doesn't see transactions as they are, `UsageError`, `BadValue`
    where amounts can't be read, and what reading a graph raises.
    """
    role = gate(role, graph, sees_flows, user=user, audit=audit, ids=[customer_id], detail={"network": "flows"})
    try:
        found = graph.read(lambda view: _answer(view, customer_id, ask(view, policy, as_of, lookback_days), role))
    except Exception as error:
        failed(audit, user, [customer_id], "flows", error)
        raise
    found = visible_flows(found, role)
    detail = {
        "network": "flows", "policy": policy.digest, "from": found.from_.isoformat(), "to": found.to.isoformat(),
        "counterparties": str(len(found.counterparties)),
    }  # fmt: skip
    audit.record(Record(user, "view", customer_id, "success", detail=detail))
    return found


def _answer(view: View, customer_id: str, asked: Ask, role: Role) -> Flows:
    scope = Scope(view, role, asked.policy)
    if scope.outside([customer_id]):
        raise scope.nobody(customer_id)
    row = _read(view.g, customer_id, asked)
    zone = view.book.zone
    numbers = {
        str(Row(values, zone).get("accountNumber"))
        for values in row["accounts"]
        if started(Row(values, zone).day("openDate"), asked.as_of)
    }
    own = frozenset(numbers)
    money = sums.add_up(row["money"], asked, own).without(scope)
    held = view.book.delivers.holds_edge(s.TRANSACTION) and view.book.delivers.holds_edge(s.OWNS, s.PERSON, s.ACCOUNT)
    first, window, currency = view.book.first_day, asked.window, view.book.currency
    reaches = held and (first is None or first <= window.to)
    lanes, parties, total = _added(money, own)
    found = [_party(number, one, money, currency) for number, one in parties.items()]
    found.sort(key=lambda one: (-((one.inflow or 0) + (one.outflow or 0)), one.id))
    marked = _marked(view.g, found[:MARKED], own, customer_id, asked, scope)
    limits = []
    if held and first is not None and (first - window.from_).days > 1:
        limits.append(f"transactions are held from {first.isoformat()}")
    if money.cut:
        limits.append(f"amounts are of the newest {sums.MOST:,} transactions; there are more")
    if len(found) > MARKED:
        limits.append(f"who else deals with them is told of the {MARKED} largest of {len(found):,} counterparties")
    limits += [no_rate(one, on) for one, on in sorted(money.without_rate.items())]
    limits += ["a load of this graph has not ended: each record may be of before or after it"] * view.book.loading

    def whole(units: int | None) -> Any:
        # What is cut is no sum of the window, and what begins after it is not none.
        return sums.amount(units, currency) if reaches and not money.cut else None

    return Flows(
        customer=entity(s.PERSON, row["values"], asked),
        from_=window.from_,
        to=window.to,
        currency=currency,
        inflow=whole(total.inflow),
        outflow=whole(total.outflow),
        internal=whole(_internal(money, own)),
        count=sum(pair.count for pair in money.pairs.values()),
        counterparties=(*marked, *found[MARKED:]),
        lanes=_lanes(lanes, currency),
        own=_own(money, own, currency),
        converted=tuple(sorted(money.converted)),
        limits=(*limits, *only_part(role)),
        held=reaches,
        generation=view.book.generation,
    )


def _read(g: GraphTraversalSource, customer_id: str, asked: Ask) -> Mapping[str, Any]:
    if not is_text(customer_id):
        raise NoSuchCustomer("No such customer in this book.", "not printable")
    accounts = __.out(s.OWNS).has_label(s.ACCOUNT)
    rows = (
        vertices(g, {s.PERSON: [customer_id]}).project("values", "accounts", "money").by(__.value_map(*VALUES))
        .by(accounts.dedup().value_map("accountNumber", "openDate").fold())
        .by(sums.read(__.out(s.OWNS).has_label(s.ACCOUNT).both_e(s.TRANSACTION), asked))
    ).to_list()  # fmt: skip
    if not rows:
        raise NoSuchCustomer("No such customer in this book.", customer_id)
    row: Mapping[str, Any] = rows[0]
    return row


def _added(money: sums.Money, own: frozenset[str]) -> tuple[dict[tuple[str, str], _Sum], dict[str, _Sum], _Sum]:
    """Lanes by own account and counterparty, counterparties, and all of it; own transfers are in none of them."""
    lanes: dict[tuple[str, str], _Sum] = {}
    parties: dict[str, _Sum] = {}
    total = _Sum()
    for (first, second), pair in money.pairs.items():
        if first in own and second in own:
            continue
        mine, other = (first, second) if first in own else (second, first)
        coming, going = (pair.back, pair.forward) if mine == first else (pair.forward, pair.back)
        for one in (lanes.setdefault((mine, other), _Sum()), parties.setdefault(other, _Sum()), total):
            one.add(coming, going, pair)
    return lanes, parties, total


def _internal(money: sums.Money, own: frozenset[str]) -> int | None:
    both = [pair for (first, second), pair in money.pairs.items() if first in own and second in own]
    parts = [units for pair in both for units in (pair.forward, pair.back)]
    return None if None in parts else sum(filter(None, parts))


def _party(number: str, one: _Sum, money: sums.Money, currency: str) -> Counterparty:
    return Counterparty(
        number, money.called(number), money.holders[number], sums.amount(one.inflow, currency),
        sums.amount(one.outflow, currency), one.count, one.first, one.last,
    )  # fmt: skip


def _lanes(lanes: Mapping[tuple[str, str], _Sum], currency: str) -> tuple[Lane, ...]:
    return tuple(
        Lane(mine, other, sums.amount(one.inflow, currency), sums.amount(one.outflow, currency), one.count)
        for (mine, other), one in sorted(lanes.items())
    )


def _own(money: sums.Money, own: frozenset[str], currency: str) -> tuple[Lane, ...]:
    """Between own accounts: `outflow` left `account` for the other, `inflow` came back."""
    return tuple(
        Lane(first, second, sums.amount(pair.back, currency), sums.amount(pair.forward, currency), pair.count)
        for (first, second), pair in sorted(money.pairs.items())
        if first in own and second in own
    )


def _marked(
    g: GraphTraversalSource, parties: Sequence[Counterparty], own: Iterable[str], customer_id: str, asked: Ask,
    scope: Scope,
) -> list[Counterparty]:  # fmt: skip
    """The parties with how many other customers deal with them in the window, or that they are too many to count.

    Of customers in the role's part alone.
    """
    if not parties:
        return []
    within = asked.within(asked.lookback_days)
    ends = __.union(
        __.out_e(s.TRANSACTION).has("timestamp", within).limit(_READ).in_v(),
        __.in_e(s.TRANSACTION).has("timestamp", within).limit(_READ).out_v(),
    )
    rows = (
        vertices(g, {s.ACCOUNT: [one.id for one in parties]}).project("values", "read", "customers")
        .by(__.value_map(*VALUES))
        .by(__.union(
            __.out_e(s.TRANSACTION).has("timestamp", within).limit(_READ + 1).count(),
            __.in_e(s.TRANSACTION).has("timestamp", within).limit(_READ + 1).count(),
        ).fold())
        .by(
            # Who deals with it by an account that is this customer's too is no other for that.
            ends.dedup().not_(__.has("accountNumber", P.within(*own)))
            .in_(s.OWNS).has_label(s.PERSON).dedup().values("customerId").fold()
        )
    ).to_list()  # fmt: skip
    told = {entity(s.ACCOUNT, row["values"], asked).id: row for row in rows}
    out = scope.outside(other for row in rows for other in row["customers"])
    made = []
    for one in parties:
        row = told.get(one.id)
        if row is None:
            made.append(one)
            continue
        if max(row["read"]) > _READ:
            made.append(replace(one, many=True))
            continue
        others = {other for other in row["customers"] if other != customer_id and other not in out}
        others -= {holder.id for holder in one.holders if holder.kind == "person"}
        made.append(replace(one, shared=len(others)))
    return made
