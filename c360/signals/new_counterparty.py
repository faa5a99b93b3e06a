"""A new counterparty's burst: somebody never met before, and at once many payments."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from c360.signal_rules import SignalRules
from c360.signals.history import INTERNAL, OTHER, Finding, History, Move, at_most, iso, total

ID: Final = "new-counterparty"
TITLE: Final = "A new counterparty's burst"
SOURCE: Final = (
    "FFIEC BSA/AML Manual, appendix F: unexplained, repetitive or unusual patterns of funds transfers; payments with no"
    " apparent link to contracts or goods"
)


def define(rules: SignalRules, history: History) -> str:
    """The rule in words, thresholds filled in."""
    rule = rules.new_counterparty
    return (
        f"{rule.times} or more payments within {rule.days} days of the first with somebody not met in the"
        f" {history.before} days before, {history.money(history.percent(rule.total))} or more in all; cash, wages and"
        " everyday payments don't count"
    )


def find(history: History, rules: SignalRules) -> Finding:
    """Party by party; the largest burst is told first."""
    rule = rules.new_counterparty
    if history.settled > history.last:
        return Finding(None, f"Records are held from {iso(history.held)}, too late to tell who is new")
    bursts: defaultdict[str, list[Move]] = defaultdict(list)
    for move in history.moves:
        first = history.met[move.party]
        if (
            move.way != INTERNAL and move.kind == OTHER and first >= history.settled
            and move.day < first + rule.days
        ):  # fmt: skip
            bursts[move.party].append(move)
    found = [
        burst for burst in bursts.values()
        if len(burst) >= rule.times and total(burst) >= history.percent(rule.total)
    ]  # fmt: skip
    if not found:
        most = max(map(len, bursts.values()), default=0)
        few = at_most(most, "payment with a new counterparty", "payments with a new counterparty")
        return Finding(False, f"{few} in its first {rule.days} days")
    found.sort(key=lambda burst: (-total(burst), burst[0].stamp, burst[0].party))
    top = found[0]
    told = f"{len(top)} payments with {top[0].party} {history.span(top)}, {history.money(total(top))} in all"
    more = f"; {len(found) - 1} more new counterparties alike" if len(found) > 1 else ""
    moves = sorted((move for burst in found for move in burst), key=lambda move: (move.stamp, move.at))
    return Finding(True, told + more, tuple(moves))
