"""The audit log in one SQLite file, with a journal that is written ahead and synced at every commit.

Threads take turns at one connection, processes at the file's write lock, which is taken before the last digest is read,
so that the chain can't fork. A log of the format before this one is turned into this one by its first writer, if its
chain is sound; its records keep their digests.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from c360 import audit_file
from c360.audit.chain import SEALED, canonical_of, checked

FORMAT: Final = 1
_OLD: Final = ", ".join((*SEALED, "digest"))
_RECORD: Final = """
CREATE TABLE record (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL, customer_id TEXT,
    sections TEXT NOT NULL, outcome TEXT NOT NULL, profile_id TEXT, detail TEXT NOT NULL,
    before TEXT NOT NULL, digest TEXT NOT NULL, canonical BLOB NOT NULL
) STRICT"""
_APART: Final = (
    """CREATE {temp} TABLE checkpoint (
    number INTEGER PRIMARY KEY, record INTEGER NOT NULL, at TEXT NOT NULL, line TEXT NOT NULL) STRICT""",
    """CREATE {temp} TABLE segment (
    number INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, digest TEXT NOT NULL,
    file TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE {temp} TABLE told (number INTEGER NOT NULL) STRICT",
)
_INDICES: Final = (
    "CREATE INDEX record_customer ON record (customer_id, at) WHERE customer_id IS NOT NULL",
    "CREATE INDEX record_user ON record (user, at)",
    "CREATE INDEX record_action ON record (action, at)",
    "CREATE INDEX record_at ON record (at)",
)
# What keeps a sound log from being read; anything else says that it isn't sound.
_UNREADABLE: Final = (
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR,
)  # fmt: skip


class _Session:
    def __init__(self, db: sqlite3.Connection, *, old: bool = False) -> None:
        self._db, self.old = db, old

    def run(self, statement: str, values: Sequence[Any] = ()) -> Iterable[tuple[Any, ...]]:
        return self._db.execute(statement, values)

    def many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        self._db.executemany(statement, values)


class SqliteFile:
    """`Database` over the file at `path`, made by the first writer."""

    shared = False
    meddlers = "SELECT name FROM main.sqlite_master WHERE type = 'trigger'"
    errors: tuple[type[Exception], ...] = (sqlite3.Error, OSError)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)
        self._turn = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._inherited: list[sqlite3.Connection] = []
        self._file: tuple[int, int] | None = None
        self._there: tuple[int, int] | None = None
        self._pid = os.getpid()

    @contextmanager
    def writing(self) -> Iterator[_Session]:
        """See `Database`."""
        with self._turned():
            try:
                db = self._connection()
                db.execute("BEGIN IMMEDIATE")
                try:
                    yield _Session(db)
                    db.execute("COMMIT")
                except BaseException:
                    if db.in_transaction:
                        db.execute("ROLLBACK")
                    raise
            except self.errors:
                self._forget()
                raise

    @contextmanager
    def reading(self) -> Iterator[_Session]:
        """See `Database`."""
        with closing(self._opened()) as db:
            old = db.execute("PRAGMA user_version").fetchone()[0] < FORMAT
            if old:
                _read_old(db)
            db.execute("BEGIN")
            yield _Session(db, old=old)

    def there(self) -> bool:
        """See `Database`."""
        if self._there and self._there == audit_file.identity(self.path):
            return True
        if not self.path.is_file() or not self._begun():
            return False
        self._there = audit_file.identity(self.path)
        return True

    def _begun(self) -> bool:
        """Whether the file has a log in it, which one of a first writer that was killed has not, nor an empty one."""
        if not self.path.stat().st_size:
            return False
        try:
            with closing(self._opened()) as db:
                return bool(db.execute("PRAGMA user_version").fetchone()[0]) or _has_records(db)
        except sqlite3.Error:
            return True  # whoever reads it says what is wrong with it

    def _opened(self) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?mode=ro"
        return sqlite3.connect(uri, uri=True, timeout=audit_file.BUSY_SECONDS, isolation_level=None)

    def why(self, error: Exception) -> str:
        """See `Database`."""
        return audit_file.why(error, self.path)

    def damaged(self, error: Exception) -> bool:
        """See `Database`."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        return isinstance(error, sqlite3.Error) and code not in _UNREADABLE

    def told(self, error: Exception) -> str:
        """See `Database`."""
        return f"{self.path}: {error}"

    def close(self) -> None:
        """See `Database`."""
        with self._turned():
            self._forget()

    @contextmanager
    def _turned(self) -> Iterator[None]:
        if self._pid != os.getpid():  # forked: a thread that isn't here may have held it
            self._turn, self._pid = threading.Lock(), os.getpid()
            if self._db is not None:  # the parent's connection is not ours to use, nor to close
                self._inherited.append(self._db)
                self._db = None
        with self._turn:
            yield

    def _connection(self) -> sqlite3.Connection:
        if self._db is not None:
            if self._file is not None and self._file == audit_file.identity(self.path):
                return self._db
            # Moved, removed or replaced: SQLite would go on writing to a file that nobody can find again.
            self._forget()
        # For this user alone; SQLite gives its journal and index the same rights. Only where there is none yet: closing
        # a file of a log lets go of the locks that SQLite has on it. Where it can't be made, SQLite says why.
        with suppress(OSError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        db = sqlite3.connect(
            self.path, timeout=audit_file.BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )  # fmt: skip
        try:
            audit_file.prepare(db)
            if db.execute("PRAGMA user_version").fetchone()[0] < FORMAT:
                _make(db)
        except BaseException:
            db.close()
            raise
        self._db, self._file = db, audit_file.identity(self.path)
        return db

    def _forget(self) -> None:
        if self._db is not None:
            self._db.close()
        self._db = None


def _make(db: sqlite3.Connection) -> None:
    """The tables, with the records of a log of the format before. Raises `IntegrityError` where its chain is broken."""
    db.execute("BEGIN IMMEDIATE")
    try:
        if db.execute("PRAGMA user_version").fetchone()[0] < FORMAT:  # else another process was first
            old = _has_records(db)
            if old:
                db.execute("ALTER TABLE record RENAME TO record_before")
                _canonical(db)
                moved = f"SELECT {_OLD}, canonical({', '.join(SEALED)}) FROM record_before ORDER BY seq"
                for _ in checked(db.execute(moved)):
                    pass
            for statement in (_RECORD, *(one.format(temp="") for one in _APART)):
                db.execute(statement)
            if old:
                db.execute(f"INSERT INTO record {moved}")
                db.execute("DROP TABLE record_before")
            for statement in _INDICES:
                db.execute(statement)
            db.execute("INSERT INTO told VALUES (0)")
            db.execute(f"PRAGMA user_version = {FORMAT}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _read_old(db: sqlite3.Connection) -> None:
    """Lets statements over this format's tables read a file of the format before; nothing is written to it."""
    for statement in _APART:
        db.execute(statement.format(temp="TEMP"))
    _canonical(db)
    db.execute(
        f"CREATE TEMP VIEW record AS SELECT {_OLD}, canonical({', '.join(SEALED)}) AS canonical FROM main.record"
    )


def _has_records(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'record'").fetchone() is not None


def _canonical(db: sqlite3.Connection) -> None:
    db.create_function("canonical", len(SEALED), lambda *values: canonical_of(values), deterministic=True)
