"""A quick look at two persons' names that tells most pairs apart, before the comparison that weighs every word.

It is a true bound: it counts the names that have no counterpart on the other side, of which each costs `ANOTHER` in
the comparison, and says nothing where words may be joined, taken apart or judged as one run of letters.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from c360.screening import parts
from c360.screening.kinds import LONGEST
from c360.screening.likeness import OTHER, Sign, likeness, maybe_alike, sign
from c360.screening.parts import Name
from c360.screening.persons import ANOTHER, ANOTHER_INITIAL, joined, spelt

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Outline:
    """What the quick look sees of one reading of a name: the signs of its names, the texts of them and of its
    particles, how its neighbouring words read when joined, and what would be joined to read as one of its words."""

    run: str
    names: tuple[Sign, ...]
    texts: frozenset[str]
    particles: frozenset[str]
    joins: frozenset[str]
    whole: frozenset[str]
    asian: bool
    weight: float


_NO, _MAYBE, _YES = range(3)
Seen = dict[Sign, dict[Sign, int]]  # of each name of one side, whether each of the other's is alike: asked once


def outlines(name: str) -> tuple[Outline, ...]:
    """Of each reading of a person's name; none where there is nothing to look at, so that nothing is told of it."""
    read = parts.taken_apart(name[:LONGEST])
    return tuple(map(_outline, read)) if all(one.parts for one in read) else ()


def apart(left: tuple[Outline, ...], right: tuple[Outline, ...], most: float, seen: Seen) -> bool:
    """Whether `names_apart` surely finds more than `most` against two persons' names.

    `seen` keeps what was found alike, for the next name that the same `left` is laid on.
    """
    return bool(left and right) and all(_apart(a, b, most, seen) for a in left for b in right)


def _outline(name: Name) -> Outline:
    names = tuple(sign(part) for part in name.parts if not part.particle)
    _, whole, skeletons = spelt(tuple(part.text for part in name.parts))
    return Outline(
        run=name.run,
        names=names,
        texts=frozenset(one.part.text for one in names),
        particles=frozenset(part.text for part in name.parts if part.particle),
        joins=frozenset(_joins(name)),
        whole=whole | {f"b {one}" for one in skeletons},
        asian=bool(name.parts[0].asian),
        weight=ANOTHER_INITIAL if any(one.part.initial for one in names) else ANOTHER,
    )


def _joins(name: Name) -> Iterator[str]:
    for one, two in zip(name.parts, name.parts[1:], strict=False):
        if not (one.particle or two.particle):
            text, plainly, skeleton = joined(one.text, two.text)
            yield from (text, plainly, f"b {skeleton}")


def _apart(a: Outline, b: Outline, most: float, seen: Seen) -> bool:
    weight = min(a.weight, b.weight)
    least = min(len(a.names), len(b.names))
    # So many names may have a counterpart and the bound is still more than `most`.
    allowed = least - math.floor((most + _ROUNDING) / weight) - 1
    return (
        allowed >= 0
        and not (a.asian and b.asian)
        and (_few(a, b, allowed, seen, closely=False) or _few(a, b, allowed, seen, closely=True))
        and a.joins.isdisjoint(b.whole)
        and b.joins.isdisjoint(a.whole)
        and a.particles.isdisjoint(b.texts)
        and b.particles.isdisjoint(a.texts)
        and OSA.distance(a.run, b.run, score_cutoff=1) > 1
    )


def _few(a: Outline, b: Outline, allowed: int, seen: Seen, *, closely: bool) -> bool:
    """Whether at most `allowed` names of the two can be one; `closely` looks at what isn't told at once."""
    alone = len(a.names) - allowed
    partners: set[int] = set()
    for x in a.names:
        row = seen.get(x)
        if row is None:
            row = seen[x] = {}
        found = False
        for at, y in enumerate(b.names):
            one = row.get(y)
            if one is None:
                one = row[y] = _MAYBE if maybe_alike(x, y) else _NO
            if closely and one == _MAYBE:
                one = row[y] = _YES if likeness(x.part, y.part).doubt < OTHER else _NO
            if one:
                found = True
                partners.add(at)
        if not found:
            alone -= 1
            if not alone:
                return True
    return len(partners) <= allowed
