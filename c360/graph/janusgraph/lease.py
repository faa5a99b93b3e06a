"""Who may change a server's graph: one load at a time, and another one where that load has died.

A vertex of the graph says who writes; its unique, locked key lets one of two loads have it. The load counts it on every
few seconds, so that one that was killed can be told from one that is slow by watching, without anybody's clock. Each
change asks first whether its load still holds the graph.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final
from uuid import uuid4

from c360.errors import C360Error, GraphUnavailable, QueryFailed, QueryTimeout, ServerUnavailable
from c360.graph.janusgraph.scripts import script
from c360.graph.pool import Pool
from c360.graph.wire import Request

_LOOK_MS: Final = 30_000
_BEAT: Final = 3.0  # seconds from one sign of life to the next
_CHANGE_MS: Final = 30_000
# Seconds after which a change is over, well or not: its own time, and as long as a server may still write afterwards.
_OVER: Final = 40.0
# So long a load that says nothing is watched: what was under way when it died has ended by then.
WATCH: Final = _OVER
_TRIES: Final = 5
# What a change can fail by without its load being at an end.
FAILED: Final = (ServerUnavailable, QueryFailed)


class NotEmpty(C360Error):
    """The graph holds something that this load can't go with; nothing was changed."""

    exit_code = 5


class LeaseLost(GraphUnavailable):
    """Another load took the graph over, since nothing was heard of this one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a graph holds.

    `writer` and `beat` are of the load that holds it, `stale` the files that it was about to put there, `target` and
    `done` the state that records are being changed to and how many rows of a first load are there for certain.
    """

    writer: str | None
    beat: int | None
    stale: str | None
    holds: bool
    book: str | None
    loading: bool
    target: str | None
    done: int | None
    other: bool


def look(pool: Pool) -> Found:
    """What the graph holds now; raises `NotEmpty` where it is no load's of ours."""
    told = pool.ask(Request(script("lease"), _LOOK_MS, {"task": "look", "writer": "", "seen": ""})).rows[0]
    found = Found(**json.loads(told))
    if found.other:
        raise NotEmpty(f"The graph at {pool.address.place} holds data that no load of ours made. Nothing was changed.")
    return found


class Lease:
    """The right to change a graph, held until it is closed. A context manager."""

    def __init__(self, pool: Pool, *, watch: float = WATCH, told: Callable[[str], None] = lambda _: None) -> None:
        """Raises `GraphUnavailable` where another load is alive, after watching it for `watch` seconds at most."""
        self.pool = pool
        self.writer = uuid4().hex
        self.found = self._take(watch, told)
        self._lost = threading.Event()
        self._end = threading.Event()
        self._beating = threading.Thread(target=self._beat, name="c360-lease", daemon=True)
        self._beating.start()

    def _take(self, watch: float, told: Callable[[str], None]) -> Found:
        found, until = look(self.pool), time.monotonic() + watch
        first = found
        if found.writer is not None:
            told("waiting to see whether another load is alive")
        while found.writer is not None and time.monotonic() < until:
            time.sleep(min(1.0, watch))
            found = look(self.pool)
            if (found.writer, found.beat) != (first.writer, first.beat) and found.writer is not None:
                raise self._other()
        try:
            took = self._ask("take", found.writer or "")
        except QueryFailed:  # it holds the lock, or just made the vertex
            raise self._other() from None
        if took != "ours":
            raise self._other()
        # Of two that take over at once the later one has it, and each asks which of them that is.
        if found.writer is not None:
            time.sleep(min(1.0, watch))
        after = look(self.pool)
        if after.writer != self.writer:
            raise self._other()
        return after

    def _other(self) -> GraphUnavailable:
        place = self.pool.address.place
        return GraphUnavailable(f"Another load into the graph at {place} is running: wait for it, then try again.")

    def _ask(self, task: str, seen: str = "") -> str:
        bound: dict[str, object] = {"task": task, "writer": self.writer, "seen": seen}
        answer: str = self.pool.ask(Request(script("lease"), _LOOK_MS, bound), again=False).rows[0]
        return answer

    def _beat(self) -> None:
        while not self._end.wait(_BEAT):
            try:
                if self._ask("beat") != "ours":
                    self._lost.set()
                    return
            except C360Error:  # the change that goes on meanwhile finds out what is wrong, and says so
                continue

    def change(self, name: str, **bound: object) -> list[Any]:
        """Runs a script that changes the graph, once, if this load still holds it. Raises `LeaseLost`.

        A failure is raised when the server can't be at the change any more: one that were tried again beside the try
        before could make one thing twice.
        """
        if self._lost.is_set():
            raise self._gone()
        text = script("held") + script(name)
        over = time.monotonic() + _OVER
        try:
            rows = self.pool.ask(Request(text, _CHANGE_MS, {"writer": self.writer, **bound}), again=False).rows
        except (ServerUnavailable, QueryTimeout):
            # What was written as the time was up, or as the connection was lost, may still be on its way.
            time.sleep(max(0.0, over - time.monotonic()))
            raise
        if rows == ["lost"]:
            raise self._gone()
        return rows

    def read(self, name: str, **bound: object) -> list[Any]:
        """Runs a script that only reads."""
        return self.pool.ask(Request(script(name), _CHANGE_MS, bound)).rows

    def steadily(self, name: str, **bound: object) -> list[Any]:
        """As `change`, for a script that may be run again: where it fails it is tried anew, a few times."""
        for turn in range(_TRIES - 1):
            try:
                return self.change(name, **bound)
            except FAILED:
                time.sleep(0.2 * 2**turn)
        return self.change(name, **bound)

    def _gone(self) -> LeaseLost:
        place = self.pool.address.place
        return LeaseLost(f"Another load took the graph at {place} over, since nothing was heard of this one for long.")

    def close(self) -> None:
        """Lets go of the graph. What was begun and not ended stays marked as such."""
        self._end.set()
        self._beating.join(_LOOK_MS / 1000)
        try:
            self._ask("release")
        except C360Error:  # the next load sees that nobody is alive
            return

    def __enter__(self) -> Lease:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
