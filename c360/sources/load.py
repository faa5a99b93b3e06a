"""Loads a bank's files into a book: SQL over the files, every value checked, a new generation, one flip.

A load replaces all that was loaded under the same source's name and leaves the other sources as they are. Until
the very last step, the renaming of the pointer file, the book is what it was; so a load that is refused or
killed at any moment changes nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from c360.errors import C360Error, GraphUnavailable, UsageError, brief
from c360.graph import schema
from c360.graph.book import REPORT, SEARCH, SNAPSHOT, SOURCES, BookFolder
from c360.sources import rates_file
from c360.sources.assemble import About, book_vertices, day_after_unload, open_work
from c360.sources.convert import YEARS
from c360.sources.graphfile import pack, write_lines
from c360.sources.kept import KeptSource, carry
from c360.sources.loose import loose_edges
from c360.sources.merge import Given, empty_labels, given_by, make_views
from c360.sources.problems import Fault, LoadRefused, refuse
from c360.sources.report import LoadReport, check_rejects, write_rejects
from c360.sources.sqltext import is_full
from c360.sources.take import Order, Taken, take, together

# progress(what, done, total): steps of a load, `what` the file, label or phase that comes next.
Progress = Callable[[str, int, int], None]

# Called with the new generation's number when nothing but the flip of the pointer is left; what it raises stops that.
Record = Callable[[int], None]

# Generations kept for comparison, the current one among them.
KEEP: Final = 5

_SHIPPED: Final = Path(__file__).parent
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class NoSuchSource(C360Error):
    """No source of this name is shipped, or in the book."""


class NoSuchFolder(C360Error):
    """The folder of files, or that of SQL, isn't there."""


@dataclass(slots=True)
class _Clock:
    """Seconds by phase and the steps done, told to `progress`."""

    progress: Progress | None
    total: int = 4  # search, graph, pack, publish
    done: int = 0
    started: float = field(default_factory=time.perf_counter)
    phases: dict[str, float] = field(default_factory=dict)

    def expect(self, steps: int) -> None:
        self.total += steps

    def step(self, what: str) -> None:
        if self.progress:
            self.progress(what, self.done, self.total)
        self.done = min(self.done + 1, self.total)

    def end(self) -> None:
        if self.progress:
            self.progress("done", self.total, self.total)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.phases[name] = round(self.phases.get(name, 0.0) + time.perf_counter() - start, 3)

    def seconds(self) -> float:
        return round(time.perf_counter() - self.started, 3)


def load(
    name: str, folder: Path | str, book: Path | str, *, source: Path | str | None = None,
    as_of: date | None = None, rejects: Path | str | None = None, progress: Progress | None = None,
    keep: int = KEEP, record: Record | None = None,
) -> LoadReport:  # fmt: skip
    """Loads the files in `folder` into the book at `book` (made if there is none) as the source `name`.

    The SQL is that of the folder `source`, by default `c360/sources/NAME`. `as_of` is the book's date, by default
    its newest transaction's. With `rejects` wrong rows are left out and written to that file, otherwise they
    refuse the load. The newest `keep` generations are kept. `record` is called just before the book changes.

    Raises `LoadRefused` (exit 5) naming what is wrong and where, `NoSuchSource` or `NoSuchFolder` (1), `UsageError`
    (2), `GraphUnavailable` (3) when another load runs or the disk is full, `IntegrityError` (4) when the book is
    damaged; the book is then as it was.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"A source's name is letters, digits, - and _: {brief(name)!r} is not.")
    queries = Path(source) if source is not None else _SHIPPED / name
    if source is None and not any(queries.glob("*.sql")):
        shipped = ", ".join(sorted({path.parent.name for path in _SHIPPED.glob("*/*.sql")})) or "none"
        raise NoSuchSource(f"No source is called {name}: shipped are {shipped}; name your own by --source.")
    for needed in (Path(folder), queries):
        if not needed.is_dir():
            raise NoSuchFolder(f"There is no folder {needed}.")
        if not os.access(needed, os.R_OK | os.X_OK):
            raise refuse(Fault.FILE, str(needed), "this user may not read the folder")
    _check_day(as_of)
    target = BookFolder(Path(book))
    if rejects is not None:
        check_rejects(Path(rejects), Path(folder), target.folder)
    clock = _Clock(progress)
    with _disk(target.folder), target.writing() as staging:
        built = staging / "built"
        own = built / SOURCES / name
        own.mkdir(parents=True)
        kept = dict(carry(target.current().sources, built / SOURCES, {name})) if target.exists() else {}
        order = Order(name, Path(folder), queries, as_of, rejects is not None, _before(target, name))
        with clock.phase("read and check"):
            taken = take(order, kept, staging, built / SOURCES, clock)
        return _publish(target, staging, taken, (name,), clock, keep, as_of, rejects, record)


def load_many(
    sources: Mapping[str, tuple[Path, Path]], book: Path | str, *, as_of: date | None = None,
    progress: Progress | None = None, keep: int = KEEP, record: Record | None = None,
) -> LoadReport:  # fmt: skip
    """Loads several sources, name: (files, queries), in that order into one new generation of the book.

    As `load` for each, yet all or none: the book goes from what it was to what it is with all of them. They
    replace together what was loaded under their names, so old rows of one never meet new rows of another. The
    report adds them up. Raises as `load` does.
    """
    _check_day(as_of)
    clock = _Clock(progress)
    target = BookFolder(Path(book))
    with _disk(target.folder), target.writing() as staging:
        built = staging / "built"
        (built / SOURCES).mkdir(parents=True)
        kept: Mapping[str, KeptSource] = (
            carry(target.current().sources, built / SOURCES, sources) if target.exists() else {}
        )
        all_taken = []
        for name, (folder, queries) in sources.items():
            own = staging / f"take-{name}"
            own.mkdir()
            (built / SOURCES / name).mkdir()
            order = Order(name, folder, queries, as_of, False, _before(target, name))
            with clock.phase("read and check"):
                taken = take(order, kept, own, built / SOURCES, clock)
            kept = taken.kept
            all_taken.append(taken)
            shutil.rmtree(own)
        return _publish(target, staging, together(all_taken), tuple(sources), clock, keep, as_of, None, record)


def unload(
    name: str, book: Path | str, *, progress: Progress | None = None, keep: int = KEEP, record: Record | None = None
) -> LoadReport:
    """Takes away what the source `name` gave, and only that.

    Raises `NoSuchSource` (exit 1) if the book has none of that name, `LoadRefused` (5) if edges of another source
    would be left pointing to nobody; the book is then as it was.
    """
    clock = _Clock(progress)
    target = BookFolder(Path(book))
    target.current()
    with _disk(target.folder), target.writing() as staging:
        built = staging / "built"
        (built / SOURCES).mkdir(parents=True)
        kept = dict(carry(target.current().sources, built / SOURCES, {name}))
        if not (target.current().sources / name).is_dir():
            held = ", ".join(sorted(kept)) or "none"
            raise NoSuchSource(f"The book holds no source called {name}; its sources are {held}.")
        con = open_work(staging, "stage.duckdb")
        try:
            loose = loose_edges(con, kept, built / SOURCES, {}, _before(target, name))
        finally:
            con.close()
        if loose.new:
            raise LoadRefused(loose.new)
        taken = Taken(name, kept, left_out=loose.by_source)
        return _publish(target, staging, taken, (), clock, keep, day_after_unload(kept), None, record)


def _check_day(as_of: date | None) -> None:
    if as_of is not None and not YEARS[0] <= as_of.year <= YEARS[1]:
        raise UsageError(f"A book's date is within the years {YEARS[0]} to {YEARS[1]}: {as_of} is not.")


def _before(target: BookFolder, name: str) -> Path | None:
    return target.current().sources / name if target.exists() else None


def _publish(
    target: BookFolder, staging: Path, taken: Taken, loaded: Collection[str], clock: _Clock, keep: int,
    as_of: date | None, rejects: Path | str | None, record: Record | None,
) -> LoadReport:  # fmt: skip
    built, kept = staging / "built", taken.kept
    number = target.next_number()
    about = About.of(kept, as_of, number, loaded)
    con = open_work(staging, "work.duckdb")
    try:
        given = [item for source in sorted(kept) for item in given_by(con, source, built / SOURCES / source)]
        rates = {source: rates_file.kept(built / SOURCES / source) for source in kept}
        make_views(con, given)
        with clock.phase("search"):
            clock.step("search")
            _index(con, given, built / SEARCH)
        with clock.phase("graph"):
            clock.step("graph")
            vertices = book_vertices(about, kept, rates, taken.left_out, empty_labels(con)) if about else []
            written = write_lines(con, given, vertices, staging / "graph.graphson")
    finally:
        con.close()
    with clock.phase("pack"):
        clock.step("pack")
        pack(written, built / SNAPSHOT)
    if rejects is not None:
        write_rejects(Path(rejects), taken.problems)
    report = LoadReport(
        source=taken.name, generation=number, as_of=about.as_of.isoformat() if about else "",
        read=taken.read, given=taken.given, loaded=taken.loaded, rejected=taken.rejected, bytes=taken.bytes,
        seconds=clock.seconds(), complete=taken.complete, labels=taken.labels, phases=clock.phases,
        faults=taken.counts,
    )  # fmt: skip
    report.save(built / REPORT)
    clock.step("publish")
    target.publish(built, number, keep, record)
    clock.end()
    return report


def _index(con: duckdb.DuckDBPyConnection, given: Sequence[Given], folder: Path) -> None:
    """Builds the search index, which is derived from the same tables as the graph."""
    from c360.search import build_index  # a check of files needs no index

    for edge in (schema.HAS_ADDRESS, schema.HAS_DOCUMENT):
        tables = [item.rows for item in given if item.edge and item.edge[0] == edge]
        if tables:
            each = " UNION ".join(f'SELECT "from", "to" FROM {rows}' for rows in tables)
            con.execute(f"CREATE VIEW v_{edge} AS {each}")
    holds = [
        f"SELECT '{item.edge[1]}' AS label, \"from\", \"to\" FROM {item.rows}" for item in given
        if item.edge and item.edge[0] in (schema.OWNS, schema.AUTHORIZED_ON) and item.edge[2] == schema.ACCOUNT
    ]  # fmt: skip
    if holds:
        con.execute(f"CREATE VIEW v_HOLDS AS {' UNION '.join(holds)}")
    build_index(con, folder, {key for item in given if item.name == schema.PERSON for key in item.keys})


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Turns a full or unwritable disk into a sentence, and what an engine makes of Ctrl-C into that."""
    try:
        yield
    except OSError as error:
        what = "the disk is full: make room" if is_full(error) else f"{error.strerror or error}"
        title = f"The book {folder.name} can't be written: {what}. It is as it was."
        raise GraphUnavailable(title, str(error)) from error
    except (duckdb.Error, RuntimeError) as error:
        if isinstance(error, duckdb.InterruptException) or str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        if not is_full(error):
            raise
        title = f"The book {folder.name} can't be written: the disk is full: make room. It is as it was."
        raise GraphUnavailable(title, str(error)) from error
