"""Screens one customer at a time against the lists in force, for whoever looks at them: see `ScreeningDesk`."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from c360.access import DECIDE, Role
from c360.audit import Audit, Record
from c360.errors import C360Error, InputRefused, NotAllowed
from c360.model.screening import ScreenedCandidate, ScreenedList, ScreenedSubject, Screening
from c360.policy import ScreeningRules
from c360.settings import Settings, is_server

if TYPE_CHECKING:
    from c360.screening.lists.entry import Entry
    from c360.screening.lists.manifest import ListVersion
    from c360.screening.screener import Screener

NONE_LOADED: Final = "No sanctions list is loaded."
READING: Final = "The sanctions lists are being read: nobody is screened until they are."
GONE: Final = "The sanctions lists are not where they should be, or none was ever loaded there."
_FAILED: Final = "The sanctions lists could not be read."
# Damaged lists are tried again after so many seconds: what mends a list's file changes nothing else to see it by.
_AGAIN: Final = 30.0
# Customers whose compared data are remembered for a decision on what was shown.
_REMEMBERED: Final = 4096
_MANIFEST: Final = "manifest.json"
_log: Final = logging.getLogger(__name__)

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Held:
    """The lists in force and what reads them; no screener yet where they are being read, none at all with a `failure`.

    `versions` are those that the screener has, `entries` theirs by list and id.
    """

    versions: tuple[ListVersion, ...] = ()
    screener: Screener | None = None
    entries: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    failure: str | None = None
    at: float = 0.0


class ScreeningDesk:
    """The lists in `folder` and the decisions on what was found by them.

    Reading the lists takes seconds, so they are read once and again when they change: in a thread meanwhile the ones
    before serve, and before the first nobody is screened, which is said; with `wait` the first question waits instead.
    Safe to share between threads. A folder that isn't there has no list; but one that somebody named (`named`), or
    beside which there are decisions or a run, has lost its lists.
    """

    def __init__(self, folder: Path, decisions: Path, *, wait: bool = False, named: bool = False) -> None:
        self.folder = folder
        self.decisions = decisions
        self._wait = wait
        self._named = named
        self._lock = threading.Lock()
        self._stamp: tuple[Stamp | None, bool] = None, False
        self._held = _Held()
        self._reading: threading.Thread | None = None
        self._seen: dict[tuple[str, str], str] = {}

    def screen(self, who: ScreenedSubject, rules: ScreeningRules, zone: ZoneInfo) -> Screening:
        """Whom the lists may mean by this name, and how each stands; instants in `zone`. Never raises for a list."""
        held = self._current()
        lists = tuple(ScreenedList(one.name, one.dated, one.loaded_at.astimezone(zone), one.digest, one.entries)
                      for one in held.versions)  # fmt: skip
        try:
            found = self._screened(who, held, lists, rules, zone)
        except C360Error as error:
            _log.warning("%s: %s", type(error).__name__, error.title)
            return Screening("unavailable", error.title, lists)
        if found.token is not None:
            self._remember(who, found.token)
        return found

    def _screened(
        self, who: ScreenedSubject, held: _Held, lists: tuple[ScreenedList, ...], rules: ScreeningRules, zone: ZoneInfo
    ) -> Screening:  # fmt: skip
        bare = None
        if held.failure is not None:
            bare = Screening("unavailable", held.failure, lists)
        elif not lists:
            bare = Screening("not screened", NONE_LOADED)
        elif held.screener is None:
            return Screening("not screened", READING, lists)
        if bare is not None and self._decided() is None:
            return bare
        from c360.screening.found import Places, screened, without_lists

        places = Places(self.folder, self.decisions)
        if bare is not None:
            return without_lists(bare, who, places, rules, zone)
        assert held.screener is not None
        return screened(who, lists, held.screener, held.entries, places, rules, zone)

    def decide(
        self, found: Screening, candidate: ScreenedCandidate, outcome: str, reason: str, *,
        user: str, role: Role, audit: Audit, at: datetime,
    ) -> None:  # fmt: skip
        """Keeps what `user` decided on a candidate as it was shown in `found`: "confirmed" or "dismissed", and why.

        On record before it is kept, and where it is refused. Raises `NotAllowed` for a role without the right,
        `InputRefused` where the customer was not screened here as shown, `DecidedMeanwhile` where somebody else has
        decided since, `UsageError` without a reason, `AuditFailed`, and `C360Error` where it can't be kept.
        """
        from c360.screening.decisions import Decision, Decisions

        who = found.subject
        if not role.may(DECIDE):
            told = {"list": candidate.list, "entry": candidate.entry_id, "decision": outcome, "role": role.name}
            audit.record(Record(user, "decide", who.id if who else None, "denied", detail=told))
            raise NotAllowed("Your role may not decide on sanctions candidates.")
        digest = found.token
        # What a mask hides may have changed too, so it is what was shown only if the token is the last one given.
        if who is None or digest is None or digest != self._remembered(who):
            raise InputRefused("Nothing was decided: the customer's data may have changed. Look at them again first.")
        versions = {one.name: one.digest for one in found.lists}
        version = versions.get(candidate.list) or candidate.decisions[-1].list_digest
        decision = Decision(
            who.id, who.schema, candidate.list, candidate.entry_id, outcome, reason.strip(), user, at, version,
            candidate.entry_digest, digest,
        )  # fmt: skip
        Decisions(self.decisions).decide(decision, audit, seen=candidate.seen)

    def _remember(self, who: ScreenedSubject, digest: str) -> None:
        with self._lock:
            self._seen.pop((who.schema, who.id), None)
            self._seen[who.schema, who.id] = digest
            if len(self._seen) > _REMEMBERED:
                del self._seen[next(iter(self._seen))]

    def _remembered(self, who: ScreenedSubject) -> str | None:
        """The digest of what was compared when they were last screened here."""
        with self._lock:
            return self._seen.get((who.schema, who.id))

    def token(self) -> str:
        """What changes whenever a customer's screening may: for keys of what is kept."""
        held = self._current()
        digests = " ".join(f"{one.name} {one.digest}" for one in held.versions)
        return f"{digests} {held.screener is not None} {held.failure} {self._decided()}"

    def _decided(self) -> object:
        try:
            return _stamp(self.decisions)
        except OSError as error:
            return type(error).__name__

    def warm(self) -> None:
        """Begin to read the lists, so that whoever asks first doesn't wait."""
        self._current()

    def _current(self) -> _Held:
        with self._lock:
            try:
                stamp = _stamp(self.folder / _MANIFEST)
                lost = stamp is None and self._lost()
            except OSError as error:
                stamp, lost = None, True
                _log.warning("the sanctions lists can't be looked at: %s", type(error).__name__)
            waited = time.monotonic() - self._held.at > _AGAIN
            if (stamp, lost) == self._stamp and not (self._held.failure and waited):
                return self._held
            self._stamp = stamp, lost
            if stamp is None and not lost:
                self._held = _Held()
                return self._held
            self._renew()
            return self._held

    def _lost(self) -> bool:
        """Whether there should be lists, where there is no manifest. Raises `OSError`."""
        beside = (self.decisions, self.folder / "versions")
        return self._named or any(map(_stamp, beside)) or any(self.folder.parent.glob("run*.sqlite"))

    def _renew(self) -> None:
        """Take up the lists that are in force now; called with the lock."""
        from c360.screening.lists.held import open_lists

        try:
            lists = open_lists(self.folder)
        except C360Error as error:
            self._held = _Held(failure=error.title, at=time.monotonic())
            return
        before = self._held
        if not lists.lists:
            # With a manifest that is a list taken away by somebody; without one, what was there once is gone.
            gone = self._stamp[0] is None
            self._held = _Held(failure=GONE, at=time.monotonic()) if gone else _Held()
        elif before.screener and [one.digest for one in before.versions] == [one.digest for one in lists.lists]:
            self._held = replace(before, versions=lists.lists)
        elif self._wait:
            self._held = self._read(lists.lists)
        else:
            if before.screener is None:
                self._held = _Held(lists.lists)
            self._reading = threading.Thread(target=self._in_background, args=(lists.lists,), daemon=True)
            self._reading.start()

    def _read(self, versions: tuple[ListVersion, ...]) -> _Held:
        from c360.screening.lists.held import open_lists
        from c360.screening.screener import Screener

        try:
            lists = open_lists(self.folder)
            entries = {(one.list, one.id): one for each in versions for one in lists.entries(each.name, each.digest)}
            return _Held(versions, Screener(versions, entries.values()), entries)
        except C360Error as error:
            return _Held(versions, failure=error.title, at=time.monotonic())
        except Exception as error:
            # What an entry says of itself may hold anything; what kind of error it was can't.
            _log.error("the sanctions lists could not be read: %s", type(error).__name__)
            return _Held(versions, failure=_FAILED, at=time.monotonic())

    def _in_background(self, versions: tuple[ListVersion, ...]) -> None:
        found = self._read(versions)
        with self._lock:
            if self._reading is threading.current_thread():  # no newer one has been started meanwhile
                self._held, self._reading = found, None


def desk_of(settings: Settings, graph: str, *, wait: bool = False) -> ScreeningDesk:
    """The desk of a book or graph server; a server without a folder of lists in the settings has no list."""
    if is_server(graph) and settings.lists is None:
        return ScreeningDesk(Path(os.devnull) / "lists", Path(os.devnull) / "decisions", wait=wait)
    named = settings.lists is not None
    return ScreeningDesk(settings.lists_of(graph), settings.decisions_of(graph), wait=wait, named=named)


def _stamp(path: Path) -> Stamp | None:
    """What changes with a file; None where it isn't there. Raises `OSError` where that can't be told."""
    with suppress(FileNotFoundError, NotADirectoryError):
        found = os.stat(path)
        return found.st_ino, found.st_mtime_ns, found.st_size
    return None
