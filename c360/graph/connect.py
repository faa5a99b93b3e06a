"""Opens a graph to read: `connect("demo.book")`, `connect("ws://host:8182/gremlin")`.

A graph that gets a new generation is noticed at the next `view()`: one caller opens it, the others are served
the old one meanwhile, and nobody ever sees half of each.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from gremlin_python.process.graph_traversal import GraphTraversalSource

from c360.errors import GraphUnavailable, StateChanged
from c360.graph.about import BookInfo
from c360.graph.shelf import Shelf
from c360.graph.view import Place, View
from c360.settings import Settings, is_server

__all__ = ["Graph", "View", "connect"]

_Value = TypeVar("_Value")
_PAUSES: Final = (0.3, 1.0)  # seconds in which a graph's next state is opened


class Graph:
    """A graph open for reading; safe to share between threads."""

    def __init__(self, place: Place, generation: int | None = None) -> None:
        self.url = place.url
        self.folder = place.folder
        self._place = place
        self._pinned = generation is not None
        self._opening = threading.Lock()
        try:
            self._stamp = place.stamp()
            self._view: View | None = place.open(generation)
        except BaseException:
            place.close()
            raise

    def view(self) -> View:
        """The current generation, or the pinned one; `GraphUnavailable` after `close`.

        Whoever first notices a new generation opens it; meanwhile others get the one before.
        """
        view = self._view
        if view is None:
            raise GraphUnavailable("This graph was closed.")
        if self._pinned or self._place.stamp() == self._stamp or not self._opening.acquire(blocking=False):
            return view
        try:
            stamp = self._place.stamp()
            if stamp != self._stamp:
                self._view = self._place.open(None)
                self._stamp = stamp
            return self._view or view
        finally:
            self._opening.release()

    def read(self, work: Callable[[View], _Value]) -> _Value:
        """What `work` gives of the current state, and of the next one where the graph goes on to that meanwhile."""
        for pause in _PAUSES:
            try:
                return work(self.view())
            except StateChanged:
                time.sleep(pause)
        return work(self.view())

    @property
    def g(self) -> GraphTraversalSource:
        """The current generation's traversal source."""
        return self.view().g

    @property
    def book(self) -> BookInfo:
        """What the current generation says of itself."""
        return self.view().book

    def close(self) -> None:
        """Lets go of the graph: of its memory once no traversal uses it, of its connections at once."""
        self._view = None
        self._place.close()


def connect(url: str | Path, *, generation: int | None = None, settings: Settings | None = None) -> Graph:
    """Opens the book at a path, or a graph server, for reading: its current generation or the one named.

    `settings` (default: the environment's) say as whom a server is asked. Raises `GraphUnavailable` where there is no
    book, an empty one, one of another version, or no server; `IntegrityError` where a book's files are damaged.
    """
    if is_server(str(url)):
        from c360.graph.janusgraph.place import Server

        return Graph(Server(str(url), settings or Settings.from_env()), generation)
    return Graph(Shelf(Path(url)), generation)
