"""The commands for a graph server's schema: what it lacks, and making it."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing

from c360.errors import UsageError
from c360.settings import Settings, is_server


def schema(arguments: Namespace, settings: Settings) -> str:
    """`apply` or `diff`, a line for each difference. Raises `SchemaDiffers` for what can't be changed."""
    from c360.graph.janusgraph import schema as schemas
    from c360.graph.janusgraph.place import pool_at

    url = arguments.graph or settings.graph
    if not is_server(url):
        raise UsageError("A book's schema is made by its load: this is for a graph server (--graph ws://...).")
    with closing(pool_at(url, settings)) as pool:
        found = schemas.difference(pool) if arguments.task == "diff" else schemas.apply(pool)
    lines = list(found.lines())
    if not lines:
        return "The schema is up to date.\n"
    last = f"{len(lines)} differences." if arguments.task == "diff" else f"The schema is up to date: {len(lines)} made."
    return "".join(f"{line}\n" for line in (*lines, last))
