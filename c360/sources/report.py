"""The closing report of a load."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Final

from c360.errors import UsageError
from c360.sources.problems import Problem
from c360.sources.sqltext import is_full
from c360.spreadsheet import safe

REJECT_COLUMNS: Final = ("sql_file", "natural_key", "column", "value", "reason")
_HEADER: Final = ",".join(REJECT_COLUMNS).encode("ascii")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load or unload did.

    `read` are rows of the source's files, `given` rows its queries gave, `loaded` and `rejected` what became of
    those; `labels` the rows loaded by query; `bytes` the size of the files read; `phases` seconds by phase.
    `written` are the vertices and edges that went into a graph server, or how many were changed there and how many are
    gone. `complete` is True where a MANIFEST.csv proves that the files
    are whole, False where nothing does.
    """

    source: str
    generation: int
    as_of: str
    read: int
    given: int
    loaded: int
    rejected: int
    bytes: int
    seconds: float
    complete: bool
    labels: Mapping[str, int]
    phases: Mapping[str, float]
    faults: Mapping[str, int]
    written: Mapping[str, int] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Writes it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1), "utf-8")

    def notes(self) -> list[str]:
        """Sentences a person should read."""
        found = []
        if self.written and (seconds := self.phases.get("write")):
            vertices, edges, changed, gone = (self.written[one] for one in ("vertices", "edges", "changed", "gone"))
            rate = f"in {seconds:.1f} s, {(vertices + edges + changed + gone) / seconds:,.0f} a second."
            if vertices:
                found.append(f"{vertices:,} vertices and {edges:,} edges went into the graph {rate}")
            else:
                found.append(f"{changed:,} records of the graph were added or changed and {gone:,} taken away {rate}")
        if not self.complete:
            found.append("There is no MANIFEST.csv, so that the files are complete can't be proven.")
        if self.rejected:
            found.append(f"{self.rejected} rows were rejected: the book is incomplete.")
        return found


def read_report(path: Path) -> LoadReport | None:
    """A load's report; nothing where it can't be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
        # What no load into a book tells may be missing.
        return LoadReport(**{one.name: told[one.name] for one in fields(LoadReport) if one.name in told})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def check_rejects(path: Path, *apart: Path) -> None:
    """Raises `UsageError` where a list of rejected rows would take the place of anything but one.

    It lies in none of the folders `apart`: what is read, and the book.
    """
    try:
        where = path.resolve()
        for folder in apart:
            if where.is_relative_to(folder.resolve()):
                raise UsageError(f"--rejects {path} lies in {folder}: name a file elsewhere.")
        if not where.parent.is_dir():
            raise UsageError(f"There is no folder {where.parent} for the file of --rejects.")
        if not os.path.lexists(where):
            return
        if not where.is_file():
            raise UsageError(f"--rejects {path} is there and is no file: name another.")
        with open(where, "rb") as file:
            if file.readline(len(_HEADER) + 2).rstrip(b"\r\n") != _HEADER:
                raise UsageError(f"--rejects {path} is there and holds no rejected rows: name another file.")
    except OSError as error:
        raise _unwritable(path, error) from error


def write_rejects(path: Path, problems: Iterable[Problem]) -> None:
    """Writes the rejected rows, a line for each problem, where a spreadsheet runs no text as a formula."""
    try:
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(REJECT_COLUMNS)
            for item in problems:
                where = item.natural_key if item.line is None else f"line {item.line}"
                cells = (item.file, where, item.column, item.value, f"{item.fault}: {item.reason}")
                writer.writerow([safe(cell or "") for cell in cells])
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> UsageError:
    why = "the disk is full: make room" if is_full(error) else error.strerror
    return UsageError(f"The file of --rejects, {path}, can't be written: {why}. Nothing was loaded.", str(error))
