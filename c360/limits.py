"""How much one user may ask in a minute: counted by the audit log, so that it holds over all tabs and processes.

What this process let through and has not recorded yet is counted beside the log: many at once don't miss each other.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Final

from c360.audit import Audit, Record
from c360.errors import TooMany
from c360.policy import Policy

_WINDOW: Final = 60.0  # seconds


@dataclass(slots=True, eq=False)
class Place:
    """What was let through. It counts until `with` ends, else until its thread asks again or ends; a minute at most."""

    count: int
    thread: threading.Thread
    until: float
    over: bool = False

    def __enter__(self) -> None:
        """It counts from when it was let through."""

    def __exit__(self, *_: object) -> None:
        """It is on record now, or failed."""
        self.over = True

    def counts(self, asking: threading.Thread, now: float) -> bool:
        return not self.over and self.thread is not asking and self.thread.is_alive() and now < self.until


@dataclass(slots=True)
class _Queue:
    """One user's way to one action: the lock is held while the log is counted, so that they go one by one."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    places: list[Place] = field(default_factory=list)


_QUEUES: Final[dict[tuple[str, str], _Queue]] = {}


def search(user: str, audit: Audit, policy: Policy) -> Place:
    """Raises `TooMany` where this user has had the policy's searches of the last minute, and `AuditFailed`."""
    return _hold(user, audit, "search", 1, policy.searches_a_minute, "searches")


def view(user: str, audit: Audit, policy: Policy, count: int = 1) -> Place:
    """Raises `TooMany` where `count` more views are over the policy's for this user's last minute, and `AuditFailed`.

    A view is a record of one: each customer that a search result speaks of is one, too.
    """
    return _hold(user, audit, "view", count, policy.views_a_minute, "views of customers")


def _hold(user: str, audit: Audit, action: str, count: int, most: int, what: str) -> Place:
    queue = _QUEUES.setdefault((user, action), _Queue())
    me = threading.current_thread()
    with queue.lock:
        now = time.monotonic()
        # Before the log is asked: what is recorded in between counts twice rather than not at all.
        queue.places = [place for place in queue.places if place.counts(me, now)]
        ahead = sum(place.count for place in queue.places)
        if audit.lately(user, action, _WINDOW) + ahead + count <= most:
            mine = Place(count, me, now + _WINDOW)
            queue.places.append(mine)
            return mine
    # One more record of its kind: whoever doesn't wait, waits longer.
    audit.record(Record(user, action, None, "denied", detail={"why": "too many in a minute"}))
    raise TooMany(f"{most:,} {what} in a minute are more than one person reads: wait a minute, then go on.")
