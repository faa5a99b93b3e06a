"""Small CSV files that the loader itself reads: rates.csv and MANIFEST.csv."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from c360.sources.csvfile import Dialect, check
from c360.sources.inside import unreadable
from c360.sources.problems import Fault, refuse


def read_rows(path: Path, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a checked CSV file whose header holds just `columns`, in any order."""
    try:
        with tempfile.TemporaryDirectory() as scratch:
            found = check(path, name, Dialect(), (), Path(scratch))
    except OSError as error:
        raise unreadable(name, error) from error
    if sorted(found.columns) != sorted(columns):
        raise refuse(Fault.COLUMN, name, f"its columns are {', '.join(columns)}", 1)
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from enumerate(csv.DictReader(file, delimiter=found.delimiter), start=2)
