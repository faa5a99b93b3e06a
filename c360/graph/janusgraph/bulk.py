"""A first load into an empty graph, by fixed scripts with rows bound to them, 500 at a time.

A mark is put into the graph before anything else and taken away as the Book vertex comes, so that nobody reads half a
book, nor loads into one. Vertices come before edges: an edge is given the ids that its ends got.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson

from c360.errors import C360Error, ServerUnavailable
from c360.graph import schema as s
from c360.graph.janusgraph.place import PIECE, piece_key
from c360.graph.pool import SIZE, Pool
from c360.graph.wire import Request

_Value = TypeVar("_Value")
_FOLDER: Final = Path(__file__).parent
# Twice as many brought 3 % more, a tenth half as much.
_ROWS: Final = 500
_WRITE_MS: Final = 120_000

Row = Sequence[Any]


class NotEmpty(C360Error):
    """The graph holds something already; only a first load is possible, and nothing was changed."""

    exit_code = 5


class Bulk:
    """A first load under way: `claim`, then vertices, edges and the search index, then `publish`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def look(self) -> None:
        """Raises `NotEmpty` where the graph couldn't be claimed."""
        self._refuse(self._run("claim", take="no")[0])

    def claim(self) -> None:
        """Takes the graph. Raises `NotEmpty`."""
        self._refuse(self._run("claim", take="yes")[0])

    def _refuse(self, holds: str) -> None:
        place = self._pool.address.place
        match holds:
            case "book":
                raise NotEmpty(
                    f"The graph at {place} holds a book, and changing one on a server is not in this version yet:"
                    " load into an empty graph. Nothing was changed."
                )
            case "loading":
                raise NotEmpty(
                    f"Another load into the graph at {place} is running, or one was cut: wait for it, or empty the"
                    " graph and load again. Nothing was changed."
                )
            case "other":
                raise NotEmpty(f"The graph at {place} holds data that no load of ours made. Nothing was changed.")

    def vertices(self, label: str, keys: Sequence[str], rows: Iterable[Row], done: Callable[[int], None]) -> list[int]:
        """Adds them and gives their ids, in the order of `rows`."""
        ids: list[int] = []
        for batch in self._all("vertices", label, keys, rows, done):
            ids += batch
        return ids

    def edges(self, label: str, keys: Sequence[str], rows: Iterable[Row], done: Callable[[int], None]) -> None:
        """Adds edges: the ids of their ends come first in each row."""
        for _ in self._all("edges", label, keys, rows, done):
            pass

    def search_index(self, path: Path) -> None:
        """Puts a book's search index into the graph, in pieces."""
        data = path.read_bytes()
        text = base64.b64encode(zlib.compress(data, 6)).decode("ascii")
        pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
        about = [len(pieces), hashlib.sha256(data).hexdigest()]
        for at, piece in enumerate(pieces):
            row = [piece_key(at), piece, *(about if at == 0 else [None, None])]
            self.vertices(s.SEARCH_INDEX, (s.NATURAL_KEY, "content", "pieces", "digest"), [row], lambda _: None)

    def publish(self, book: Mapping[str, Any]) -> None:
        """Makes it a book: from here on it is read."""
        self._run("publish", book=orjson.dumps(book).decode())

    def _all(
        self, script: str, name: str, keys: Sequence[str], rows: Iterable[Row], done: Callable[[int], None]
    ) -> Iterator[list[Any]]:
        """The answers to each 500 rows, in order, as many under way as there are connections."""

        def send(batch: list[Row]) -> list[Any]:
            bound = orjson.dumps({"name": name, "keys": keys, "rows": batch}).decode()
            answer = self._run(script, batch=bound)
            done(len(batch))
            return answer

        writers, batches = ThreadPoolExecutor(SIZE), _batches(rows)
        try:
            while several := list(islice(batches, 4 * SIZE)):
                yield from writers.map(send, several)
        finally:
            writers.shutdown(cancel_futures=True)

    def _run(self, script: str, **bound: str) -> list[Any]:
        # Never again by itself: whether a batch whose answer was lost is in the graph, nobody knows.
        text = (_FOLDER / f"{script}.groovy").read_text("utf-8")
        try:
            return self._pool.ask(Request(text, _WRITE_MS, dict(bound)), again=False).rows
        except ServerUnavailable as error:
            error.title += " The load was cut: empty the graph and load again."
            raise


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    found = iter(rows)
    while batch := list(islice(found, _ROWS)):
        yield batch
