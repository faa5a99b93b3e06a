"""Precision and recall of the signals from transactions: `python -m benchmarks.signals [BERKA_FOLDER]`.

The demo bank's planted cases, at several seeds and sizes, end to end from its files to the profile, and who else of it
has a signal; Berka's transactions, which have no planted case (skipped without its folder); and made-up lives with
laundering by random parameters (`benchmarks.laundering`), so that it isn't the demo's cases alone. Precision counts
customers: those with the signal on whom it was planted, of all who have it, but for those on whom another pattern was
planted: they are reported apart, since one pattern may well be two (who wakes up may do so with somebody new).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.laundering import DAYS, LAUNDERING, ORDINARY, Life, people
from c360 import Customer360Builder, connect
from c360 import policy as policies
from c360.audit import NullLog
from c360.demo import PATTERNS, build
from c360.demo.clock import AS_OF
from c360.model import Signals
from c360.signals import PATTERNS as RULES
from c360.signals.history import History, Move, Threshold, kind_of
from c360.sources.load import load

BANKS: Final = ((7, 300), (7, 1_000), (11, 300), (23, 300), (101, 1_000))
SEEDS: Final = (1, 2, 3, 4, 5)
EACH: Final = 100
_POLICY: Final = policies.load()
_RULES: Final = _POLICY.signals


class Score:
    """Counts of one run: planted, found there, found on who has nothing planted, found on who has another."""

    def __init__(self) -> None:
        self.planted: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.beside: Counter[str] = Counter()
        self.ordinary = self.flagged = self.untold = 0

    def add(self, planted: str, found: Iterable[str]) -> None:
        """One customer: the pattern planted on it ("" for none), and the signals found."""
        found = set(found)
        if planted:
            self.planted[planted] += 1
            self.right[planted] += planted in found
            self.beside.update(found - {planted})
        else:
            self.ordinary += 1
            self.flagged += bool(found)
            self.wrong.update(found)

    def show(self, title: str) -> None:
        """Prints it as a table."""
        table = Table("signal", "planted", "found there", "recall", "found on others", "precision", "beside another",
                      title=title)  # fmt: skip
        for rule in RULES:
            planted, right, wrong = self.planted[rule.id], self.right[rule.id], self.wrong[rule.id]
            table.add_row(
                rule.id, str(planted), str(right), _share(right, planted), str(wrong), _share(right, right + wrong),
                str(self.beside[rule.id]),
            )  # fmt: skip
        table.caption = (
            f"{self.flagged:,} of {self.ordinary:,} customers without anything planted have a signal:"
            f" {_share(self.flagged, self.ordinary)}"
        )
        Console(width=140).print(table)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "none"


def found_in(path: Path) -> Iterator[tuple[str, Signals]]:
    """Each customer of a book and its signals."""
    graph = connect(str(path))
    builder = Customer360Builder(graph, policy=_POLICY, audit=NullLog(), user="benchmark")
    ids = sorted(graph.g.V().has_label("Person").values("customerId").to_list())
    for start in range(0, len(ids), 100):
        for profile in builder.build_profiles(ids[start : start + 100], sections=["signals"]):
            if profile.signals is not None:
                yield profile.customer_id, profile.signals


def demo() -> Score:
    """The demo bank's planted cases and all others of it."""
    score = Score()
    planted = {one: pattern for pattern, ids in PATTERNS.items() for one in ids}
    for seed, customers in BANKS:
        with tempfile.TemporaryDirectory() as folder:
            book = Path(folder) / "demo.book"
            build(book, customers=customers, seed=seed)
            started, count = time.perf_counter(), 0
            for customer_id, signals in found_in(book):
                score.add(planted.get(customer_id, ""), (one.signal for one in signals.found))
                count += 1
            spent = time.perf_counter() - started
        print(f"demo bank of seed {seed}, as of {AS_OF}: {count:,} customers, {count / spent:,.0f} a second")
    return score


def berka(files: Path) -> Score:
    """All of Berka's clients, on whom nothing is planted."""
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "berka.book"
        load("berka", files, book)
        for _, signals in found_in(book):
            score.add("", (one.signal for one in signals.found))
    return score


def history(life: Life, *, timed: bool) -> History:
    """A made-up life as a rule sees it; without times only days are known."""
    epoch, zero = 719_163, 738_000
    last = zero + DAYS - 1
    moves = [
        Move(
            0, (zero + one.day - epoch) * 86_400 + (one.second if timed else 0), zero + one.day, timed, one.way,
            round(one.dollars * 100), one.party, "A", kind_of(one.type, one.channel, _RULES.kinds),
        )
        for one in life if one.day > DAYS - 1 - _RULES.reach
    ]  # fmt: skip
    ordered = sorted(moves, key=lambda move: (move.stamp, move.units, move.party))
    placed = tuple(move._replace(at=len(ordered) - 1 - at) for at, move in enumerate(ordered))
    return History(placed, "USD", Threshold(1_000_000, "$10,000"), last - _RULES.reach + 1, last - _RULES.days + 1,
                   last, _RULES.before, {"A": zero - 3_000})  # fmt: skip


def made_up(*, timed: bool) -> tuple[Score, Table]:
    """Lives with and without laundering, and how many of each kind of ordinary life have a signal."""
    score, kinds, flagged, missed = Score(), Counter[str](), Counter[str](), Counter[str]()
    for seed in SEEDS:
        for planted, kind, life in people(EACH, seed):
            seen = history(life, timed=timed)
            found = {rule.id for rule in RULES if rule.find(seen, _RULES).found}
            score.add(planted, found)
            if planted:
                missed[kind] += planted not in found
            else:
                kinds[kind] += 1
                flagged[kind] += bool(found)
    table = Table("life", "customers", "with a signal", "share", "laundering on such a life missed")
    for kind in ORDINARY:
        table.add_row(kind, str(kinds[kind]), str(flagged[kind]), _share(flagged[kind], kinds[kind]), str(missed[kind]))
    return score, table


def main(arguments: list[str]) -> None:
    """Prints all tables."""
    demo().show("Demo bank: planted cases, and all other customers")
    files = Path(arguments[0]) if arguments else Path("../shared/data/berka")
    if files.is_dir():
        berka(files).show("Berka: nothing planted")
    else:
        print(f"Berka: skipped, {files} isn't there")
    print(f"Made-up lives: {len(ORDINARY)} kinds, {len(LAUNDERING)} typologies, seeds {SEEDS}")
    for timed, said in ((True, "with times"), (False, "days alone")):
        score, kinds = made_up(timed=timed)
        score.show(f"Made-up lives, {said}")
        Console(width=140).print(kinds)


if __name__ == "__main__":
    main(sys.argv[1:])
