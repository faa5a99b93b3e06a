"""In-and-out within days: a sum comes in and nearly all of it leaves again.

By chance payments that fit follow each other in both orders; money that passes through comes first. So episodes are
also counted the other way round, and a customer who has nearly as many of those just has many payments.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from c360.signal_rules import InAndOut, SignalRules
from c360.signals.history import CASH, IN, OTHER, OUT, Finding, History, Move, total

ID: Final = "in-and-out"
TITLE: Final = "In and out within days"
SOURCE: Final = (
    "FFIEC BSA/AML Manual, appendix F: many small incoming transfers or deposits, and almost immediately all or most"
    " of them is wired on; repetitive or unusual patterns of funds transfers"
)
# What leaves may be a little more than what came, to pay for the transfer.
_MORE: Final = 102
# Episodes for each one the other way round; for a single sum, times the largest other.
_CLEARLY: Final = 3
# Times the least sum; beyond it one episode more is asked for.
_SIZES: Final = (1, 3, 10, 30)
_FAR_ABOVE: Final = 5


class Episode(NamedTuple):
    """What came in and what left of it."""

    ins: tuple[Move, ...]
    outs: tuple[Move, ...]


def define(rules: SignalRules, history: History) -> str:
    """The rule in words, thresholds filled in."""
    rule = rules.in_and_out
    least, all_, far = (history.money(history.percent(share)) for share in (rule.least, rule.total, rule.far))
    return (
        f"{rule.times} or more times a sum of {least} or more comes in and {rule.passed} % of it or more leaves within"
        f" {rule.days} days in at most {rule.pieces} payments (or is gathered from as many): {all_} or more in all,"
        f" {rule.share} % or more of such sums or of their money, and {_CLEARLY} times as often as the other way round."
        f" Once is enough for {far} or more, {_FAR_ABOVE} times the largest other sum. Wages, everyday and standing"
        " payments don't count; on a day without times what comes in comes first"
    )


def find(history: History, rules: SignalRules) -> Finding:
    """All episodes of the window."""
    rule, least = rules.in_and_out, history.percent(rules.in_and_out.least)
    moves = [
        move for move in history.moves
        if move.day >= history.start and move.kind in (OTHER, CASH) and move.at not in history.regular
    ]  # fmt: skip
    ins = [move for move in moves if move.way == IN]
    outs = [move for move in moves if move.way == OUT]
    best: Finding | None = None
    # A busy account's chance matches are of usual sizes: what passes through may stand out only among larger ones.
    for size in _SIZES:
        found = _episodes(ins, outs, rule, least * size, _follows)
        if not found:
            break
        turned = len(_episodes(ins, outs, rule, least * size, _precedes))
        large = [move for move in ins if move.units >= least * size]
        finding = _told(found, turned, large, history, rule, size)
        if finding.found:
            return finding
        best = best or finding
    return best or Finding(False, f"No sum left again within {rule.days} days by {rule.passed} % or more")


def _told(
    found: Sequence[Episode], turned: int, large: Sequence[Move], history: History, rule: InAndOut, size: int
) -> Finding:
    came = [move for one in found for move in one.ins]
    moves = tuple(sorted([*came, *(move for one in found for move in one.outs)], key=lambda m: (m.stamp, m.at)))
    told = (
        f"{len(found)} time{'s' * (len(found) > 1)} {history.span(moves)}: {history.money(total(came))} came in and"
        f" {history.money(total(moves) - total(came))} left within {rule.days} days; {turned} the other way round"
    )
    often = len(found) >= rule.times + (size > 1) and total(came) >= history.percent(rule.total)
    # Of the money or of the sums: one house that was sold must not hide ten others, nor many small ones one large.
    shared = max(total(came) / max(total(large), 1), len(came) / max(len(large), 1)) * 100 >= rule.share
    if (often and shared and len(found) >= _CLEARLY * turned) or (not turned and _far(found, history, rule)):
        return Finding(True, told, moves)
    why = "by chance" if len(found) < _CLEARLY * turned else "too few, too small, or too little of what came in"
    return Finding(False, f"{told}: {why}")


def _far(found: Sequence[Episode], history: History, rule: InAndOut) -> bool:
    """Whether one episode's sum is far above anything else that came in, with enough held to say so."""
    largest = max(found, key=lambda one: total(one.ins))
    its = {move.at for move in largest.ins}
    others = [move.units for move in history.moves if move.way == IN and move.at not in its]
    sum_ = total(largest.ins)
    enough = largest.ins[0].day >= history.settled
    return enough and sum_ >= history.percent(rule.far) and sum_ >= _FAR_ABOVE * max(others, default=0)


def _follows(incoming: Move, outgoing: Move) -> bool:
    same = incoming.day == outgoing.day and not (incoming.timed and outgoing.timed)
    return same or outgoing.stamp >= incoming.stamp


def _precedes(incoming: Move, outgoing: Move) -> bool:
    same = incoming.day == outgoing.day and not (incoming.timed and outgoing.timed)
    return not same and outgoing.stamp < incoming.stamp


def _episodes(
    ins: Sequence[Move], outs: Sequence[Move], rule: InAndOut, least: int, ordered: Callable[[Move, Move], bool]
) -> list[Episode]:
    """Sums that left again, and payments that were gathered; each move is in one of them at most."""
    used: set[int] = set()
    found = []
    for one in _largest(ins, least):
        there = (out for out in _near(outs, one, rule.days) if out.at not in used and ordered(one, out))
        parts = _parts(there, one.units * rule.passed / 100, one.units * _MORE / 100, rule.pieces)
        if parts:
            used.update((one.at, *(part.at for part in parts)))
            found.append(Episode((one,), parts))
    for one in _largest(outs, least):
        if one.at in used:
            continue
        there = (move for move in _near(ins, one, rule.days) if move.at not in used and ordered(move, one))
        parts = _parts(there, one.units * 100 / _MORE, one.units * 100 / rule.passed, rule.pieces)
        if parts:
            used.update((one.at, *(part.at for part in parts)))
            found.append(Episode(parts, (one,)))
    return found


def _largest(moves: Sequence[Move], least: int) -> list[Move]:
    return sorted((m for m in moves if m.units >= least), key=lambda move: (-move.units, move.stamp, move.at))


def _near(moves: Sequence[Move], to: Move, days: int) -> Sequence[Move]:
    first = bisect_left(moves, to.day - days, key=lambda move: move.day)
    return moves[first : bisect_left(moves, to.day + days + 1, key=lambda move: move.day)]


def _parts(moves: Iterable[Move], low: float, high: float, pieces: int) -> tuple[Move, ...]:
    """The fewest largest moves that come to `low` up to `high` together; none where they don't."""
    left, found = high, []
    for move in sorted(moves, key=lambda move: (-move.units, move.stamp, move.at)):
        if move.units <= left:
            found.append(move)
            left -= move.units
            if high - left >= low:
                return tuple(found)
            if len(found) == pieces:
                break
    return ()
