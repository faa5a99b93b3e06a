"""A JanusGraph server as a place to read from: its own Book vertex says which state it holds.

While a load changes the records a mark lies in the graph, and every profile says so. A reader looks for it at least
once a second, and again when an answer comes and the last look is older than that. A load waits `NOTICED` seconds after
the mark before it changes anything: so no answer is taken for the old state that holds anything of the new.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from gremlin_python.process.anonymous_traversal import traversal
from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import Bytecode, P
from gremlin_python.structure.graph import Graph

from c360.errors import QueryFailed, QueryTimeout, ServerUnavailable
from c360.graph import schema as s
from c360.graph.about import BOOK_KEY, Filled, read_about
from c360.graph.book import REPORT, SEARCH, SOURCES, Generation
from c360.graph.janusgraph import schema as schemas
from c360.graph.janusgraph.cache import Cache
from c360.graph.pool import NotGreeted, Pool
from c360.graph.remote import ServerConnection
from c360.graph.view import View
from c360.graph.wire import Address, Request
from c360.settings import Settings

# naturalKey of the Book vertex that is there as long as a load changes records.
LOADING_KEY: Final = "loading"

# For this long a state once read is taken for the current one: a page asks several times.
_FRESH: Final = 1.0
# By then every reader knows of the mark: what was asked before it is no longer taken for an answer.
NOTICED: Final = 3.0

Stamp = tuple[tuple[str, str], ...]


def _who() -> Bytecode:
    """What a new connection is asked: which Book vertices there are, and when they were loaded."""
    keys = P.within(BOOK_KEY, LOADING_KEY)
    g: GraphTraversalSource = traversal().with_graph(Graph())
    found = g.V().has(s.BOOK, s.NATURAL_KEY, keys).project("key", "at")
    bytecode: Bytecode = found.by(s.NATURAL_KEY).by(__.coalesce(__.values("loadedAt"), __.constant(""))).bytecode
    return bytecode


_WHO: Final = _who()
_WHO_MS: Final = 5_000


def _stamp(rows: Iterable[Any]) -> Stamp:
    """The answer to that, as it can be compared; nothing of a graph without a whole book.

    A vertex that is taken away while it is read can be found by its key and then have none: it isn't there.
    """
    return tuple(sorted((row.object["key"], row.object["at"]) for row in rows if "key" in row.object))


def pool_at(url: str, settings: Settings, greeting: Request | None = None) -> Pool:
    """Connections to the server at `url`. Raises `UsageError` for an address or certificates that can't be."""
    return Pool(Address.of(url, settings.graph_user, settings.graph_password, settings.graph_ca), greeting)


class Server:
    """A server's graph; see `Place`."""

    folder: Path | None = None

    def __init__(self, url: str, settings: Settings) -> None:
        self._pool = pool_at(url, settings, Request(_WHO, _WHO_MS))
        self._settings = settings
        self.url = self._pool.address.url
        self._seen: tuple[float, Stamp] = (float("-inf"), ())
        self._cache: Cache | None = None

    def stamp(self) -> Stamp:
        """Which book it holds, as of a second ago at most."""
        at, stamp = self._seen
        if time.monotonic() - at < _FRESH:
            return stamp
        with self._failing_is_unavailable():
            return self._look()

    def _look(self) -> Stamp:
        now = time.monotonic()
        try:
            stamp = _stamp(self._pool.ask(Request(_WHO, _WHO_MS)).rows)
        except NotGreeted:
            self._check_schema()
            raise
        if stamp != self._seen[1]:
            self._pool.renew()
        self._seen = (now, stamp)
        return stamp

    def _check_schema(self) -> None:
        """By connections that are not greeted: a graph without our schema can't answer the greeting."""
        with closing(pool_at(self.url, self._settings)) as plain:
            schemas.check(plain)

    def open(self, generation: int | None) -> View:
        """What it holds now. Raises `ServerUnavailable` for another generation, and where it holds no book."""
        with self._failing_is_unavailable():
            return self._open(generation)

    @contextmanager
    def _failing_is_unavailable(self) -> Iterator[None]:
        """A server that can't say what it holds is no graph to read: its failure is not one of a section alone."""
        try:
            yield
        except QueryTimeout as error:
            why = "answers too slowly to be read: it may just have started, or has more to do than it can. Try again"
            raise ServerUnavailable(f"The graph server at {self._pool.address.place} {why}.", error.detail) from None
        except QueryFailed as error:
            why = "can't say what it holds: its storage may be away. See its log, then try again"
            raise ServerUnavailable(f"The graph server at {self._pool.address.place} {why}.", error.detail) from None

    def _open(self, generation: int | None) -> View:
        self._check_schema()
        stamp = self.stamp()
        place = self._pool.address.place
        if BOOK_KEY not in dict(stamp):
            if stamp:
                raise ServerUnavailable(f"A first load into the graph at {place} is running, or was cut: no book yet.")
            raise ServerUnavailable(
                f"The graph at {place} holds no book: load a source that has a Book.sql into it first."
            )
        g = traversal().with_remote(
            ServerConnection(
                self._pool,
                lambda greeting: _stamp(greeting) == stamp,
                lambda: self._look() == stamp,
                lambda: self.stamp() == stamp,
            )
        )
        book = read_about(g)
        if LOADING_KEY in dict(stamp):  # which keys all transactions have is not true of those that come
            book = replace(book, loading=True, filled=Filled())
        if generation not in (None, book.generation):
            raise ServerUnavailable(
                f"The graph at {place} holds generation {book.generation} alone, and no {generation}."
            )
        self._cache = Cache(g, self._settings.index, self._cache)
        return View(g, book, _Fetched(book.generation, self._cache.folder, self._cache.file))

    def close(self) -> None:
        """Closes the connections."""
        self._pool.close()


@dataclass(frozen=True, slots=True)
class _Fetched(Generation):
    """A generation on a server; its files are fetched when they are first asked for."""

    fetch: Callable[[str], Path]

    @property
    def search(self) -> Path:
        return self.fetch(SEARCH)

    @property
    def report(self) -> Path:
        return self.fetch(REPORT)

    @property
    def sources(self) -> Path:
        return self.fetch(SOURCES)
