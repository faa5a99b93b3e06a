"""A generation's records as rows that a graph server takes: what its scripts in c360/graph/janusgraph are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import orjson

from c360.graph import schema as s
from c360.graph.schema import Kind
from c360.sources.merge import SQL_TYPES, Given, given_by, make_views
from c360.sources.sqltext import name_of
from c360.sources.stage import FROM, TO

Row = Sequence[Any]
_FETCHED: Final = 20_000

# The keys by which there is one edge of a label between two vertices. The timestamp is among them because JanusGraph
# keeps an account's transactions sorted by it: by their id alone it would go through all of them (21 ms against 2 for
# an account with 12,000).
MATCH: Final = {s.TRANSACTION: ("timestamp", "transactionId")}
# No edges at all: what a state has of a table that only the other one holds.
_NOBODY: Final = f"(SELECT NULL::VARCHAR AS {name_of(FROM)}, NULL::VARCHAR AS {name_of(TO)} WHERE false)"


class Records:
    """What all sources of a generation gave, in a DuckDB schema of its own; `sources` is their folder."""

    def __init__(self, con: duckdb.DuckDBPyConnection, name: str, sources: Path) -> None:
        self._con, self._name = con, name
        con.execute(f"CREATE SCHEMA {name_of(name)}")
        con.execute(f"SET schema = {name_of(name)}")
        self.tables = [table for folder in sorted(sources.iterdir()) for table in given_by(con, folder.name, folder)]
        make_views(con, self.tables)
        con.execute("SET schema = 'main'")

    def vertices(self, label: str) -> str:
        """SQL for a label's vertices: all its keys, the natural one first, as the graph holds them."""
        return f"SELECT {', '.join(map(_value, s.all_keys(label)))} FROM {self._view(label)}"

    def edges(self, source: str, name: str) -> str:
        """SQL for a table's edges that have both ends: from, to, and all keys of the label but `source`."""
        label, start, end = name.split(".")
        table = next((one for one in self.tables if (one.source, one.name) == (source, name)), None)
        keys = edge_keys(label)
        held = table.keys if table else ()
        given = [
            name_of(key) if key in held else f"CAST(NULL AS {SQL_TYPES[s.KINDS[key]]}) AS {name_of(key)}"
            for key in keys
        ]  # fmt: skip
        rows = f"SELECT {', '.join((name_of(FROM), name_of(TO), *given))} FROM {table.rows if table else _NOBODY}"
        ends = " AND ".join(
            f"{name_of(column)} IN (SELECT {name_of(s.VERTICES[one].natural_key)} FROM {self._view(one)})"
            for column, one in ((FROM, start), (TO, end))
        )
        return f"SELECT {_columns(keys)} FROM ({rows}) WHERE {ends}"

    def _view(self, label: str) -> str:
        return f"{name_of(self._name)}.{name_of(f'v_{label}')}"


def edge_tables(*records: Records) -> list[Given]:
    """The tables of edges of any of them, one for each source and name, in the order of these."""
    found = {(table.source, table.name): table for one in records for table in one.tables if table.edge}
    return [found[key] for key in sorted(found)]


def edge_keys(label: str) -> tuple[str, ...]:
    """The keys that a source gives an edge, in the order of a row after from and to."""
    return tuple(key for key in s.all_keys(label) if key != "source")


def rows_of(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, fetched as they are taken."""
    cursor = con.cursor().execute(sql)
    while batch := cursor.fetchmany(_FETCHED):
        yield from batch


def number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    """How many rows a query gives."""
    row = con.execute(f"SELECT count(*) FROM ({sql})").fetchone()
    return int(row[0]) if row else 0


def merge_batch(table: Given, rows: Sequence[Row]) -> str:
    """What `merge_edges` is bound to; its rows: from, to, values of `MATCH`, lists of values of `edge_keys`."""
    assert table.edge
    label, *ends = table.edge
    told = {
        "name": label, "source": table.source, "ends": [[one, s.VERTICES[one].natural_key] for one in ends],
        "match": MATCH.get(label, ()), "keys": edge_keys(label), "rows": rows,
    }  # fmt: skip
    return orjson.dumps(told).decode()


def _columns(keys: Sequence[str]) -> str:
    return ", ".join((name_of(FROM), name_of(TO), *map(_value, keys)))


def _value(key: str) -> str:
    """SQL for a key's value as the graph holds it."""
    name = name_of(key)
    match s.KINDS[key]:
        case Kind.DATE:
            return f"strftime({name}, '%Y-%m-%d') AS {name}"
        case Kind.MONEY | Kind.NUMBER:
            return f"CAST({name} AS DOUBLE) AS {name}"
        case _:
            return name
