"""Finding people, companies and accounts by what an analyst has heard: part of a name, an id, a phone.

Each generation of a book carries its own index, one SQLite file built from the tables that the load checked.
It holds no social security and no document numbers. Names and ids are compared folded (`c360.names`), phones
by their digits. Exact comes before prefix, prefix before contained.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from c360.access import ANALYST, Role, visible_rows
from c360.audit import Audit, Record
from c360.errors import C360Error, SearchUnavailable, UsageError
from c360.graph.book import BookFolder
from c360.names import digits, words

if TYPE_CHECKING:
    import duckdb

    from c360.graph.connect import Graph

_Found = TypeVar("_Found")

LONGEST: Final = 200
MOST: Final = 1000
# Fewer digits than this are in too many phone numbers to mean one.
_PHONE_DIGITS: Final = 4
_TOP: Final = "\U0010ffff"  # sorts after every other character, so that a prefix is a range

# kind of hit: (its view, its id, the keys that are searched as a whole beside the id)
_KINDS: Final = {
    "person": ("v_Person", "customerId", ("email", "phone", "mobilePhone")),
    "company": ("v_Company", "companyId", ()),
    "account": ("v_Account", "accountNumber", ()),
}
_PHONES: Final = ("phone", "mobilePhone")
_WHOLE: Final = ("customerId", "companyId", "accountNumber", "email")

_COLUMNS: Final = "SELECT column_name FROM duckdb_columns() WHERE table_name = ?"
_VERSION: Final = 1
_TABLES: Final = f"""
PRAGMA journal_mode = OFF;
PRAGMA user_version = {_VERSION};
CREATE TABLE entry (n INTEGER PRIMARY KEY, kind TEXT, id TEXT, name TEXT, folded TEXT) STRICT;
CREATE TABLE term (field TEXT, text TEXT, entry INTEGER) STRICT;
"""

# What a match is, the best first: a condition on a term, and its scores from covering little to covering all.
_TIERS: Final = (
    ("text = :{0}", 0.8, 1.0),
    ("text >= :{0} AND text < :{0} || :top", 0.5, 0.75),
    ("instr(text, :{0}) > 0", 0.2, 0.45),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `score` is above 0, at most 1; `matched` is the key that matched, never its value."""

    kind: str
    id: str
    name: str | None
    score: float
    matched: str


class Search:
    """Finds in the current generation of one book; safe to share between threads.

    A path is enough: the graph itself isn't opened for it.
    """

    def __init__(self, book: Graph | Path | str) -> None:
        self._book = BookFolder(Path(book)) if isinstance(book, str | Path) else book

    def find(self, text: str, limit: int = 10) -> list[Hit]:
        """The best `limit` hits for `text`, best first; equal scores by kind, name and id.

        Raises `UsageError` for a text longer than 200 characters or a limit outside 1 to 1,000, and
        `SearchUnavailable` when the book has no index.
        """
        if not 1 <= limit <= MOST:
            raise UsageError(f"A search gives from 1 to {MOST:,} hits.")
        if len(text) > LONGEST:
            raise UsageError(f"A search text has at most {LONGEST} characters.")
        wanted = _Wanted.of(text)
        if not wanted.words:
            return []
        return self._read(lambda db: list(_hits(db, wanted, limit)))

    def people(self, most: int) -> list[str]:
        """The ids of so many people at most, taken by chance. Raises `SearchUnavailable`."""
        sql = "SELECT id FROM entry WHERE kind = 'person' ORDER BY random() LIMIT ?"
        return self._read(lambda db: [row[0] for row in db.execute(sql, (most,))])

    def _read(self, read: Callable[[sqlite3.Connection], list[_Found]]) -> list[_Found]:
        path = self._index()
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
                return read(db)
        except sqlite3.Error as error:
            raise SearchUnavailable("The book's search index can't be read.", detail=f"{path}: {error}") from error

    def _index(self) -> Path:
        generation = self._book.current() if isinstance(self._book, BookFolder) else self._book.view().generation
        return generation.search


def search(
    book: Graph | Path | str, text: str, *, user: str, audit: Audit, role: Role = ANALYST, limit: int = 10
) -> list[Hit]:
    """`Search.find` as `role` may see it, recorded before it is answered.

    The record holds the SHA-256 of the text's UTF-8, not the text. A digest of a short text can be guessed by
    trying: it hides what was typed from a passing reader of the log, and lets an auditor prove a suspicion.
    """
    return recorded(text, lambda: Search(book).find(text, limit), user=user, audit=audit, role=role)


def recorded(text: str, look: Callable[[], list[Hit]], *, user: str, audit: Audit, role: Role) -> list[Hit]:
    """What `look` finds for `text`, as `role` may see it, recorded before it is answered."""
    detail = {"text_sha256": hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()}
    try:
        hits = visible_rows(look(), role)
    except C360Error:
        audit.record(Record(user, "search", None, "failed", detail=detail))
        raise
    audit.record(Record(user, "search", None, "success", detail={**detail, "hits": str(len(hits))}))
    return hits


def build_index(db: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Write the index at `path` from the views `v_Person`, `v_Company`, `v_Account`; gives its entries.

    A view or column that no source delivers is left out. The file is complete and synced when this returns.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as index:
        index.executescript(_TABLES)
        index.execute("BEGIN")
        count = 0
        for kind in _KINDS:
            for rows in _batches(db, kind):
                first, count = count + 1, count + len(rows)
                numbered = list(enumerate(rows, start=first))
                index.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", ((n, *row.entry) for n, row in numbered))
                terms = ((field, text, n) for n, row in numbered for field, text in row.terms)
                index.executemany("INSERT INTO term VALUES (?, ?, ?)", terms)
        index.execute("CREATE INDEX term_text ON term (field, text, entry)")
        index.execute("COMMIT")
    return count


@dataclass(frozen=True, slots=True)
class _Row:
    """One entry of the index (kind, id, name, folded name) and its (field, text) terms."""

    entry: tuple[str, str, str | None, str]
    terms: list[tuple[str, str]]


def _batches(db: duckdb.DuckDBPyConnection, kind: str) -> Iterator[list[_Row]]:
    view, key, others = _KINDS[kind]
    columns = {row[0] for row in db.execute(_COLUMNS, [view]).fetchall()}
    if key not in columns:
        return
    chosen = ", ".join(name if name in columns else "NULL" for name in ("name", *others))
    cursor = db.execute(f"SELECT {key}, {chosen} FROM {view} ORDER BY {key}")
    while batch := cursor.fetchmany(10_000):
        yield [_row(kind, key, others, *row) for row in batch]


def _row(kind: str, key: str, others: tuple[str, ...], id_: str, name: str | None, *values: str | None) -> _Row:
    parts = words(name or "")
    terms = [("name", part) for part in dict.fromkeys(parts)]
    terms.append((key, _compact(id_)))
    for field, value in zip(others, values, strict=True):
        text = digits(value or "") if field in _PHONES else _compact(value or "")
        if text:
            terms.append((field, text))
    return _Row((kind, id_, name, " ".join(parts)), terms)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was typed, as each kind of term would hold it; empty where it can't be one."""

    words: tuple[str, ...]
    whole: str
    phone: str

    @classmethod
    def of(cls, text: str) -> _Wanted:
        number = digits(text).lstrip("0")  # 0 and 00 before a number only say from where it is dialled
        dialled = len(number) >= _PHONE_DIGITS and all(c.isdecimal() or c in "+()-./ \u00a0" for c in text)
        # Ids are written with blanks only in groups of digits; e-mails never are.
        whole = "" if len(text.split()) > 1 and not number else _compact(text)
        return cls(tuple(dict.fromkeys(words(text))), whole, number if dialled else "")


def _compact(text: str) -> str:
    """Folded letters and digits alone: account numbers are written in groups, ids with dashes or without."""
    return "".join(words(text))


def _hits(db: sqlite3.Connection, wanted: _Wanted, limit: int) -> Iterator[Hit]:
    """Hits of the better tier first; an entry counts once, by its best match."""
    if db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
        raise SearchUnavailable("The book's search index is of another version: load the book again.")
    seen: set[int] = set()
    for condition, low, high in _tiers(wanted):
        sql, values = _statement(condition, wanted)
        # An entry can match by five fields, and those of the better tiers come again in this one.
        for n, field, cover, kind, id_, name in db.execute(sql, {**values, "most": 5 * (limit + len(seen))}):
            if n not in seen:
                seen.add(n)
                yield Hit(kind, id_, name, round(low + (high - low) * cover, 4), field)
                if len(seen) == limit:
                    return


def _tiers(wanted: _Wanted) -> Iterable[tuple[str, float, float]]:
    """All tiers; one Latin letter is contained in nearly everything, so it isn't looked for inside words."""
    return _TIERS[:-1] if len(wanted.whole) == 1 and wanted.whole.isascii() else _TIERS


def _statement(condition: str, wanted: _Wanted) -> tuple[str, dict[str, Any]]:
    """One tier's query: names whose words all match, or a whole field that does. Values are bound."""
    values: dict[str, Any] = {"top": _TOP, "whole": wanted.whole, "phone": wanted.phone}
    branches = []
    if wanted.words:
        each = []
        for number, word in enumerate(wanted.words):
            values[f"w{number}"] = word
            each.append(f"SELECT entry FROM term WHERE field = 'name' AND {condition.format(f'w{number}')}")
        values["letters"] = sum(map(len, wanted.words))
        named = " INTERSECT ".join(each)
        size = "length(replace(folded, ' ', ''))"
        branches.append(f"SELECT n, 'name' AS field, :letters * 1.0 / {size} AS cover FROM entry WHERE n IN ({named})")
    for value, fields in (("whole", _WHOLE), ("phone", _PHONES)):
        if values[value]:
            listed = ", ".join(f"'{field}'" for field in fields)
            found = f"field IN ({listed}) AND {condition.format(value)}"
            branches.append(
                f"SELECT entry AS n, field, length(:{value}) * 1.0 / length(text) AS cover FROM term WHERE {found}"
            )
    return (
        "SELECT n, field, min(cover, 1.0), kind, id, name"
        f" FROM ({' UNION ALL '.join(branches)}) JOIN entry USING (n)"
        " ORDER BY min(cover, 1.0) DESC, kind DESC, folded = '', folded, id, field LIMIT :most",
        values,
    )
