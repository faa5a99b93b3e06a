"""The commands for a graph server itself: its schema, and having it warm."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from c360.errors import UsageError
from c360.settings import Settings, is_server


def schema(arguments: Namespace, settings: Settings) -> str:
    """`apply` or `diff`, a line for each difference. Raises `SchemaDiffers` for what can't be changed."""
    from c360.graph.janusgraph import schema as schemas
    from c360.graph.janusgraph.place import pool_at

    url = _server(arguments, settings, "A book's schema is made by its load")
    with closing(pool_at(url, settings)) as pool:
        found = schemas.difference(pool) if arguments.task == "diff" else schemas.apply(pool)
    lines = list(found.lines())
    if not lines:
        return "The schema is up to date.\n"
    last = f"{len(lines)} differences." if arguments.task == "diff" else f"The schema is up to date: {len(lines)} made."
    return "".join(f"{line}\n" for line in (*lines, last))


def warm(arguments: Namespace, settings: Settings) -> str:
    """Counts and times, and nothing of anybody. Raises `GraphUnavailable` and `QueryFailed`."""
    from c360 import warming

    url = _server(arguments, settings, "A book needs no warming")
    return f"{warming.warm(url, settings, customers=arguments.customers, seconds=arguments.seconds)}\n"


def index(arguments: Namespace, settings: Settings) -> str:
    """Brings the search index that a graph carries into a folder. Raises `GraphUnavailable` and `IntegrityError`."""
    from c360.graph.connect import connect
    from c360.search import Search

    url = _server(arguments, settings, "A book carries its search index itself")
    with closing(connect(url, settings=replace(settings, index=Path(arguments.into)))) as graph:
        counts = Search(graph).counts()
        generation = graph.book.generation
    held = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    return (
        f"The index of generation {generation} ({held}) is in {arguments.into}. C360_INDEX={arguments.into} makes"
        " searches use it; a state that is new is fetched into it when it is first searched.\n"
    )


def _server(arguments: Namespace, settings: Settings, otherwise: str) -> str:
    url: str = arguments.graph or settings.graph
    if not is_server(url):
        raise UsageError(f"{otherwise}: this is for a graph server (--graph ws://...).")
    return url
