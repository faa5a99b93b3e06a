"""The graph that a command names: a book, or a server."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from c360.errors import UsageError
from c360.graph.book import BookFolder
from c360.graph.called import book_name
from c360.settings import Settings, is_server

if TYPE_CHECKING:
    from c360.graph.connect import Graph


def searched(graph: str, settings: Settings) -> Path | Graph:
    """Where a search looks; a book's graph isn't opened for it. Raises `GraphUnavailable`."""
    if not is_server(graph):
        return book_at(graph)
    from c360.graph.connect import connect

    return connect(graph, settings=settings)


def name_at(graph: str, settings: Settings) -> str:
    """What the book or the server's graph is called. Raises as `connect` and `book_name`."""
    if not is_server(graph):
        return book_name(graph)
    from c360.graph.connect import connect

    with closing(connect(graph, settings=settings)) as found:
        return found.book.name


def book_at(graph: str) -> Path:
    """The folder of a book that is there; raises `GraphUnavailable` for none, `UsageError` for a server."""
    if is_server(graph):
        raise UsageError("This works on a book's own files, which a graph server doesn't have: name a book.")
    BookFolder(Path(graph)).current()
    return Path(graph)
