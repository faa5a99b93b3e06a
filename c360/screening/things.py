"""Two names of ships or aircraft: short, numbered, and one letter is another ship."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from c360 import names
from c360.screening.doubt import Doubt
from c360.screening.spelling import distance, plain

# What stands before a ship's name and is no part of it.
_PREFIX: Final = re.compile(
    r"^(?:m\.?/?[vtsy]|s\.?/?[sy]|f\.?/?v|t\.?/?[st]|mt|mv|lng/?c?|lpg/?c?)\.?\s+", re.IGNORECASE
)
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
                 "x": "10", "xi": "11", "xii": "12", "one": "1", "two": "2", "three": "3", "no": ""}  # fmt: skip


@lru_cache(20_000)
def taken_apart(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a ship's name in Latin letters, and its numbers and single letters."""
    found = [names.latin(word) or word for word in names.words(_PREFIX.sub("", text.strip()))]
    told = [_ROMAN.get(word, word) if n else word for n, word in enumerate(found)]
    return (
        tuple(word for word in told if len(word) > 1 and not any(c.isdigit() for c in word)),
        tuple(word for word in told if len(word) == 1 or any(c.isdigit() for c in word)),
    )


def compare(
    left: tuple[tuple[str, ...], tuple[str, ...]], right: tuple[tuple[str, ...], tuple[str, ...]]
) -> tuple[float, tuple[Doubt, ...]]:
    """The doubts that two names are one ship's: their sum, not bounded, and each."""
    (words, numbers), (others, more) = left, right
    doubts: list[Doubt] = []
    if numbers != more:
        told = " ".join(numbers) or "none", " ".join(more) or "none"
        doubts.append(Doubt("number", 0.6 if numbers and more else 0.4, f"number: {told[0]} against {told[1]}"))
    a, b = "".join(words), "".join(others)
    if not a and not b and numbers and numbers == more:
        return 0.0, (Doubt("name", 0.0, f"name equal: {' '.join(numbers)}"),)
    if not a or not b:
        return 1.0, (*doubts, Doubt("no name", 1.0, "nothing to compare"))
    if a == b or sorted(words) == sorted(others):
        doubts.append(Doubt("name", 0.0, f"name equal: {' '.join(words)}"))
    elif plain(a) == plain(b):
        doubts.append(Doubt("name", 0.05, f"name: {' '.join(words)} for {' '.join(others)} (spelling)"))
    else:
        weight = _apart(a, b)
        doubts.append(Doubt("name", weight, f"name: {' '.join(words)} for {' '.join(others)}"))
    return sum(one.doubt for one in doubts), tuple(doubts)


def _apart(a: str, b: str) -> float:
    """By slips and their kind: a letter in place of another makes another ship, one that is lost or swapped may not."""
    longest = max(len(a), len(b))
    weight = 2.0 * distance(a, b) / longest
    replaced = len(a) == len(b) and sorted(a) != sorted(b)
    return min(1.0, weight + (0.25 if replaced else 0.0))
