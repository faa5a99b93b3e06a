"""Takes a source's files in: reads, queries, types and checks them, and keeps what is good."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo, available_timezones

import duckdb

from c360.graph.about import Delivers
from c360.graph.schema import TRANSACTION
from c360.sources import rates_file
from c360.sources.assemble import declared, open_work
from c360.sources.files import FileReader, FilesRead, open_files
from c360.sources.kept import BookRow, KeptSource, Origin
from c360.sources.loose import loose_edges
from c360.sources.manifest import read_manifest
from c360.sources.merge import UPDATED, Others, given_by, note_loose_ends
from c360.sources.problems import Fault, LoadRefused, Problem, count, refuse
from c360.sources.queries import BOOK_QUERY, SourceQueries, read_queries
from c360.sources.sandbox import Sandbox
from c360.sources.sqltext import name_of, text_of
from c360.sources.stage import Stage, Staged

# Problems listed by a refusal for each query and kind; the counts are of all.
_LISTED: Final = 20
_ALL: Final = 10**9
_BOOK_COLUMNS: Final = ("name", "currency", "zone")


class Steps(Protocol):
    """What is told of a load's progress."""

    def expect(self, steps: int) -> None:
        """Says how many steps come, beside those at the end."""

    def step(self, what: str) -> None:
        """Says what comes next."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a load is asked to do; `rejects` leaves wrong rows out instead of refusing.

    `before` is the folder of what the book keeps of the source until now, None where it keeps nothing of any.
    """

    name: str
    folder: Path
    queries: Path
    as_of: date | None
    rejects: bool
    before: Path | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a source gave, in numbers, and what of it was rejected; `kept` are all sources of the book now.

    `left_out` counts the edges of other sources, by source, that have lost an end and are not in this graph.
    """

    name: str
    kept: Mapping[str, KeptSource]
    read: int = 0
    given: int = 0
    loaded: int = 0
    rejected: int = 0
    bytes: int = 0
    complete: bool = True
    labels: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def take(order: Order, others: Mapping[str, KeptSource], staging: Path, sources: Path, steps: Steps) -> Taken:
    """Takes the source in and writes its good rows to `sources/NAME`; `others` lie in `sources` already.

    Raises `LoadRefused` for whatever is wrong, rows apart when the order says so.
    """
    files = FilesRead()
    try:
        return _take(order, others, staging, sources, steps, files)
    except LoadRefused as refused:
        if not files.rejected or order.rejects:
            raise
        counts = Counter(count(files.rejected)) + Counter(refused.counts)
        raise LoadRefused([*files.rejected[:_LISTED], *refused.problems], counts) from None


def _take(
    order: Order, others: Mapping[str, KeptSource], staging: Path, sources: Path, steps: Steps, files: FilesRead
) -> Taken:
    found = read_queries(order.queries)
    steps.expect(len(found.uses) + 2 * len(found.queries))
    rates = rates_file.read_rates(order.folder)
    complete = _run(order, found, rates, staging, steps.step, files)
    con = open_work(staging, "stage.duckdb")
    try:
        con.execute(f"ATTACH {text_of(str(staging / 'files.duckdb'))} AS files (READ_ONLY)")
        own_row = _book_row(con, found)
        blank = KeptSource(order.name, "", None, 0, 0, "{}", own_row, None, None, None)
        row = declared({**others, order.name: blank})
        if row is None:
            why = "no source in the book says its name, currency and zone: one source needs a Book.sql"
            raise refuse(Fault.MISSING_FILE, "Book.sql", why)
        stage, staged = _stage(con, order, row, found, others, sources, steps.step)
        loose = loose_edges(con, others, sources, _own_rows(stage, staged), order.before)
        counts = Counter(stage.counts())
        refused = counts + Counter(count(loose.new))
        if (refused or files.rejected) and not order.rejects:
            raise LoadRefused([*stage.problems(_LISTED), *loose.new[:_LISTED]], refused)
        folder = sources / order.name
        labels = {item.query.name: stage.save(item, folder) for item in staged}
        rates_file.keep(rates, folder)
        rejected = stage.rejected_rows() + len(files.rejected)
        read = [*files.rows, *([rates_file.NAME] if rates else [])]
        origin = Origin.of(order.folder, order.queries, read)
        own = _kept(con, order, row, own_row, staged, folder, sum(labels.values()), rejected, found.reads_as_of, origin)
        own.save(folder)
        problems = [*files.rejected, *stage.problems(_ALL), *loose.problems] if order.rejects else []
        return Taken(
            order.name, {**others, order.name: own}, sum(files.rows.values()), sum(item.rows for item in staged),
            sum(labels.values()), rejected + len(loose.problems), files.bytes, complete, labels,
            dict(counts + Counter(count([*files.rejected, *loose.problems]))), tuple(problems), loose.by_source,
        )  # fmt: skip
    finally:
        con.close()
        for spent in ("files.duckdb", "stage.duckdb"):  # room for what comes next
            (staging / spent).unlink(missing_ok=True)


def together(all_taken: Sequence[Taken]) -> Taken:
    """What several sources gave, added up; `kept` is the last one's, who was taken beside the others."""
    labels: Counter[str] = Counter()
    for taken in all_taken:
        labels.update(taken.labels)
    return Taken(
        ", ".join(taken.name for taken in all_taken), all_taken[-1].kept, left_out=all_taken[-1].left_out,
        read=sum(taken.read for taken in all_taken), given=sum(taken.given for taken in all_taken),
        loaded=sum(taken.loaded for taken in all_taken), bytes=sum(taken.bytes for taken in all_taken),
        complete=all(taken.complete for taken in all_taken), labels=dict(labels),
    )  # fmt: skip


def _run(
    order: Order, found: SourceQueries, rates: rates_file.Pairs, staging: Path, step: Callable[[str], None],
    files: FilesRead,
) -> bool:  # fmt: skip
    """Reads the files and runs the queries; whether a manifest proves that the files are whole."""
    manifest = read_manifest(order.folder)
    path = staging / "files.duckdb"
    with open_files(path, staging) as con:
        reader = FileReader(con, order.folder, staging, files)
        reader.read_files(found, step)
    if manifest is not None:
        given = {rates_file.NAME: sum(map(len, rates.values()))} if rates else {}
        manifest.check_files(order.folder, {**files.rows, **given})
    with Sandbox(path, staging, order.as_of) as box:
        for query in found.queries:
            step(query.name)
            box.run(query)
    reader.check_unchanged()
    return manifest is not None


def _stage(
    con: duckdb.DuckDBPyConnection, order: Order, row: BookRow, found: SourceQueries,
    others: Mapping[str, KeptSource], sources: Path, step: Callable[[str], None],
) -> tuple[Stage, list[Staged]]:  # fmt: skip
    stage = Stage(con, row.zone, row.currency, datetime.now(ZoneInfo(row.zone)).date())
    beside = Others(con, [item for name in others for item in given_by(con, name, sources / name)])
    vertices: dict[str, Staged] = {}
    for query in found.queries:
        if query.edge is None and query.name != BOOK_QUERY:
            step(query.name)
            vertices[query.name] = stage.type(query)
            beside.conflicts(stage, vertices[query.name], order.name)
    known: dict[str, str] = {}
    edges: list[Staged] = []
    for query in found.queries:
        if query.edge is None:
            continue
        step(query.name)
        edges.append(stage.type(query))
        beside.repeated(stage, edges[-1], order.name)
        for label in query.edge[1:]:
            if label not in known:
                known[label] = name_of(f"known_{label}")
                own = [stage.good(vertices[label])] if label in vertices else []
                con.execute(f"CREATE TABLE {known[label]} AS {beside.known(label, own)}")
        note_loose_ends(stage, edges[-1], known, vertices)
    return stage, [*vertices.values(), *edges]


def _own_rows(stage: Stage, staged: list[Staged]) -> dict[str, str]:
    """SQL for the good rows of the own vertices, by label."""
    return {item.label: stage.good(item) for item in staged if item.query.edge is None}


def _book_row(con: duckdb.DuckDBPyConnection, found: SourceQueries) -> BookRow | None:
    if all(query.name != BOOK_QUERY for query in found.queries):
        return None
    file = f"{BOOK_QUERY}.sql"
    columns = tuple(str(row[0]) for row in con.execute('DESCRIBE files.given."Book"').fetchall())
    if sorted(columns) != sorted(_BOOK_COLUMNS):
        raise refuse(Fault.COLUMN, file, "its columns are name, currency and zone")
    rows: list[Any] = con.execute('SELECT name, currency, zone FROM files.given."Book"').fetchall()
    if len(rows) != 1 or not all(isinstance(value, str) and value.strip() for value in rows[0]):
        raise refuse(Fault.MISSING, file, "it gives one row with a name, a currency and a zone")
    row = BookRow(*rows[0])
    if not re.fullmatch("[A-Z]{3}", row.currency):
        raise refuse(Fault.VALUE, file, f"{row.currency!r} is not a currency's ISO 4217 code, such as EUR")
    # Both read times: "localtime" is a zone to Python alone.
    known = con.execute("SELECT count(*) FROM pg_timezone_names() WHERE name = ?", [row.zone]).fetchone()
    if row.zone not in available_timezones() or known != (1,):
        raise refuse(Fault.VALUE, file, f"{row.zone!r} is not a time zone, such as Europe/Prague")
    return row


def _kept(
    con: duckdb.DuckDBPyConnection, order: Order, row: BookRow, own_row: BookRow | None, staged: list[Staged],
    folder: Path, records: int, rejected: int, reads_as_of: bool, origin: Origin,
) -> KeptSource:  # fmt: skip
    labels = {item.query.name: frozenset(item.keys) for item in staged if item.query.edge is None}
    edges = {item.query.edge: frozenset(item.keys) for item in staged if item.query.edge}
    newest: int | None = None
    oldest: int | None = None
    updates: list[str] = []
    always = never = None
    for given in given_by(con, order.name, folder):
        if given.edge and given.edge[0] == TRANSACTION and "timestamp" in given.keys:
            found = con.execute(f"SELECT min(timestamp), max(timestamp) FROM {given.rows}").fetchone()
            oldest, newest = found or (None, None)
            always, never = _filled(con, given.keys, given.rows)
        if UPDATED in given.keys:
            last = con.execute(f"SELECT max({name_of(UPDATED)}) FROM {given.rows}").fetchone()
            updates += [str(last[0])] if last and last[0] else []
    newest_day = None if newest is None else datetime.fromtimestamp(newest, ZoneInfo(row.zone)).date().isoformat()
    updated = max(updates, default=newest_day)
    as_of = order.as_of.isoformat() if order.as_of else None
    return KeptSource(
        name=order.name, loaded_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), updated_at=updated,
        records=records, rejected=rejected, delivers=Delivers(labels, edges).to_json(), book=own_row,
        as_of=as_of, newest=newest, oldest=oldest, always=always, never=never,
        of_day=(as_of or newest_day) if reads_as_of else None, origin=origin,
    )  # fmt: skip


def _filled(
    con: duckdb.DuckDBPyConnection, keys: Iterable[str], rows: str
) -> tuple[tuple[str, ...], tuple[str, ...]] | tuple[None, None]:
    """The keys that every row has and those that none has: reading them is then cheaper."""
    names = sorted(keys)
    counts = con.execute(f"SELECT count(*), {', '.join(f'count({name_of(name)})' for name in names)} FROM {rows}")
    total, *found = counts.fetchone() or (0,)
    if not total:
        return None, None
    pairs = list(zip(names, found, strict=True))
    return tuple(k for k, n in pairs if n == total), tuple(k for k, n in pairs if n == 0)
