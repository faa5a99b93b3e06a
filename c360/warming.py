"""Asks a graph server for customers until its answers come no faster.

A server that has just started reads from disk and runs what no compiler has seen yet: its first profiles take seconds,
under load longer than a query may, and its two hundredth a fiftieth of that. What is read here is shown to nobody and
written nowhere, so nothing of it is in the audit log.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Final, TypeVar

from c360.audit import NullLog
from c360.errors import GraphUnavailable, QueryFailed
from c360.graph.connect import connect
from c360.profile import Customer360Builder
from c360.search import Search
from c360.settings import Settings

_Value = TypeVar("_Value")

CUSTOMERS: Final = 200
SECONDS: Final = 60.0
_WINDOW: Final = 20  # profiles whose median is compared with that of those before
_FALLING: Final = 0.9  # of the best median so far: what is less than a tenth better is chance
_GIVE_UP: Final = 5  # failures in a row: a server that is down is not waited for, one that is slow is
_PAUSE: Final = 0.5  # seconds after a failure


@dataclass(frozen=True, slots=True)
class Warmed:
    """What a server took: seconds to open it, for its first profile and for the median of the last 20, and in all."""

    asked: int
    failed: int
    opening: float
    first: float
    last: float
    seconds: float

    def __str__(self) -> str:
        failed = f", {self.failed} requests failed" if self.failed else ""
        return (
            f"Warmed in {self.seconds:.0f} s with {self.asked} profiles: opening took {self.opening:.1f} s, the first"
            f" {_milliseconds(self.first)}, the last ones {_milliseconds(self.last)}{failed}."
        )


def warm(url: str, settings: Settings, *, customers: int = CUSTOMERS, seconds: float = SECONDS) -> Warmed:
    """Asks for at most so many whole profiles of random customers, one after the other, for at most so many seconds.

    Ends sooner where the last 40 profiles were no faster than those before. What is under way at the end is waited for,
    a request's 15 s at most. Raises the failure, a `GraphUnavailable` or `QueryFailed`, where five requests in a row
    fail or the time is up before one was answered; of one that fails now and then it gives the number.
    """
    trying = _Trying(time.monotonic() + seconds)
    started = time.monotonic()
    with closing(trying.until_done(lambda: connect(url, settings=settings))) as graph:
        opened = time.monotonic()
        ids = trying.until_done(lambda: Search(graph).people(customers))
        builder = Customer360Builder(graph, None, NullLog(), "warming")
        took: list[float] = []
        for customer_id in ids:
            if time.monotonic() >= trying.deadline or _settled(took):
                break
            before = time.monotonic()
            trying.until_done(partial(builder.build_profile, customer_id))
            took.append(time.monotonic() - before)
    last = median(took[-_WINDOW:]) if took else 0.0
    first = took[0] if took else 0.0
    return Warmed(len(took), trying.failed, opened - started, first, last, time.monotonic() - started)


class _Trying:
    """Asks again what failed, until there is an answer, the time is up, or it fails too often in a row."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.failed = 0

    def until_done(self, ask: Callable[[], _Value]) -> _Value:
        for turn in range(1, _GIVE_UP + 1):
            try:
                return ask()
            except (GraphUnavailable, QueryFailed):
                self.failed += 1
                if turn == _GIVE_UP or time.monotonic() + _PAUSE >= self.deadline:
                    raise
                time.sleep(_PAUSE)
        raise AssertionError("a turn returns or raises")


def _settled(took: Sequence[float]) -> bool:
    """Whether neither of the last two whole windows was faster by a tenth than the best before them."""
    if len(took) % _WINDOW or len(took) < 3 * _WINDOW:
        return False
    medians = [median(took[start : start + _WINDOW]) for start in range(0, len(took), _WINDOW)]
    return min(medians[-2:]) > _FALLING * min(medians[:-2])


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"
