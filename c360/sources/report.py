"""The closing report of a load."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from c360.sources.problems import Problem

REJECT_COLUMNS: Final = ("sql_file", "natural_key", "column", "value", "reason")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load or unload did.

    `read` are rows of the source's files, `given` rows its queries gave, `loaded` and `rejected` what became of
    those; `labels` the rows loaded by query; `bytes` the size of the files read; `phases` seconds by phase.
    `complete` is True where a MANIFEST.csv proves that the files are whole, False where nothing does.
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

    def save(self, path: Path) -> None:
        """Writes it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1), "utf-8")

    def notes(self) -> list[str]:
        """Sentences a person should read."""
        found = []
        if not self.complete:
            found.append("There is no MANIFEST.csv, so that the files are complete can't be proven.")
        if self.rejected:
            found.append(f"{self.rejected} rows were rejected: the book is incomplete.")
        return found


def read_report(path: Path) -> LoadReport | None:
    """A load's report; nothing where it can't be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
        return LoadReport(**{field.name: told[field.name] for field in fields(LoadReport)})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_rejects(path: Path, problems: Iterable[Problem]) -> None:
    """Writes the rejected rows, a line for each problem, where a spreadsheet runs no text as a formula."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REJECT_COLUMNS)
        for item in problems:
            where = item.natural_key if item.line is None else f"line {item.line}"
            cells = (item.file, where, item.column, item.value, f"{item.fault}: {item.reason}")
            writer.writerow([_plain(cell) for cell in cells])


def _plain(cell: str | None) -> str:
    text = cell or ""
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") else text
