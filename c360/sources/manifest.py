"""MANIFEST.csv: which files a folder should hold, with how many rows and which digest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from c360.sources.csvrows import read_rows
from c360.sources.inside import file_inside, unreadable
from c360.sources.kept import sha256
from c360.sources.problems import Fault, LoadRefused, Problem, refuse

NAME: Final = "MANIFEST.csv"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one file: rows (a header not counted) and SHA-256 in hex."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A folder's manifest."""

    entries: Mapping[str, Entry]

    def check_files(self, folder: Path, used: Mapping[str, int]) -> None:
        """Holds the files against it: those listed, and those used (by name, with the rows read).

        Raises `LoadRefused` naming every file that is missing, different or not listed.
        """
        problems = [Problem(Fault.MANIFEST, name, f"not listed in {NAME}") for name in used if name not in self.entries]
        for name, entry in self.entries.items():
            digest = _digest(folder, name)
            if digest is None:
                problems.append(Problem(Fault.MANIFEST, name, f"listed in {NAME} and not there"))
            elif digest != entry.sha256:
                problems.append(Problem(Fault.MANIFEST, name, f"its SHA-256 is not the one in {NAME}"))
            elif name in used and used[name] != entry.rows:
                why = f"{used[name]} rows, and {NAME} says {entry.rows}"
                problems.append(Problem(Fault.MANIFEST, name, why))
        if problems:
            raise LoadRefused(problems)


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest, None where there is none; `LoadRefused` when it can't be read."""
    path = file_inside(folder, NAME)
    if path is None:
        return None
    entries: dict[str, Entry] = {}
    for line, row in read_rows(path, NAME, ("file", "rows", "sha256")):
        digest = row["sha256"].strip().lower()
        if not re.fullmatch("[0-9]{1,15}", row["rows"]) or not re.fullmatch("[0-9a-f]{64}", digest):
            raise refuse(Fault.MANIFEST, NAME, "rows is a whole number and sha256 has 64 hex digits", line)
        if row["file"] in entries:
            raise refuse(Fault.MANIFEST, NAME, f"{row['file']} is listed twice", line)
        entries[row["file"]] = Entry(int(row["rows"]), digest)
    return Manifest(entries)


def _digest(folder: Path, name: str) -> str | None:
    path = file_inside(folder, name)
    try:
        return sha256(path) if path else None
    except OSError as error:
        raise unreadable(name, error) from error
