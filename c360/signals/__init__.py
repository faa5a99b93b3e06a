"""Signals from transactions: plain functions from a customer's history to what is found in it.

Each module is one pattern: what it is in words, where it comes from, and a function. Signals are worth a question and
are never alerts: nothing here weighs on a band.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from c360.signal_rules import SignalRules
from c360.signals import dormant, fans, in_and_out, new_counterparty, round_amounts, structuring
from c360.signals.history import IN, OUT, Finding, History


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of signal: its rule in words for a history, its source, and what finds it."""

    id: str
    title: str
    source: str
    define: Callable[[SignalRules, History], str]
    find: Callable[[History, SignalRules], Finding]


def _fan(which: str, way: str, rules: SignalRules, history: History) -> str:
    rule = rules.many_to_one if which == fans.MANY_TO_ONE else rules.one_to_many
    return fans.define(rule, way, history)


PATTERNS: Final = (
    Pattern(structuring.ID, structuring.TITLE, structuring.SOURCE, structuring.define, structuring.find),
    Pattern(in_and_out.ID, in_and_out.TITLE, in_and_out.SOURCE, in_and_out.define, in_and_out.find),
    *(
        Pattern(which, fans.TITLES[which], fans.SOURCES[which], partial(_fan, which, way), find)
        for which, way, find in (
            (fans.MANY_TO_ONE, IN, fans.many_to_one), (fans.ONE_TO_MANY, OUT, fans.one_to_many),
        )
    ),
    Pattern(dormant.ID, dormant.TITLE, dormant.SOURCE, dormant.define, dormant.find),
    Pattern(round_amounts.ID, round_amounts.TITLE, round_amounts.SOURCE, round_amounts.define, round_amounts.find),
    Pattern(
        new_counterparty.ID, new_counterparty.TITLE, new_counterparty.SOURCE, new_counterparty.define,
        new_counterparty.find,
    ),
)  # fmt: skip
