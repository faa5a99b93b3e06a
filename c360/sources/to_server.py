"""A load into a graph server: everything is read and checked as for a book, into one that is thrown away afterwards.

What that book holds then goes into the server's graph, which is empty before: a load that is refused has changed
nothing there.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from c360.graph import schema as s
from c360.graph.book import Generation
from c360.graph.connect import connect
from c360.graph.janusgraph import schema as schemas
from c360.graph.janusgraph.bulk import Bulk
from c360.graph.janusgraph.place import pool_at
from c360.graph.pool import Pool
from c360.graph.schema import Kind
from c360.settings import Settings
from c360.sources.assemble import open_work
from c360.sources.load import Progress, Record, load
from c360.sources.merge import Given, given_by, make_views
from c360.sources.report import LoadReport
from c360.sources.sqltext import name_of
from c360.sources.stage import FROM, TO

_FETCHED: Final = 20_000
_BOOK_LABELS: Final = (s.SOURCE, s.EXCHANGE_RATES)


@dataclass(frozen=True, slots=True)
class Sent:
    """What went into the graph, and the seconds it took."""

    vertices: int
    edges: int
    seconds: float


def load_to_server(
    name: str, folder: Path | str, url: str, settings: Settings, *, source: Path | str | None = None,
    as_of: date | None = None, rejects: Path | str | None = None, progress: Progress | None = None,
    record: Record | None = None,
) -> LoadReport:  # fmt: skip
    """As `load`, into the empty graph of the server at `url`.

    Raises what `load` raises, then with nothing changed; `NotEmpty` where the graph holds something; `GraphUnavailable`
    where the server can't be reached or hasn't the schema, or goes away meanwhile.
    """
    ready(url, settings)
    with tempfile.TemporaryDirectory(prefix="c360-load-") as scratch:
        book = Path(scratch) / "load.book"
        report = load(name, folder, book, source=source, as_of=as_of, rejects=rejects, progress=progress)
        sent = send(book, url, settings, progress=progress, record=record)
    write = {"write": round(sent.seconds, 3)}
    return replace(
        report, seconds=round(report.seconds + sent.seconds, 3), phases={**report.phases, **write},
        written={"vertices": sent.vertices, "edges": sent.edges},
    )  # fmt: skip


def ready(url: str, settings: Settings) -> None:
    """Raises what stands in the way of a first load into the server's graph."""
    with closing(pool_at(url, settings)) as pool:
        schemas.check(pool)
        Bulk(pool).look()


def send(
    book: Path, url: str, settings: Settings, *, progress: Progress | None = None, record: Record | None = None
) -> Sent:
    """Puts the current generation of a book into the empty graph of a server. Raises as `load_to_server`."""
    with closing(pool_at(url, settings)) as pool:
        schemas.check(pool)
        return _send(pool, connect(book).view().generation, progress, record)


def _send(pool: Pool, generation: Generation, progress: Progress | None, record: Record | None) -> Sent:
    started = time.perf_counter()
    bulk = Bulk(pool)
    bulk.claim()
    with (
        tempfile.TemporaryDirectory(prefix="c360-send-") as scratch,
        closing(open_work(Path(scratch), "send.duckdb")) as con,
    ):
        tables = [one for folder in sorted(generation.sources.iterdir()) for one in given_by(con, folder.name, folder)]
        make_views(con, tables)
        told = _Told(con, tables, progress)
        ids = {label: _vertices(con, bulk, label, told) for label in s.VERTICES}
        edges = sum(_edges(con, bulk, table, ids, told) for table in tables if table.edge)
    bulk.search_index(generation.search)
    about = _about(generation)
    for label in _BOOK_LABELS:
        keys = s.all_keys(label)
        bulk.vertices(label, keys, [[row.get(key) for key in keys] for row in about[label]], told)
    if record:
        record(generation.number)
    bulk.publish(about[s.BOOK][0])
    return Sent(sum(map(len, ids.values())), edges, time.perf_counter() - started)


class _Told:
    """Tells how many of how many rows are in the graph."""

    def __init__(self, con: duckdb.DuckDBPyConnection, tables: Sequence[Given], progress: Progress | None) -> None:
        counted = [name_of(f"v_{label}") for label in s.VERTICES] + [table.rows for table in tables if table.edge]
        self._total = sum(_number(con, f"SELECT count(*) FROM {rows}") for rows in counted)
        self._done = 0
        self._progress = progress

    def __call__(self, rows: int) -> None:
        self._done += rows
        if self._progress:
            self._progress("write", min(self._done, self._total), self._total)


def _vertices(con: duckdb.DuckDBPyConnection, bulk: Bulk, label: str, told: Callable[[int], None]) -> dict[str, int]:
    """Adds all vertices of a label; their ids by natural key."""
    keys = s.all_keys(label)
    view, natural = name_of(f"v_{label}"), name_of(keys[0])
    rows = _rows(con, f"SELECT {', '.join(map(_value, keys))} FROM {view} ORDER BY {natural}")
    known: list[str] = []

    def noted() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            known.append(row[0])
            yield row

    ids = bulk.vertices(label, keys, noted(), told)
    return dict(zip(known, ids, strict=True))


def _edges(
    con: duckdb.DuckDBPyConnection, bulk: Bulk, table: Given, ids: Mapping[str, Mapping[str, int]],
    told: Callable[[int], None],
) -> int:  # fmt: skip
    """Adds a table of edges, but for those whose ends nobody is, as a book leaves them out; gives how many."""
    assert table.edge
    label, start, end = table.edge
    keys = [key for key in table.keys if key not in (FROM, TO)]
    columns = ", ".join((name_of(FROM), name_of(TO), *map(_value, keys)))
    count = 0

    def joined() -> Iterator[list[Any]]:
        nonlocal count
        for left, reached, *values in _rows(con, f"SELECT {columns} FROM {table.rows}"):
            ends = ids[start].get(left), ids[end].get(reached)
            if None not in ends:
                count += 1
                yield [*ends, *values, table.source]

    bulk.edges(label, [*keys, "source"], joined(), told)
    return count


def _value(key: str) -> str:
    """SQL for a key's value as the graph holds it."""
    name = name_of(key)
    match s.KINDS[key]:
        case Kind.DATE:
            return f"strftime({name}, '%Y-%m-%d')"
        case Kind.MONEY | Kind.NUMBER:
            return f"CAST({name} AS DOUBLE)"
        case _:
            return name


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[Any, ...]]:
    cursor = con.cursor().execute(sql)
    while batch := cursor.fetchmany(_FETCHED):
        yield from batch


def _about(generation: Generation) -> dict[str, list[dict[str, Any]]]:
    """The Book, Source and ExchangeRates vertices, as the book on disk has them."""
    with closing(connect(generation.folder.parents[1], generation=generation.number)) as graph:
        return {
            label: [
                {key: value[0] for key, value in row.items()}
                for row in graph.g.V().has_label(label).value_map(*s.all_keys(label)).to_list()
            ]
            for label in (s.BOOK, *_BOOK_LABELS)
        }


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0
