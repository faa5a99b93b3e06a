"""Which tables a check compares with: read anew from the bank's files where they are as they were loaded."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from c360 import words
from c360.errors import C360Error
from c360.graph.book import Generation
from c360.sources.kept import KeptSource, carry
from c360.sources.sqltext import parquet_of
from c360.sources.take import Order, take

_KEPT: Final = "the tables that its load kept"


class _Silent:
    """Nobody is told of the steps."""

    def expect(self, steps: int) -> None:
        """Not told."""

    def step(self, what: str) -> None:
        """Not told."""


@contextmanager
def tables_of(generation: Generation) -> Iterator[tuple[dict[str, Path], dict[str, str]]]:
    """For each source the folder of its tables, and in words what they were read from.

    The files are read by the source's SQL once more, by the loader's own reading, where they and the SQL have the
    SHA-256 that they were loaded with; else the tables that the load kept stand for them, and the words say why.
    Raises `IntegrityError` when those are damaged.
    """
    with tempfile.TemporaryDirectory(prefix="c360-verify-") as folder:
        tables = Path(folder) / "sources"
        tables.mkdir()
        kept = carry(generation.sources, tables, ())
        said = {name: _reread(name, kept, tables, generation.sources / name) for name in kept}
        yield {name: tables / name for name in kept}, said


def _reread(name: str, kept: Mapping[str, KeptSource], tables: Path, before: Path) -> str:
    """Puts what the files of a source give in the place of what was kept of it; says what stands there now."""
    source = kept[name]
    origin = source.origin
    if origin is None:
        return f"{_KEPT}: it doesn't say from where"
    if not origin.still():
        return f"{_KEPT}: its files are gone, or others than were loaded"
    staging, was = tables.parent / f"take-{name}", tables.parent / f"kept-{name}"
    staging.mkdir()
    (tables / name).rename(was)
    (tables / name).mkdir()
    day = date.fromisoformat(source.as_of) if source.as_of else None
    order = Order(name, Path(origin.folder), Path(origin.queries), day, source.rejected > 0, before)
    others = {other: kept[other] for other in kept if other != name}
    try:
        take(order, others, staging, tables, _Silent())
    except C360Error as error:
        shutil.rmtree(tables / name)
        was.rename(tables / name)
        return f"{_KEPT}: its files can't be read anew ({error.title})"
    differing = _differing(was, tables / name)
    found = "all rows as they were loaded" if not differing else f"{differing:,} rows are not as they were loaded"
    return f"its {words.counted(len(origin.files), 'file')}, read anew: {found}"


def _differing(kept: Path, anew: Path) -> int:
    """Rows that only one of the two has."""
    names = {path.name for folder in (kept, anew) for path in folder.glob("*.parquet")}
    count = 0
    with duckdb.connect(":memory:", config={"threads": 2, "memory_limit": "700MB"}) as con:
        for name in sorted(names):
            if not ((kept / name).is_file() and (anew / name).is_file()):
                count += 1
                continue
            one, other = (f"SELECT * FROM {parquet_of(folder / name)}" for folder in (kept, anew))
            row = con.execute(
                f"SELECT (SELECT count(*) FROM ({one} EXCEPT ALL {other})) +"
                f" (SELECT count(*) FROM ({other} EXCEPT ALL {one}))"
            ).fetchone()
            count += int(row[0]) if row else 0
    return count
