"""Connections to a Gremlin server: as many as it answers at once, each used by one request at a time.

All of them live in one thread of their own, so that callers may be in any thread, a notebook's event loop among them.
A connection is kept only after a whole answer; whatever else happens, it is closed and another one made. Every wait
ends by the deadline of the request.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from c360.errors import GraphOverloaded, QueryFailed, ServerUnavailable, StorageUnavailable
from c360.graph.answer_frames import read_frame
from c360.graph.driver_errors import answered
from c360.graph.wire import Address, Lost, Request, Wire, new_id

_Value = TypeVar("_Value")

SIZE: Final = 4  # the server's gremlinPool: more would only wait there
_CONNECT: Final = 4.0  # seconds until a connection is given up, well below a request's
_SPARE: Final = 5.0  # seconds that we wait longer than the server tries, so that its own word comes first
_IDLE: Final = 30.0  # seconds after which a firewall may have forgotten a connection without a word: not used again

# It prints whole requests and answers, customers' data among them, at ERROR.
logging.getLogger("gremlinpython").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request gave, and what the greeting gave on the connection that it went by."""

    rows: list[Any]
    greeting: list[Any]


class NotGreeted(ServerUnavailable):
    """The server was reached, and the graph there could not answer the greeting."""


class _Busy(Exception):
    """No connection became free in time."""


class Pool:
    """The connections to one server; safe to share between threads.

    `greeting` is asked on each new connection before it is used: its answer goes with each answer that comes by it.
    """

    def __init__(self, address: Address, greeting: Request | None = None, size: int = SIZE) -> None:
        self.address = address
        self._greeting = greeting
        self._size = size
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        # Of the loop's thread alone:
        self._places: asyncio.Semaphore | None = None
        self._idle: list[tuple[Wire, list[Any], float, float]] = []  # the wire, its greeting, when, when last used
        self._since = float("-inf")

    def ask(self, request: Request, *, again: bool = True) -> Answered:
        """The whole answer. With `again` a request whose connection breaks is asked once more on a new one, as is one
        whose storage failed: a node that dies in the middle of a read fails that read alone.

        Raises `ServerUnavailable` where none comes, `GraphOverloaded`, `GraphRefused`, and `QueryFailed` and its kinds
        for what the server says of the request.
        """
        seconds = request.milliseconds / 1000 + _SPARE
        deadline = time.monotonic() + seconds
        place, why = self.address.place, f"it said nothing for {seconds:.0f} s"
        for fresh in (False, True):
            request_id = new_id()
            message = request.encoded(request_id)
            try:
                frames, greeting = self._wait(self._once(request_id, message, deadline, fresh), deadline)
                return Answered(_rows(frames), greeting)
            except _Busy:
                title = f"All {self._size} connections to {place} were busy for {seconds:.0f} s: try again in a moment."
                raise GraphOverloaded(title) from None
            except StorageUnavailable:
                if fresh or not again:
                    raise
            except (TimeoutError, CancelledError):
                break
            except Lost as lost:
                why = str(lost)
                if not again:
                    break
        title = f"The graph server at {place} can't be reached: {why}. See that it runs, then try again."
        raise ServerUnavailable(title, why)

    def renew(self) -> None:
        """Uses no connection again that was greeted before: the graph is in another state now."""
        self._since = time.monotonic()

    def close(self) -> None:
        """Closes what is idle and ends the thread; what is under way fails."""
        with self._starting:
            loop, self._loop = self._loop, None
            _POOLS.discard(self)
        if loop is not None:
            with suppress(TimeoutError):
                asyncio.run_coroutine_threadsafe(self._end(), loop).result(_CONNECT)
            loop.call_soon_threadsafe(loop.stop)

    def _wait(self, work: Coroutine[Any, Any, _Value], deadline: float) -> _Value:
        future = asyncio.run_coroutine_threadsafe(work, self._running())
        try:
            # The work keeps to the deadline itself; the second is for a thread that doesn't get to run.
            return future.result(deadline - time.monotonic() + 1)
        except BaseException:
            future.cancel()
            raise

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                _POOLS.add(self)
                self._places, self._idle = asyncio.Semaphore(self._size), []
                threading.Thread(target=_run, args=(self._loop,), name="c360-graph", daemon=True).start()
            return self._loop

    async def _once(
        self, request_id: Any, message: bytes, deadline: float, fresh: bool
    ) -> tuple[list[bytes], list[Any]]:
        assert self._places
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await self._places.acquire()
        except TimeoutError:
            raise _Busy from None
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                wire, greeting, greeted = await self._wire(deadline, fresh)
                try:
                    frames = await wire.ask(request_id, message)
                except BaseException:
                    await wire.close()
                    raise
                self._idle.append((wire, greeting, greeted, time.monotonic()))
                return frames, greeting
        finally:
            self._places.release()

    async def _wire(self, deadline: float, fresh: bool) -> tuple[Wire, list[Any], float]:
        """One that was used a moment ago, else a new one that has been greeted; what it said, and when."""
        if fresh:  # what broke one has broken the others
            await self._drop()
        while self._idle:
            wire, greeting, greeted, used = self._idle.pop()
            if wire.is_open and time.monotonic() - used < _IDLE and greeted > self._since:
                return wire, greeting, greeted
            await wire.close()
        wire = await Wire.open(self.address, min(_CONNECT, deadline - time.monotonic()))
        greeted, request_id = time.monotonic(), new_id()
        try:
            if self._greeting is None:
                return wire, [], greeted
            return wire, _rows(await wire.ask(request_id, self._greeting.encoded(request_id))), greeted
        except QueryFailed as error:
            await wire.close()
            title = f"The graph at {self.address.place} doesn't say what it holds: it has no book, or another schema."
            raise NotGreeted(title, error.detail) from None
        except BaseException:
            await wire.close()
            raise

    async def _end(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._drop()

    async def _drop(self) -> None:
        while self._idle:
            await self._idle.pop()[0].close()


# Alive until they are closed: a connection that is merely forgotten is complained of by those who lent it.
_POOLS: Final[set[Pool]] = set()


@atexit.register
def _close_all() -> None:
    for pool in list(_POOLS):
        pool.close()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.close()


def _rows(frames: list[bytes]) -> list[Any]:
    """What the frames of an answer hold; what the server says of a request that failed is raised."""
    rows: list[Any] = []
    for frame in frames:
        read = read_frame(frame)
        answered(read.status, read.attributes)
        rows += read.rows
    return rows
