"""The order of a name's words: who is called Ali Mohamed Hassan is not Mohamed Ali Hassan.

A family name may stand first or last, and a comma says which it is. Beyond that, words that change places are another
name, and a name whose first given name is missing is often another's: the father's, the brother's.
"""

from __future__ import annotations

from typing import Final

from c360.screening.doubt import Doubt
from c360.screening.given import known
from c360.screening.parts import Name, Part

# Given before the name that somebody goes by, and left out as often.
_BEFORE: Final = ("muhammad", "maria", "jose", "jean")


def doubts(
    left: Name, right: Name, a: tuple[Part, ...], b: tuple[Part, ...], pairs: list[tuple[Part, Part]]
) -> list[Doubt]:
    """What the order of the words that two names share speaks against them."""
    places = sorted((_at(a, x), _at(b, y)) for x, y in pairs)
    found = _turned(left, right, [j for _, j in places])
    shared = {id(one) for pair in pairs for one in pair}
    sides = [(left, right, a, b, places), (right, left, b, a, sorted((j, i) for i, j in places))]
    for short, long, few, many, at in sides:
        whole = all(part.particle or id(part) in shared for part in few)
        if len(few) <= len(many) and len(at) > 1 and whole:
            missing = _first_missing(short, long, many, [j for _, j in at])
            if missing:
                return [*found, *missing]
    return found


def _at(parts: tuple[Part, ...], part: Part) -> int:
    return next(n for n, one in enumerate(parts) if one is part)


def _turned(left: Name, right: Name, order: list[int]) -> list[Doubt]:
    falls = sum(one > other for one, other in zip(order, [*order[1:], order[0]] if order else [], strict=True))
    straight, backwards = order == sorted(order), order == sorted(order, reverse=True)
    roles = left.ordered and right.ordered
    if len(order) > 2 and not straight and (roles or (falls > 1 and not backwards)):
        return [Doubt("order", 0.34, "the same names in another order")]
    return []


def _first_missing(short: Name, long: Name, parts: tuple[Part, ...], taken: list[int]) -> list[Doubt]:
    """Whether the longer name's first given name is the one that the shorter lacks."""
    reversed_ = taken != sorted(taken)
    missing = [n for n in range(len(parts)) if n not in taken and not parts[n].particle]
    if not missing or missing[0] != 0 or parts[0].initial:
        return []
    if any(known(name).names & parts[0].known.names for name in _BEFORE):
        return []
    if not long.ordered and reversed_ and not short.ordered:
        return []
    return [Doubt("first name", 0.28, f"the first name, {parts[0].text}, is on one side only")]
