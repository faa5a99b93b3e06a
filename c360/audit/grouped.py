"""Many threads' records in one synced transaction: whoever comes first writes for all who wait by then."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_Item = TypeVar("_Item")


@dataclass(slots=True)
class _Waiting(Generic[_Item]):
    items: Sequence[_Item]
    last: int | None = None
    failed: Exception | None = None


class Grouped(Generic[_Item]):
    """Calls `write` with all that wait, one call at a time; it gives the number of the last item, or raises for all."""

    def __init__(self, write: Callable[[Sequence[_Item]], int]) -> None:
        self._write = write
        self._pid, self._busy = os.getpid(), False
        self._turn = threading.Condition()
        self._queue: list[_Waiting[_Item]] = []

    def put(self, items: Sequence[_Item]) -> int:
        """The number of the last of these items, once `write` has returned with them. Raises what it raised."""
        if self._pid != os.getpid():  # forked: whoever was writing isn't here
            self._pid, self._busy, self._turn, self._queue = os.getpid(), False, threading.Condition(), []
        mine = _Waiting(items)
        with self._turn:
            self._queue.append(mine)
            self._turn.wait_for(lambda: not self._busy or mine.last is not None or mine.failed is not None)
            if mine.last is None and mine.failed is None:
                self._busy, batch, self._queue = True, self._queue, []
            else:
                batch = []
        if batch:
            self._lead(batch)
        if mine.failed is not None:
            raise mine.failed
        assert mine.last is not None
        return mine.last

    def _lead(self, batch: Sequence[_Waiting[_Item]]) -> None:
        failed: Exception | None = None
        last = 0
        try:
            last = self._write([item for each in batch for item in each.items])
        except Exception as error:
            failed = error
        except BaseException:
            failed = RuntimeError("the thread that wrote for this one was stopped")
            raise
        finally:
            with self._turn:
                self._busy = False
                for each in reversed(batch):
                    each.last, each.failed = (None, failed) if failed else (last, None)
                    last -= len(each.items)
                self._turn.notify_all()
