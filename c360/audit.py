"""Who looked at whom: written and synced before anything is shown, each record sealing the one before.

A record's digest is the SHA-256 of the RFC 8785 form of all its columns and of the digest before it, so that
a record that is changed, removed, inserted or reordered shows. Customers appear by their id only; a search's
text only as a digest (`c360.search`). Times are UTC.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

import rfc8785

from c360 import keyfile
from c360.audit_file import BUSY_SECONDS, identity, prepare, why
from c360.errors import AuditFailed, C360Error, IntegrityError

ACTIONS: Final = ("view", "export", "search", "uncover", "load", "verify")
OUTCOMES: Final = ("success", "no such customer", "failed", "denied")
GENESIS: Final = "0" * 64
LONGEST: Final = 300
# What keeps a sound log from being read; anything else says that it isn't sound.
_UNREADABLE: Final = (
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR,
)  # fmt: skip

_COLUMNS: Final = (
    "seq",
    "at",
    "user",
    "action",
    "customer_id",
    "sections",
    "outcome",
    "profile_id",
    "detail",
)
_INSERT: Final = f"INSERT INTO record VALUES ({', '.join('?' * (len(_COLUMNS) + 2))})"
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)}, before, digest FROM record ORDER BY seq"


_LATEST: Final = "SELECT at, user, action FROM record ORDER BY seq DESC"


@dataclass(frozen=True, slots=True)
class Record:
    """What happened: `action` is one of `ACTIONS`, `outcome` one of `OUTCOMES`; anything else is a `ValueError`."""

    user: str
    action: str
    customer_id: str | None
    outcome: str
    sections: Sequence[str] = ()
    profile_id: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.action not in ACTIONS or self.outcome not in OUTCOMES:
            raise ValueError(f"no such audit action or outcome: {self.action!r}, {self.outcome!r}")

    def texts(self) -> tuple[str | None, ...]:
        """The columns that the log keeps of it, but for number, time and digests."""
        return (
            _clean(self.user),
            self.action,
            None if self.customer_id is None else _clean(self.customer_id),
            _canonical([_clean(section) for section in self.sections]),
            self.outcome,
            self.profile_id,
            _canonical({_clean(key): _clean(value) for key, value in self.detail.items()}),
        )


class Audit(Protocol):
    """Where records go."""

    def record(self, *records: Record) -> int:
        """Keep the records, all or none, and return the last one's number.

        Raises `AuditFailed`, after which nothing may be shown.
        """
        ...

    def lately(self, user: str, action: str, seconds: float) -> int:
        """How many records of an action this user has from the last so many seconds. Raises `AuditFailed`."""
        ...

    def keyed(self, text: str) -> str:
        """A digest of a text that nobody without the log's key can guess it from. Raises `AuditFailed`."""
        ...


class NullLog:
    """Keeps nothing: for benchmarks and tests."""

    def record(self, *records: Record) -> int:
        """Forget the records."""
        return 0

    def lately(self, user: str, action: str, seconds: float) -> int:
        """None."""
        return 0

    def keyed(self, text: str) -> str:
        """Nothing."""
        return ""


class AuditLog:
    """Records in one SQLite file; many threads and processes may write at once.

    Opened at the first record, so that naming a log costs nothing. Threads take turns at one connection;
    processes at the file's write lock, taken before the last digest is read, so that the chain can't fork.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._turn = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._inherited: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._pid = 0

    def record(self, *records: Record) -> int:
        """Append the records, all or none, synced to the disk when this returns; gives the last number, from 1.

        Raises `AuditFailed` when they can't be written.
        """
        texts = [record.texts() for record in records]
        with self._turn:
            try:
                return self._append(self._connection(), texts)
            except (sqlite3.Error, OSError) as error:
                self._forget()
                title = f"{_undone(records)}, because the audit record can't be written: {why(error, self.path)}."
                raise AuditFailed(title, detail=f"{self.path}: {error}") from error

    def lately(self, user: str, action: str, seconds: float) -> int:
        """How many records of an action this user has from the last so many seconds. Raises `AuditFailed`."""
        since = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="microseconds")
        count = 0
        with self._turn:
            try:
                for at, who, what in self._connection().execute(_LATEST):
                    if at < since:
                        break
                    count += who == _clean(user) and what == action
            except (sqlite3.Error, OSError) as error:
                self._forget()
                raise AuditFailed("The audit log can't be read.", detail=f"{self.path}: {error}") from error
        return count

    def keyed(self, text: str) -> str:
        """HMAC-SHA-256 of the text's UTF-8, in hex, by a key of 32 bytes beside the log, made when first asked for.

        Whoever may read the key can tell whether a text that they suspect was searched for. Raises `AuditFailed`.
        """
        try:
            key = keyfile.key_of(self.path)
        except OSError as error:
            title = "Nothing is shown, because the key of the audit log can't be read or made."
            raise AuditFailed(title, detail=f"{self.path}: {error}") from error
        return hmac.new(key, text.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()

    def record_unread(self, user: str, customer_id: str, error: Exception) -> None:
        """Record that a customer was asked for and couldn't be read; where there is no book there is no log of it."""
        if self.path.parent.is_dir():
            self.record(Record(user, "view", customer_id, "failed", detail={"error": type(error).__name__}))

    def verify(self) -> int:
        """Check every record's digest and place in the chain; gives how many there are.

        Raises `IntegrityError` naming the first bad record, `C360Error` when there is no log, and `AuditFailed` when
        it can't be read. A tail cut off whole leaves a shorter chain that is sound in itself.
        """
        if not self.path.is_file():
            raise C360Error("There is no audit log here: nothing was recorded yet, or its file was taken away.")
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as db:
                return _check(db.execute(_SELECT))
        except sqlite3.DatabaseError as error:
            if (error.sqlite_errorcode & 0xFF) in _UNREADABLE:
                raise AuditFailed("The audit log can't be read.", detail=f"{self.path}: {error}") from error
            raise IntegrityError("The audit log's file is damaged.", detail=f"{self.path}: {error}") from error

    def close(self) -> None:
        """Close the file; the next record opens it again."""
        with self._turn:
            self._forget()

    def _append(self, db: sqlite3.Connection, records: Sequence[Sequence[str | None]]) -> int:
        db.execute("BEGIN IMMEDIATE")
        try:
            last = db.execute("SELECT seq, digest FROM record ORDER BY seq DESC LIMIT 1").fetchone()
            number, before = (int(last[0]), last[1]) if last else (0, GENESIS)
            for texts in records:
                # Read inside the lock, so that the chain's times don't run backwards between processes.
                number += 1
                row = (number, datetime.now(UTC).isoformat(timespec="microseconds"), *texts)
                digest = _digest(row, before)
                db.execute(_INSERT, (*row, before, digest))
                before = digest
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        return number

    def _connection(self) -> sqlite3.Connection:
        if self._db is not None and self._pid == os.getpid():
            if self._file is not None and self._file == identity(self.path):
                return self._db
            # Moved, removed or replaced: SQLite would go on writing to a file that nobody can find again.
            self._forget()
        self._inherited = self._db  # after a fork the parent's connection is not ours to use, nor to close
        db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            prepare(db)
        except BaseException:
            db.close()
            raise
        self._db, self._file, self._pid = db, identity(self.path), os.getpid()
        return db

    def _forget(self) -> None:
        if self._db is not None and self._pid == os.getpid():
            self._db.close()
        self._db = None


def _clean(text: str) -> str:
    """Text that the log can hold: lone surrogates spelt out, and what is longer than any id cut.

    Asking for a hostile id must not stop the record of its being asked for, nor fill the disk.
    """
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def _canonical(value: Any) -> str:
    return rfc8785.dumps(value).decode("utf-8")


def _digest(row: Sequence[Any], before: str) -> str:
    fields = dict(zip(_COLUMNS, row, strict=True))
    return hashlib.sha256(rfc8785.dumps({**fields, "before": before})).hexdigest()


def _check(rows: sqlite3.Cursor) -> int:
    expected_before, count = GENESIS, 0
    for *row, before, digest in rows:
        count += 1
        if row[0] != count:
            raise IntegrityError(f"The audit log's record {count} is missing: number {row[0]} stands in its place.")
        if before != expected_before:
            raise IntegrityError(f"The audit log's record {count} doesn't follow the record before it.")
        if digest != _digest(row, before):
            raise IntegrityError(f"The audit log's record {count} was changed after it was written.")
        expected_before = digest
    return count


def _undone(records: Sequence[Record]) -> str:
    """What wasn't done, as it could not be recorded."""
    loads = [record for record in records if record.action == "load"]
    if not loads:
        return "Nothing is shown"
    return f"The {loads[0].detail.get('command', 'load')} was not done and the book is as it was"
