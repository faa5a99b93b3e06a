"""Runs a source's queries where they can reach nothing but the files that were read for them.

First the loader reads each file that the queries name into a table, whole and strictly. Then the database is shut
off: no file, no network, no extension, no setting. Only then do the queries run. `COPY ... TO` a file of the
folder can't be written as a SELECT, and has no folder to write to.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from c360.sources import casts
from c360.sources.csvfile import CsvFile, Dialect, check
from c360.sources.problems import Fault, LoadRefused, Problem, refuse
from c360.sources.queries import AS_OF, FileUse, Query, SourceQueries
from c360.sources.sqltext import is_full, name_of, path_of, text_of

MEMORY: Final = "700MB"
THREADS: Final = 2

_CSV_OPTIONS: Final = frozenset({
    "delim", "sep", "quote", "escape", "header", "nullstr", "columns", "types", "dtypes", "column_types",
    "dateformat", "timestampformat", "decimal_separator", "encoding", "all_varchar", "strict_mode",
    "auto_detect",
})  # fmt: skip


@dataclass(slots=True)
class FilesRead:
    """What was read: rows by file name, bytes, and rows whose values have not the type the query declares."""

    rows: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    rejected: list[Problem] = field(default_factory=list)


class Sandbox:
    """One DuckDB database on disk for one load; a context manager."""

    def __init__(self, path: Path, folder: Path, scratch: Path) -> None:
        self._folder = folder.resolve()
        self._scratch = scratch
        self._stats: dict[Path, os.stat_result] = {}
        self._con = duckdb.connect(
            str(path),
            config={
                "memory_limit": MEMORY, "threads": THREADS, "temp_directory": str(scratch / "spill"),
                "autoinstall_known_extensions": False, "autoload_known_extensions": False,
                "allow_community_extensions": False, "python_enable_replacements": False,
                "preserve_insertion_order": True,
            },
        )  # fmt: skip
        self._con.execute("SET GLOBAL TimeZone = 'UTC'")
        self._con.execute("SET enable_progress_bar = false")
        self._con.execute("CREATE SCHEMA given")
        self.read = FilesRead()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def read_files(self, found: SourceQueries, lenient: bool, step: Callable[[str], None]) -> None:
        """Reads every file that the queries name into its table.

        Values that are not of the type a query declares are refused with file and line, or with `lenient` left
        out with their rows and listed in `read.rejected`.
        """
        for use, table in found.uses.items():
            step(", ".join(use.names))
            try:
                self._read_use(use, table)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    raise
                raise refuse(Fault.FILE, ", ".join(use.names), error.strerror or "can't be read") from error
        if self.read.rejected and not lenient:
            raise LoadRefused(self.read.rejected)

    def _read_use(self, use: FileUse, table: str) -> None:
        paths = self._paths(use)
        match use.reader:
            case "csv":
                self._read_csv(use, table, paths)
            case "parquet":
                self._read_parquet(use, table, paths)
            case _:
                self._read_json(use, table, paths)

    def shut(self, as_of: date | None) -> None:
        """Shuts the database off and gives the queries their one variable, `getvariable('as_of')`."""
        day = text_of(as_of.isoformat()) if as_of else "NULL"
        self._con.execute(f"CREATE MACRO {AS_OF}() AS CAST({day} AS DATE)")
        self._con.execute("SET enable_external_access = false")
        self._con.execute("SET lock_configuration = true")

    def run(self, query: Query) -> None:
        """Puts the query's rows into a table called by its name; `LoadRefused` with the engine's reason."""
        tree = json.dumps(query.tree)
        try:
            self._con.execute(
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
                row = self._con.execute("SELECT json_deserialize_sql(CAST(? AS JSON))", [tree]).fetchone()
                self._con.execute(f"CREATE TEMP TABLE again AS {row[0] if row else ''}")
            except duckdb.Error as said:
                error = said
        return str(error).strip().split("\n", 1)[0]

    def check_unchanged(self) -> None:
        """Refuses the load when a file that was read has changed meanwhile."""
        for path, before in self._stats.items():
            with suppress(OSError):
                now = path.stat()
                if (now.st_size, now.st_mtime_ns, now.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino):
                    continue
            raise refuse(Fault.FILE, path.name, "the file changed while it was read: load again")

    def _paths(self, use: FileUse) -> list[tuple[str, Path]]:
        """(name, path) of the files a use names, patterns expanded in order; all inside the folder."""
        found: list[tuple[str, Path]] = []
        for name in use.names:
            if Path(name).is_absolute() or ".." in Path(name).parts or ":" in name:
                raise refuse(Fault.MISSING_FILE, name, "files are named relative to the folder and lie within it")
            if any(mark in name for mark in "*?["):
                paths = sorted(path for path in self._folder.glob(name) if path.is_file())
            else:
                paths = [path for path in (self._folder / name,) if path.is_file()]
            if not paths:
                raise refuse(Fault.MISSING_FILE, name, f"not in {self._folder.name}")
            for path in paths:
                if not path.resolve().is_relative_to(self._folder):
                    raise refuse(Fault.MISSING_FILE, name, "the file lies outside the folder")
                if path not in self._stats:
                    self._stats[path] = path.stat()
                    self.read.bytes += self._stats[path].st_size
                found.append((path.relative_to(self._folder).as_posix(), path))
        return found

    def _read_csv(self, use: FileUse, table: str, paths: list[tuple[str, Path]]) -> None:
        options = dict(use.options)
        unknown = sorted(set(options) - _CSV_OPTIONS)
        wrong = [key for key in ("all_varchar", "strict_mode") if options.get(key) is False]
        if unknown or wrong:
            why = f"the option {(unknown + wrong)[0]} is not for sources, where files are read strictly"
            raise refuse(Fault.QUERY, use.names[0], why)
        dialect = Dialect(
            delimiter=options.get("delim") or options.get("sep"),
            quote=options.get("quote", '"') or "", escape=options.get("escape") or options.get("quote") or '"',
            header=options.get("header", True), encoding=options.get("encoding", "utf-8"),
        )  # fmt: skip
        given = dict(options.get("columns") or ())
        types = given | casts.named_types(options, use.names[0])
        if not dialect.header and not given:
            raise refuse(Fault.QUERY, use.names[0], "a file without a header needs columns={...}")
        files: list[tuple[str, CsvFile]] = []
        for name, path in paths:
            file = check(path, name, dialect, tuple(given), self._scratch)
            for column in types:
                if column not in file.columns:
                    raise refuse(Fault.COLUMN, name, f"the header has no column {column!r}", 1)
            if files and set(file.columns) != set(files[0][1].columns):
                raise refuse(Fault.COLUMN, name, f"its columns are not those of {files[0][0]}", 1)
            files.append((name, file))
        raw = name_of(f"raw_{table}") if types else name_of(table)
        for at, (name, file) in enumerate(files):
            select = f"SELECT * FROM {_csv_call(file, dialect, options)}"
            into = f"INSERT INTO {raw} BY NAME " if at else f"CREATE TABLE {raw} AS "
            self._load(into + select, name)
            self.read.rows[name] = file.records
            self._check_count(raw, sum(item.records for _, item in files[: at + 1]), name)
        if types:
            formats = {key: str(options[key]) for key in ("dateformat", "timestampformat") if options.get(key)}
            comma = options.get("decimal_separator") == ","
            typed = {column: casts.cast_of(column, kind, formats, comma, use.names[0])
                     for column, kind in types.items() if not casts.is_text(kind)}  # fmt: skip
            self._type(table, raw, files, typed, dialect.header)

    def _type(
        self, table: str, raw: str, files: list[tuple[str, CsvFile]], typed: dict[str, casts.Cast], header: bool
    ) -> None:
        for column, cast in typed.items():
            bad = f"{name_of(column)} IS NOT NULL AND NOT coalesce({cast.fits}, false)"
            rows = self._con.execute(f"SELECT rowid, CAST({name_of(column)} AS VARCHAR) FROM {raw} WHERE {bad}")
            for row, value in rows.fetchall():
                name, line = _place(files, row, header)
                fault = Fault.DATE if cast.is_date else Fault.TYPE
                self.read.rejected.append(Problem(fault, name, f"not of type {cast.type}", line, None, column, value))
        good = " AND ".join(
            f"({name_of(column)} IS NULL OR coalesce({cast.fits}, false))" for column, cast in typed.items()
        )
        replaced = ", ".join(f"{cast.value} AS {name_of(column)}" for column, cast in typed.items())
        columns = f"* REPLACE ({replaced})" if typed else "*"
        where = f" WHERE {good}" if typed else ""
        self._con.execute(f"CREATE TABLE {name_of(table)} AS SELECT {columns} FROM {raw}{where}")
        self._con.execute(f"DROP TABLE {raw}")

    def _read_parquet(self, use: FileUse, table: str, paths: list[tuple[str, Path]]) -> None:
        if use.options:
            raise refuse(Fault.QUERY, use.names[0], "read_parquet() takes no options here")
        for at, (name, path) in enumerate(paths):
            into = f"INSERT INTO {name_of(table)} BY NAME " if at else f"CREATE TABLE {name_of(table)} AS "
            before = sum(self.read.rows.get(other, 0) for other, _ in paths[:at])
            self._load(f"{into} SELECT * FROM read_parquet({path_of(path)})", name)
            self.read.rows[name] = self._count(table) - before

    def _read_json(self, use: FileUse, table: str, paths: list[tuple[str, Path]]) -> None:
        """Every member of a record as text, unless `columns` says which there are."""
        options = dict(use.options)
        if set(options) - {"columns", "format", "auto_detect"}:
            raise refuse(Fault.QUERY, use.names[0], "read_json() takes columns={...} here and nothing else")
        declared = dict(options.get("columns") or ())
        for at, (name, path) in enumerate(paths):
            _check_json_end(path, name)
            objects = f"read_json_objects({path_of(path)})"
            keys = self._load(f"SELECT DISTINCT unnest(json_keys(json)) FROM {objects} ORDER BY 1", name).fetchall()
            columns = declared or {str(key): "VARCHAR" for (key,) in keys}
            if not columns:
                raise refuse(Fault.FILE, name, "no records, so columns={...} must say what they would hold")
            parts = ", ".join(f"{text_of(key)}: {text_of(kind)}" for key, kind in columns.items())
            select = f"SELECT * FROM read_json({path_of(path)}, columns={{{parts}}}, ignore_errors=false)"
            into = f"INSERT INTO {name_of(table)} BY NAME " if at else f"CREATE TABLE {name_of(table)} AS "
            before = sum(self.read.rows.get(other, 0) for other, _ in paths[:at])
            self._load(into + select, name)
            self.read.rows[name] = self._count(table) - before

    def _load(self, sql: str, name: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._con.execute(sql)
        except duckdb.Error as error:
            if is_full(error):
                raise
            raise refuse(Fault.FILE, name, str(error).split("\n", 1)[0]) from error

    def _count(self, table: str) -> int:
        row = self._con.execute(f"SELECT count(*) FROM {name_of(table)}").fetchone()
        return int(row[0]) if row else 0

    def _check_count(self, quoted: str, expected: int, name: str) -> None:
        row = self._con.execute(f"SELECT count(*) FROM {quoted}").fetchone()
        if row is None or row[0] != expected:
            raise refuse(Fault.FILE, name, f"read {row and row[0]} of {expected} records")


def _csv_call(file: CsvFile, dialect: Dialect, options: dict[str, Any]) -> str:
    columns = ", ".join(f"{text_of(column)}: 'VARCHAR'" for column in file.columns)
    nulls = options.get("nullstr", "")
    null = f"[{', '.join(text_of(str(item)) for item in nulls)}]" if isinstance(nulls, tuple) else text_of(nulls)
    # No new_line: with strict_mode it made DuckDB 2.0 read no row of a file with CRLF.
    return (
        f"read_csv({path_of(file.path)}, auto_detect=false, columns={{{columns}}}, header={dialect.header},"
        f" delim={text_of(file.delimiter)}, quote={text_of(dialect.quote)},"
        f" escape={text_of(dialect.escape if dialect.quote else '')}, nullstr={null}, strict_mode=true,"
        " ignore_errors=false, null_padding=false, compression='none')"
    )


def _place(files: list[tuple[str, CsvFile]], row: int, header: bool) -> tuple[str, int | None]:
    """The file and line of the n-th row read; no line where fields hold line ends."""
    for name, file in files:
        if row < file.records:
            return name, row + 1 + header if file.line_of_record else None
        row -= file.records
    return files[-1][0], None


def _check_json_end(path: Path, name: str) -> None:
    """A file of one record a line must end with a line end; an array says itself where it ends."""
    with open(path, "rb") as file:
        start = file.read(1024).lstrip()
        file.seek(-1, os.SEEK_END) if path.stat().st_size else None
        if not start.startswith(b"[") and file.read(1) != b"\n":
            raise refuse(Fault.FILE, name, "the last record has no line end, so the file counts as cut")
