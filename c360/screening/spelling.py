"""How far two words of names are apart, when one sound is written in many ways and fingers slip."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from c360 import names

VOWELS: Final = frozenset("aeiouy")
# What one sound is written as when a name is carried into Latin letters, the longer first: German, French, English,
# Polish, Turkish and scholarly habits brought to one. Each line is a family that registers and passports mix.
_HABITS: Final = (
    (r"schtsch|shch|szcz|stsch", "sh"), (r"dschi?|dzh|dj|dsh", "j"), (r"tsch|tch|tsh|tš|cz", "ch"),
    (r"sch|sz|sj", "sh"),
    (r"rz(?=[aeiou])", "zh"), (r"ph", "f"), (r"ck|kk|q", "k"), (r"x", "ks"), (r"tz|ts", "c"), (r"ff\b", "v"),
    (r"w", "v"), (r"gh", "g"), (r"kh", "h"), (r"dh", "d"), (r"th", "t"), (r"bh", "b"), (r"c(?=[eiy])", "s"),
    (r"c(?=[aoulrn]|k|\b)", "k"),
    (r"oo|ou|uo", "u"), (r"ee|ie(?=[^aou]|\b)|ii|iy|yi|ij|yy|ey\b|ei\b", "i"), (r"ae|ai|ay|ei|ey", "e"),
    (r"oe|eu", "o"),
    (r"ue|uu", "u"), (r"aa", "a"), (r"au|aw|av(?=[^aeiou])", "au"), (r"[jy](?=[aeou])", "i"), (r"y", "i"),
    (r"(?<=[aeiou])h(?=\b|[^aeiou])", ""), (r"(.)\1", r"\1"),
)  # fmt: skip
_RULES: Final = tuple((re.compile(pattern), into) for pattern, into in _HABITS)
# Letters that stand for one another: near in sound, in shape (OCR), or neighbours on the keyboards most banks type on.
_PAIRS: Final = (
    "bp bv ck cs dt fv vw gj gk gh kq sz ij iy jy mn lr il kh ou ae ei ao eo iu sx uv wu zj fp xh jc zc sc hx"
).split()
_NEAR: Final = {
    letter: "".join(pair.replace(letter, "") for pair in _PAIRS if letter in pair) for letter in set("".join(_PAIRS))
}


@lru_cache(200_000)
def plain(word: str) -> str:
    """A Latin word with the habits of romanisation brought to one: Schojgu and Shoygu are shoigu."""
    for pattern, into in _RULES:
        word = pattern.sub(into, word)
    return word


@lru_cache(200_000)
def bones(word: str) -> str:
    """Its consonants, those of one sound as one letter: what scripts without vowels leave of a name."""
    return names.sound(word) or "".join(c for c in plain(word) if c not in VOWELS)


@lru_cache(200_000)
def distance(left: str, right: str, most: float = math.inf) -> float:
    """Slips between two words: 1 for a letter more, less or another; less where it is a likely one.

    Damerau and Levenshtein's distance (optimal string alignment) with a cost for each edit: a swap 0.8, a doubled
    letter 0.3, a silent h 0.4, letters that stand for one another 0.6. Where it is more than `most` by more than a
    rounding, it may be told as infinite.
    """
    most += 1e-9
    if _least(left, right) > most:
        return math.inf
    added = _costs(right)
    before: list[float] = []
    row = [0.0]
    for cost in added:
        row.append(row[-1] + cost)
    nearest = 0.0
    for i, (a, taken) in enumerate(zip(left, _costs(left), strict=True)):
        last, before = before, row
        value = before[0] + taken
        row = [value]
        near = _NEAR.get(a, "")
        for j, b in enumerate(right):
            if a == b:
                value = before[j]
            else:
                value = min(before[j] + (0.6 if b in near else 1.0), value + added[j], before[j + 1] + taken)
                if last and j and a == right[j - 1] and b == left[i - 1]:
                    value = min(value, last[j - 1] + 0.8)
            row.append(value)
        # What follows starts from this row, or by a swap from the one before it.
        least = min(row)
        if least > most and nearest + 0.8 > most:
            return math.inf
        nearest = least
    return row[-1]


def _least(left: str, right: str) -> float:
    """What so many edits cost at least: a letter stands for another, but for the letters that cost less."""
    edits = OSA.distance(left, right)
    cheap = sum(cost < 1 for cost in (*_costs(left), *_costs(right)))
    return 0.6 * edits - 0.3 * min(edits, cheap)


@lru_cache(200_000)
def _costs(word: str) -> tuple[float, ...]:
    """What each letter of a word costs that the other word lacks."""
    return tuple(
        0.3 if at and word[at - 1] == letter else 0.4 if at and letter == "h" else 1.0 for at, letter in enumerate(word)
    )
