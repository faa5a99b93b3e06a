"""All sources of a book as one: who gave which vertex, where they differ, and views over all of them.

What each source gave lies as Parquet in a folder of its own (`book.py`). A vertex given by several sources is one
vertex with the keys of all; a key that two give with different values is an error, `updatedAt` apart, of which
the newest counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from c360.graph import schema
from c360.graph.schema import Kind
from c360.sources.problems import Fault
from c360.sources.sqltext import name_of, parquet_of, text_of
from c360.sources.stage import FROM, TO, Stage, Staged

UPDATED = "updatedAt"

SQL_TYPES = {
    Kind.TEXT: "VARCHAR", Kind.MONEY: "DECIMAL(18,4)", Kind.NUMBER: "DOUBLE", Kind.FLAG: "BOOLEAN",
    Kind.DATE: "DATE", Kind.INSTANT: "VARCHAR", Kind.EPOCH: "BIGINT", Kind.COUNT: "BIGINT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """One checked table of one source on disk; `edge` is (label, from, to)."""

    source: str
    name: str
    path: Path
    keys: tuple[str, ...]
    edge: tuple[str, str, str] | None

    @property
    def rows(self) -> str:
        """SQL for its rows."""
        return parquet_of(self.path)


def given_by(con: duckdb.DuckDBPyConnection, source: str, folder: Path) -> list[Given]:
    """The tables that a source's folder holds."""
    found = []
    for path in sorted(folder.glob("*.parquet")):
        described = con.execute(f"DESCRIBE SELECT * FROM {parquet_of(path)}").fetchall()
        parts = path.stem.split(".")
        edge = (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
        keys = tuple(str(row[0]) for row in described)
        found.append(Given(source, path.stem, path, keys, edge))
    return found


class Others:
    """The other sources of the book, against which a source's own tables are checked."""

    def __init__(self, con: duckdb.DuckDBPyConnection, given: Sequence[Given]) -> None:
        self._con = con
        self._given = given

    def conflicts(self, stage: Stage, staged: Staged, own: str) -> None:
        """Notes each key of an own vertex that another source gives with another value."""
        key = name_of(schema.VERTICES[staged.label].natural_key)
        for other in self._tables(staged.label):
            for column in staged.keys:
                if column not in other.keys or name_of(column) == key or column == UPDATED:
                    continue
                name = name_of(column)
                stage.note_rows(
                    staged,
                    f"SELECT a._row, a.{key} AS natural_key, CAST(a.{name} AS VARCHAR) AS value,"
                    f" {text_of(f'{own} gives this and {other.source} gives ')} || CAST(b.{name} AS VARCHAR)"
                    f" AS reason FROM {staged.table} a JOIN {other.rows} b USING ({key})"
                    f" WHERE a.{name} <> b.{name} ORDER BY a._row",
                    column,
                    Fault.CONFLICT,
                )

    def known(self, label: str, own: Sequence[str]) -> str:
        """SQL for the natural keys (`key`) of a vertex label, of the other sources and of the `own` rows."""
        key = name_of(schema.VERTICES[label].natural_key)
        parts = [f"SELECT {key} AS key FROM {rows}" for rows in own]
        parts += [f"SELECT {key} AS key FROM {other.rows}" for other in self._tables(label)]
        return " UNION ".join(parts) if parts else "SELECT NULL::VARCHAR AS key WHERE false"

    def repeated(self, stage: Stage, staged: Staged, own: str) -> None:
        """Notes own edges whose natural key another source gives as well."""
        natural = schema.EDGES[staged.label].natural_key
        if natural is None:
            return
        key = name_of(natural)
        for other in self._given:
            if other.edge is None or other.edge[0] != staged.label:
                continue
            stage.note_rows(
                staged,
                f"SELECT _row, {key} AS natural_key, {key} AS value,"
                f" {text_of(f'{own} gives it and so does {other.source}')} AS reason FROM {staged.table}"
                f" WHERE {key} IN (SELECT {key} FROM {other.rows}) ORDER BY _row",
                natural,
                Fault.DUPLICATE,
            )

    def edges(self) -> list[Given]:
        """The other sources' edges."""
        return [given for given in self._given if given.edge]

    def _tables(self, label: str) -> list[Given]:
        return [given for given in self._given if given.name == label]


def note_loose_ends(stage: Stage, staged: Staged, known: dict[str, str], typed: dict[str, Staged]) -> None:
    """Notes own edges from or to nobody; `known` is a table of keys by label, `typed` the own vertices."""
    assert staged.query.edge is not None
    key = stage.key_of(staged)
    for column, label in zip((FROM, TO), staged.query.edge[1:], strict=True):
        name, natural = name_of(column), schema.VERTICES[label].natural_key
        why = text_of(f"no {label} has this {natural}")
        if label in typed:
            rejected = f"SELECT {name_of(natural)} FROM {typed[label].table}"
            why = f"CASE WHEN {name} IN ({rejected}) THEN {text_of(f'its {label} was rejected')} ELSE {why} END"
        stage.note_rows(
            staged,
            f"SELECT _row, {key} AS natural_key, {name} AS value, {why} AS reason FROM {staged.table}"
            f" WHERE {name} IS NOT NULL AND {name} NOT IN (SELECT key FROM {known[label]} WHERE key IS NOT NULL)"
            " ORDER BY _row",
            column,
            Fault.NOBODY,
        )


def make_views(con: duckdb.DuckDBPyConnection, given: Sequence[Given]) -> None:
    """Makes `v_Person`, `v_Account` ...: every vertex label, all sources merged, all keys of the schema."""
    for label in schema.VERTICES.values():
        keys = schema.all_keys(label.name)
        tables = [item for item in given if item.name == label.name]
        con.execute(f"CREATE VIEW {name_of(f'v_{label.name}')} AS {_merged(label.natural_key, keys, tables)}")


def empty_labels(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The labels whose views hold nothing."""
    asked = {name: f"EXISTS (SELECT 1 FROM {name_of(f'v_{name}')})" for name in schema.VERTICES}
    row = con.execute(f"SELECT {', '.join(asked.values())}").fetchone() or ()
    return frozenset(name for name, some in zip(asked, row, strict=True) if not some)


def _merged(natural: str, keys: Sequence[str], tables: Sequence[Given]) -> str:
    if not tables:
        nulls = ", ".join(f"NULL::{SQL_TYPES[schema.KINDS[key]]} AS {name_of(key)}" for key in keys)
        return f"SELECT {nulls} WHERE false"
    if len(tables) == 1:
        return _one(tables[0], keys)
    parts = " UNION ALL ".join(_one(table, keys) for table in tables)
    values = []
    for key in keys:
        name = name_of(key)
        if key == natural:
            values.append(name)
        elif key == "source":
            values.append("string_agg(DISTINCT source, ', ' ORDER BY source) AS source")
        else:
            values.append(f"{'max' if key == UPDATED else 'any_value'}({name}) AS {name}")
    return f"SELECT {', '.join(values)} FROM ({parts}) GROUP BY {name_of(natural)}"


def _one(table: Given, keys: Sequence[str]) -> str:
    values = []
    for key in keys:
        name = name_of(key)
        if key == "source":
            values.append(f"{text_of(table.source)} AS source")
        elif key in table.keys:
            values.append(name)
        else:
            values.append(f"NULL::{SQL_TYPES[schema.KINDS[key]]} AS {name}")
    return f"SELECT {', '.join(values)} FROM {table.rows}"
