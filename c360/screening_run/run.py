"""Screening everybody in a book, or with `changed` those for whom something changed since the last run."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from c360.errors import C360Error, NotScreened
from c360.graph.connect import Graph
from c360.policy import ScreeningRules
from c360.screening.keyed import key_beside
from c360.screening.lists.held import Lists
from c360.screening.screener import Screener
from c360.screening_run import kept
from c360.screening_run.customers import Customer, customers
from c360.screening_run.kept import Found, ListUsed, Run
from c360.screening_run.touched import MOST, keys, matcher, touched
from c360.search import Search

NO_LIST: Final = (
    "Nobody was screened, since no sanctions list is loaded, which doesn't mean that anybody is clear: 'lists load'"
    " loads one."
)
# Batches that are under way at once: enough that no process waits, and a bound on what is held in memory.
_AHEAD: Final = 6
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG, prctl(2)
_Progress = Callable[[str, int, int], None]


def screen_book(
    connect: Callable[[], Graph], lists: Lists, place: Path, *, rules: ScreeningRules, at: datetime,
    changed: bool = False, workers: int = 2, most: float = MOST, record: Callable[[Run], None] | None = None,
    progress: _Progress | None = None,
) -> Run:  # fmt: skip
    """Screens the graph that `connect` opens against `lists`, and keeps the run at `place` (`Settings.run_of`).

    With `changed` only those are compared whose own data changed since the run there, or who share a word or a number
    with an entry that did; it finds what a whole run would. Everybody is compared where there is no such run, where
    the comparison or the threshold is another, or where more than `most` of the entries changed.

    `record(run)` is called before anything is kept; if it raises, the run before stays. Raises `NotScreened` without
    a list, `IntegrityError` where a list or the run before is damaged, and what reading a graph raises.

    A whole run has `workers` processes on Linux, which share the memory of one screener, made before the graph is
    opened: the graph's engine has threads, and a process that has some can't be doubled.
    """
    if lists.none_loaded:
        raise NotScreened(NO_LIST)
    with kept.alone(place):
        before = kept.read(place) if changed else None
        plan = _Plan(lists, place, before, float(rules.threshold), most)
        with plan.comparing(workers) as compare:
            found, seen, view = plan.work(connect, compare, progress)
        run = Run(
            at=at, book=view[0], generation=view[1], matcher=matcher(), threshold=float(rules.threshold),
            lists=tuple(ListUsed(one.name, one.digest, one.dated) for one in lists.lists),
            screened=plan.screened, compared=plan.compared,
            lacking=dict(sorted(plan.lacking.items())), found=tuple(sorted(found)),
        )  # fmt: skip
        if record:
            record(run)
        kept.write(place, run, seen)
    return run


class _Plan:
    """Who is compared, and whose candidates are taken over from the run before."""

    def __init__(self, lists: Lists, place: Path, before: Run | None, threshold: float, most: float) -> None:
        self._lists, self._threshold = lists, threshold
        self.compared = self.screened = 0
        self._key = key_beside(place)
        self.lacking: Counter[str] = Counter()
        self._keys: frozenset[str] | None = None
        self._digests: dict[tuple[str, str], str | None] = {}
        self._found: dict[tuple[str, str], list[Found]] = {}
        if before and (before.matcher, before.threshold) == (matcher(), threshold):
            self._keys = touched(lists, before.lists, most)
            self._digests = kept.digests(place)
            for one in before.found:
                self._found.setdefault((one.kind, one.customer), []).append(one)

    def concerns(self, one: Customer) -> bool:
        """Whether a customer has to be compared."""
        if one.subject is None:
            return False
        if self._keys is None or self._digests.get((one.kind, one.id)) != one.digest:
            return True
        return bool(self._keys) and not self._keys.isdisjoint(keys(one.subject))

    @contextmanager
    def comparing(self, workers: int) -> Iterator[Callable[[list[Customer]], Future[list[Found]]]]:
        """What compares a batch: in other processes for everybody, here for the few that changed."""
        alone = workers < 2 or (os.cpu_count() or 1) < 2 or sys.platform != "linux" or threading.active_count() > 1
        if self._keys is not None or alone:
            held: list[Screener] = []

            def here(batch: list[Customer]) -> Future[list[Found]]:
                done: Future[list[Found]] = Future()
                if batch and not held:
                    held.append(Screener.of(self._lists, self._threshold))
                done.set_result(_compared(held[0], batch) if batch else [])
                return done

            yield here
            return
        screener = Screener.of(self._lists, self._threshold)
        with _shared(screener), _pool(workers) as pool:
            pool.submit(_in_process, []).result()  # they are all made with the first work
            yield lambda batch: pool.submit(_in_process, batch)

    def work(
        self, connect: Callable[[], Graph], compare: Callable[[list[Customer]], Future[list[Found]]],
        progress: _Progress | None,
    ) -> tuple[list[Found], list[tuple[str, str, str | None]], tuple[str, int]]:  # fmt: skip
        """The candidates, everybody with the digest of their data, and the state that was read."""
        found: list[Found] = []
        seen: list[tuple[str, str, str | None]] = []
        running: deque[Future[list[Found]]] = deque()
        with closing(connect()) as graph:
            view = graph.view()
            counts = Search(graph).counts()
            total = counts.get("person", 0) + counts.get("company", 0)
            try:
                for batch in customers(view, self._key):
                    todo = [one for one in batch if self.concerns(one)]
                    found += self._taken_over(batch, todo)
                    self.compared += sum(not one.lacks for one in todo)
                    self.lacking.update(one.lacks for one in batch if one.lacks)
                    self.screened += sum(not one.lacks for one in batch)
                    seen += [(one.kind, one.id, one.digest) for one in batch]
                    running.append(compare(todo))
                    while len(running) > _AHEAD:
                        found += running.popleft().result()
                    if progress:
                        progress("screening", len(seen), total)
                for future in running:
                    found += future.result()
            except BrokenProcessPool as error:
                raise C360Error("The screening was stopped: is there enough memory? Nothing was kept.") from error
            return found, seen, (view.book.name, view.generation.number)

    def _taken_over(self, batch: Sequence[Customer], todo: Sequence[Customer]) -> Iterator[Found]:
        again = {one.id for one in todo}
        for one in batch:
            if one.id not in again and one.subject is not None:
                yield from self._found.get((one.kind, one.id), ())


def _compared(screener: Screener, batch: Sequence[Customer]) -> list[Found]:
    told = []
    for one in batch:
        if one.subject is not None and one.digest is not None:
            told += [
                Found(one.id, one.kind, hit.entry.list, hit.entry.id, hit.entry.name, hit.score, hit.entry.digest,
                      one.digest)
                for hit in screener.screen(one.subject)
            ]  # fmt: skip
    return told


_SHARED: list[Screener] = []


@contextmanager
def _shared(screener: Screener) -> Iterator[None]:
    """A screener that the processes made within have, without a copy: what the collector touches is copied."""
    _SHARED.append(screener)
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        _SHARED.clear()


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("fork"), initializer=_child)


def _child() -> None:
    """A killed run must leave no process behind, and Ctrl-C is its parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _in_process(batch: list[Customer]) -> list[Found]:
    return _compared(_SHARED[0], batch)
