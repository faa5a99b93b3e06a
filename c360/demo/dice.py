"""Chance that repeats: the same numbers for the same seed on every machine and in every Python.

Only `random.Random.random` is used, the one method whose sequence Python promises to keep; the seed is hashed here,
and everything else is plain arithmetic on doubles, which IEEE 754 fixes to the bit.
"""

from __future__ import annotations

import hashlib
import random
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of chance of its own for each `seed` (any words and numbers)."""

    __slots__ = ("roll",)

    def __init__(self, *seed: object) -> None:
        text = "\x1f".join(str(part) for part in seed)
        digest = hashlib.sha256(text.encode()).digest()
        self.roll = random.Random(int.from_bytes(digest)).random

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.roll() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of `choices`, each as likely."""
        return choices[int(self.roll() * len(choices))]

    def chance(self, share: float) -> bool:
        """True in `share` (0 to 1) of the calls."""
        return self.roll() < share

    def weighted(self, ladder: Sequence[float]) -> int:
        """An index, as likely as the weight that `ladder_of` was given there."""
        return min(bisect(ladder, self.roll() * ladder[-1]), len(ladder) - 1)

    def skewed(self, low: int, high: int) -> int:
        """A whole number from `low` to `high` of which small ones are likelier: the product of two throws."""
        return low + int(self.roll() * self.roll() * (high - low + 1))

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different ones of `choices`, in the order drawn."""
        left = list(choices)
        return [left.pop(int(self.roll() * len(left))) for _ in range(min(count, len(left)))]


def ladder_of(weights: Iterable[float]) -> list[float]:
    """Running sums of `weights`, for `Dice.weighted`."""
    return list(accumulate(weights))
