"""What people decided about candidates: kept apart from the lists and the book, appended to and never changed.

One SQLite file. A decision is made under the file's write lock, where the ones before it are read again, so that of
two people who decide at once neither is lost: the second is told of the first, or decides anyway, and both are kept.
Each is in the audit log before it is stored, by the digest that its row carries here.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import rfc8785

from c360.audit import Audit, Record
from c360.audit_file import BUSY_SECONDS, why
from c360.errors import AuditFailed, C360Error, DecidedMeanwhile, IntegrityError, UsageError

CONFIRMED: Final = "confirmed"
DISMISSED: Final = "dismissed"
OUTCOMES: Final = (CONFIRMED, DISMISSED)
KINDS: Final = ("Person", "Company")
LONGEST_REASON: Final = 2000
_LONGEST: Final = 300  # of an id or a list's name

_COLUMNS: Final = (
    "number", "customer", "kind", "list", "entry", "outcome", "reason", "by", "at", "list_digest", "entry_digest",
    "subject_digest",
)  # fmt: skip
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS decision (
    number INTEGER PRIMARY KEY, customer TEXT NOT NULL, kind TEXT NOT NULL, list TEXT NOT NULL, entry TEXT NOT NULL,
    outcome TEXT NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, list_digest TEXT NOT NULL,
    entry_digest TEXT NOT NULL, subject_digest TEXT NOT NULL, digest TEXT NOT NULL
) STRICT"""
_INDEX: Final = "CREATE INDEX IF NOT EXISTS of_customer ON decision (customer, kind)"
_INSERT: Final = f"INSERT INTO decision VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)}, digest FROM decision"
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class Decision:
    """That somebody took a customer for a listed entry ("confirmed") or not ("dismissed").

    `customer` is the id of a `kind`, Person or Company; `entry` the id of the entry on its `list`. `reason` isn't
    empty. `at` has its zone. The digests say what was decided on: the list's version, the entry, and the customer's
    compared data, keyed (`digest_of`). `number` is its place among all decisions, from 1; 0 before it is stored.
    """

    customer: str
    kind: str
    list: str
    entry: str
    outcome: str
    reason: str
    by: str
    at: datetime
    list_digest: str
    entry_digest: str
    subject_digest: str
    number: int = 0

    def __post_init__(self) -> None:
        """Raises `UsageError` for what is no decision."""
        if self.kind not in KINDS or self.outcome not in OUTCOMES:
            raise UsageError(f"A decision is one of {', '.join(OUTCOMES)}, on one of {', '.join(KINDS)}.")
        if not self.reason.strip():
            raise UsageError("A decision needs a reason, for whoever reads it later.")
        if len(self.reason) > LONGEST_REASON:
            raise UsageError(f"A reason has at most {LONGEST_REASON:,} characters.")
        if any(not text or len(text) > _LONGEST for text in (self.customer, self.list, self.entry, self.by)):
            raise UsageError("A decision names a customer, a list, an entry and who decided.")
        if self.at.tzinfo is None:
            raise UsageError("The time of a decision has a zone.")
        try:
            "".join((self.reason, self.customer, self.list, self.entry, self.by)).encode("utf-8")
        except UnicodeEncodeError as error:
            raise UsageError("A decision's text has half a character in it.") from error

    @property
    def pair(self) -> tuple[str, str, str, str]:
        """Whom it is about: customer, kind, list, entry."""
        return self.customer, self.kind, self.list, self.entry


class Decisions:
    """The decisions in one file, which is made with the first of them. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> tuple[Decision, ...]:
        """Every decision, in the order in which they were made.

        Raises `IntegrityError` where the file is damaged or one of them was changed or taken out, and `C360Error`
        where it can't be read.
        """
        found = self._read("", ())
        for number, one in enumerate(found, 1):
            if one.number != number:
                raise IntegrityError(f"The decision {number} is missing: number {one.number} stands in its place.")
        return found

    def of(self, customer: str, kind: str = "Person") -> tuple[Decision, ...]:
        """Those on one customer, in the order in which they were made. Raises as `all` does."""
        return self._read(" WHERE customer = ? AND kind = ?", (customer, kind))

    def decide(self, decision: Decision, audit: Audit, *, seen: int | None = 0) -> Decision:
        """Keep a decision, on record first; gives it with its number.

        `seen` is the number of the latest decision on the same pair that whoever decides knew of, 0 for none; where
        there is another by now, `DecidedMeanwhile` says which, and nothing is kept. None decides anyway. Raises
        `AuditFailed` where it can't be recorded and `C360Error` where it can't be stored; nothing is kept then either.
        """
        detail = {"list": decision.list, "entry": decision.entry, "kind": decision.kind, "decision": decision.outcome}
        try:
            with self._writing() as db:
                before = _latest(db, decision)
                if seen is not None and before is not None and before.number != seen:
                    raise DecidedMeanwhile(told(before), f"seen {seen}, latest {before.number}")
                last = db.execute("SELECT max(number) FROM decision").fetchone()[0] or 0
                kept = replace(decision, number=last + 1)
                digest = _digest(_row(kept))
                db.execute(_INSERT, (*_row(kept), digest))
                digests = {key: getattr(kept, key) for key in ("list_digest", "entry_digest")}
                audit.record(
                    Record(kept.by, "decide", kept.customer, "success", detail=detail | digests | {
                        "number": str(kept.number), "digest": digest,
                    })
                )  # fmt: skip
                db.execute("COMMIT")
        except AuditFailed:
            raise
        except C360Error as error:
            failed = detail | {"error": type(error).__name__}
            audit.record(Record(decision.by, "decide", decision.customer, "failed", detail=failed))
            raise
        return kept

    def _read(self, where: str, values: tuple[str, ...]) -> tuple[Decision, ...]:
        try:
            if not self.path.exists():
                return ()
            # For writing too: a process that was killed may have left a journal to roll back.
            with closing(sqlite3.connect(self._uri("rw"), uri=True, timeout=BUSY_SECONDS)) as db:
                if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'decision'").fetchone():
                    return ()
                return tuple(map(_checked, db.execute(f"{_SELECT}{where} ORDER BY number", values)))
        except (sqlite3.Error, OSError) as error:
            raise self._failed("can't be read", error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The file held alone; what isn't committed within is undone."""
        try:
            os.makedirs(self.path.parent, exist_ok=True)
            with closing(sqlite3.connect(self._uri("rwc"), uri=True, timeout=BUSY_SECONDS, isolation_level=None)) as db:
                # EXTRA: the folder is synced as well, else a power cut could bring back an old journal.
                db.execute("PRAGMA synchronous = EXTRA")
                db.execute("BEGIN IMMEDIATE")
                db.execute(_TABLE)
                db.execute(_INDEX)
                yield db
        except (sqlite3.Error, OSError) as error:
            raise self._failed("can't be kept", error) from error

    def _uri(self, mode: str) -> str:
        return f"{self.path.absolute().as_uri()}?mode={mode}"

    def _failed(self, what: str, error: Exception) -> C360Error:
        detail = f"{self.path}: {error}"
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED:
            return IntegrityError("The file of screening decisions is damaged: put it back from a copy.", detail)
        return C360Error(f"Screening decisions {what}: {why(error, self.path)}.", detail)


def told(decision: Decision) -> str:
    """Who decided what when, as a sentence for whoever decides after them."""
    at = f"{decision.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"Nothing was decided, since {decision.by} {decision.outcome} this match at {at}: look at that first."


def _latest(db: sqlite3.Connection, decision: Decision) -> Decision | None:
    where = " WHERE customer = ? AND kind = ? AND list = ? AND entry = ? ORDER BY number DESC LIMIT 1"
    row = db.execute(_SELECT + where, decision.pair).fetchone()
    return None if row is None else _checked(row)


def _row(decision: Decision) -> tuple[Any, ...]:
    fields = asdict(decision) | {"at": decision.at.astimezone(UTC).isoformat(timespec="microseconds")}
    return tuple(fields[key] for key in _COLUMNS)


def _digest(row: tuple[Any, ...]) -> str:
    return hashlib.sha256(rfc8785.dumps(dict(zip(_COLUMNS, row, strict=True)))).hexdigest()


def _checked(row: tuple[Any, ...]) -> Decision:
    *values, digest = row
    if _digest(tuple(values)) != digest:
        raise IntegrityError(f"The decision {values[0]} was changed after it was made.")
    fields = dict(zip(_COLUMNS, values, strict=True))
    return Decision(**fields | {"at": datetime.fromisoformat(fields["at"])})
