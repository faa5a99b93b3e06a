"""Runs a source's queries where they can reach nothing but the files that were read for them.

First the loader reads each file that the queries name into a table (`files.py`). Then the database is shut off: no
file, no network, no extension, no setting. Only then do the queries run. `COPY ... TO` a file of the folder can't
be written as a SELECT, and has no folder to write to.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from c360.sources.gate import AS_OF
from c360.sources.problems import Fault, refuse
from c360.sources.queries import Query
from c360.sources.sqltext import is_full, name_of, text_of

MEMORY: Final = "700MB"
THREADS: Final = 2


class Sandbox:
    """One DuckDB database on disk for one load; a context manager."""

    def __init__(self, path: Path, scratch: Path) -> None:
        self.con = duckdb.connect(
            str(path),
            config={
                "memory_limit": MEMORY, "threads": THREADS, "temp_directory": str(scratch / "spill"),
                "autoinstall_known_extensions": False, "autoload_known_extensions": False,
                "allow_community_extensions": False, "python_enable_replacements": False,
                "preserve_insertion_order": True,
            },
        )  # fmt: skip
        self.con.execute("SET GLOBAL TimeZone = 'UTC'")
        self.con.execute("SET enable_progress_bar = false")
        self.con.execute("CREATE SCHEMA given")

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def shut(self, as_of: date | None) -> None:
        """Shuts the database off and gives the queries their one variable, `getvariable('as_of')`."""
        day = text_of(as_of.isoformat()) if as_of else "NULL"
        self.con.execute(f"CREATE MACRO {AS_OF}() AS CAST({day} AS DATE)")
        self.con.execute("SET enable_external_access = false")
        self.con.execute("SET lock_configuration = true")

    def run(self, query: Query) -> None:
        """Puts the query's rows into a table called by its name; `LoadRefused` with the engine's reason."""
        tree = json.dumps(query.tree)
        try:
            self.con.execute(
                f"CREATE TABLE given.{name_of(query.name)} AS SELECT * FROM json_execute_serialized_sql(?)", [tree]
            )
        except duckdb.Error as error:
            if is_full(error):
                raise
            reason = self._reason(tree, error)
            hint = ""
            if isinstance(error, duckdb.BinderException):
                hint = " (columns of CSV and JSON files are text unless types={...} or a CAST says otherwise)"
            raise refuse(Fault.QUERY, query.file, reason + hint) from error

    def _reason(self, tree: str, error: duckdb.Error) -> str:
        """Why a query failed; what fails on a row is only said when it runs as text."""
        if "unsuccessful query result" in str(error):
            try:
                row = self.con.execute("SELECT json_deserialize_sql(CAST(? AS JSON))", [tree]).fetchone()
                self.con.execute(f"CREATE TEMP TABLE again AS {row[0] if row else ''}")
            except duckdb.Error as said:
                error = said
        return str(error).strip().split("\n", 1)[0]
