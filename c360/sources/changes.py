"""What is different between two states of a book, made so in a server's graph by merging: run again it changes nothing.

Transactions of one account are written by one writer, in the order of the account; what was there and is no more goes
before what is new comes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import duckdb
import orjson

from c360.graph import schema as s
from c360.graph.janusgraph.lease import Lease
from c360.graph.janusgraph.scripts import batch_of
from c360.graph.pool import SIZE
from c360.sources.first_load import CAREFUL, Told, wanted
from c360.sources.merge import Given
from c360.sources.server_rows import (
    MATCH,
    Records,
    Row,
    edge_keys,
    edge_tables,
    merge_batch,
    number,
    rows_of,
)
from c360.sources.sqltext import name_of
from c360.sources.stage import FROM, TO


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind: the SQL for them, how a batch of them is sent, and whether it takes something away."""

    sql: str
    send: Callable[[Sequence[Row]], object]
    gone: bool


class Changes:
    """All that is to be changed from one state to the other."""

    def __init__(self, lease: Lease, con: duckdb.DuckDBPyConnection, before: Records, after: Records) -> None:
        self._lease, self._con = lease, con
        self._parts = [
            *(part for table in edge_tables(before, after) for part in self._less(table, before, after)),
            *(self._dropped(label, before, after) for label in s.VERTICES),
            *(self._merged(label, before, after) for label in s.VERTICES),
            *(self._more(table, before, after) for table in edge_tables(before, after)),
        ]
        self._tables = [f"part{at}" for at in range(len(self._parts))]
        for table, part in zip(self._tables, self._parts, strict=True):
            con.execute(f"CREATE TABLE {table} AS {part.sql}")
        self.counts = [number(con, f"FROM {table}") for table in self._tables]

    @property
    def merged(self) -> int:
        """How many vertices and edges are added or changed."""
        return sum(count for part, count in zip(self._parts, self.counts, strict=True) if not part.gone)

    @property
    def gone(self) -> int:
        """How many are taken away."""
        return sum(count for part, count in zip(self._parts, self.counts, strict=True) if part.gone)

    def run(self, told: Told) -> None:
        """Makes them so. Raises what the server's failures are, then to be run again."""
        for part, table, count in zip(self._parts, self._tables, self.counts, strict=True):
            if count:
                self._run(part, table, told)

    def _run(self, part: Part, table: str, told: Told) -> None:
        failed = threading.Event()

        def write(writer: int) -> None:
            # The first column is the account, or whatever else the row begins at: one writer for each.
            sql = f"SELECT * FROM {table} t(a) WHERE hash(a) % {SIZE} = {writer} ORDER BY ALL"
            rows = rows_of(self._con, sql)
            while (batch := list(islice(rows, CAREFUL))) and not failed.is_set():
                try:
                    part.send(batch)
                except BaseException:
                    failed.set()
                    raise
                told(len(batch))

        with ThreadPoolExecutor(SIZE) as writers:
            list(writers.map(write, range(SIZE)))

    def _dropped(self, label: str, before: Records, after: Records) -> Part:
        key = s.all_keys(label)[0]

        def send(rows: Sequence[Row]) -> object:
            return self._lease.steadily("drop_vertices", batch=batch_of(label, (key,), rows))

        keys = [f"SELECT {name_of(key)} FROM ({one.vertices(label)})" for one in (before, after)]
        return Part(f"{keys[0]} EXCEPT {keys[1]}", send, gone=True)

    def _merged(self, label: str, before: Records, after: Records) -> Part:
        keys = s.all_keys(label)

        def send(rows: Sequence[Row]) -> object:
            return self._lease.steadily("merge_vertices", batch=batch_of(label, keys, rows))

        return Part(f"{after.vertices(label)} EXCEPT {before.vertices(label)}", send, gone=False)

    def _less(self, table: Given, before: Records, after: Records) -> Iterator[Part]:
        """Edges that are there no more; of those without a natural key the pairs that lose all."""
        label = _label(table)
        match = MATCH.get(label, ())

        def send(rows: Sequence[Row]) -> object:
            gone = [[row[0], row[1], row[2:], []] for row in rows]
            return self._lease.steadily("merge_edges", batch=merge_batch(table, gone))

        columns = ", ".join(map(name_of, (FROM, TO, *match)))
        keys = [f"SELECT {columns} FROM ({one.edges(table.source, table.name)})" for one in (before, after)]
        yield Part(f"{keys[0]} EXCEPT {keys[1]}", send, gone=True)

    def _more(self, table: Given, before: Records, after: Records) -> Part:
        """Edges that are new or other than they were; without a natural key all between two vertices, where any is."""
        label = _label(table)

        def send(rows: Sequence[Row]) -> object:
            return self._lease.steadily("merge_edges", batch=merge_batch(table, wanted(label, rows)))

        now, then = (one.edges(table.source, table.name) for one in (after, before))
        if label in MATCH:
            return Part(f"{now} EXCEPT {then}", send, gone=False)

        def paired(rows: Sequence[Row]) -> object:
            told = [[row[0], row[1], [], orjson.loads(row[2])] for row in rows]
            return self._lease.steadily("merge_edges", batch=merge_batch(table, told))

        return Part(f"{_pairs(now, label)} EXCEPT {_pairs(then, label)}", paired, gone=False)


def _pairs(rows: str, label: str) -> str:
    """SQL for from, to and the list of all edges between the two, each a list of its values."""
    values = ", ".join(f"to_json({name_of(key)})" for key in edge_keys(label))
    ends = ", ".join(map(name_of, (FROM, TO)))
    one = f"[{values}]" if values else "CAST([] AS JSON[])"
    return f"SELECT {ends}, CAST(to_json(list_sort(list({one}))) AS VARCHAR) AS edges FROM ({rows}) GROUP BY {ends}"


def _label(table: Given) -> str:
    assert table.edge
    return table.edge[0]
