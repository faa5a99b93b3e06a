"""Loads into a graph server: everything is read and checked as for a book, into one that is thrown away afterwards.

What that book holds goes into the graph first, as files; then the graph's records are changed to it, and then the Book
vertex. A load that dies on the way is ended by the next one from those files: it goes on, never back.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from gremlin_python.process.anonymous_traversal import traversal
from gremlin_python.process.graph_traversal import GraphTraversalSource

from c360.errors import NoBook
from c360.graph import schema as s
from c360.graph.book import REPORT, SNAPSHOT, SOURCES, BookFolder
from c360.graph.connect import connect
from c360.graph.janusgraph import files
from c360.graph.janusgraph import schema as schemas
from c360.graph.janusgraph.lease import WATCH, Found, Lease, NotEmpty, look
from c360.graph.janusgraph.place import NOTICED, pool_at
from c360.graph.janusgraph.scripts import batch_of
from c360.graph.pool import Pool
from c360.graph.remote import ServerConnection
from c360.settings import Settings
from c360.sources.assemble import open_work
from c360.sources.changes import Changes
from c360.sources.first_load import FirstLoad, size
from c360.sources.load import Progress, Record, load, unload
from c360.sources.report import LoadReport
from c360.sources.server_rows import Records

_BOOK_LABELS: Final = (s.SOURCE, s.EXCHANGE_RATES)
_ABOUT: Final = "about.json"


@dataclass(frozen=True, slots=True)
class Sent:
    """What went into the graph or was changed there, what was taken away, and the seconds it took."""

    vertices: int
    edges: int
    changed: int
    gone: int
    seconds: float


def load_to_server(
    name: str, folder: Path | str, url: str, settings: Settings, *, source: Path | str | None = None,
    as_of: date | None = None, rejects: Path | str | None = None, progress: Progress | None = None,
    record: Record | None = None, watch: float = WATCH,
) -> LoadReport:  # fmt: skip
    """As `load`, into the graph of the server at `url`: the fast way where it is empty, else by what is different.

    A load that died before is ended first; to tell, another's signs of life are watched for `watch` seconds. Raises
    what `load` raises, with nothing changed; `NotEmpty` where the graph holds data of others; `GraphUnavailable` where
    another load runs, the server can't be reached or hasn't the schema, or goes away meanwhile: run again, it goes on.
    """

    def work(book: Path) -> LoadReport:
        return load(name, folder, book, source=source, as_of=as_of, rejects=rejects, progress=progress)

    return _changed(url, settings, work, progress, record, watch)


def unload_from_server(
    name: str, url: str, settings: Settings, *, progress: Progress | None = None, record: Record | None = None,
    watch: float = WATCH,
) -> LoadReport:  # fmt: skip
    """As `unload`, from the graph of a server; the last source is not taken away, since no book would be left."""

    def work(book: Path) -> LoadReport:
        found = BookFolder(book)
        if found.exists() and [one.name for one in found.current().sources.iterdir()] == [name]:
            raise NotEmpty(f"{name} is the only source of this graph's book: empty the graph instead.")
        return unload(name, book, progress=progress)

    return _changed(url, settings, work, progress, record, watch)


def ready(url: str, settings: Settings) -> None:
    """Raises what stands in the way of a first load into the server's graph."""
    with closing(pool_at(url, settings)) as pool:
        schemas.check(pool)
        _refuse_book(pool, look(pool))


def send(
    book: Path, url: str, settings: Settings, *, progress: Progress | None = None, record: Record | None = None,
    watch: float = WATCH,
) -> Sent:  # fmt: skip
    """Puts the current generation of a book into the empty graph of a server; or ends the load that died there.

    Raises as `load_to_server`.
    """
    with _holding(url, settings, progress, record, watch) as (lease, ended):
        if ended:
            return ended
        _refuse_book(lease.pool, look(lease.pool))
        return _publish(lease, book, progress, record)


def fetch_book(url: str, settings: Settings, book: Path) -> int:
    """Makes a folder a book of what the server's graph keeps of its sources, without the graph; gives its generation.

    Raises `NoBook` where the graph holds none.
    """
    with closing(pool_at(url, settings)) as pool:
        found = look(pool)
        if not found.holds:
            raise NoBook(f"The graph at {pool.address.place} holds no book: load a source that has a Book.sql into it.")
        return _fetch(pool, found, book)


def _refuse_book(pool: Pool, found: Found) -> None:
    if found.holds:
        place = pool.address.place
        raise NotEmpty(f"The graph at {place} holds a book already: this is for an empty one. Nothing was changed.")


@contextmanager
def _holding(
    url: str, settings: Settings, progress: Progress | None, record: Record | None, watch: float
) -> Iterator[tuple[Lease, Sent | None]]:
    """The graph held for writing, and what was done to bring the load to its end that died there, if one did."""
    told = (lambda what: progress(what, 0, 1)) if progress else (lambda _: None)
    with closing(pool_at(url, settings)) as pool:
        schemas.check(pool)
        with Lease(pool, watch=watch, told=told) as lease:
            yield lease, _finish(lease, progress, record)


def _changed(
    url: str, settings: Settings, work: Callable[[Path], LoadReport], progress: Progress | None, record: Record | None,
    watch: float,
) -> LoadReport:  # fmt: skip
    with (
        _holding(url, settings, progress, record, watch) as (lease, _),
        tempfile.TemporaryDirectory(prefix="c360-load-") as scratch,
    ):
        book = Path(scratch) / "load.book"
        found = look(lease.pool)
        if found.holds:
            _fetch(lease.pool, found, book)
        report = work(book)
        sent = _publish(lease, book, progress, record)
    written = {"vertices": sent.vertices, "edges": sent.edges, "changed": sent.changed, "gone": sent.gone}
    return replace(
        report, seconds=round(report.seconds + sent.seconds, 3),
        phases={**report.phases, "write": round(sent.seconds, 3)}, written=written,
    )  # fmt: skip


def _fetch(pool: Pool, found: Found, book: Path) -> int:
    manifest = files.parse(found.book)
    g = _reading(pool)
    about = json.loads(files.fetch(g, manifest, _ABOUT))
    number: int = about[s.BOOK][0]["generation"]
    target = BookFolder(book)
    with target.writing() as staging:
        built = staging / "built"
        (built / SOURCES).mkdir(parents=True)
        files.fetch_into(g, manifest, built, under=f"{SOURCES}/")
        # A book's graph is its snapshot; this one's is on the server.
        (built / SNAPSHOT).touch()
        target.publish(built, number, keep=1)
    return number


def _publish(lease: Lease, book: Path, progress: Progress | None, record: Record | None) -> Sent:
    """Brings the graph to the current generation of a book on disk."""
    generation = BookFolder(book).current()
    with tempfile.TemporaryDirectory(prefix="c360-about-") as scratch:
        about = Path(scratch) / _ABOUT
        about.write_text(json.dumps(_about(book, generation.number)), "utf-8")
        given = {_ABOUT: about, REPORT: generation.report}
        kept = (*sorted(generation.sources.rglob("*.*")), *sorted(generation.search.iterdir()))
        given |= {str(path.relative_to(generation.folder)): path for path in kept if not path.name.endswith(".lock")}
        found = look(lease.pool)
        before, stale = files.parse(found.book), files.parse(found.stale)
        target = files.manifest_of(given, before)
        lease.change("mark", task="store", files=files.to_text(files.by_digest(stale, before, target)))
        files.store(lease, given, before)
    files.drop(lease, stale, before, target)
    lease.change("mark", task="mark", files=files.to_text(target))
    return _apply(lease, before, target, None, progress, record)


def _finish(lease: Lease, progress: Progress | None, record: Record | None) -> Sent | None:
    """Ends what a load that died has begun; without the mark it had changed no record."""
    found = lease.found
    if not found.loading:
        return None
    before, target = files.parse(found.book), files.parse(found.target)
    if before == target:  # it died when all was done but this
        lease.steadily("mark", task="unmark", files="")
        return None
    return _apply(lease, before, target, found.done, progress, record)


def _apply(
    lease: Lease, before: files.Manifest, target: files.Manifest, done: int | None, progress: Progress | None,
    record: Record | None,
) -> Sent:  # fmt: skip
    """Changes the graph's records from one state to the other, then says so, then lets go of the old files."""
    started = time.perf_counter()
    g = _reading(lease.pool)
    with (
        tempfile.TemporaryDirectory(prefix="c360-send-") as scratch,
        closing(open_work(Path(scratch), "send.duckdb")) as con,
    ):
        folders = {}
        for name, manifest in (("before", before), ("after", target)):
            folders[name] = Path(scratch) / name
            (folders[name] / SOURCES).mkdir(parents=True)
            files.fetch_into(g, manifest, folders[name], under=f"{SOURCES}/")
        about: Mapping[str, Any] = json.loads(files.fetch(g, target, _ABOUT))
        after = Records(con, "after", folders["after"] / SOURCES)
        vertices = edges = changed = gone = 0
        if before:
            # Whoever began to read before the mark was there has found it, or is refused the answer.
            time.sleep(NOTICED)
            changes = Changes(lease, con, Records(con, "before", folders["before"] / SOURCES), after)
            changed, gone = changes.merged, changes.gone
            changes.run(_told(progress, changed + gone))
        else:
            first = FirstLoad(lease, con, after, done, _told(progress, size(con, after)))
            vertices, edges = first.run()
    for label in _BOOK_LABELS:
        keys = s.all_keys(label)
        rows = [[row.get(key) for key in keys] for row in about[label]]
        lease.steadily("merge_vertices", batch=batch_of(label, keys, rows))
    book = about[s.BOOK][0]
    if record:
        record(book["generation"])
    lease.steadily("publish", book=json.dumps({**book, "files": files.to_text(target)}))
    lease.steadily("mark", task="unmark", files="")
    files.drop(lease, before, target)
    return Sent(vertices, edges, changed, gone, time.perf_counter() - started)


def _told(progress: Progress | None, total: int) -> Callable[[int], None]:
    """Tells how many of how many rows are in the graph."""
    done = 0

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        if progress:
            progress("write", min(done, total), total)

    return told


def _reading(pool: Pool) -> GraphTraversalSource:
    return traversal().with_remote(ServerConnection(pool))


def _about(book: Path, generation: int) -> dict[str, list[dict[str, Any]]]:
    """The Book, Source and ExchangeRates vertices, as the book on disk has them."""
    with closing(connect(book, generation=generation)) as graph:
        return {
            label: [
                {key: value[0] for key, value in row.items()}
                for row in graph.g.V().has_label(label).value_map(*s.all_keys(label)).to_list()
            ]
            for label in (s.BOOK, *_BOOK_LABELS)
        }
