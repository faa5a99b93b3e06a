"""The audit log: records in, on disk before the caller goes on; what is in it, for those who may look."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from c360 import keyfile
from c360.audit import exporting, ledger
from c360.audit.database import Database, Session
from c360.audit.exporting import Exported
from c360.audit.grouped import Grouped
from c360.audit.proof import Verification, verification
from c360.audit.record import Entry, Record, Texts
from c360.audit.sealing import Clockwork
from c360.audit.signing import Signer, Verifier, signer_at
from c360.audit.sqlite import SqliteFile
from c360.audit.writer import SECONDS, NotWritten, Writer
from c360.errors import AuditFailed, C360Error, IntegrityError, UsageError
from c360.settings import DATABASES

_Answer = TypeVar("_Answer")
_None = TypeVar("_None")


class AuditLog:
    """Records in a SQLite file, or in the PostgreSQL database that a `postgresql://` address names.

    Many threads and processes may write at once. Opened at the first record, so that naming a log costs nothing.
    """

    def __init__(
        self, where: Path | str, *, checkpoints: Path | None = None, signer: Signer | None = None,
        tell: Callable[[str], None] | None = None, policy: Callable[[], str | None] | None = None,
    ) -> None:  # fmt: skip
        """`checkpoints` is the file that is kept apart, else beside a log that is a file; a server's needs one.

        `signer` signs them, else a key in a file beside the log or its checkpoints, made when first needed. `tell`
        takes each checkpoint's line, too. `policy` gives the digest of the policy in force, which every record names
        that names none itself; None where it can't be told. Raises `UsageError`.
        """
        server = isinstance(where, str) and where.startswith(DATABASES)
        if server and checkpoints is None:
            raise UsageError(
                "An audit log in PostgreSQL needs a file for its checkpoints: name one by C360_CHECKPOINTS."
            )
        self._file = None if server else Path(where)
        self._db: Database = SqliteFile(self._file) if self._file else _server(str(where))
        beside = self._file or checkpoints
        assert beside is not None
        self.checkpoints = checkpoints or beside.with_name(f"{beside.stem}.checkpoints.jsonl")
        self.key_file = beside.with_name(f"{beside.name}.pem")
        self._given = signer
        self._policy = policy
        self._writer = Writer(self._db, self.checkpoints, self.signer, tell)
        self._queue: Grouped[Texts] = Grouped(self._write)
        self._clock = Clockwork(self.seal, SECONDS)

    @property
    def path(self) -> Path:
        """The file of a log that is one; `UsageError` for a server's."""
        if self._file is None:
            raise UsageError("This audit log is in a database, and no file.")
        return self._file

    @property
    def name(self) -> str:
        """Which log this is, for whoever runs it: a path, or a server and database, without a password."""
        return self._db.name

    def signer(self) -> Signer:
        """What signs the checkpoints; its key is made now where there is none. Raises `AuditFailed`, `UsageError`."""
        try:
            self._given = self._given or signer_at(self.key_file)
            return self._given
        except OSError as error:
            title = "Nothing is shown, because the key of the audit log can't be read or made."
            raise AuditFailed(title, detail=f"{self.key_file}: {error}") from error

    def record(self, *records: Record) -> int:
        """Append the records, all or none, synced to the disk when this returns; gives the last number, from 1.

        Raises `AuditFailed` when they, or a checkpoint that is due, can't be written.
        """
        if not records:
            return 0
        digest = self._policy() if self._policy else None
        named = {"policy": digest} if digest else {}
        texts = [replace(record, detail={**named, **record.detail}).texts() for record in records]
        try:
            return self._queue.put(texts)
        except NotWritten as failed:
            raise AuditFailed(f"{_undone(records)}, because {failed.because}.", detail=failed.detail) from failed

    def lately(self, user: str, action: str, seconds: float) -> int:
        """How many records of an action this user has from the last so many seconds. Raises `AuditFailed`."""
        since = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="microseconds")
        return self.read(lambda session: ledger.count(session, user, action, since), 0)

    def rows(
        self, *, customer: str | None = None, user: str | None = None, action: str | None = None,
        outcome: str | None = None, since: datetime | None = None, until: datetime | None = None,
        before: int | None = None, limit: int = 1000,
    ) -> list[Entry]:  # fmt: skip
        """What the log holds of these, newest first: from `since` on, before `until` (aware), numbered below `before`.

        Whoever shows them records that first. Empty where there is no log yet. Raises `AuditFailed`, and
        `IntegrityError` naming a record that was changed so that it can't be read.
        """
        _require_zone(since, until)
        return self.read(
            lambda session: ledger.entries(
                session, customer=customer, user=user, action=action, outcome=outcome, since=since, until=until,
                before=before, limit=limit,
            ),
            [],
        )  # fmt: skip

    def keyed(self, text: str) -> str:
        """HMAC-SHA-256 of the text's UTF-8, in hex, by a key of 32 bytes beside the log, made when first asked for.

        A log on a server takes it from the key that signs, so that all who share the log have the same. Whoever may
        read the key can tell whether a text that they suspect was searched for. Raises `AuditFailed`.
        """
        try:
            key = keyfile.key_of(self._file) if self._file else self.signer().secret_for("search digests")
        except OSError as error:
            title = "Nothing is shown, because the key of the audit log can't be read or made."
            raise AuditFailed(title, detail=f"{self.name}: {error}") from error
        return hmac.new(key, text.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()

    def record_unread(self, user: str, customer_id: str, error: Exception) -> None:
        """Record that a customer was asked for and couldn't be read; where there is no book there is no log of it."""
        if self._file is None or self._file.parent.is_dir():
            self.record(Record(user, "view", customer_id, "failed", detail={"error": type(error).__name__}))

    def verify(self) -> int:
        """Check every record and checkpoint; gives how many records there are. Raises as `verification` does."""
        return self.verification().records

    def verification(
        self, checkpoints: Sequence[Path] = (), keys: Sequence[Verifier] = ()
    ) -> Verification:  # fmt: skip
        """What holds of the log, by the checkpoints kept apart (default: this log's file) and their public keys.

        Raises `IntegrityError` naming the first bad record or checkpoint, `C360Error` when there is no log, and
        `AuditFailed` when it can't be read.
        """
        known = self._given is not None or self.key_file.exists()  # a key made now would prove nothing
        own = [self.signer().public] if known and not keys else []
        return verification(self._db, checkpoints or [self.checkpoints], keys or own)

    def seal(self) -> None:
        """Make a checkpoint now where a record has none, and see to it that it is kept apart. Raises `AuditFailed`.

        A log that isn't there, or was taken away, isn't made anew for that.
        """
        try:
            if self._db.there():
                self._writer.seal()
        except self._db.errors as error:
            raise self._unread(error) from error
        except NotWritten as failed:
            raise AuditFailed(f"Nothing is shown, because {failed.because}.", detail=failed.detail) from failed

    def export(
        self, place: Path, *, user: str, since: datetime | None = None, until: datetime | None = None,
        checkpoints: Sequence[Path] = (), keys: Sequence[Verifier] = (),
    ) -> Exported:  # fmt: skip
        """Write the records from `since` on and before `until` (aware; both optional) to a file that proves itself.

        More follow, up to the next checkpoint. The whole log is verified first, as by `verification`. That the file was
        taken, and its SHA-256, are on record before it is at `place`. Raises `AuditFailed`, `IntegrityError`,
        `OSError`, and `UsageError` where there is nothing.
        """
        _require_zone(since, until)
        made = self._made(place, lambda session: exporting.between(session, since, until), checkpoints, keys)
        try:
            self.record(Record(user, "export", None, "success", detail={"kind": "audit log"} | made.told))
            made.put(place)
        finally:
            made.drop()
        return made

    def close_segment(
        self, place: Path, *, user: str, before: datetime | None = None, through: int | None = None,
        checkpoints: Sequence[Path] = (), keys: Sequence[Verifier] = (),
    ) -> Exported:  # fmt: skip
        """Move the oldest records, from before `before` or up to the number `through`, into a file that proves itself.

        They are those up to the last checkpoint that holds no later one. The log goes on from the last one's digest,
        and the closing is signed and on record. The file is at `place` before the records leave. Raises as `export`.
        """
        _require_zone(before)
        made = self._made(place, lambda session: exporting.closable(session, before, through), checkpoints, keys)
        try:
            made.put(place)
        finally:
            made.drop()
        told = Record(user, "administer", None, "success", detail={"what": "close segment"} | made.told)
        try:
            self._writer.close(made.first, made.last, made.digest, made.sha256, told.texts())
        except NotWritten as failed:
            raise AuditFailed(f"Nothing is closed, because {failed.because}.", detail=failed.detail) from failed
        return made

    def close(self) -> None:
        """Seal what isn't sealed and let go of the log; the next record opens it again. Raises `AuditFailed`."""
        try:
            if self._writer.unsealed:
                self.seal()
            self._clock.stop()  # afterwards: what could not be sealed now is tried again
        finally:
            self._db.close()

    def read(self, look: Callable[[Session], _Answer], none: _None) -> _Answer | _None:
        """What `look` finds in one state of the log; `none` where there is none.

        Raises `AuditFailed`, and `IntegrityError` where the log holds what can't be read.
        """
        try:
            if not self._db.there():
                return none
            with self._db.reading() as session:
                return look(session)
        except self._db.errors as error:
            raise self._unread(error) from error
        except ValueError as error:
            if isinstance(error, C360Error):
                raise
            raise IntegrityError("The audit log was changed: it holds what was never written.", repr(error)) from error

    def _made(
        self, place: Path, which: Callable[[Session], tuple[int, int]], checkpoints: Sequence[Path],
        keys: Sequence[Verifier],
    ) -> Exported:  # fmt: skip
        """The file of the records of which `which` gives the first and last number, beside its place.

        Only of a log that holds: what is exported or closed is signed for, and a forged record would be from then on.
        """
        self.verification(checkpoints, keys)
        self.seal()  # afterwards: of a log that was cut it would seal what is left
        signer = self.signer()

        def work(session: Session) -> Exported:
            return exporting.written(session, *which(session), signer, place.parent)

        found = self.read(work, None)
        if found is None:
            raise C360Error("There is no audit log here: nothing was recorded yet, or its file was taken away.")
        return found

    def _write(self, texts: Sequence[Texts]) -> int:
        try:
            return self._writer.write(texts)
        finally:
            if self._writer.unsealed:
                self._clock.wind()

    def _unread(self, error: Exception) -> AuditFailed:
        return AuditFailed("The audit log can't be read.", detail=self._db.told(error))


def _server(url: str) -> Database:
    from c360.audit.postgres import PostgresServer  # a tenth of a second that a file doesn't need

    return PostgresServer(url)


def _require_zone(*instants: datetime | None) -> None:
    if any(instant is not None and instant.tzinfo is None for instant in instants):
        raise ValueError("an instant of the audit log has a zone")


def _undone(records: Sequence[Record]) -> str:
    """What wasn't done, as it could not be recorded."""
    loads = [record for record in records if record.action == "load"]
    if not loads:
        return "Nothing is shown"
    return f"The {loads[0].detail.get('command', 'load')} was not done and the book is as it was"
