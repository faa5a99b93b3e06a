"""Many-to-one and one-to-many: a crowd of counterparties that were never met before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from typing import Final

from c360.signal_rules import Fan, SignalRules
from c360.signals.bursts import RARELY, densest, said, unusual
from c360.signals.history import IN, OTHER, OUT, Finding, History, Move, at_most, total

MANY_TO_ONE: Final = "many-to-one"
ONE_TO_MANY: Final = "one-to-many"
TITLES: Final = {MANY_TO_ONE: "Many senders to one", ONE_TO_MANY: "One to many receivers"}
_APPENDIX: Final = "FFIEC BSA/AML Manual, appendix F: "
SOURCES: Final = {
    MANY_TO_ONE: f"{_APPENDIX}many small incoming transfers; payments with no apparent link to contracts or goods",
    ONE_TO_MANY: f"{_APPENDIX}unusually large number and variety of beneficiaries of funds transfers",
}
# Fewer spans than this say nothing of what is usual.
_SPANS: Final = 3
_PARTY: Final = {IN: "sender", OUT: "receiver"}


def define(rule: Fan, way: str, history: History) -> str:
    """The rule in words, thresholds filled in."""
    return (
        f"{rule.parties} or more {_PARTY[way]}s never met before within {rule.days} days (met once, where less"
        f" than {history.before + rule.days} days are held),"
        f" {history.money(history.percent(rule.total))} or more in all, and more than usual for this customer; cash,"
        " wages and everyday payments don't count"
    )


def many_to_one(history: History, rules: SignalRules) -> Finding:
    """New senders."""
    return _look(history, rules.many_to_one, IN)


def one_to_many(history: History, rules: SignalRules) -> Finding:
    """New receivers."""
    return _look(history, rules.one_to_many, OUT)


def _look(history: History, rule: Fan, way: str) -> Finding:
    # Where little is held everybody is new: then those count who were met on one day alone.
    told_apart = history.settled + rule.days <= history.last
    start = history.settled if told_apart else history.start
    moves = [move for move in history.moves if move.way == way and move.kind == OTHER and move.day >= start]
    firsts, seen = [], set()
    for move in moves:
        new = history.met[move.party] >= start if told_apart else history.once(move.party)
        if move.party not in seen and new:
            seen.add(move.party)
            firsts.append(move)
    most = densest(firsts, rule.days)
    if len(most) < rule.parties:
        return Finding(False, f"{at_most(len(most), f'new {_PARTY[way]}')} in {rule.days} days")
    parties, first, last = {move.party for move in most}, most[0].day, most[0].day + rule.days - 1
    crowd = [move for move in moves if move.party in parties and first <= move.day <= last]
    sum_ = total(crowd)
    told = f"{len(most)} new {_PARTY[way]}s {history.span(crowd)}, {history.money(sum_)} in {len(crowd)} payments"
    if sum_ < history.percent(rule.total):
        return Finding(False, f"{told}: less than the sum that counts")
    usually = _usual(history, rule, way, parties)
    if usually is not None and told_apart:
        usually = min(usually, _most_elsewhere([m for m in firsts if m.party not in parties], history, rule))
    if usually is not None and not unusual(len(most), usually, RARELY):
        return Finding(False, f"{told}; but {said(usually, rule.days)}")
    return Finding(True, f"{told}; {said(usually, rule.days)}", tuple(crowd))


def _usual(history: History, rule: Fan, way: str, crowd: Container[str]) -> float | None:
    """How many others the customer meets in as many days, new or not: who meets many meets many new ones, too."""
    spans = (history.last - history.held + 1) // rule.days
    if spans < _SPANS:
        return None
    met = {
        ((history.last - move.day) // rule.days, move.party) for move in history.moves
        if move.way == way and move.kind == OTHER and move.party not in crowd
    }  # fmt: skip
    return sum(span < spans for span, _ in met) / spans


def _most_elsewhere(firsts: list[Move], history: History, rule: Fan) -> int:
    """The most new ones that came in any other span."""
    return max(Counter((history.last - move.day) // rule.days for move in firsts).values(), default=0)
