"""What the book keeps of each source: its checked tables, and who, when and how complete it was."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from c360.errors import IntegrityError
from c360.graph.about import Delivers

NAME: Final = "source.json"


@dataclass(frozen=True, slots=True)
class BookRow:
    """What a source's Book.sql declares."""

    name: str
    currency: str
    zone: str


@dataclass(frozen=True, slots=True)
class KeptSource:
    """One source of a book; see `about.SourceInfo` for the meanings. `as_of` is what its load was given."""

    name: str
    loaded_at: str
    updated_at: str | None
    records: int
    rejected: int
    delivers: str
    book: BookRow | None
    as_of: str | None
    newest: int | None  # epoch seconds of its newest and oldest transaction
    oldest: int | None
    always: tuple[str, ...] | None = None  # transaction keys that every row has, and that none has; None: no rows
    never: tuple[str, ...] | None = None

    def save(self, folder: Path) -> None:
        """Writes it beside the source's tables."""
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, sort_keys=True), "utf-8")

    @property
    def delivered(self) -> Delivers:
        """What its queries deliver."""
        return Delivers.parse(self.delivers)


def read_kept(folder: Path) -> KeptSource:
    """Reads it back; `IntegrityError` when it is damaged."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        book = found.pop("book")
        for name in ("always", "never"):
            found[name] = None if found[name] is None else tuple(found[name])
        return KeptSource(**found, book=BookRow(**book) if book else None)
    except (OSError, ValueError, TypeError) as error:
        raise IntegrityError(f"What the book keeps of the source {folder.name} is damaged.", str(error)) from error


def carry(sources: Path, into: Path, leave_out: Collection[str]) -> Mapping[str, KeptSource]:
    """Brings the current generation's other sources into a new one, by hard links where the disk has them."""
    kept: dict[str, KeptSource] = {}
    for folder in sorted(sources.iterdir()) if sources.is_dir() else []:
        if folder.name in leave_out:
            continue
        kept[folder.name] = read_kept(folder)
        target = into / folder.name
        target.mkdir(parents=True)
        for file in folder.iterdir():
            try:
                os.link(file, target / file.name)
            except OSError:
                shutil.copy2(file, target / file.name)
    return kept
