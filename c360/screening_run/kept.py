"""What the last run over a book found: one SQLite file, written aside and put in place whole, checked when read."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from c360.errors import C360Error, GraphUnavailable, IntegrityError
from c360.screening.lists.manifest import sync

_Told = TypeVar("_Told")

FORMAT: Final = 1
_TABLES: Final = """
CREATE TABLE about (text TEXT NOT NULL) STRICT;
CREATE TABLE customer (kind TEXT NOT NULL, id TEXT NOT NULL, digest TEXT, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE found (customer TEXT, kind TEXT, list TEXT, id TEXT, name TEXT, score REAL, digest TEXT,
    subject_digest TEXT) STRICT;
"""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A candidate: that a customer's name and data reach the threshold against an entry of a list.

    `customer` is the id of a `kind`, Person or Company. `list` and `id` name the entry, `name` is the name it is
    listed by, `digest` its digest; `subject_digest` is that of the customer's compared data.
    """

    customer: str
    kind: str
    list: str
    id: str
    name: str
    score: float
    digest: str
    subject_digest: str


@dataclass(frozen=True, slots=True)
class ListUsed:
    """A version of a list that was screened against; `dated` is None where the list doesn't say its day."""

    name: str
    digest: str
    dated: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """One screening of a whole book. `at` is when it began, with its zone.

    book, generation: which state was screened. lists: against which versions. matcher: the digest of the comparison's
    own code and threshold. screened: how many people and companies; lacking: how many could not be, by the reason.
    compared: how many of the screened were compared now and not taken over from the run before. found: the candidates
    from `threshold` on, sorted.
    """

    at: datetime
    book: str
    generation: int
    lists: tuple[ListUsed, ...]
    matcher: str
    threshold: float
    screened: int
    compared: int
    lacking: Mapping[str, int]
    found: tuple[Found, ...] = field(default=())


def write(place: Path, run: Run, customers: Iterable[tuple[str, str, str | None]]) -> None:
    """Puts a run in the place of the one before, by one rename. `customers` are (kind, id, digest of the subject)."""
    aside = place.with_name(f".{place.name}.new")
    try:
        aside.unlink(missing_ok=True)
        with closing(sqlite3.connect(aside, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = OFF")  # nobody sees the file before it is whole
            db.executescript(_TABLES)
            db.execute("BEGIN")
            db.executemany("INSERT INTO customer VALUES (?, ?, ?)", customers)
            db.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, run.found))
            db.execute("INSERT INTO about VALUES (?)", [json.dumps(_plain(run, db))])
            db.execute("COMMIT")
        with open(aside, "rb") as file:
            os.fsync(file.fileno())
        os.replace(aside, place)
        sync(place.parent)
    except (sqlite3.Error, OSError) as error:
        aside.unlink(missing_ok=True)
        raise C360Error("What the screening found can't be kept: is there room on the disk?", str(error)) from error


def read(place: Path) -> Run | None:
    """The last run, None where there was none. Raises `IntegrityError` where the file is damaged."""
    return _read(place, _run)


def digests(place: Path) -> dict[tuple[str, str], str | None]:
    """The digest of what was compared of each customer in the last run, by kind and id. Raises as `read` does."""
    told = _read(place, lambda db: {(kind, id_): digest for kind, id_, digest in _customers(db)})
    return told or {}


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """One run at a time; `GraphUnavailable` while another is under way."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(place.with_suffix(".lock"), "a", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise GraphUnavailable("Another screening of this book is running: wait for it to end.") from error
            yield
    except PermissionError as error:
        raise C360Error("What the screening finds can't be kept: its folder can't be written to.") from error


def _read(place: Path, take: Callable[[sqlite3.Connection], _Told]) -> _Told | None:
    if not place.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)) as db:
            about = json.loads(db.execute("SELECT text FROM about").fetchone()[0])
            if about["format"] != FORMAT:
                raise GraphUnavailable("The last screening was kept by another version: screen the book again.")
            if about["seal"] != _seal(about, db):
                raise ValueError("its digest is another's")
            return take(db)
    except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
        title = "What the last screening found is damaged: screen the whole book again, without --changed."
        raise IntegrityError(title, f"{place}: {error}") from error


def _run(db: sqlite3.Connection) -> Run:
    about = json.loads(db.execute("SELECT text FROM about").fetchone()[0])
    fields = {key: about[key] for key in Run.__slots__ if key not in ("at", "lists", "found")}
    return Run(
        at=datetime.fromisoformat(about["at"]),
        lists=tuple(ListUsed(**one) for one in about["lists"]),
        found=tuple(Found(*row) for row in _found(db)),
        **fields,
    )


def _plain(run: Run, db: sqlite3.Connection) -> dict[str, Any]:
    told = {key: getattr(run, key) for key in Run.__slots__ if key != "found"} | {"format": FORMAT}
    told["at"] = run.at.astimezone(UTC).isoformat()
    told["lists"] = [{"name": one.name, "digest": one.digest, "dated": one.dated} for one in run.lists]
    told["lacking"] = dict(run.lacking)
    return told | {"seal": _seal(told, db)}


def _seal(about: Mapping[str, Any], db: sqlite3.Connection) -> str:
    """Of everything in the file, so that a candidate less is an error and never nobody."""
    told = {key: value for key, value in about.items() if key != "seal"}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
    for row in (*_found(db), *_customers(db)):
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def _found(db: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    yield from db.execute("SELECT * FROM found ORDER BY customer, kind, list, id")


def _customers(db: sqlite3.Connection) -> Iterator[tuple[str, str, str | None]]:
    yield from db.execute("SELECT kind, id, digest FROM customer ORDER BY kind, id")
