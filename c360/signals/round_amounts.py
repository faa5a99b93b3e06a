"""Round amounts: many whole thousands that no standing arrangement explains."""

from __future__ import annotations

from math import log10
from typing import Final

from c360.money import minor_digits
from c360.signal_rules import SignalRules
from c360.signals.bursts import crowds, densest, unusual
from c360.signals.history import CASH, INTERNAL, OTHER, Finding, History, at_most, total

ID: Final = "round-amounts"
TITLE: Final = "Round amounts"
SOURCE: Final = (
    "FFIEC BSA/AML Manual, appendix F: many funds transfers in large, round dollar, hundred dollar or thousand dollar"
    " amounts"
)

# Fewer large amounts than this say nothing of a habit.
_ENOUGH: Final = 10


def unit(history: History) -> int:
    """What amounts are whole multiples of, in minor units: 1,000 where the threshold is 10,000 or near it."""
    digits = minor_digits(history.currency)
    return int(10 ** (max(round(log10(history.threshold.units / 10**digits)) - 1, 0) + digits))


def define(rules: SignalRules, history: History) -> str:
    """The rule in words, thresholds filled in."""
    rule = rules.round_amounts
    whole = history.money(unit(history))
    return (
        f"{rule.times} or more whole multiples of {whole} within {rule.days} days, {rule.share} % or more of all that"
        f" are {whole} or larger, more than by the customer's habit and"
        f" {history.money(history.percent(rule.total))} or more in all; everyday and standing payments and wages don't"
        " count"
    )


def find(history: History, rules: SignalRules) -> Finding:
    """All that crowd."""
    rule, whole = rules.round_amounts, unit(history)
    large = [
        move for move in history.moves
        if move.day >= history.start and move.units >= whole and move.way != INTERNAL and move.kind in (OTHER, CASH)
        and move.at not in history.regular
    ]  # fmt: skip
    whole_ones = [move for move in large if move.units % whole == 0]
    said = f"whole multiples of {history.money(whole)}"
    crowd = crowds(whole_ones, rule.days, rule.times)
    if not crowd:
        most = at_most(len(densest(whole_ones, rule.days)), said.replace("multiples", "multiple", 1), said)
        return Finding(False, f"{most} in {rule.days} days")
    among = [move for move in large if crowd[0].day <= move.day <= crowd[-1].day]
    told = (
        f"{len(crowd)} {said} {history.span(crowd)}, {history.money(total(crowd))} in all, of {len(among)} amounts that"
        " are as large"
    )
    if len(crowd) * 100 < rule.share * len(among) or total(crowd) < history.percent(rule.total):
        return Finding(False, f"{told}: too few or too small")
    elsewhere = len(large) - len(among)
    by_habit = (len(whole_ones) - len(crowd)) * len(among) / max(elsewhere, 1)
    if elsewhere >= _ENOUGH and not unusual(len(crowd), by_habit):
        return Finding(False, f"{told}; but by this customer's habit {by_habit:.0f} would be")
    return Finding(True, told, tuple(crowd))
