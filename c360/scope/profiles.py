"""Profiles without those outside the role's part: a tie of a customer within stays, and names nobody.

That somebody has a spouse, or owns an account with another, is a fact of the customer who is shown, and so are their
own sums. Who the other is, is not: without id, name and number, and last in each list, since a place can tell an id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import P

from c360.access.part import OUTSIDE
from c360.graph import schema as s
from c360.graph.view import View
from c360.model import (
    Activity,
    Business,
    Family,
    Joint,
    Products,
    Profile,
    Relationships,
    Signals,
    TransactionRow,
    Transactions,
)
from c360.names import words
from c360.scope import Scope
from c360.sections.accounts import owned_accounts
from c360.sections.contract import Ask

_AT_ONCE: Final = 200
# The sections that say with whom a customer deals.
_DEALING: Final = ("products", "activity", "signals")


def without_outside(profiles: Sequence[Profile], scope: Scope, view: View, ask: Ask) -> list[Profile]:
    """The profiles as the role may see them, as far as that is a matter of who else is in them."""
    if scope.everyone:
        return list(profiles)
    out = scope.outside(one for profile in profiles for one in _people(profile.relationships))
    dealing = [one.customer_id for one in profiles if any(one.parts.get(name) is not None for name in _DEALING)]
    named = parties(dealing, scope, view, ask)
    return [_without(profile, out, named.get(profile.customer_id, frozenset())) for profile in profiles]


def parties(customer_ids: Sequence[str], scope: Scope, view: View, ask: Ask) -> dict[str, frozenset[str]]:
    """By customer the numbers of accounts hidden from the role that they deal with, and what transactions call those
    who are outside.

    Of all the days that any section reads.
    """
    if scope.everyone:
        return {}
    days = max(ask.lookback_days, ask.policy.revenue_days, ask.policy.signals.reach)
    found: dict[str, frozenset[str]] = {}
    for start in range(0, len(customer_ids), _AT_ONCE):
        some = customer_ids[start : start + _AT_ONCE]
        rows: list[Mapping[str, Any]] = (
            view.g.V().has(s.PERSON, "customerId", P.within(*some)).project("id", "own", "orders", "paid")
            .by("customerId").by(owned_accounts().values("accountNumber").fold())
            .by(owned_accounts().out(s.STANDING_ORDER).dedup().values("accountNumber").fold())
            .by(_edges(ask, days).both_v().dedup().values("accountNumber").fold())
        ).to_list()  # fmt: skip
        met = {row["id"]: {*row["orders"], *row["paid"]}.difference(row["own"]) for row in rows}
        hidden = scope.hidden_accounts(number for numbers in met.values() for number in numbers)
        for one, numbers in met.items():
            # Of an account that others are on, too, what doesn't sound like anybody outside may stay.
            some_on = scope.names_on(numbers)
            sound = frozenset(word for number in some_on.keys() - hidden for word in some_on[number])
            of_others = _names(one, some_on.keys() - hidden, view, ask, days)
            named = {name for name in of_others if not sound.isdisjoint(words(name))}
            found[one] = (hidden & numbers) | _names(one, hidden & numbers, view, ask, days) | named
    return found


def _names(customer_id: str, numbers: Collection[str], view: View, ask: Ask, days: int) -> frozenset[str]:
    """What transactions of a customer with these accounts call the other side."""
    if not numbers or not ask.book.delivers.holds_edge(s.TRANSACTION, key="counterparty"):
        return frozenset()
    one_of = __.has("accountNumber", P.within(*numbers))
    with_them = _edges(ask, days).where(__.or_(__.out_v().where(one_of), __.in_v().where(one_of)))
    names: list[str] = (
        view.g.V().has(s.PERSON, "customerId", customer_id).map(with_them.values("counterparty").dedup().fold())
        .unfold().to_list()
    )  # fmt: skip
    return frozenset(filter(None, names))


def _edges(ask: Ask, days: int) -> GraphTraversal:
    return owned_accounts().both_e(s.TRANSACTION).has("timestamp", ask.within(days))


def _people(section: Relationships | None) -> list[str]:
    if section is None:
        return []
    ties: list[Family | Business | Joint] = [*(section.family or ())]
    ties += [tie for tie in section.business or () if tie.type == s.PERSON]
    joint = [one for link in section.accounts or () for one in link.joint_with if one.type == s.PERSON]
    return [one.id for one in (*ties, *joint) if one.id is not None]


def _without(profile: Profile, out: frozenset[str], named: Collection[str]) -> Profile:
    parts = dict(profile.parts)
    changes: dict[str, Callable[[Any], Any]] = {
        "relationships": lambda part: _relationships(part, out), "products": lambda part: _products(part, named),
        "activity": lambda part: _activity(part, named), "signals": lambda part: _signals(part, named),
    }  # fmt: skip
    for name, change in changes.items():
        if parts.get(name) is not None:
            parts[name] = change(parts[name])
    sections = dict(profile.sections)
    if not out.isdisjoint(_people(profile.relationships)):
        # It is the newest of all who are tied to the customer.
        sections["relationships"] = replace(sections["relationships"], updated_at=None)
    return replace(profile, parts=MappingProxyType(parts), sections=MappingProxyType(sections))


def _relationships(section: Relationships, out: Collection[str]) -> Relationships:
    def hidden(row: Family | Business | Joint) -> bool:
        return row.id in out and (isinstance(row, Family) or row.type == s.PERSON)

    return replace(
        section,
        family=None if section.family is None else _last(section.family, hidden),
        business=None if section.business is None else _last(section.business, hidden),
        accounts=None if section.accounts is None else tuple(
            replace(link, joint_with=_last(link.joint_with, hidden)) for link in section.accounts
        ),
    )  # fmt: skip


def _last(rows: Sequence[Any], hidden: Any) -> tuple[Any, ...]:
    return (
        *(row for row in rows if not hidden(row)),
        *(replace(row, id=None, name=OUTSIDE) for row in rows if hidden(row)),
    )


def _products(section: Products, named: Collection[str]) -> Products:
    orders = section.standing_orders
    if orders is None:
        return section
    shown = (replace(row, to=OUTSIDE) if row.to in named else row for row in orders)
    # By what is shown of them: the order by number would tell a hidden one's.
    return replace(section, standing_orders=tuple(sorted(shown, key=lambda row: (row.account, row.to == OUTSIDE))))


def _activity(section: Activity, named: Collection[str]) -> Activity:
    return replace(section, transactions=_listed(section.transactions, named) if section.transactions else None)


def _signals(section: Signals, named: Collection[str]) -> Signals:
    return replace(section, signals=tuple(
        replace(one, because=_unnamed(one.because, named), transactions=_listed(one.transactions, named))
        for one in section.signals
    ))  # fmt: skip


def _unnamed(sentence: str, named: Collection[str]) -> str:
    """The sentence without the hidden; the longest first, since one's name may begin with another's."""
    if not named:
        return sentence
    anybody = "|".join(re.escape(one) for one in sorted(named, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{anybody})(?!\w)", OUTSIDE, sentence)


def _listed(found: Transactions, named: Collection[str]) -> Transactions:
    return replace(found, rows=rows_without(found.rows, named))


def rows_without(rows: Sequence[TransactionRow], named: Collection[str]) -> tuple[TransactionRow, ...]:
    """The rows, with nobody in place of a hidden counterparty."""
    return tuple(replace(row, counterparty=OUTSIDE) if row.counterparty in named else row for row in rows)
