"""Just-below-threshold cash in a short time.

A smooth habit isn't meant: a till that is emptied twice a week comes near the threshold, passes it and stays below as
chance has it. So bookings must crowd there: more than is usual for this customer; or, where that can't be told or is
always so, without going above, and twice as often as in the band of equal width underneath.
"""

from __future__ import annotations

from typing import Final

from c360.signal_rules import SignalRules
from c360.signals.bursts import crowds, densest, said, unusual, usual
from c360.signals.history import CASH, IN, OUT, Finding, History, Move, at_most, total

ID: Final = "structuring"
TITLE: Final = "Cash just below the threshold"
SOURCE: Final = (
    "31 CFR 1010.314 (structuring) and 1010.311 (reports of more than 10,000 USD in currency); FFIEC BSA/AML Manual,"
    " appendix F: currency deposited or withdrawn in amounts just below reporting thresholds"
)
_TWICE: Final = 2


def define(rules: SignalRules, history: History) -> str:
    """The rule in words, thresholds filled in."""
    rule = rules.structuring
    low = history.money(history.percent(rule.near))
    return (
        f"{rule.times} or more cash bookings of one direction within {rule.days} days, each from {low} to"
        f" {history.threshold.said}, more than usual for this customer; or with at most one above it for {rule.spared}"
        " of these and twice as many as in the band of equal width below"
    )


def find(history: History, rules: SignalRules) -> Finding:
    """Deposits first, then withdrawals; the larger finding is told."""
    found = [_look(history, rules, way, what) for way, what in ((IN, "cash deposit"), (OUT, "cash withdrawal"))]
    return max(found, key=lambda one: (bool(one.found), total(one.moves), len(one.because) > 0))


def _look(history: History, rules: SignalRules, way: str, what: str) -> Finding:
    rule, limit = rules.structuring, history.threshold.units
    edge = history.percent(rule.near)
    cash = [move for move in history.moves if move.kind == CASH and move.way == way]
    near = [move for move in cash if edge <= move.units <= limit]
    looked = [move for move in near if move.day >= history.start]
    most = densest(looked, rule.days)
    said_near = f"from {history.money(edge)} to {history.money(limit)}"
    if len(most) < rule.times:
        return Finding(False, f"{at_most(len(most), what)} {said_near} in {rule.days} days")
    crowd = crowds(looked, rule.days, rule.times)
    above = [move for move in cash if move.units > limit]
    under = [move for move in cash if 2 * edge - limit <= move.units < edge]
    told = (
        f"{len(crowd)} {what}s of {history.between(crowd)} {history.span(crowd)}, {history.money(total(crowd))} in all,"
        f" {len(most)} of them within {rule.days} days"
    )
    usually = usual(len(near) - len(crowd), history.last - history.held + 1, _days(crowd), rule.days)
    if usually is None or not unusual(len(most), usually):
        if len(above) * rule.spared > len(near):
            return Finding(False, f"{told}; but {len(above)} above the threshold, and {said(usually, rule.days)}")
        if len(near) < _TWICE * len(under):
            return Finding(False, f"{told}; but {len(under)} just below that, and {said(usually, rule.days)}")
    return Finding(True, f"{told}; {said(usually, rule.days)}", tuple(crowd))


def _days(moves: list[Move]) -> int:
    return moves[-1].day - moves[0].day + 1
