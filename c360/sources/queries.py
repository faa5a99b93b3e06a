"""Reads a source's folder of SQL files: what each delivers, and its query as a tree that passed the gate.

A file holds one SELECT. Its text is parsed by DuckDB itself and handed over as a tree; what is run later is that
tree, with every file it names replaced by a table into which the loader has read the file. So the query itself
needs no access to any file and is run without: see `sandbox.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from c360.graph import schema
from c360.sources.gate import FileUse, Gate, Tree
from c360.sources.inside import unreadable
from c360.sources.problems import Fault, refuse

BOOK_QUERY: Final = "Book"


@dataclass(frozen=True, slots=True)
class Query:
    """One SQL file: what it delivers and its tree, in which tables called by `uses` stand for files."""

    file: str
    name: str
    tree: Tree
    edge: tuple[str, str, str] | None = None  # (label, from, to)


@dataclass(slots=True)
class SourceQueries:
    """A source's queries and the files they read, by the table that stands for each."""

    queries: list[Query] = field(default_factory=list)
    uses: dict[FileUse, str] = field(default_factory=dict)
    reads_as_of: bool = False

    def table(self, use: FileUse) -> str:
        """The table that stands for `use`."""
        return self.uses.setdefault(use, f"file_{len(self.uses)}")


def read_queries(folder: Path) -> SourceQueries:
    """All `*.sql` of a source's folder; raises `LoadRefused` for the first that isn't one harmless SELECT."""
    found = SourceQueries()
    parser = duckdb.connect(":memory:", config={"threads": 1})
    try:
        for path in _files(folder):
            edge = _edge_of(path)
            tree = _parse(parser, path)
            gate = Gate(path.name, tree, found.table)
            gate.walk()
            found.reads_as_of = found.reads_as_of or gate.reads_as_of
            found.queries.append(Query(path.name, path.stem, tree, edge))
    finally:
        parser.close()
    return found


def _files(folder: Path) -> Sequence[Path]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".sql")
    except OSError as error:
        raise unreadable(str(folder), error, Fault.QUERY) from error
    for path in files:
        if path.suffix != ".sql":
            raise refuse(Fault.QUERY, path.name, "a file of SQL is called *.sql, in small letters")
    if not files:
        raise refuse(Fault.MISSING_FILE, str(folder), "the folder holds no SQL file")
    return files


def _edge_of(path: Path) -> tuple[str, str, str] | None:
    """(label, from, to) of an edge's file; None for a vertex's; refuses names that the schema doesn't know."""
    parts = path.stem.split(".")
    if len(parts) == 1:
        if parts[0] == BOOK_QUERY or parts[0] in schema.VERTICES:
            return None
        raise refuse(Fault.QUERY, path.name, f"no vertex label is called {parts[0]}")
    if len(parts) != 3 or parts[0] not in schema.EDGES:
        why = "the name is not Label.sql or EDGE.FromLabel.ToLabel.sql with labels of the schema"
        raise refuse(Fault.QUERY, path.name, why)
    label, start, end = parts
    if (start, end) not in schema.EDGES[label].ends:
        ends = ", ".join(f"{label}.{a}.{b}" for a, b in schema.EDGES[label].ends)
        raise refuse(Fault.QUERY, path.name, f"{label} may join only: {ends}")
    return label, start, end


def _parse(parser: duckdb.DuckDBPyConnection, path: Path) -> Tree:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise refuse(Fault.QUERY, path.name, "not UTF-8") from None
    except OSError as error:
        raise unreadable(path.name, error, Fault.QUERY) from error
    if "\0" in text:  # where the parser would stop reading
        raise refuse(Fault.QUERY, path.name, "a NUL byte")
    try:
        statements = parser.extract_statements(text)
    except duckdb.Error as error:
        raise refuse(Fault.QUERY, path.name, str(error).strip().split("\n", 1)[0]) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise refuse(Fault.QUERY, path.name, "a source's file holds one SELECT and nothing else")
    row = parser.execute("SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)", [text]).fetchone()
    try:
        tree: Tree = json.loads(row[0]) if row else {"error": True}
    except RecursionError:
        raise refuse(Fault.QUERY, path.name, "the query nests too deeply") from None
    if tree["error"]:
        raise refuse(Fault.QUERY, path.name, str(tree.get("error_message")))
    return tree
