"""Dormant, then busy: an account without a booking for long, and then many.

The bank's own bookings (interest, fees) don't wake an account; a transfer between own accounts does, but is no part of
what makes it busy.
"""

from __future__ import annotations

from typing import Final

from c360.signal_rules import Dormant, SignalRules
from c360.signals.history import BANK, CASH, INTERNAL, OTHER, Finding, History, Move, iso, total

ID: Final = "dormant-then-busy"
TITLE: Final = "Dormant, then busy"
SOURCE: Final = (
    "FATF, Guidance for Financial Institutions in Detecting Terrorist Financing (2002), annex 1: a dormant account that"
    " suddenly receives a series of deposits which leave again; FFIEC BSA/AML Manual, appendix F: sudden change"
)


def define(rules: SignalRules, history: History) -> str:
    """The rule in words, thresholds filled in."""
    rule = rules.dormant
    return (
        f"An account without a booking for {rule.quiet} days or more, and then {rule.times} or more within"
        f" {rule.days} days, {history.money(history.percent(rule.total))} or more in all; the bank's own bookings don't"
        " count, everyday payments and wages end the quiet only"
    )


def find(history: History, rules: SignalRules) -> Finding:
    """Account by account; the largest awakening is told."""
    rule = rules.dormant
    if history.last - history.held < rule.quiet:
        return Finding(None, f"Records are held from {iso(history.held)}, less than {rule.quiet} days")
    woken: list[tuple[int, bool, tuple[Move, ...]]] = []
    unsure = False
    for account, opened in history.opened.items():
        for before, burst in _awakenings(account, history, rule):
            if before is None and opened is None:
                unsure = True
                continue
            start = before if before is not None else max(history.held, opened or 0)
            if burst[0].day - start >= rule.quiet:
                woken.append((burst[0].day - start, before is None, burst))
    if woken:
        quiet, open_, burst = max(woken, key=lambda one: (total(one[2]), one[0]))
        told = f"{len(burst)} bookings {history.span(burst)}, {history.money(total(burst))} in all"
        more = f"; {len(woken) - 1} more such" if len(woken) > 1 else ""
        # Where no earlier booking was read the quiet may well be longer.
        after = f"Account {burst[0].account}: after{' at least' if open_ else ''}"
        return Finding(True, f"{after} {quiet} days without any, {told}{more}", burst)
    if unsure:
        return Finding(None, "An account became busy, and when it was opened isn't known")
    return Finding(False, f"No account became busy after {rule.quiet} quiet days")


def _awakenings(account: str, history: History, rule: Dormant) -> list[tuple[int | None, tuple[Move, ...]]]:
    """The day before each long enough quiet (`None`: nothing was before) and the burst after it."""
    moves = [
        move for move in history.moves
        if account in (move.account, move.other) and move.kind != BANK
    ]  # fmt: skip
    found: list[tuple[int | None, tuple[Move, ...]]] = []
    before: int | None = None
    for at, move in enumerate(moves):
        if move.day >= history.start and (before is None or move.day - before >= rule.quiet):
            burst = tuple(
                one for one in moves[at:]
                if one.day < move.day + rule.days and one.way != INTERNAL and one.kind in (OTHER, CASH)
            )  # fmt: skip
            if len(burst) >= rule.times and total(burst) >= history.percent(rule.total):
                found.append((before, burst))
        before = move.day
    return found
