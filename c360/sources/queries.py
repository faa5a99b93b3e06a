"""Reads a source's folder of SQL files and lets through only what can do no harm.

A file holds one SELECT. Its text is parsed by DuckDB itself and handed over as a tree; what is run later is that
tree, with every file it names replaced by a table into which the loader has read the file. So the query itself
needs no access to any file and is run without: see `sandbox.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

import duckdb

from c360.graph import schema
from c360.sources.problems import Fault, refuse

BOOK_QUERY: Final = "Book"

# The one variable of a query, a DATE: what --as-of says, NULL without. A macro of this name holds it.
AS_OF: Final = "as_of"

_READERS: Final = {
    **dict.fromkeys(("read_csv", "read_csv_auto"), "csv"),
    **dict.fromkeys(("read_parquet", "parquet_scan"), "parquet"),
    **dict.fromkeys(("read_json", "read_json_auto", "read_ndjson", "read_ndjson_auto"), "json"),
}
_SUFFIXES: Final = {
    **dict.fromkeys((".csv", ".tsv", ".txt", ".asc"), "csv"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".json", ".ndjson", ".jsonl"), "json"),
}
# Table functions that make rows out of their arguments alone.
_PURE_TABLES: Final = frozenset({"range", "generate_series", "unnest", "json_each", "json_tree"})
_SELECTS: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
# Functions that change something, or tell of the machine.
_REFUSED_FUNCTIONS: Final = frozenset({
    "nextval", "currval", "setseed", "write_log", "getenv", "current_setting", "query", "query_table",
    "which_secret",
})  # fmt: skip

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileUse:
    """Files that a query reads, as it names them, and how; equal uses are read once."""

    names: tuple[str, ...]
    reader: str
    options: tuple[tuple[str, Any], ...] = ()


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

    def table(self, use: FileUse) -> str:
        """The table that stands for `use`."""
        return self.uses.setdefault(use, f"file_{len(self.uses)}")


def read_queries(folder: Path) -> SourceQueries:
    """All `*.sql` of a source's folder; raises `LoadRefused` for the first that isn't one harmless SELECT."""
    if not folder.is_dir():
        raise refuse(Fault.MISSING_FILE, str(folder), "no folder of SQL files is there")
    found = SourceQueries()
    parser = duckdb.connect(":memory:", config={"threads": 1})
    try:
        for path in sorted(folder.glob("*.sql")):
            edge = _edge_of(path)
            tree = _parse(parser, path)
            _Gate(path.name, tree, found).walk()
            found.queries.append(Query(path.name, path.stem, tree, edge))
    finally:
        parser.close()
    if not found.queries:
        raise refuse(Fault.MISSING_FILE, str(folder), "the folder holds no SQL file")
    return found


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
    try:
        statements = parser.extract_statements(text)
    except duckdb.Error as error:
        raise refuse(Fault.QUERY, path.name, _first_line(error)) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise refuse(Fault.QUERY, path.name, "a source's file holds one SELECT and nothing else")
    row = parser.execute("SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)", [text]).fetchone()
    tree: Tree = json.loads(row[0]) if row else {"error": True}
    if tree["error"]:
        raise refuse(Fault.QUERY, path.name, str(tree.get("error_message")))
    return tree


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]


class _Gate:
    """Walks one query's tree, refuses what may do harm and puts tables in the place of files."""

    def __init__(self, file: str, tree: Tree, found: SourceQueries) -> None:
        self._file = file
        self._tree = tree
        self._found = found
        self._withs = {
            entry["key"].casefold()
            for node in _dicts(tree)
            if isinstance(node.get("cte_map"), Mapping)
            for entry in node["cte_map"]["map"]
        } | {node["cte_name"].casefold() for node in _dicts(tree) if node.get("cte_name")}

    def walk(self) -> None:
        for node in list(_dicts(self._tree)):
            kind = str(node.get("type", ""))
            if kind.endswith("_NODE") and kind not in _SELECTS:
                raise self._refuse("a source's file holds one SELECT and nothing else")
            if kind == "SHOW_REF":
                raise self._refuse("DESCRIBE, SHOW and SUMMARIZE deliver no rows of the source")
            if kind == "TABLE_FUNCTION":
                self._table_function(node)
            elif kind == "BASE_TABLE":
                self._table(node)
            elif kind == "FUNCTION":
                self._function(node)

    def _function(self, node: Tree) -> None:
        name = str(node["function_name"]).casefold()
        if name in _REFUSED_FUNCTIONS:
            raise self._refuse(f"{name}() is not for sources")
        if name == "getvariable":
            given = [self._constant(item["expression"]) for item in node["arguments"]]
            if given != [AS_OF]:
                raise self._refuse(f"the only variable is getvariable('{AS_OF}')")
            # A tree runs in a session of its own, which sees macros and no variables.
            node.update(function_name=AS_OF, arguments=[], qualified_name={"path": [AS_OF]})

    def _table(self, node: Tree) -> None:
        name = str(node["table_name"])
        path = list(node["qualified_name"]["path"])
        if path == [name] and name.casefold() in self._withs:
            return
        reader = _SUFFIXES.get(PurePosixPath(name).suffix.lower())
        if path != [name] or reader is None:
            raise self._refuse(f"{'.'.join(path)} is neither a file of the folder nor a WITH of this query")
        self._replace(node, FileUse((name,), reader), PurePosixPath(name).stem)

    def _table_function(self, node: Tree) -> None:
        function = node["function"]
        name = str(function["function_name"]).casefold()
        if len(function["qualified_name"]["path"]) != 1:
            raise self._refuse(f"{name} is named with a schema")
        if name in _PURE_TABLES:
            return
        if name not in _READERS:
            raise self._refuse(f"{name}() is not one of the table functions a source may use")
        positional: list[Any] = []
        options: dict[str, Any] = {}
        for argument in function["arguments"]:
            expression = argument["expression"]
            if argument["name"]:
                options[argument["name"].casefold()] = self._constant(expression)
            elif expression["type"] == "COMPARE_EQUAL" and expression["left"]["type"] == "COLUMN_REF":
                options[expression["left"]["column_names"][-1].casefold()] = self._constant(expression["right"])
            else:
                positional.append(self._constant(expression))
        if len(positional) != 1:
            raise self._refuse(f"{name}() takes the file and then options by name")
        names = positional[0] if isinstance(positional[0], tuple) else (positional[0],)
        use = FileUse(tuple(str(item) for item in names), _READERS[name], tuple(sorted(options.items())))
        self._replace(node, use, name)

    def _replace(self, node: Tree, use: FileUse, alias: str) -> None:
        table = self._found.table(use)
        node.pop("function", None)
        node.pop("with_ordinality", None)
        node.update(
            type="BASE_TABLE", alias=node["alias"] or alias, schema_name="", table_name=table, catalog_name="",
            at_clause=None, qualified_name={"path": [table]},
        )  # fmt: skip

    def _constant(self, node: Tree) -> Any:
        """The value of a literal, a list of them (a tuple) or a struct of them (pairs)."""
        if node["type"] == "VALUE_CONSTANT" and "literal" in node:
            kind, text = node["literal"]["kind"], node["literal"]["text"]
            return {"BOOLEAN": text == "true", "NULL_LITERAL": None}.get(kind, text)
        if node["type"] == "FUNCTION" and node["function_name"] == "list_value":
            return tuple(self._constant(item["expression"]) for item in node["arguments"])
        if node["type"] == "FUNCTION" and node["function_name"] == "struct_pack":
            return tuple((item["name"], self._constant(item["expression"])) for item in node["arguments"])
        raise self._refuse("files and their options are given as literals")

    def _refuse(self, reason: str) -> Exception:
        return refuse(Fault.QUERY, self._file, reason)


def _dicts(node: Any) -> Iterator[Tree]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _dicts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _dicts(value)
