"""The whole check of a book's current generation, or of a server's graph, and keeping what it found."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from c360.graph.book import BookFolder
from c360.graph.connect import connect
from c360.policy import Policy
from c360.settings import Settings
from c360.sources.to_server import fetch_book
from c360.verify import kept
from c360.verify.check import CUSTOMERS, Check, Progress, check
from c360.verify.sources import tables_of


def verify(
    book: Path, policy: Policy, *, customers: int = CUSTOMERS, seed: int | None = None, progress: Progress | None = None
) -> Check:
    """Checks and keeps; the caller writes to the audit log. Raises what reading the book raises."""
    # Pinned: the tables of one generation say nothing of the next one's graph.
    graph = connect(book, generation=BookFolder(book).current().number)
    with tables_of(graph.view().generation) as (folders, bases):
        found = check(graph, folders, bases, policy, customers=customers, seed=seed, progress=progress)
    kept.save(found, book)
    return found


def verify_server(
    url: str, settings: Settings, policy: Policy, *, customers: int = CUSTOMERS, seed: int | None = None,
    progress: Progress | None = None,
) -> Check:  # fmt: skip
    """As `verify`, of the graph of a server, against what it keeps of its sources; what is found is kept nowhere."""
    with tempfile.TemporaryDirectory(prefix="c360-verify-") as scratch:
        book = Path(scratch) / "server.book"
        number = fetch_book(url, settings, book)
        with (
            closing(connect(url, generation=number, settings=settings)) as graph,
            tables_of(BookFolder(book).current()) as (folders, bases),
        ):
            return check(graph, folders, bases, policy, customers=customers, seed=seed, progress=progress)
