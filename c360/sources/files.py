"""Reads the files that a source's queries name into tables, whole and strictly, before any query runs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from c360.sources import casts, jsonfile, options
from c360.sources.csvfile import CsvFile, check
from c360.sources.gate import FileUse
from c360.sources.inside import file_inside, unreadable
from c360.sources.options import Reading
from c360.sources.problems import Fault, LoadRefused, Problem, refuse
from c360.sources.queries import SourceQueries
from c360.sources.sandbox import BEFORE, CONFIG
from c360.sources.sqltext import AS_IT_IS, is_full, name_of, parquet_of, path_of, text_of

_TOO_LONG: Final = re.compile(r"Maximum line size|maximum_line_size|max_line_size", re.IGNORECASE)

Named = tuple[str, Path]


@dataclass(slots=True)
class FilesRead:
    """What was read: rows by file name, bytes, and rows whose values have not the type the query declares."""

    rows: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    rejected: list[Problem] = field(default_factory=list)


def open_files(path: Path, scratch: Path) -> duckdb.DuckDBPyConnection:
    """The database that takes the files, and in which the queries run afterwards."""
    config: dict[str, str | bool | int | float | list[str]] = {**CONFIG, "temp_directory": str(scratch / "spill")}
    con = duckdb.connect(str(path), config=config)
    for statement in BEFORE:
        con.execute(statement)
    return con


class FileReader:
    """Fills a database's tables from one folder's files, and notes in `read` what it read."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, scratch: Path, read: FilesRead) -> None:
        self._con = con
        self._folder = folder
        self._scratch = scratch
        self._stats: dict[Path, os.stat_result] = {}
        self._read = read

    def read_files(self, found: SourceQueries, step: Callable[[str], None]) -> None:
        """Reads every file that the queries name into its table.

        `LoadRefused` names all files that can't be read. Rows with values that are not of the type a query
        declares are left out and listed as rejected.
        """
        problems: list[Problem] = []
        for use, table in found.uses.items():
            step(", ".join(use.names))
            try:
                self._read_use(use, table)
            except LoadRefused as refused:
                problems += [problem for problem in refused.problems if problem not in problems]
        if problems:
            raise LoadRefused(problems)

    def check_unchanged(self) -> None:
        """Refuses the load when a file that was read has changed meanwhile."""
        for path, before in self._stats.items():
            with suppress(OSError):
                now = path.stat()
                if (now.st_size, now.st_mtime_ns, now.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino):
                    continue
            raise refuse(Fault.FILE, path.name, "the file changed while it was read: load again")

    def _read_use(self, use: FileUse, table: str) -> None:
        paths = self._paths(use)
        match use.reader:
            case "csv":
                self._read_csv(options.for_csv(dict(use.options), use.names[0]), table, paths)
            case "parquet":
                self._read_parquet(use, table, paths)
            case _:
                self._read_json(options.for_json(dict(use.options), use.names[0]), table, paths)

    def _paths(self, use: FileUse) -> list[Named]:
        """(name, path) of the files a use names, patterns expanded in order; all inside the folder."""
        found: list[Named] = []
        for name in use.names:
            if Path(name).is_absolute() or ".." in Path(name).parts or ":" in name or "\0" in name:
                raise refuse(Fault.MISSING_FILE, name, "files are named relative to the folder and lie within it")
            for each in self._expanded(name):
                path = file_inside(self._folder, each)
                if path is None:
                    raise refuse(Fault.MISSING_FILE, name, f"not in {self._folder.resolve().name}")
                if path not in self._stats:
                    self._stats[path] = path.stat()
                    self._read.bytes += self._stats[path].st_size
                found.append((each, path))
        return found

    def _expanded(self, name: str) -> list[str]:
        if not any(mark in name for mark in "*?["):
            return [name]
        try:
            found = sorted(path for path in self._folder.glob(name) if path.is_file())
        except (OSError, ValueError) as error:
            raise unreadable(name, error) from error
        if not found:
            raise refuse(Fault.MISSING_FILE, name, f"not in {self._folder.resolve().name}")
        return [path.relative_to(self._folder).as_posix() for path in found]

    def _read_csv(self, how: Reading, table: str, paths: Sequence[Named]) -> None:
        files: list[tuple[str, CsvFile]] = []
        for name, path in paths:
            try:
                file = check(path, name, how.dialect, tuple(how.columns), self._scratch)
            except OSError as error:
                raise _machine(name, error) from error
            for column in how.types:
                if column not in file.columns:
                    raise refuse(Fault.COLUMN, name, f"the header has no column {column!r}", 1)
            if files and set(file.columns) != set(files[0][1].columns):
                raise refuse(Fault.COLUMN, name, f"its columns are not those of {files[0][0]}", 1)
            files.append((name, file))
        self._fill(table, files, how, header=how.dialect.header)

    def _read_json(self, how: Reading, table: str, paths: Sequence[Named]) -> None:
        """Every member of a record as text, unless `columns` says which there are, and of what type."""
        try:
            held = {name: jsonfile.keys_of(path, name) for name, path in paths}
            for name, keys in held.items():
                for column in how.columns:
                    if keys and column not in keys:
                        raise refuse(Fault.COLUMN, name, f"no record has {column!r}")
            columns = tuple(how.columns) or tuple(sorted({key for keys in held.values() for key in keys}))
            if not columns:
                raise refuse(Fault.FILE, paths[0][0], "no records, so columns={...} must say what they would hold")
            files = [(name, jsonfile.as_csv(path, name, columns, self._scratch)) for name, path in paths]
        except OSError as error:
            raise _machine(paths[0][0], error) from error
        self._fill(table, files, how, header=False)

    def _fill(self, table: str, files: Sequence[tuple[str, CsvFile]], how: Reading, header: bool) -> None:
        """Reads files of text into one table, and gives the columns their declared types."""
        typed = {column: casts.cast_of(column, kind, how.formats, how.comma, files[0][0])
                 for column, kind in how.declared().items()}  # fmt: skip
        raw = name_of(f"raw_{table}") if typed else name_of(table)
        for at, (name, file) in enumerate(files):
            into = f"INSERT INTO {raw} BY NAME " if at else f"CREATE TABLE {raw} AS "
            self._load(f"{into}SELECT * FROM {_csv_call(file, how, header)}", name)
            self._read.rows[name] = file.records
            self._check_count(raw, sum(item.records for _, item in files[: at + 1]), name)
        if typed:
            self._type(table, raw, files, typed, header)

    def _type(
        self, table: str, raw: str, files: Sequence[tuple[str, CsvFile]], typed: dict[str, casts.Cast], header: bool
    ) -> None:
        for column, cast in typed.items():
            bad = f"{name_of(column)} IS NOT NULL AND NOT coalesce({cast.fits}, false)"
            select = f"SELECT rowid, CAST({name_of(column)} AS VARCHAR) FROM {raw} WHERE {bad}"
            for row, value in self._load(select, files[0][0], Fault.QUERY).fetchall():
                name, line = _place(files, row, header)
                fault = Fault.DATE if cast.is_date else Fault.TYPE
                self._read.rejected.append(Problem(fault, name, f"not of type {cast.type}", line, None, column, value))
        good = " AND ".join(
            f"({name_of(column)} IS NULL OR coalesce({cast.fits}, false))" for column, cast in typed.items()
        )
        replaced = ", ".join(f"{cast.value} AS {name_of(column)}" for column, cast in typed.items())
        self._con.execute(f"CREATE TABLE {name_of(table)} AS SELECT * REPLACE ({replaced}) FROM {raw} WHERE {good}")
        self._con.execute(f"DROP TABLE {raw}")

    def _read_parquet(self, use: FileUse, table: str, paths: Sequence[Named]) -> None:
        if use.options:
            raise refuse(Fault.QUERY, use.names[0], "read_parquet() takes no options here")
        first: dict[str, str] | None = None
        for name, path in paths:
            select = f"SELECT * FROM {parquet_of(path)}"
            columns = {str(row[0]): str(row[1]) for row in self._load(f"DESCRIBE {select}", name).fetchall()}
            if first is not None and columns != first:
                why = f"its columns, or their types, are not those of {paths[0][0]}"
                raise refuse(Fault.COLUMN, name, why)
            into = f"INSERT INTO {name_of(table)} BY NAME" if first else f"CREATE TABLE {name_of(table)} AS"
            before = self._count(table) if first else 0
            self._load(f"{into} {select}", name)
            self._read.rows[name] = self._count(table) - before
            first = columns

    def _load(self, sql: str, name: str, fault: Fault = Fault.FILE) -> duckdb.DuckDBPyConnection:
        try:
            return self._con.execute(sql)
        except duckdb.Error as error:
            if is_full(error) or isinstance(error, duckdb.InterruptException):
                raise
            raise _said(error, name, fault) from error

    def _count(self, table: str) -> int:
        row = self._con.execute(f"SELECT count(*) FROM {name_of(table)}").fetchone()
        return int(row[0]) if row else 0

    def _check_count(self, quoted: str, expected: int, name: str) -> None:
        row = self._con.execute(f"SELECT count(*) FROM {quoted}").fetchone()
        if row is None or row[0] != expected:
            raise refuse(Fault.FILE, name, f"read {row and row[0]} of {expected} records")


def _machine(name: str, error: OSError) -> Exception:
    """What to raise: a disk that is full is no fault of the file."""
    return error if is_full(error) else unreadable(name, error)


def _said(error: duckdb.Error, name: str, fault: Fault) -> Exception:
    text = str(error)
    line = re.search(r"Line: (\d+)", text)
    if _TOO_LONG.search(text):
        return refuse(fault, name, "a record of over 2 MB", int(line[1]) if line else None)
    return refuse(fault, name, text.split("\n", 1)[0][:500], int(line[1]) if line else None)


def _csv_call(file: CsvFile, how: Reading, header: bool) -> str:
    columns = ", ".join(f"{text_of(column)}: 'VARCHAR'" for column in file.columns)
    # No new_line: with strict_mode it made DuckDB 2.0 read no row of a file with CRLF.
    return (
        f"read_csv({path_of(file.path)}, auto_detect=false, columns={{{columns}}}, header={header},"
        f" delim={text_of(file.delimiter)}, quote={text_of(how.dialect.quote)},"
        f" escape={text_of(how.dialect.escape if how.dialect.quote else '')},"
        f" nullstr=[{', '.join(map(text_of, how.nulls))}], allow_quoted_nulls={how.quoted_nulls}, strict_mode=true,"
        f" ignore_errors=false, null_padding=false, compression='none', {AS_IT_IS})"
    )


def _place(files: Sequence[tuple[str, CsvFile]], row: int, header: bool) -> tuple[str, int | None]:
    """The file and line of the n-th row read; no line where fields hold line ends."""
    for name, file in files:
        if row < file.records:
            return name, row + 1 + header if file.line_of_record else None
        row -= file.records
    return files[-1][0], None
