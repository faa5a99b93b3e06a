"""What the bonds of one line are from each of its ends. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from c360.model.networks import MONEY, Bond
from c360.model.picture import Tie
from c360.sheets.networks import from_ends, paid, role
from c360.words import share


def ties(
    start: str, end: str, bonds: Iterable[Bond], node_of: Callable[[str], str],
    money: tuple[Decimal | None, Decimal | None],
    currency: str, *, grouped: bool,
) -> tuple[Tie, ...]:  # fmt: skip
    """One for each way that a bond of a role goes; `money` went from `start` to `end`, and back.

    `node_of` gives the node that an entity is drawn in. Members of a group have each their own share: none is said.
    """
    found: dict[Tie, None] = {}
    paying = False
    for bond in bonds:
        if bond.is_money:
            paying = True
            continue
        words, back = from_ends(bond.role)
        told = "" if grouped or bond.share is None else f" {share(bond.share)}"
        tie = Tie(node_of(bond.start), node_of(bond.end), bond.role, words + told, back + told, words != back)
        found[tie] = None
    if paying:
        found |= dict.fromkeys(_money(start, end, money, currency))
    return tuple(found)


def _money(start: str, end: str, money: tuple[Decimal | None, Decimal | None], currency: str) -> Iterable[Tie]:
    forward, back = money
    if forward is None or back is None or not (forward or back):
        # Which way it went is not known, or nothing did in the end.
        words = f"{role(MONEY)} {paid(forward, currency)}"
        yield Tie(start, end, MONEY, words, words, False)
        return
    for here, there, amount in ((start, end, forward), (end, start, back)):
        if amount:
            words, other = (f"{word} {paid(amount, currency)}" for word in from_ends(MONEY))
            yield Tie(here, there, MONEY, words, other, True)
