"""The book that a command names."""

from __future__ import annotations

from pathlib import Path

from c360.graph.book import BookFolder


def book_at(graph: str) -> Path:
    """The folder of a book that is there; raises `GraphUnavailable` for anything else."""
    from c360.graph.connect import connect

    if graph.startswith(("ws://", "wss://")):
        connect(graph)
    BookFolder(Path(graph)).current()
    return Path(graph)
