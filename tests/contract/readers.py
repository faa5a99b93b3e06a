"""Four who read all the time while something happens to the graph, and the count of what they were told."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any, Final

from c360 import Graph, connect
from c360.errors import C360Error, GraphUnavailable, NoSuchCustomer
from c360.model import Profile
from c360.profile import Customer360Builder
from c360.settings import Settings
from tests.contract.compare import builder

READERS: Final = 4
# Whoever is told that nothing can be read waits for so long before the next question, in seconds.
_PAUSE: Final = 0.05
_SHOWN: Final = 3
# What each section says between the moment that a load's state is in force and the end of that load.
_LOADING: Final = "a load of this graph has not ended"

Rights = Mapping[str, Profile]


class Readers:
    """Threads that ask for customers whose profiles are known, from entering to leaving.

    As they leave, nothing that they were told may have been wrong, or "none" where there is something; `report` is
    given one line with all counts.
    """

    def __init__(self, graph: Graph, right: Rights, report: Callable[[str], None]) -> None:
        self.told: Counter[str] = Counter()  # right, in part, unavailable, wrong, none
        self.errors: Counter[str] = Counter()  # by their text
        self.faults: Counter[str] = Counter()  # the same of what was wrong or "none"
        self.longest = 0.0
        self.well_again: float | None = None
        self._rights: list[float] = []  # when there were right answers
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._graph, self._right, self._report = graph, right, report
        self._texts = {one: profile.to_json() for one, profile in right.items()}
        self._threads = [threading.Thread(target=self._read, daemon=True) for _ in range(READERS)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        self._report(str(self))
        assert not any(thread.is_alive() for thread in self._threads)
        assert self.told["wrong"] == 0, self
        assert self.told["none"] == 0, self

    def __str__(self) -> str:
        told = [f"{self.told[kind]} {kind}" for kind in ("right", "wrong", "none")]
        told += [f"{self.told[kind]} {kind}" for kind in ("in part", "unavailable") if self.told[kind]]
        told.append(f"longest wait {self.longest:.1f} s")
        if self.well_again is not None:
            told.append(f"well again after {self.well_again:.1f} s")
        with self._lock:
            errors = self.errors.most_common()
            faults = self.faults.most_common()
        told += [f'{count} x "{text}"' for text, count in (*faults, *errors[:_SHOWN])]
        if len(errors) > _SHOWN:
            told.append(f"{len(errors) - _SHOWN} other texts")
        return ", ".join(told)

    def until(self, kind: str, seconds: float) -> float:
        """Waits until one more answer of a kind is there; gives the seconds it took."""
        started, before = time.monotonic(), self.told[kind]
        while self.told[kind] == before:
            assert time.monotonic() - started < seconds, f"no {kind} within {seconds} s: {self}"
            time.sleep(0.02)
        return time.monotonic() - started

    def until_well(self, fresh: Callable[[], bool], seconds: float) -> float:
        """To be called as a fault ends. Waits until a fresh connection is answered; the seconds from then on until the
        readers are, 0 where they were sooner.
        """
        started = time.monotonic()
        self._rights.clear()
        while not fresh():
            assert time.monotonic() - started < seconds, f"no fresh connection was answered within {seconds} s: {self}"
            time.sleep(0.1)
        answered = time.monotonic()
        while not self._rights:
            assert time.monotonic() - answered < seconds, f"a fresh connection is answered, and no reader: {self}"
            time.sleep(0.02)
        self.well_again = self._rights[0] - started
        return max(0.0, self._rights[0] - answered)

    def _read(self) -> None:
        asked = builder(self._graph)
        while not self._stop.is_set():
            for customer_id in self._right:
                if self._stop.is_set():
                    return
                started = time.monotonic()
                kind, error = self._ask(asked, customer_id)
                with self._lock:
                    self.longest = max(self.longest, time.monotonic() - started)
                    self.told[kind] += 1
                    if error:
                        (self.faults if kind in ("wrong", "none") else self.errors)[error] += 1
                    if kind == "right":
                        self._rights.append(time.monotonic())
                if kind == "unavailable":
                    time.sleep(_PAUSE)

    def _ask(self, asked: Customer360Builder, customer_id: str) -> tuple[str, str | None]:
        try:
            profile = asked.build_profile(customer_id)
        except NoSuchCustomer:
            return "none", None
        except GraphUnavailable as error:
            return "unavailable", error.title
        except C360Error as error:  # nothing else may come out of a graph that can't be read
            return "wrong", f"{type(error).__name__}: {error.title}"
        except Exception as error:
            return "wrong", repr(error)
        if profile.to_json() == self._texts[customer_id]:
            return "right", None
        return _fault(profile, self._right[customer_id])


def _fault(profile: Profile, right: Profile) -> tuple[str, str | None]:
    """What a profile is that isn't the right one: in part only where each section is the right one or says why not."""
    reasons = {state.reason or "" for state in profile.sections.values() if state.status == "unavailable"}
    for name, state in profile.sections.items():
        if state.status != "unavailable" and profile.parts[name] != right.parts[name]:
            found, true = (json.loads(one.to_json()) for one in (profile, right))
            return ("none" if _emptier(found.get(name), true.get(name)) else "wrong"), f"{name} differs"
    if all(_LOADING in (state.reason or "") or state.status == "unavailable" for state in profile.sections.values()):
        reasons.add(_LOADING)  # all is there, and is told not to be relied on yet
    return ("in part", "; ".join(sorted(reasons))) if reasons else ("wrong", "the whole differs")


def _emptier(found: Any, true: Any) -> bool:
    """Whether it says nothing, anywhere, where the truth is something."""
    if not found and true:
        return True
    if isinstance(found, dict) and isinstance(true, dict):
        return any(_emptier(found.get(key), value) for key, value in true.items())
    if isinstance(found, list) and isinstance(true, list):
        return len(found) < len(true) or any(_emptier(*pair) for pair in zip(found, true, strict=False))
    return False


def answered(url: str, right: Rights) -> bool:
    """Whether a connection that is made now gives a right answer."""
    customer_id, true = next(iter(right.items()))
    try:
        with closing(connect(url, settings=Settings())) as graph:
            return builder(graph).build_profile(customer_id).to_json() == true.to_json()
    except C360Error:
        return False
