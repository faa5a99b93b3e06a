"""Opens a graph to read: `connect("demo.book")`.

A book that gets a new generation is noticed at the next `view()`: one caller opens it, the others are served
the old one meanwhile, and nobody ever sees half of each.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import graphersal
from gremlin_python.process.anonymous_traversal import traversal
from gremlin_python.process.graph_traversal import GraphTraversalSource

from c360.errors import GraphUnavailable, IntegrityError
from c360.graph.about import BookInfo, read_about
from c360.graph.book import BookFolder, Generation
from c360.graph.embedded import EmbeddedConnection

# Single values of one answer: a customer with 12,000 transactions in the window takes 120,000.
_MAX_RESULTS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class View:
    """One generation, pinned: the traversal source and what the book says of itself."""

    g: GraphTraversalSource
    book: BookInfo
    generation: Generation


class Graph:
    """A book open for reading; safe to share between threads."""

    def __init__(self, folder: Path, generation: int | None = None) -> None:
        self.url = str(folder)
        self.folder: Path | None = folder
        self._book = BookFolder(folder)
        self._pinned = generation is not None
        self._opening = threading.Lock()
        self._stamp = self._book.stamp()
        self._view: View | None = _open(
            self._book.current() if generation is None else self._book.generation(generation)
        )

    def view(self) -> View:
        """The current generation, or the pinned one; `GraphUnavailable` after `close`.

        Whoever first notices a flipped pointer opens the new generation; meanwhile others get the one before.
        """
        view = self._view
        if view is None:
            raise GraphUnavailable("This graph was closed.")
        if self._pinned or self._book.stamp() == self._stamp or not self._opening.acquire(blocking=False):
            return view
        try:
            stamp = self._book.stamp()
            if stamp != self._stamp:
                self._view = _open(self._book.current())
                self._stamp = stamp
            return self._view or view
        finally:
            self._opening.release()

    @property
    def g(self) -> GraphTraversalSource:
        """The current generation's traversal source."""
        return self.view().g

    @property
    def book(self) -> BookInfo:
        """What the current generation says of itself."""
        return self.view().book

    def close(self) -> None:
        """Lets go of the graph's memory once no traversal uses it."""
        self._view = None


def connect(url: str | Path, *, generation: int | None = None) -> Graph:
    """Opens the book at a path for reading, its current generation or the one named.

    Raises `GraphUnavailable` where there is no book, an empty one, one of another version, or for a server's
    address; `IntegrityError` where its files are damaged.
    """
    if str(url).startswith(("ws://", "wss://")):
        raise GraphUnavailable("Graph servers (ws://) are not in this version yet: name the path of a book.")
    return Graph(Path(url), generation)


def _open(generation: Generation) -> View:
    try:
        with open(generation.snapshot, "rb"):  # what may not be read is no damage, which is all the engine says
            pass
        graph = graphersal.Graph.load(str(generation.snapshot))
    except OSError as error:
        title = f"The graph of generation {generation.number} can't be read: {error.strerror}."
        raise GraphUnavailable(title, str(error)) from error
    except graphersal.GraphersalError as error:
        title = f"The graph of generation {generation.number} is damaged."
        raise IntegrityError(title, str(error)) from error
    g = traversal().with_remote(
        EmbeddedConnection(graph, graphersal.AccessPolicy.read_only(), max_results=_MAX_RESULTS)
    )
    return View(g, read_about(g), generation)
