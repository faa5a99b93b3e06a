"""Writes the graph of all sources' checked tables: GraphSON by DuckDB, packed by the engine, indexes made.

Each line is a vertex with its outgoing edges. Vertices are written in pieces of about `_PIECE` elements, because
one statement over a million edges would hold all their texts at once.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from c360.errors import IntegrityError
from c360.graph import schema
from c360.graph.schema import Kind
from c360.sources.child import Child
from c360.sources.merge import Given
from c360.sources.sqltext import is_full, name_of, text_of
from c360.sources.stage import FROM, TO

_PIECE: Final = 100_000

BookVertex = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """A graph as GraphSON, and what it holds."""

    path: Path
    vertices: int
    edges: int


def write_lines(
    con: duckdb.DuckDBPyConnection, given: Sequence[Given], about: Sequence[BookVertex], path: Path
) -> Written:
    """Writes the views `v_*`, the edges' tables and `about`, the vertices that say what the book is."""
    _vertices(con, about)
    edges: list[_Edges] = []
    for table in given:
        if table.edge:
            edges.append(_edges(con, table, len(edges), sum(item.rows for item in edges)))
    _write_lines(con, edges, path)
    return Written(path, _number(con, "SELECT count(*) FROM vertex"), sum(item.rows for item in edges))


def pack(written: Written, target: Path) -> None:
    """Turns the lines into the snapshot `target` with its indexes and removes them.

    In a process of its own, since the engine can't be interrupted. Raises `IntegrityError` if the engine took in
    anything else than what was written, `OSError` where the disk is full.
    """
    asked = {"graphson": str(written.path), "snapshot": str(target), "indexes": schema.INDEXES}
    with Child("run_pack.py") as child:
        saved = child.ask(asked)
    if is_full(saved.get("error", "")):
        raise OSError(errno.ENOSPC, saved["error"])
    if (saved.get("vertices"), saved.get("edges"), saved.get("skipped")) != (written.vertices, written.edges, []):
        title = "The graph engine did not take in all that was loaded; nothing was changed."
        raise IntegrityError(title, f"{saved}, {written}")


def _vertices(con: duckdb.DuckDBPyConnection, about: Sequence[BookVertex]) -> None:
    con.execute("CREATE TABLE degree (f BIGINT, n BIGINT)")
    con.execute("CREATE TABLE vertex (vid BIGINT, label VARCHAR, key VARCHAR, js VARCHAR)")
    for label in schema.VERTICES.values():
        pieces = [_property(key, f'"{key}":[{{"value":', "}]") for key in schema.all_keys(label.name)]
        con.execute(
            "INSERT INTO vertex SELECT (SELECT count(*) FROM vertex) + row_number() OVER (ORDER BY key), label,"
            f" key, js FROM (SELECT {text_of(label.name)} AS label, {name_of(label.natural_key)} AS key,"
            f" concat_ws(',', {', '.join(pieces)}) AS js FROM {name_of(f'v_{label.name}')})"
        )
    for name, keys in about:
        js = ",".join(f'{json.dumps(key)}:[{{"value":{json.dumps(value)}}}]' for key, value in keys.items())
        con.execute("INSERT INTO vertex SELECT count(*) + 1, ?, ?, ? FROM vertex", [name, keys[schema.NATURAL_KEY], js])


@dataclass(frozen=True, slots=True)
class _Edges:
    """One table of edges by vertex numbers, ordered by where they start; `before` edges came earlier."""

    table: str
    label: str
    js: str
    rows: int
    before: int

    def select(self) -> str:
        """SQL for the texts of the edges that start at the vertices $1 to $2."""
        ends = f"""'{{"id":' || (rowid + {self.before + 1}) || ',"inV":' || t"""
        text = f"""{ends} || ',"properties":{{' || {self.js} || '}}}}'"""
        return f"SELECT f, {text_of(self.label)} AS label, {text} AS e FROM {self.table} WHERE f BETWEEN $1 AND $2"


def _edges(con: duckdb.DuckDBPyConnection, given: Given, number: int, before: int) -> _Edges:
    assert given.edge is not None
    label, start, end = given.edge
    keys = [key for key in given.keys if key not in (FROM, TO)]
    source = text_of(f'"source":{json.dumps(given.source)}')
    pieces = [*(_property(key, f'"{key}":', "") for key in keys), source]
    columns = "".join(f", e.{name_of(key)}" for key in keys)
    con.execute(
        f"CREATE TABLE edge_{number} AS SELECT a.vid AS f, b.vid AS t{columns} FROM {given.rows} e"
        f" JOIN vertex a ON a.label = {text_of(start)} AND a.key = e.{name_of(FROM)}"
        f" JOIN vertex b ON b.label = {text_of(end)} AND b.key = e.{name_of(TO)} ORDER BY f"
    )
    con.execute(f"INSERT INTO degree SELECT f, count(*) FROM edge_{number} GROUP BY f")
    rows = _number(con, f"SELECT count(*) FROM edge_{number}")
    return _Edges(f"edge_{number}", label, f"concat_ws(',', {', '.join(pieces)})", rows, before)


def _property(key: str, before: str, after: str) -> str:
    """SQL for one property's text, NULL where it has no value, which leaves it out."""
    name = name_of(key)
    match schema.KINDS[key]:
        case Kind.TEXT | Kind.INSTANT:
            value = f"to_json({name})"
        case Kind.DATE:
            value = f"""'"' || strftime({name}, '%Y-%m-%d') || '"'"""
        case Kind.MONEY | Kind.NUMBER:
            value = f"CAST(CAST({name} AS DOUBLE) AS VARCHAR)"
        case _:
            value = f"CAST({name} AS VARCHAR)"
    text = f"{text_of(before)} || {value}"
    return f"{text} || {text_of(after)}" if after else text


def _write_lines(con: duckdb.DuckDBPyConnection, edges: Sequence[_Edges], path: Path) -> None:
    pieces = con.execute(
        "SELECT min(vid), max(vid) FROM (SELECT vid, (vid + sum(coalesce(n, 0)) OVER (ORDER BY vid))"
        f" // {_PIECE} AS piece FROM vertex LEFT JOIN (SELECT f, sum(n) AS n FROM degree GROUP BY f)"
        " ON f = vid) GROUP BY piece ORDER BY 1"
    ).fetchall()
    all_edges = " UNION ALL ".join(item.select() for item in edges) or "SELECT 0 AS f, '' AS label, '' AS e WHERE false"
    with open(path, "w", encoding="utf-8") as file:
        for first, last in pieces:
            rows = con.execute(
                "SELECT '{\"id\":' || vid || ',\"label\":\"' || v.label || '\",\"properties\":{' || v.js || '}'"
                " || coalesce(',\"outE\":{' || out || '}', '') || '}' FROM vertex v LEFT JOIN ("
                "SELECT f, string_agg('\"' || label || '\":[' || es || ']', ',') AS out FROM ("
                f"SELECT f, label, string_agg(e, ',') AS es FROM ({all_edges}) GROUP BY f, label) GROUP BY f"
                ") ON f = vid WHERE vid BETWEEN $1 AND $2",
                [first, last],
            ).fetchall()
            file.writelines(f"{line}\n" for (line,) in rows)


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0
