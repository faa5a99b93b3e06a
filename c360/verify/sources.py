"""Which tables a check compares with: read anew from the bank's files where those are still there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from c360.graph.book import Generation


@contextmanager
def tables_of(generation: Generation, book: Path) -> Iterator[tuple[Mapping[str, Path], Mapping[str, str]]]:
    """For each source the folder of its tables, and in words what they were read from."""
    folders = {path.name: path for path in sorted(generation.sources.iterdir()) if path.is_dir()}
    yield folders, dict.fromkeys(folders, "the tables that its load checked and kept")
