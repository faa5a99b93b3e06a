"""The log's statements, each within a transaction of whichever database holds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from c360.audit.chain import STORED, Link, row
from c360.audit.checkpoint import Checkpoint, parsed
from c360.audit.database import Session
from c360.audit.record import COLUMNS, Entry, Texts, clean, entry
from c360.errors import IntegrityError


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)  # "user" is PostgreSQL's own word where it isn't quoted


_INSERT: Final = f"INSERT INTO record VALUES ({', '.join('?' * len(STORED))})"
_ALL: Final = f"SELECT {_names(STORED)} FROM record ORDER BY seq"
_SOME: Final = f"SELECT {_names(STORED)} FROM record WHERE seq BETWEEN ? AND ? ORDER BY seq"
_ENTRIES: Final = f"SELECT {_names(COLUMNS)} FROM record"


@dataclass(frozen=True, slots=True)
class Segment:
    """The records `first` to `last`, which left the log at `at` (ISO, UTC) for a file with the SHA-256 `file`.

    `digest` is the last one's; the log goes on from there.
    """

    number: int
    first: int
    last: int
    digest: str
    file: str
    at: str


def now() -> str:
    """This instant in UTC, as the log writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def end(session: Session) -> Link:
    """Where the chain ends: the last record, or the end of the last closed segment where none follows."""
    for number, digest in session.run("SELECT seq, digest FROM record ORDER BY seq DESC LIMIT 1"):
        return Link(number, digest)
    return beginning(session)


def beginning(session: Session) -> Link:
    """What the log's first record follows."""
    closed = segments(session)
    return Link(closed[-1].last, closed[-1].digest) if closed else Link()


def append(session: Session, batch: Sequence[Texts]) -> Link:
    """Add the records to the chain, and give its new end.

    Raises `IntegrityError` where the database has others afterwards: it can be made to drop or change them silently.
    """
    last = end(session)
    number, before, rows = last.seq, last.digest, []
    for texts in batch:
        # The time is read inside the transaction, so that the chain's times don't run backwards between processes.
        number += 1
        made = row(number, now(), texts, before)
        before = made[-2]
        rows.append(made)
    session.many(_INSERT, rows)
    made_end = Link(number, before)
    if rows and (list(stored(session, rows[0][0], number)) != rows or end(session) != made_end):
        raise IntegrityError("The audit log's database doesn't keep a record as it is written.")
    return made_end


def holds(session: Session, link: Link) -> bool:
    """Whether the record of this number has this digest, or left the log in a closed segment."""
    for (digest,) in session.run("SELECT digest FROM record WHERE seq = ?", [link.seq]):
        return bool(digest == link.digest)
    return beginning(session).seq >= link.seq


def empty(session: Session) -> bool:
    """Whether the log was only just made."""
    return end(session) == Link() and last_checkpoint(session) is None


def last_checkpoint(session: Session) -> Checkpoint | None:
    """The log's own copy of its newest checkpoint."""
    for (line,) in session.run("SELECT line FROM checkpoint ORDER BY number DESC LIMIT 1"):
        return parsed(line)
    return None


def checkpoints(session: Session, after: int = 0) -> list[Checkpoint]:
    """The log's own copies of its checkpoints with higher numbers than `after`. `ValueError` where one is none."""
    return [
        parsed(line) for (line,) in session.run("SELECT line FROM checkpoint WHERE number > ? ORDER BY number", [after])
    ]


def add(session: Session, one: Checkpoint) -> None:
    """Keep a copy of a checkpoint. Raises `IntegrityError` where the database doesn't."""
    session.many("INSERT INTO checkpoint VALUES (?, ?, ?, ?)", [(one.number, one.record, one.at, one.line)])
    if last_checkpoint(session) != one:
        raise IntegrityError("The audit log's database doesn't keep a checkpoint as it is written.")


def untold(session: Session) -> list[Checkpoint]:
    """The checkpoints that were not told on standard output yet.

    Raises `IntegrityError` where such are said to be told as aren't there: they never would be.
    """
    ((last,),) = session.run("SELECT number FROM told")
    newest = last_checkpoint(session)
    if last > (newest.number if newest else 0):
        raise IntegrityError("The audit log was changed: it says that checkpoints were told which it doesn't have.")
    return checkpoints(session, last)


def told(session: Session, number: int) -> None:
    """The checkpoints up to this number were told."""
    session.many("UPDATE told SET number = ? WHERE number < ?", [(number, number)])


def segments(session: Session) -> list[Segment]:
    """The closed segments, oldest first."""
    return [
        Segment(*each)
        for each in session.run("SELECT number, first, last, digest, file, at FROM segment ORDER BY number")
    ]


def let_go(session: Session, segment: Segment) -> None:
    """Close a segment: its records leave the log."""
    values = (segment.number, segment.first, segment.last, segment.digest, segment.file, segment.at)
    session.many("INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?)", [values])
    session.many("DELETE FROM record WHERE seq <= ?", [(segment.last,)])
    if segments(session)[-1:] != [segment] or list(session.run("SELECT 1 FROM record WHERE seq <= ?", [segment.last])):
        raise IntegrityError("The audit log's database doesn't close a segment as it is told to.")


def stored(session: Session, first: int | None = None, last: int | None = None) -> Iterable[tuple[Any, ...]]:
    """Rows of `STORED` in the order of their numbers, all or those from `first` to `last`, as they come."""
    return session.run(_ALL) if first is None else session.run(_SOME, [first, last])


def span(session: Session, since: datetime | None, until: datetime | None) -> tuple[int, int] | None:
    """The first and last number of the records from `since` on and before `until`; None where there are none."""
    where, values = _between(since, until)
    ((first, last),) = session.run(f"SELECT min(seq), max(seq) FROM record{_all_of(where)}", values)
    return None if first is None else (first, last)


def entries(
    session: Session, *, customer: str | None, user: str | None, action: str | None, outcome: str | None,
    since: datetime | None, until: datetime | None, before: int | None, limit: int,
) -> list[Entry]:  # fmt: skip
    """Records newest first: see `AuditLog.rows`."""
    where, values = _between(since, until)
    found = False
    for name, value in (("customer_id", customer), ("user", user), ("action", action), ("outcome", outcome)):
        if value is not None:
            # By the index of the first alone, which has the fewest rows: a planner without statistics may take any.
            where.append(f"\"{name}\" || '' = ?" if found else f'"{name}" = ?')
            values.append(clean(value))
            found = True
    if before is not None:
        where.append("seq < ?")
        values.append(before)
    statement = f"{_ENTRIES}{_all_of(where)} ORDER BY at DESC, seq DESC LIMIT ?"
    return [_entry(each) for each in session.run(statement, [*values, limit])]


def _entry(row: Sequence[Any]) -> Entry:
    try:
        return entry(row)
    except ValueError as error:
        title = f"The audit log's record {row[0]} was changed after it was written."
        raise IntegrityError(title, detail=repr(error)) from error


def count(session: Session, user: str, action: str, since: str) -> int:
    """How many records of an action a user has from `since` on."""
    # By the user's index: of an action there are far more. What stands beside a column keeps its index out of it.
    statement = "SELECT count(*) FROM record WHERE \"user\" = ? AND action || '' = ? AND at >= ?"
    return int(next(iter(session.run(statement, [clean(user), action, since])))[0])


def _between(since: datetime | None, until: datetime | None) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    values: list[Any] = []
    for condition, instant in (("at >= ?", since), ("at < ?", until)):
        if instant is not None:
            where.append(condition)
            values.append(instant.astimezone(UTC).isoformat(timespec="microseconds"))
    return where, values


def _all_of(where: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(where)}" if where else ""
