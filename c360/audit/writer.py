"""Writes records and the checkpoints over them, and sees to it that no checkpoint is in the log alone.

A checkpoint is made in the transaction that writes the records it seals, or in one of its own, so that all writers of a
log share one chain of checkpoints. Only then is it written to the file that is kept apart, with whatever that lacks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from c360 import audit_file
from c360.audit import apart, ledger
from c360.audit.chain import Link
from c360.audit.checkpoint import CLOSE, RECORDS, SEAL, Checkpoint, made
from c360.audit.database import Database, Session
from c360.audit.forking import renew_in_children
from c360.audit.ledger import Segment
from c360.audit.record import Texts
from c360.audit.signing import Signer
from c360.errors import C360Error, IntegrityError

log = logging.getLogger("c360")

# A checkpoint is made with a record that comes so many seconds after the last one, too.
SECONDS: Final = 10.0


_Answer = TypeVar("_Answer")


class NotWritten(Exception):
    """`because` ends a sentence for people, `detail` is for the log."""

    def __init__(self, because: str, detail: str) -> None:
        super().__init__(because)
        self.because, self.detail = because, detail


class Writer:
    """Writes to one log and to the file of its checkpoints. Raises `NotWritten` for whatever stops it."""

    def __init__(
        self, db: Database, checkpoints: Path, signer: Callable[[], Signer], tell: Callable[[str], None] | None
    ) -> None:
        self._db, self._checkpoints, self._signer, self._tell = db, checkpoints, signer, tell
        self._lock = threading.Lock()  # whoever brings the file up to the log
        self._behind = True  # until it is known that the file and the collector have every checkpoint of the log
        self._last: Link | None = None  # the last record that this writer wrote and nothing is known to seal

        renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: a thread that isn't here may have held the lock."""
        self._lock = threading.Lock()

    @property
    def unsealed(self) -> bool:
        """Whether the last record that this writer wrote has no checkpoint yet, or none that is kept apart."""
        return self._last is not None

    def write(self, texts: Sequence[Texts]) -> int:
        """The number of the last of these records, once they and a checkpoint that is due are on disk."""

        def work(session: Session) -> tuple[Link, bool]:
            self._require_last(session)
            end, last = ledger.append(session, texts), ledger.last_checkpoint(session)
            due = _due(end, last)
            if due:
                self._seal_at(session, end, last)
            return end, due

        end, due = self._transaction(work)
        self._last = end
        self._apart(sealed=due)
        if due:
            self._settle(end)
        return end.seq

    def seal(self) -> None:
        """Make a checkpoint where the last record has none."""

        def work(session: Session) -> tuple[Link, bool]:
            self._require_last(session)
            end, last = ledger.end(session), ledger.last_checkpoint(session)
            lacks = bool(end.seq) and (last is None or (last.record, last.digest) != (end.seq, end.digest))
            if lacks:
                self._seal_at(session, end, last)
            return end, lacks

        end, sealed = self._transaction(work)
        self._apart(sealed=sealed)
        self._settle(end)

    def close(self, first: int, last: int, digest: str, file: str, texts: Texts) -> int:
        """Let the oldest records go, which are in a file of this SHA-256, with a record of it; gives that one's number.

        Where somebody else has closed a segment meanwhile nothing is done.
        """

        def work(session: Session) -> Link:
            if ledger.beginning(session).seq != first - 1:
                raise IntegrityError("These records were closed by somebody else meanwhile.")
            seals = [one for one in ledger.checkpoints(session) if one.kind == SEAL]
            if not any((one.record, one.digest) == (last, digest) for one in seals):
                raise IntegrityError("The last of these records isn't the one that was sealed.")
            segment = Segment(len(ledger.segments(session)) + 1, first, last, digest, file, ledger.now())
            closing = made(
                self._signer(), self._newest(ledger.last_checkpoint(session)), record=last, digest=digest,
                at=segment.at, segment=segment.number, kind=CLOSE, first=first, file=file,
            )  # fmt: skip
            ledger.add(session, closing)
            ledger.let_go(session, segment)
            end = ledger.append(session, [texts])
            self._seal_at(session, end, closing)
            return end

        end = self._transaction(work)
        self._apart(sealed=True)
        self._settle(end)
        return end.seq

    def _require_last(self, session: Session) -> None:
        """Raise `IntegrityError` where the last record that this writer wrote and nothing seals isn't there.

        Nobody else could tell: the next record would take its number. A log that was moved away together with its
        checkpoints is begun anew.
        """
        last = self._last
        if last is None or ledger.holds(session, last):
            return
        if ledger.empty(session) and self._kept_apart() is None:
            self._last = None
            return
        raise IntegrityError(
            f"The audit log's record {last.seq}, which was acknowledged, was changed or taken out.",
            "A restart goes on without it: verify the log and keep a copy first.",
        )

    def _settle(self, end: Link) -> None:
        """The records up to `end` are sealed, and that is kept apart."""
        last = self._last  # of another thread, perhaps, whose record came later
        if last is not None and last.seq <= end.seq:
            self._last = None

    def _seal_at(self, session: Session, end: Link, last: Checkpoint | None) -> None:
        """Adds the checkpoint over the chain's end."""
        segment = len(ledger.segments(session)) + 1
        last = self._newest(last)
        one = made(self._signer(), last, record=end.seq, digest=end.digest, at=ledger.now(), segment=segment)
        ledger.add(session, one)

    def _newest(self, last: Checkpoint | None) -> Checkpoint | None:
        """The log's last checkpoint, or the file's where that is later.

        It is when the log was put back or begun anew: what follows then says so for good, in a chain of its own.
        """
        kept = self._kept_apart()
        return kept if kept is not None and (last is None or kept.number > last.number) else last

    def _kept_apart(self) -> Checkpoint | None:
        try:
            return apart.last(self._checkpoints)
        except (OSError, IntegrityError) as error:
            raise self._failed(error) from error

    def _transaction(self, work: Callable[[Session], _Answer]) -> _Answer:
        try:
            with self._db.writing() as session:
                return work(session)
        except C360Error as error:
            title = error.title[:1].lower() + error.title[1:].rstrip(".")
            raise NotWritten(title, f"{self._db.name}: {error.detail or error.title}") from error
        except ValueError as error:
            raise NotWritten("its own checkpoints were changed", self._db.told(error)) from error
        except self._db.errors as error:
            because = f"the audit record can't be written: {self._db.why(error)}"
            raise NotWritten(because, self._db.told(error)) from error

    def _apart(self, *, sealed: bool) -> None:
        """Bring the file and the collector up to the log where they aren't, or may not be as something was `sealed`."""
        with self._lock:
            self._behind = self._behind or sealed
            if not self._behind:
                return
            try:
                apart.append(self._checkpoints, self._after)
            except (OSError, IntegrityError, ValueError) as error:
                raise self._failed(error) from error
            except self._db.errors as error:
                raise NotWritten("its checkpoints can't be read", self._db.told(error)) from error
            if self._tell:
                self._tell_all(self._tell)
            self._behind = False

    def _tell_all(self, tell: Callable[[str], None]) -> None:
        """Tell what wasn't told yet. It counts as told afterwards: better twice than not at all."""
        try:
            with self._db.reading() as session:
                untold = ledger.untold(session)
        except (IntegrityError, ValueError) as error:
            raise NotWritten("its own checkpoints were changed", self._db.told(error)) from error
        except self._db.errors as error:
            raise NotWritten("its checkpoints can't be read", self._db.told(error)) from error
        if not untold:
            return
        try:
            for one in untold:
                tell(one.line)
        except (OSError, ValueError) as error:
            raise NotWritten("the audit log's checkpoints can't be told on standard output", repr(error)) from error
        self._transaction(lambda session: ledger.told(session, untold[-1].number))

    def _after(self, number: int) -> list[Checkpoint]:
        with self._db.reading() as session:
            return ledger.checkpoints(session, number)

    def _failed(self, error: Exception) -> NotWritten:
        self._behind = True  # so that every record tries again, whether a checkpoint is due with it or not
        why = audit_file.why(error, self._checkpoints)
        if isinstance(error, IntegrityError | ValueError):
            why = "their file is damaged or was changed"
        return NotWritten(f"the audit log's checkpoints can't be written: {why}", f"{self._checkpoints}: {error}")


def _due(end: Link, last: Checkpoint | None) -> bool:
    if last is None or end.seq - last.record >= RECORDS:
        return True
    age = (datetime.fromisoformat(ledger.now()) - datetime.fromisoformat(last.at)).total_seconds()
    return not 0 <= age < SECONDS  # below 0 where the clock was set back
