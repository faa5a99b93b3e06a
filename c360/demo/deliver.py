"""From the demo bank's files to a book, by the loader that every bank's files go through."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from c360.demo.clock import AS_OF
from c360.demo.tables import DEPARTMENTS
from c360.demo.write import write_files
from c360.sources.load import Progress, Record, load_many
from c360.sources.report import LoadReport

QUERIES: Final = Path(__file__).parent.parent / "sources" / "demo"


def build(
    book: Path, *, customers: int = 2000, seed: int = 7, progress: Progress | None = None, files: Path | None = None,
    record: Record | None = None,
) -> LoadReport:  # fmt: skip
    """Make the demo bank as of 2024-06-30 and load it into the book at `book` as `core`, `crm` and `compliance`.

    `customers` is how many people it has, `seed` which ones the ordinary ones are; `files` keeps the bank's files
    in that folder. `progress(what, done, total)` is told each step, and `record` is called just before the book
    changes. Raises `UsageError` for fewer than 100 customers, `GraphUnavailable` when the book can't be written; the
    book is then as it was.
    """
    with tempfile.TemporaryDirectory(prefix="c360-demo-") as scratch:
        folder = files or Path(scratch)
        write_files(folder, customers=customers, seed=seed, progress=progress)
        sources = {name: (folder / name, QUERIES / name) for name in DEPARTMENTS}
        return load_many(sources, book, as_of=AS_OF, progress=progress, record=record)
