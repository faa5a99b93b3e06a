"""A first load into an empty graph, the fast way: fixed scripts with rows bound to them, that neither lock nor look.

Rows go in one order, which their files alone decide, and how many of them are in the graph for certain is written there
after each group. A load that died is taken up at that number: of the group that was under way then nobody knows what is
there, so it goes the careful way (`merge_*`), and all after it the fast way again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Any, Final

import duckdb

from c360.graph import schema as s
from c360.graph.janusgraph.lease import FAILED, Lease
from c360.graph.janusgraph.scripts import batch_of
from c360.graph.pool import SIZE
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

# On three nodes 500 took a fifth longer; four of these are under way at once.
_ROWS: Final = 2000
CAREFUL: Final = 100  # rows of a batch that is merged
# Batches of a group: these may be in the graph when a load has died, and no others. Part of what a graph holds
# half-loaded means, as is the order of the rows.
_GROUP: Final = 8

Batch = list[Row]
Told = Callable[[int], None]


class FirstLoad:
    """A first load under way; `done` rows are there for certain where one before it died, None where none did."""

    def __init__(
        self, lease: Lease, con: duckdb.DuckDBPyConnection, records: Records, done: int | None, told: Told
    ) -> None:
        self._lease, self._con, self._records, self._told = lease, con, records, told
        self._done, self._uncertain = done or 0, done is not None
        self._at = 0
        self._writers = ThreadPoolExecutor(SIZE)

    def run(self) -> tuple[int, int]:
        """Adds all vertices, then all edges; gives how many of each there are."""
        try:
            ids = {label: self._vertices(label) for label in s.VERTICES}
            edges = sum(self._edges(table, ids) for table in edge_tables(self._records))
        finally:
            self._writers.shutdown(cancel_futures=True)
        return sum(map(len, ids.values())), edges

    def _vertices(self, label: str) -> dict[str, int]:
        """Their ids by natural key."""
        keys = s.all_keys(label)
        known: list[str] = []
        ids: list[int] = []

        def fast(batch: Batch) -> list[Any]:
            return self._lease.change("vertices", batch=batch_of(label, keys, batch))

        def careful(batch: Batch) -> list[Any]:
            parts = [batch[at : at + CAREFUL] for at in range(0, len(batch), CAREFUL)]
            return [
                one for part in parts
                for one in self._lease.steadily("merge_vertices", batch=batch_of(label, keys, part))
            ]  # fmt: skip

        def there(batch: Batch) -> list[Any]:
            return self._lease.read("ids", batch=batch_of(label, keys[:1], [row[:1] for row in batch]))

        rows = rows_of(self._con, f"{self._records.vertices(label)} ORDER BY 1")
        for batch, found in self._all(_batches(rows), fast, careful, there):
            known += [row[0] for row in batch]
            ids += found
        return dict(zip(known, ids, strict=True))

    def _edges(self, table: Given, ids: dict[str, dict[str, int]]) -> int:
        assert table.edge
        label, start, end = table.edge
        keys = (*edge_keys(label), "source")

        def fast(batch: Batch) -> list[Any]:
            rows = [[ids[start][row[0]], ids[end][row[1]], *row[2:], table.source] for row in batch]
            return self._lease.change("edges", batch=batch_of(label, keys, rows))

        def careful(batch: Batch) -> list[Any]:
            rows = wanted(label, batch)
            for at in range(0, len(rows), CAREFUL):
                self._lease.steadily("merge_edges", batch=merge_batch(table, rows[at : at + CAREFUL]))
            return []

        rows = rows_of(self._con, f"{self._records.edges(table.source, table.name)} ORDER BY ALL")
        # What lies between two vertices is merged as a whole.
        batches = _batches(rows, whole=None if label in MATCH else slice(2))
        return sum(len(batch) for batch, _ in self._all(batches, fast, careful, lambda batch: []))

    def _all(
        self, batches: Iterator[Batch], fast: Callable[[Batch], list[Any]], careful: Callable[[Batch], list[Any]],
        there: Callable[[Batch], list[Any]],
    ) -> Iterator[tuple[Batch, list[Any]]]:  # fmt: skip
        """Each batch and what the graph answered, in order; as many are under way as there are connections."""

        def quickly(batch: Batch) -> list[Any]:
            try:
                return fast(batch)
            except FAILED:  # whether it is in the graph, nobody knows
                return careful(batch)

        def told(way: Callable[[Batch], list[Any]], batch: Batch) -> list[Any]:
            found = way(batch)
            self._told(len(batch))
            return found

        while group := list(islice(batches, _GROUP)):
            rows = sum(map(len, group))
            way: Callable[[Batch], list[Any]]
            if self._at + rows <= self._done:
                way = there
            elif self._uncertain:
                way, self._uncertain = careful, False
            else:
                way = quickly
            yield from zip(group, self._writers.map(partial(told, way), group), strict=True)
            self._at += rows
            if way is not there:
                self._lease.steadily("mark", task="done", files=str(self._at))


def wanted(label: str, rows: Sequence[Row]) -> list[Row]:
    """Rows of edges, those between two vertices beside each other, as `merge_edges` takes them."""
    match = MATCH.get(label)
    if match:
        at = [2 + edge_keys(label).index(key) for key in match]
        return [[row[0], row[1], [row[one] for one in at], [row[2:]]] for row in rows]
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row[0], row[1]), []).append(row[2:])
    return [[start, end, [], values] for (start, end), values in found.items()]


def size(con: duckdb.DuckDBPyConnection, records: Records) -> int:
    """How many vertices and edges a first load adds."""
    vertices = sum(number(con, records.vertices(label)) for label in s.VERTICES)
    return vertices + sum(number(con, records.edges(one.source, one.name)) for one in edge_tables(records))


def _batches(rows: Iterator[Row], whole: slice | None = None) -> Iterator[Batch]:
    """Of `_ROWS` rows; with `whole`, rows that are equal there stay together."""
    batch: Batch = []
    for row in rows:
        if len(batch) >= _ROWS and (whole is None or row[whole] != batch[-1][whole]):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
