"""A book on disk as a place to read from: its snapshot is opened in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import graphersal
from gremlin_python.process.anonymous_traversal import traversal

from c360.errors import GraphUnavailable, IntegrityError
from c360.graph.about import read_about
from c360.graph.book import BookFolder, Generation
from c360.graph.embedded import EmbeddedConnection
from c360.graph.view import View

# Single values of one answer: a customer with 12,000 transactions in the window takes 120,000.
_MAX_RESULTS: Final = 2_000_000


class Shelf:
    """The folder of a book; see `Place`."""

    def __init__(self, folder: Path) -> None:
        self.url = str(folder)
        self.folder: Path | None = folder
        self._book = BookFolder(folder)

    def stamp(self) -> object:
        """The pointer file's identity."""
        return self._book.stamp()

    def open(self, generation: int | None) -> View:
        """The current generation, or the one of that number."""
        return _open(self._book.current() if generation is None else self._book.generation(generation))

    def close(self) -> None:
        """The graph's memory goes with its last view."""


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
