"""Two persons' names: the words of one laid on those of the other, and the doubts that are left."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from rapidfuzz.distance import OSA
from scipy.optimize import linear_sum_assignment

from c360.screening import order
from c360.screening.doubt import Doubt
from c360.screening.given import known
from c360.screening.likeness import OTHER, Likeness, likeness, slip
from c360.screening.parts import Name, Part
from c360.screening.spelling import bones, plain
from c360.screening.syllables import is_hangul, split_like, systems

Parts = tuple[Part, ...]
# What a name weighs against which the other side has another one, and where either is an initial.
ANOTHER: Final = 0.7
ANOTHER_INITIAL: Final = 0.5


def compare(left: Name, right: Name, most: float = math.inf) -> tuple[float, tuple[Doubt, ...]]:
    """The doubts that two names are one person's: their sum, not bounded, and each. Neither side is the first.

    Where the sum is more than `most` it may be told as less, and with some doubts alone, but as more than `most`.
    """
    if not left.parts or not right.parts:
        return 1.0, (Doubt("no name", 1.0, "nothing to compare"),)
    if OSA.distance(left.run, right.run, score_cutoff=1) <= 1:
        most = math.inf  # whole names that are a slip apart are judged by that too
    found = min((_compared(left, right, a, b, most) for a, b in _ways(left.parts, right.parts)), key=lambda way: way[0])
    if found[0] > _SLIPPED and _one_slip(left, right, found[1]):
        words = f"{left.run} for {right.run}: one slip, of a letter or a blank"
        return _SLIPPED, (Doubt("name", _SLIPPED, words),)
    return found


# What is left of doubt where whole names are a slip apart that moved the border of two words.
_SLIPPED: Final = 0.28


def _one_slip(left: Name, right: Name, doubts: tuple[Doubt, ...]) -> bool:
    """Whether two whole names are one slip apart, and it touches more than one word: else the words have judged it."""
    touched = sum(one.doubt > 0 for one in doubts)
    return (
        touched > 1
        and min(len(left.run), len(right.run)) > 7
        and OSA.distance(left.run, right.run, score_cutoff=1) <= 1
    )


def _compared(left: Name, right: Name, a: Parts, b: Parts, most: float) -> tuple[float, tuple[Doubt, ...]]:
    pairs, only_left, only_right = _laid(a, b)
    others = _others(only_left, only_right)
    if sum(one.doubt for one in others) > most:
        return sum(one.doubt for one in others), tuple(others)
    doubts: list[Doubt] = []
    letters = 0
    for x, y, found in _eased(pairs):
        doubts.append(_pair(x, y, found, letters))
        letters += found.why == "initial"
    doubts += _left_over(a, b, pairs, only_left, only_right)
    doubts += order.doubts(left, right, a, b, [(x, y) for x, y, _ in pairs])
    if a[0].asian and b[0].asian:
        doubts += _written_alike(pairs, only_left, only_right)
    if left.generation and right.generation and left.generation != right.generation:
        doubts.append(Doubt("generation", 0.5, f"{left.generation} against {right.generation}"))
    elif left.generation != right.generation:
        doubts.append(Doubt("generation", 0.05, f"{left.generation or right.generation} on one side only"))
    return sum(one.doubt for one in doubts), tuple(doubts)


def _ways(a: Parts, b: Parts) -> Iterator[tuple[Parts, Parts]]:
    """Both names with the words that one side writes apart and the other as one brought together, either side first."""
    first, second = _glued(a, b), _glued(b, a)
    yield first, second if first is a else _glued(b, first)
    if first is not a or second is not b:
        yield _glued(a, second), second


def _glued(own: Parts, other: Parts) -> Parts:
    """A name's words as the other name writes them."""
    texts, whole, skeletons = spelt(tuple(part.text for part in other))
    if own[0].asian and other[0].asian:
        own = _split(own, tuple(part.text for part in other))
    at = 0
    while at + 1 < len(own):
        one, two = own[at], own[at + 1]
        free = not (one.text in texts or two.text in texts or one.particle or two.particle)
        if free and len(one.text) + len(two.text) > 3:
            text, plainly, skeleton = joined(one.text, two.text)
            if text in whole or plainly in whole or skeleton in skeletons:
                own = (*own[:at], Part(text, one.role or two.role, False, one.bare, ""), *own[at + 2 :])
        at += 1
    return own


def joined(one: str, two: str) -> tuple[str, str, str]:
    """Two words as one, in its plain spelling, and its consonants."""
    text = one + two
    return text, plain(text), bones(text)


@lru_cache(100_000)
def spelt(words: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """A name's words; them and each in its plain spelling; and the consonants of those that have enough."""
    texts = frozenset(words)
    return texts, texts.union(map(plain, texts)), frozenset(bones(text) for text in texts if len(bones(text)) > 3)


def _split(own: tuple[Part, ...], others: tuple[str, ...]) -> tuple[Part, ...]:
    """Words of several syllables taken apart as the other side writes them: Guohua against Kuo Hua."""
    found: list[Part] = []
    for part in own:
        ways = [
            split_like(part.text, others[at : at + count]) for count in (3, 2) for at in range(len(others) - count + 1)
        ]
        way = next((way for way in ways if way), ())
        if way and part.text not in others:
            found += [replace(part, text=one, native="", known=known(one)) for one in way]
        else:
            found.append(part)
    return tuple(found)


Pair = tuple[Part, Part, Likeness]
_FAR: Final = Likeness(1.0, "other")


def _laid(a: tuple[Part, ...], b: tuple[Part, ...]) -> tuple[list[Pair], list[Part], list[Part]]:
    """The words that are one, so that the least doubt is left; and what each side has beside them."""
    found = [[_crossed(x, y) for y in b] for x in a]
    cost = np.array([[one.doubt for one in row] for row in found])
    rows, columns = linear_sum_assignment(cost)
    pairs = [(a[i], b[j], found[i][j]) for i, j in zip(rows, columns, strict=True) if found[i][j].doubt < OTHER]
    taken_a = {i for i, j in zip(rows, columns, strict=True) if found[i][j].doubt < OTHER}
    taken_b = {j for i, j in zip(rows, columns, strict=True) if found[i][j].doubt < OTHER}
    return pairs, [x for i, x in enumerate(a) if i not in taken_a], [y for j, y in enumerate(b) if j not in taken_b]


def _crossed(x: Part, y: Part) -> Likeness:
    if x.particle != y.particle and x.text != y.text:
        return _FAR
    if "family" in (x.role, y.role) and (x.initial or y.initial) and x.text != y.text:
        return _FAR
    return likeness(x, y)


# What a slip in one name weighs at most where two others and more are equal: seldom are two people so alike.
_ONE_SLIP: Final = 0.25
_EQUALS: Final = 2


def _eased(pairs: list[Pair]) -> list[Pair]:
    """The pairs, of which one that is a slip apart counts for less where all others are equal and speak for it."""
    odd = [n for n, (x, _, found) in enumerate(pairs) if not x.particle and found.why != "equal"]
    equal = sum(found.why == "equal" and not (x.particle or x.initial) for x, _, found in pairs)
    if len(odd) != 1 or equal < _EQUALS:
        return pairs
    x, y, found = pairs[odd[0]]
    if found.why not in ("typo", "sound") or found.doubt <= _ONE_SLIP or not _of_a_finger(x, y):
        return pairs
    return [*pairs[: odd[0]], (x, y, replace(found, doubt=_ONE_SLIP)), *pairs[odd[0] + 1 :]]


def _of_a_finger(x: Part, y: Part) -> bool:
    """Whether two words are a slip apart that makes no other name: syllables and another first letter do."""
    a, b = x.text, y.text
    another = a[0] != b[0] and len(a) == len(b) and sorted(a) != sorted(b)
    return slip(a, b) and not (x.asian or y.asian) and not (another and x.known.common and y.known.common)


def _pair(x: Part, y: Part, found: Likeness, letters: int) -> Doubt:
    role = x.role or y.role
    what = {"family": "family name", "given": "given name"}.get(role, "name")
    doubt = found.doubt
    if x.particle and y.particle:
        doubt *= 0.2
    if x.role and y.role and x.role != y.role:
        doubt += 0.08
    if found.why == "initial" and letters:
        doubt = 0.05
    if found.why == "equal":
        return Doubt(what, doubt, f"{what} equal: {x.text}")
    return Doubt(what, doubt, f"{what}: {x.text} for {y.text} ({found.why})")


def _names(parts: list[Part]) -> list[Part]:
    return [part for part in parts if not part.particle]


def _others(only_left: list[Part], only_right: list[Part]) -> list[Doubt]:
    """Names against which the other side has another one."""
    return [
        Doubt("another name", ANOTHER_INITIAL if x.initial or y.initial else ANOTHER, f"{x.text} against {y.text}")
        for x, y in zip(_names(only_left), _names(only_right), strict=False)
    ]


def _left_over(
    a: tuple[Part, ...], b: tuple[Part, ...], pairs: list[Pair], only_left: list[Part], only_right: list[Part]
) -> list[Doubt]:
    """What stands on one side alone. A name may lack a word; where both have one that the other lacks, they differ."""
    one, other = _names(only_left), _names(only_right)
    doubts = _others(only_left, only_right)
    core = [pair for pair in pairs if not (pair[0].particle and pair[1].particle)]
    rest = one[len(doubts) :] + other[len(doubts) :]
    if not core:
        doubts.append(Doubt("no name in common", 1.0, "no word in common"))
        return doubts
    alone = _more_initials(core, rest)
    for n, part in enumerate(rest):
        weight = 0.35 if part in alone else 0.02 if part.initial else (0.05 if n == 0 else 0.03)
        doubts.append(Doubt("missing", weight, f"{part.text} on one side only"))
    full = [pair for pair in core if not (pair[0].initial or pair[1].initial)]
    if len(core) == 1 and rest:
        doubts.append(Doubt("one name alone", 0.3, "one name in common alone"))
    elif not full:
        doubts.append(Doubt("initials alone", 0.4, "initials in common alone"))
    for side, extra in ((a, only_left), (b, only_right)):
        families = [part for part in side if part.role == "family" and not part.particle]
        if rest and families and all(part in extra for part in families):
            doubts.append(Doubt("family name", 0.35, "the family name has no counterpart"))
    return doubts


def _written_alike(pairs: list[Pair], only_left: list[Part], only_right: list[Part]) -> list[Doubt]:
    """Syllables are one in one way of writing alone, Chinese or Korean; and none of a name is left out."""
    doubts = []
    ways = [_systems(x, y) for x, y, found in pairs if found.doubt < OTHER]
    if ways and not frozenset.intersection(*ways):
        doubts.append(Doubt("writing", 0.4, "no one way of writing makes these syllables the same"))
    if bool(only_left) != bool(only_right):
        doubts.append(Doubt("syllable", 0.2, "a syllable of the name on one side only"))
    return doubts


def _systems(x: Part, y: Part) -> frozenset[str]:
    ways = systems(x.text, y.text) or frozenset({"han", "korean"})
    for part in (x, y):
        if part.native:
            ways &= {"korean"} if is_hangul(part.native) else {"han"}
    return ways if x.text != y.text or x.native or y.native else frozenset({"han", "korean"})


def _more_initials(core: list[Pair], rest: list[Part]) -> list[Part]:
    """Letters that stand for names which the other side, told by its other letters, doesn't have: A. W. for Abdul
    Qadeer. A. Q. for him is right, since his name is two words."""
    found = [(x, y) if x.initial else (y, x) for x, y, why in core if why.why == "initial"]
    seconds = {full.text[3:4] for _, full in found if full.text.startswith("abd")}
    return [part for part in rest if part.initial and found and part.text not in seconds]
