"""When checkpoints are made that no record asks for: some seconds after a burst, and when a process ends."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from c360.audit.forking import renew_in_children

log = logging.getLogger("c360")


class Clockwork:
    """Calls `work` so many seconds after it was wound up, in a thread that ends when nobody winds it up again.

    What was wound up when the process ends is called once more then. `work` must be safe to call at any time.
    """

    def __init__(self, work: Callable[[], None], seconds: float) -> None:
        self._work, self._seconds = work, seconds
        self._wound, self._due = 0, False
        self._thread: threading.Thread | None = None
        self._lock, self._stop = threading.Lock(), threading.Event()
        renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: the thread isn't here and may have held the lock; what is due is the parent's to do."""
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._due, self._thread = False, None
        _WOUND.discard(self)

    def wind(self) -> None:
        """There is something to do, within those seconds."""
        with self._lock:
            self._wound, self._due = self._wound + 1, True
            _WOUND.add(self)
            if self._thread is None:
                self._stop.clear()
                thread = threading.Thread(target=self._run, name="audit checkpoints", daemon=True)
                try:
                    thread.start()
                except RuntimeError as error:  # no room for a thread: the next winding tries again, or the end
                    log.error("The audit log's checkpoints wait for a thread: %s", error)
                else:
                    self._thread = thread

    def stop(self) -> None:
        """Nothing is left to do."""
        with self._lock:
            self._due = False
            _WOUND.discard(self)
            self._stop.set()

    def finish(self) -> None:
        """Do what is left to do, now. Nothing is raised."""
        self.stop()
        self._try()

    def _run(self) -> None:
        while True:
            stopped = self._stop.wait(self._seconds)
            with self._lock:
                if not self._due:
                    self._thread = None
                    return
                if stopped:  # and wound up again since
                    self._stop.clear()
                    continue
                wound = self._wound
            # Due until it is done: a process may end meanwhile, and what failed is tried again after a pause.
            if self._try():
                with self._lock:
                    if self._wound == wound:
                        self._due = False
                        _WOUND.discard(self)

    def _try(self) -> bool:
        try:
            self._work()
        except Exception as error:
            log.error("The audit log's checkpoint could not be made: %s", error)
            return False
        return True


# Held here, so that a log that nobody else holds is still sealed.
_WOUND: Final[set[Clockwork]] = set()


@atexit.register
def _at_exit() -> None:
    for each in list(_WOUND):
        with suppress(Exception):
            each.finish()
