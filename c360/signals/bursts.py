"""Where moves crowd together, and whether that is more than usual."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Final

from c360.signals.history import Move

# A year has some thirty spans of two weeks to a month, a bank many customers. `RARELY` is for counts that are compared
# with the most of any other span, `SELDOM` for those that are compared with their mean.
SELDOM: Final = 1e-4
RARELY: Final = 1e-3
# Beyond it the exponential is 0: who is as busy as that is never told apart.
_MOST: Final = 700.0
# Fewer days than this say nothing of what is usual.
_ENOUGH: Final = 60


def densest(moves: Sequence[Move], days: int) -> Sequence[Move]:
    """Of moves in order of days, those of the `days` days that hold most; the latest of equals."""
    best, low, at = 0, 0, (0, 0)
    for high, move in enumerate(moves):
        while moves[low].day <= move.day - days:
            low += 1
        if high - low + 1 >= best:
            best, at = high - low + 1, (low, high + 1)
    return moves[at[0] : at[1]]


def crowds(moves: Sequence[Move], days: int, times: int) -> list[Move]:
    """Of moves in order of days, all that are in some `days` days with at least `times` of them."""
    found: list[Move] = []
    low = taken = 0
    for high, move in enumerate(moves):
        while moves[low].day <= move.day - days:
            low += 1
        if high - low + 1 >= times:
            found += moves[max(low, taken) : high + 1]
            taken = high + 1
    return found


def usual(elsewhere: int, held: int, apart: int, days: int) -> float | None:
    """How many come in `days` days: `elsewhere` in the `held` days less those `apart`; `None` where those are few."""
    left = held - apart
    return None if left < _ENOUGH else elsewhere * days / left


def unusual(count: int, usually: float, chance: float = SELDOM) -> bool:
    """Whether so many or more come by chance (Poisson) in fewer such spans than `chance` says."""
    term = left = exp(-min(usually, _MOST))
    for below in range(1, count):
        term *= usually / below
        left += term
    return usually <= _MOST and 1 - left < chance


def said(usually: float | None, days: int) -> str:
    """What is usual, as a sentence ends with it."""
    if usually is None:
        return "too little else is held to tell what is usual"
    return f"usual are {usually:.1f} in {days} days"
