"""What a reader has of a graph: one state of it, and the place it is from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gremlin_python.process.graph_traversal import GraphTraversalSource

from c360.graph.about import BookInfo
from c360.graph.book import Generation


@dataclass(frozen=True, slots=True)
class View:
    """One generation, pinned: the traversal source and what the book says of itself."""

    g: GraphTraversalSource
    book: BookInfo
    generation: Generation


class Place(Protocol):
    """Where a graph lies: a book's folder, or a server. `folder` is the book's, where there is one."""

    url: str
    folder: Path | None

    def stamp(self) -> object:
        """What changes with the state that is current, cheap to read; raises `GraphUnavailable`."""

    def open(self, generation: int | None) -> View:
        """The current state, or the generation of that number; raises `GraphUnavailable` and `IntegrityError`."""

    def close(self) -> None:
        """Lets go of what is held open."""
