"""A customer's history of a few moves, each test adding what it's about. Days count from a day far away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from c360 import policy as policies
from c360.signals import PATTERNS
from c360.signals.history import IN, OTHER, OUT, Finding, History, Move, Threshold

RULES = policies.load().signals
DAY = 86_400
LAST = 738_700  # an ordinal: 30 June 2023
FIRST = LAST - RULES.days + 1
HELD = LAST - RULES.reach + 1
LIMIT = 1_000_000  # 10,000 dollars in cents


def move(day: int, dollars: float, way: str = IN, party: str = "Somebody", **more: Any) -> Move:
    """A transfer so many days before the last (0 is the last), at noon."""
    timed = more.pop("timed", True)
    second = more.pop("second", 43_200 if timed else 0)
    ordinal = LAST - day
    given = {"at": 0, "timed": timed, "account": "A", "kind": OTHER, **more}
    return Move(
        stamp=(ordinal - 719_163) * DAY + second, day=ordinal, way=way, units=round(dollars * 100), party=party, **given
    )


def ins(days: Iterable[int], dollars: float, **more: Any) -> list[Move]:
    """One such incoming a day."""
    return [move(day, dollars, IN, **more) for day in days]


def outs(days: Iterable[int], dollars: float, **more: Any) -> list[Move]:
    """One such outgoing a day."""
    return [move(day, dollars, OUT, **more) for day in days]


def history(moves: Iterable[Move], **more: Any) -> History:
    """The moves in order, each with a place of its own."""
    ordered = sorted(moves, key=lambda one: (-one.stamp, one.units, one.party))
    placed = [one._replace(at=at) for at, one in enumerate(ordered)]
    given: dict[str, Any] = {
        "currency": "USD", "threshold": Threshold(LIMIT, "$10,000"), "held": HELD, "first": FIRST, "last": LAST,
        "before": RULES.before, "opened": {"A": LAST - 3_000},
    }  # fmt: skip
    return History(tuple(sorted(placed, key=lambda one: (one.stamp, -one.at))), **(given | more))


def find(signal: str, moves: Iterable[Move], **more: Any) -> Finding:
    """What this signal's rule says of these moves."""
    (pattern,) = [one for one in PATTERNS if one.id == signal]
    return pattern.find(history(moves, **more), RULES)
