"""Lets through only a query that can do no harm, and puts tables in the place of the files that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from c360.sources.problems import Fault, refuse

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
_SELECTS: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE"})
# Functions that change something, or tell of the machine.
_REFUSED_FUNCTIONS: Final = frozenset({
    "nextval", "currval", "setseed", "write_log", "getenv", "current_setting", "query", "query_table",
    "which_secret",
})  # fmt: skip
# Views and functions that tell of the machine begin so: no WITH of a source needs such a name.
_CATALOG: Final = ("duckdb_", "pragma_", "sqlite_", "pg_", "information_schema")

Tree = dict[str, Any]
Scope = frozenset[str]


@dataclass(frozen=True, slots=True)
class FileUse:
    """Files that a query reads, as it names them, and how; equal uses are read once."""

    names: tuple[str, ...]
    reader: str
    options: tuple[tuple[str, Any], ...] = ()


class Gate:
    """Walks one query's tree, `file` its name in messages; `table` gives the table that stands for a use of files."""

    def __init__(self, file: str, tree: Tree, table: Callable[[FileUse], str]) -> None:
        self._file = file
        self._tree = tree
        self._table_for = table
        self.reads_as_of = False

    def walk(self) -> None:
        """Changes the tree where it names files or the variable; raises `LoadRefused` for what isn't allowed."""
        # A list and no recursion: how deep a query nests is its own affair.
        left: list[tuple[Any, Scope]] = [(self._tree, frozenset())]
        while left:
            node, scope = left.pop()
            if isinstance(node, list):
                left += [(item, scope) for item in reversed(node)]
            elif isinstance(node, dict):
                self._check(node, scope)
                left += reversed(list(self._parts(node, scope)))

    def _check(self, node: Tree, scope: Scope) -> None:
        kind = str(node.get("type", ""))
        if kind.endswith("_NODE") and kind not in _SELECTS:
            raise self._refuse("a source's file holds one SELECT and nothing else")
        match kind:
            case "SHOW_REF":
                raise self._refuse("DESCRIBE, SHOW and SUMMARIZE deliver no rows of the source")
            case "TABLE_FUNCTION":
                self._table_function(node)
            case "BASE_TABLE":
                self._table(node, scope)
            case "FUNCTION":
                self._function(node)

    def _parts(self, node: Tree, scope: Scope) -> Iterator[tuple[Any, Scope]]:
        """What a node holds, each part with the names of WITH that count in it."""
        withs = node.get("cte_map")
        inner = scope
        if isinstance(withs, Mapping):
            for entry in withs["map"]:
                yield entry["value"], inner  # it sees those before it
                inner |= self._named(entry["key"])
        for key, value in node.items():
            if key == "right" and node.get("type") == "RECURSIVE_CTE_NODE":
                yield value, inner | self._named(node["cte_name"])  # where it may name itself
            elif key != "cte_map":
                yield value, inner

    def _named(self, name: str) -> Scope:
        if name.casefold().startswith(_CATALOG):
            raise self._refuse(f"WITH {name}: the name is the engine's own")
        return frozenset({name.casefold()})

    def _function(self, node: Tree) -> None:
        name = str(node["function_name"]).casefold()
        if name in _REFUSED_FUNCTIONS:
            raise self._refuse(f"{name}() is not for sources")
        if name == "getvariable":
            given = [self._constant(item["expression"]) for item in node["arguments"]]
            if given != [AS_OF]:
                raise self._refuse(f"the only variable is getvariable('{AS_OF}')")
            self.reads_as_of = True
            # A tree runs in a session of its own, which sees macros and no variables.
            node.update(function_name=AS_OF, arguments=[], qualified_name={"path": [AS_OF]})

    def _table(self, node: Tree, scope: Scope) -> None:
        name = str(node["table_name"])
        path = list(node["qualified_name"]["path"])
        if path == [name] and name.casefold() in scope:
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
        names = positional[0] if len(positional) == 1 else None
        names = (names,) if isinstance(names, str) else names
        if not isinstance(names, tuple) or not names or not all(isinstance(item, str) for item in names):
            raise self._refuse(f"{name}() takes the name of a file, or a list of them, and then options by name")
        self._replace(node, FileUse(names, _READERS[name], tuple(sorted(options.items()))), name)

    def _replace(self, node: Tree, use: FileUse, alias: str) -> None:
        # Named with its schema, so that no WITH of the query can stand in its place.
        path = ["main", self._table_for(use)]
        node.pop("function", None)
        node.pop("with_ordinality", None)
        node.update(
            type="BASE_TABLE", alias=node["alias"] or alias, schema_name=path[0], table_name=path[1], catalog_name="",
            at_clause=None, qualified_name={"path": path},
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
