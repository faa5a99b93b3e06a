"""A JanusGraph server as a place to read from: its own Book vertex says which state it holds."""

from __future__ import annotations

import base64
import hashlib
import shutil
import tempfile
import threading
import time
import weakref
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gremlin_python.process.anonymous_traversal import traversal
from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import Bytecode, P
from gremlin_python.structure.graph import Graph

from c360.errors import IntegrityError, ServerUnavailable
from c360.graph import schema as s
from c360.graph.about import BOOK_KEY, read_about
from c360.graph.book import Generation
from c360.graph.janusgraph import schema as schemas
from c360.graph.pool import NotGreeted, Pool
from c360.graph.remote import ServerConnection
from c360.graph.view import View
from c360.graph.wire import Address, Request
from c360.settings import Settings

# naturalKey of the Book vertex that a load puts there first and takes away as it ends.
LOADING_KEY: Final = "loading"
PIECE: Final = 400_000  # characters of a piece of the search index
_PIECES: Final = 10  # read at once, so that an answer stays far below the limit of a message

# For this long a state once read is taken for the current one: a page asks several times.
_FRESH: Final = 1.0

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
    """The answer to that, as it can be compared; nothing of a graph without a whole book."""
    return tuple(sorted((row.object["key"], row.object["at"]) for row in rows))


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

    def stamp(self) -> Stamp:
        """Which book it holds, as of a second ago at most."""
        at, stamp = self._seen
        return self._look() if time.monotonic() - at >= _FRESH else stamp

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
            ServerConnection(self._pool, lambda greeting: _stamp(greeting) == stamp, lambda: self._look() == stamp)
        )
        book = read_about(g)
        if generation not in (None, book.generation):
            raise ServerUnavailable(
                f"The graph at {place} holds generation {book.generation} alone, and no {generation}."
            )
        cache = _Cache(g)
        return View(g, book, _Fetched(book.generation, cache.folder, cache.search))

    def close(self) -> None:
        """Closes the connections."""
        self._pool.close()


@dataclass(frozen=True, slots=True)
class _Fetched(Generation):
    """A generation on a server; its search index is fetched when it is first asked for."""

    fetch: Callable[[], Path]

    @property
    def search(self) -> Path:
        return self.fetch()


class _Cache:
    """A folder of this user alone for what was fetched of one state; it goes with the view, or the process."""

    def __init__(self, g: GraphTraversalSource) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="c360-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self._g = g
        self._lock = threading.Lock()

    def search(self) -> Path:
        """The search index as a file. Raises `ServerUnavailable` and `IntegrityError`."""
        path = self.folder / "search.sqlite"
        with self._lock:
            if not path.exists():
                path.write_bytes(self._read())
        return path

    def _read(self) -> bytes:
        head = self._rows("pieces", "digest", keys=[piece_key(0)])
        if not head:
            raise ServerUnavailable("The graph holds no search index: load its source again.")
        count, digest = int(head[0]["pieces"]), head[0]["digest"]
        texts: dict[str, str] = {}
        for start in range(0, count, _PIECES):
            keys = [piece_key(at) for at in range(start, min(start + _PIECES, count))]
            texts |= {row[s.NATURAL_KEY]: row["content"] for row in self._rows(s.NATURAL_KEY, "content", keys=keys)}
        try:
            data = zlib.decompress(base64.b64decode("".join(texts[piece_key(at)] for at in range(count))))
        except (KeyError, ValueError, zlib.error) as error:
            raise IntegrityError("The graph's search index is damaged: load its source again.", repr(error)) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise IntegrityError("The graph's search index is damaged: load its source again.", "digest")
        return data

    def _rows(self, *names: str, keys: list[str]) -> list[dict[str, Any]]:
        found = self._g.V().has(s.SEARCH_INDEX, s.NATURAL_KEY, P.within(*keys)).project(*names)
        for name in names:
            found = found.by(name)
        rows: list[dict[str, Any]] = found.to_list()
        return rows


def piece_key(number: int) -> str:
    """The natural key of a piece of the search index."""
    return f"{number:06d}"
