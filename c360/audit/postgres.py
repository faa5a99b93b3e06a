"""The audit log in PostgreSQL, where several servers share one: the same records, chain and checkpoints as in a file.

Writers take turns at an advisory lock, taken before the last digest is read, and commits wait for the disk whatever the
server's default is. The tables lie in the schema `c360_audit`, made by the first writer where it may make it. No
password leaves this module: neither `name` nor what `told` gives has one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict

from c360.errors import UsageError

SECONDS: Final = 10  # for a connection, a lock and the network each
_READERS: Final = 4  # connections that wait for the next reader
_LOCK: Final = 0x63333630  # "c360"
_TABLES: Final = (
    "CREATE SCHEMA IF NOT EXISTS c360_audit",
    """CREATE TABLE record (
    seq BIGINT PRIMARY KEY, at TEXT COLLATE "C" NOT NULL, "user" TEXT NOT NULL, action TEXT NOT NULL, customer_id TEXT,
    sections TEXT NOT NULL, outcome TEXT NOT NULL, profile_id TEXT, detail TEXT NOT NULL,
    before TEXT NOT NULL, digest TEXT NOT NULL, canonical BYTEA NOT NULL)""",
    """CREATE TABLE checkpoint (
    number BIGINT PRIMARY KEY, record BIGINT NOT NULL, at TEXT NOT NULL, line TEXT NOT NULL)""",
    """CREATE TABLE segment (
    number BIGINT PRIMARY KEY, first BIGINT NOT NULL, last BIGINT NOT NULL, digest TEXT NOT NULL,
    file TEXT NOT NULL, at TEXT NOT NULL)""",
    "CREATE TABLE told (number BIGINT NOT NULL)",
    "INSERT INTO told VALUES (0)",
    "CREATE INDEX record_customer ON record (customer_id, at, seq) WHERE customer_id IS NOT NULL",
    'CREATE INDEX record_user ON record ("user", at, seq)',
    "CREATE INDEX record_action ON record (action, at, seq)",
    "CREATE INDEX record_at ON record (at, seq)",
)
_MEDDLERS: Final = """
SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = 'c360_audit'::regnamespace
UNION ALL SELECT rulename FROM pg_rules WHERE schemaname = 'c360_audit'
UNION ALL SELECT policyname FROM pg_policies WHERE schemaname = 'c360_audit'"""
# Their SQLSTATE, or its first two characters, and what it means for whoever reads it.
_WHY: Final = (
    ("53100", "the database's disk is full"),
    ("53300", "the database takes no more connections"),
    ("55P03", "another program holds it"),
    ("57014", "the database doesn't answer in time"),
    ("25006", "the database can only be read"),
    ("28", "the database lets this user in no more"),
    ("42501", "the database's user may not write it"),
    ("3D000", "there is no such database"),
    ("42P01", "its tables aren't there"),
    ("XX", "its tables are damaged"),
)


class _Session:
    old = False

    def __init__(self, db: psycopg.Connection[tuple[Any, ...]], *, streams: bool) -> None:
        self._db, self._streams = db, streams

    def run(self, statement: str, values: Sequence[Any] = ()) -> Iterable[tuple[Any, ...]]:
        if not self._streams:
            return self._db.execute(_ours(statement), values)
        cursor = self._db.cursor("reading")  # on the server, which gives the rows as they are asked for
        cursor.itersize = 5000
        return self._streamed(cursor, statement, values)

    def _streamed(self, cursor: Any, statement: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        with cursor:
            cursor.execute(_ours(statement), values)
            yield from cursor

    def many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        with self._db.cursor() as cursor:
            cursor.executemany(_ours(statement), values)


class PostgresServer:
    """`Database` over what a `postgresql://` address names. Raises `UsageError` for what is no address."""

    shared = True
    meddlers = _MEDDLERS
    errors: tuple[type[Exception], ...] = (psycopg.Error, OSError)

    def __init__(self, url: str) -> None:
        try:
            told = conninfo_to_dict(url)
        except psycopg.Error:
            raise UsageError("The audit log's address is no postgresql:// address.") from None  # it may hold a password
        self._url, self._secret = url, str(told.get("password") or "")
        self.name = f"{told.get('host', 'localhost')}/{told.get('dbname', '')}"
        self._turn = threading.Lock()
        self._db: psycopg.Connection[tuple[Any, ...]] | None = None
        self._readers: list[psycopg.Connection[tuple[Any, ...]]] = []
        self._there = False
        self._inherited: list[psycopg.Connection[tuple[Any, ...]]] = []
        self._pid = os.getpid()

    @contextmanager
    def writing(self) -> Iterator[_Session]:
        """See `Database`."""
        with self._turned():
            try:
                db = self._begun()
                with db.transaction():
                    db.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                    db.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a trigger is to act before what it does is looked at
                    yield _Session(db, streams=False)
            except self.errors:
                self._forget()
                raise

    @contextmanager
    def reading(self) -> Iterator[_Session]:
        """See `Database`."""
        db = self._reader()
        try:
            with db.transaction():
                yield _Session(db, streams=True)
        except BaseException:
            db.close()
            raise
        if len(self._readers) < _READERS:
            self._readers.append(db)
        else:
            db.close()

    def there(self) -> bool:
        """See `Database`. Once they are, tables that are gone are damage."""
        if not self._there:
            with self._connect() as db:
                self._there = _made(db)
        return self._there

    def why(self, error: Exception) -> str:
        """See `Database`."""
        state = getattr(error, "sqlstate", None) or ""
        found = next((words for start, words in _WHY if state.startswith(start)), None)
        if found is None and isinstance(error, psycopg.OperationalError):
            found = "its database can't be reached"
        return found or "for a reason that the log names"

    def damaged(self, error: Exception) -> bool:
        """See `Database`."""
        state = str(getattr(error, "sqlstate", None) or "")
        return state.startswith("XX") or state in ("42P01", "42703")  # damaged, or a table or column is gone

    def told(self, error: Exception) -> str:
        """See `Database`."""
        words = f"{self.name}: {error}"
        return words.replace(self._secret, "***") if self._secret else words

    def close(self) -> None:
        """See `Database`."""
        with self._turned():
            self._forget()
            while self._readers:
                self._readers.pop().close()

    @contextmanager
    def _turned(self) -> Iterator[None]:
        self._own()
        with self._turn:
            yield

    def _own(self) -> None:
        """After a fork the parent's connections are not ours to use, nor to close."""
        if self._pid != os.getpid():
            self._turn, self._pid = threading.Lock(), os.getpid()  # a thread that isn't here may have held it
            self._inherited += [*self._readers, *([self._db] if self._db else [])]
            self._db, self._readers = None, []

    def _reader(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection for one reader, of those that were used before where one still works."""
        self._own()
        while self._readers:
            db = self._readers.pop()
            try:
                db.execute("SELECT 1")
                return db
            except self.errors:
                db.close()
        db = self._connect()
        db.autocommit = True
        db.isolation_level, db.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        return db

    def _begun(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection that works: one that the server or the network ended while nobody used it is made anew."""
        if self._db is not None:
            try:
                self._db.execute("SELECT 1")
                return self._db
            except self.errors:
                self._forget()
        db = self._connect()
        try:
            db.autocommit = True
            if not _made(db):
                _make(db)
        except BaseException:
            db.close()
            raise
        self._db = db
        return db

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        limit = SECONDS * 1000
        return psycopg.connect(
            self._url, connect_timeout=SECONDS, tcp_user_timeout=limit, application_name="c360 audit",
            options=f"-c search_path=c360_audit -c synchronous_commit=on -c lock_timeout={limit}"
            " -c client_encoding=UTF8",
        )  # fmt: skip

    def _forget(self) -> None:
        if self._db is not None:
            with suppress(psycopg.Error, OSError):
                self._db.close()
        self._db = None


def _make(db: psycopg.Connection[tuple[Any, ...]]) -> None:
    # Locked before the transaction and not in it: one that has begun may go on taking the tables for not there.
    db.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        with db.transaction():
            if not _made(db):  # else another server was first
                for statement in _TABLES:
                    db.execute(statement)
    finally:
        db.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _made(db: psycopg.Connection[tuple[Any, ...]]) -> bool:
    found = db.execute("SELECT to_regclass('c360_audit.record')").fetchone()
    return found is not None and found[0] is not None


def _ours(statement: str) -> LiteralString:
    """A statement of this package, whose text never holds a value, with PostgreSQL's mark for values."""
    return statement.replace("?", "%s")
