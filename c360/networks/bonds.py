"""Edges and sums as bonds: which way each is said, and what several edges between the same two come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from c360.graph import schema as s
from c360.model.networks import MONEY, Bond, Entity
from c360.networks.money import Pair, amount

FAMILY: Final = (s.SPOUSE, s.CHILD, s.PARENT, s.FAMILY_MEMBER)
BUSINESS: Final = (s.BUSINESS_ASSOCIATE, s.PARTNER)


def bond_of(tie: Mapping[str, Any], me: Entity, other: Entity) -> Bond:
    """The bond of one edge, its share with all its digits.

    Family reads the same from both ends: B a child of A is A a parent of B.
    """
    start, end, role = (me, other, tie["role"]) if tie["way"] == "out" else (other, me, tie["role"])
    if role == s.CHILD:
        start, end, role = end, start, s.PARENT
    elif role in (s.SPOUSE, s.FAMILY_MEMBER, *BUSINESS) and start.key > end.key and start.kind == end.kind:
        start, end = end, start
    return Bond(start.key, end.key, role, None if tie["share"] == "" else Decimal(repr(tie["share"])))


def merged(told: Iterable[tuple[Bond, str]]) -> list[Bond]:
    """One bond for all edges of a role between the same two, with the sources that told them; shares to one digit.

    Parallel edges of one source are separate stakes and add up; another source tells of the same ones again. Unknown
    where a stake is, and where two sources disagree. FAMILY_MEMBER yields to what is said more exactly.
    """
    found: dict[Bond, list[tuple[Decimal | None, str]]] = {}
    for bond, source in told:
        found.setdefault(Bond(bond.start, bond.end, bond.role), []).append((bond.share, source))
    exact = {frozenset((bond.start, bond.end)) for bond in found if bond.role in (s.SPOUSE, s.PARENT)}
    return [
        Bond(bond.start, bond.end, bond.role, _share(shares))
        for bond, shares in found.items()
        if bond.role != s.FAMILY_MEMBER or frozenset((bond.start, bond.end)) not in exact
    ]


def _share(shares: Iterable[tuple[Decimal | None, str]]) -> Decimal | None:
    totals: dict[str, Decimal] = {}
    for share, source in shares:
        if share is None:
            return None
        totals[source] = totals.get(source, Decimal(0)) + share
    return totals.popitem()[1].quantize(Decimal("0.1")) if len(set(totals.values())) == 1 else None


def money_bond(first: str, second: str, pair: Pair, currency: str) -> Bond:
    """The bond of two accounts' transactions."""
    return Bond(
        f"account:{first}", f"account:{second}", MONEY, None, amount(pair.forward, currency),
        amount(pair.back, currency), pair.count, pair.first, pair.last,
    )  # fmt: skip
