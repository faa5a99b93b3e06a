"""The schema as JanusGraph has it: made from `c360.graph.schema` alone, compared with what a server holds, applied.

Keys hold one value each. Edges are MULTI: two sources may tell the same fact, and stakes of one source add up. Natural
keys are unique within their vertex label, by an index that is locked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from c360.errors import QueryFailed, ServerUnavailable
from c360.graph import schema
from c360.graph.janusgraph.scripts import script
from c360.graph.pool import Pool
from c360.graph.schema import Kind
from c360.graph.wire import Request

# What is said of the schema comes in milliseconds; a change waits for every server that has the graph open.
_LOOK_MS: Final = 10_000
_MAKE_MS: Final = 60_000
_TRIES: Final = 8

_TYPES: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "String", Kind.MONEY: "Double", Kind.NUMBER: "Double", Kind.FLAG: "Boolean", Kind.DATE: "String",
    Kind.INSTANT: "String", Kind.EPOCH: "Long", Kind.COUNT: "Long",
}  # fmt: skip
# Edges that lie by a key within their vertex. It can't be added to a label later.
_SORTED: Final[Mapping[str, str]] = {schema.TRANSACTION: "timestamp"}

Parts = dict[str, dict[str, dict[str, Any]]]  # kind of part: name: what it is


class SchemaDiffers(ServerUnavailable):
    """A graph's schema is another than ours in what can't be changed any more."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a graph's schema lacks, where it is another in what can't be changed, and indexes not ready yet."""

    lacking: Parts
    other: tuple[str, ...]
    waiting: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether the schema is ours."""
        return not (any(self.lacking.values()) or self.other or self.waiting)

    def lines(self) -> Iterator[str]:
        """One for each difference, for people."""
        for kind, parts in self.lacking.items():
            for name, what in parts.items():
                yield " ".join(filter(None, (f"+ {_KIND[kind]} {name}", _told(what))))
        yield from (f"! {line}" for line in self.other)
        yield from (f"~ index {name} is not ready" for name in self.waiting)


_KIND: Final = {"keys": "key", "vertices": "vertex label", "edges": "edge label", "indexes": "index"}


def wanted() -> Parts:
    """The schema as `describe.groovy` tells one."""
    used = {key for label in (*schema.VERTICES, *schema.BOOK_VERTICES, *schema.EDGES) for key in schema.all_keys(label)}
    return {
        "keys": {key: {"type": _TYPES[schema.KINDS[key]], "cardinality": "SINGLE"} for key in sorted(used)},
        "vertices": {name: {} for name in (*schema.VERTICES, *schema.BOOK_VERTICES)},
        "edges": {
            name: {"multiplicity": "MULTI", "sort": _SORTED.get(name, ""), "order": "DESC" if name in _SORTED else ""}
            for name in schema.EDGES
        },
        "indexes": {
            f"{label}_{key}": {"key": key, "label": label, "unique": True, "locked": True}
            for label, key in schema.INDEXES
        },
    }


def difference(pool: Pool) -> Difference:
    """What the server's graph lacks; parts that it has beyond ours are left alone."""
    told: dict[str, Any] = json.loads(pool.ask(Request(script("describe"), _LOOK_MS)).rows[0])
    there: Parts = {**told, "vertices": {name: {} for name in told["vertices"]}}
    lacking: Parts = {}
    other = []
    for kind, parts in wanted().items():
        lacking[kind] = {name: what for name, what in parts.items() if name not in there[kind]}
        for name, what in parts.items():
            found = there[kind].get(name, what)
            for about, value in what.items():
                if found[about] != value:
                    other.append(f"{_KIND[kind]} {name}: {about} is {found[about] or 'none'}, not {value or 'none'}")
    waiting = [
        name for name in wanted()["indexes"] if there["indexes"].get(name, {}).get("status", "ENABLED") != "ENABLED"
    ]
    return Difference(lacking, tuple(other), tuple(waiting))


def check(pool: Pool) -> None:
    """Raises `SchemaDiffers` unless the server's graph has our schema: what it lacks would read as "none"."""
    found = difference(pool)
    if not found.none:
        count = len(list(found.lines()))
        raise SchemaDiffers(
            f"The graph at {pool.address.place} doesn't have this version's schema ({count} differences): run"
            f" 'python -m c360 schema apply --graph {pool.address.url}', or 'schema diff' to see them."
        )


def apply(pool: Pool) -> Difference:
    """Makes what the graph lacks and gives what was lacking; harmless when it is run again, or twice at once.

    Raises `SchemaDiffers` where something is there and is another, and changes nothing then.
    """
    before = difference(pool)
    if before.other:
        raise SchemaDiffers(
            f"The schema at {pool.address.place} can't be made ours, and nothing was changed: {'; '.join(before.other)}"
            ". Load into a graph of its own (another keyspace), or take these out of the other first."
        )
    found = before
    for turn in range(_TRIES):
        if any(found.lacking.values()):
            _make(pool, found.lacking, last=turn == _TRIES - 1)
        for name in difference(pool).waiting:
            pool.ask(Request(script("enable"), _MAKE_MS, {"named": name}), again=False)
        found = difference(pool)
        if found.none:
            return before
        time.sleep(0.2 * (turn + 1))
    raise SchemaDiffers(
        f"The schema at {pool.address.place} isn't ready yet: {'; '.join(found.lines())}. Another server that has this"
        " graph open may be gone without a word: see what runs, then try again."
    )


def _make(pool: Pool, lacking: Parts, *, last: bool) -> None:
    plan = {kind: [{"name": name, **what} for name, what in parts.items()] for kind, parts in lacking.items()}
    bound = json.dumps({**plan, "vertices": list(lacking["vertices"])})
    try:
        pool.ask(Request(script("make"), _MAKE_MS, {"wanted": bound}), again=False)
    except QueryFailed:
        # Whoever else makes the same holds the lock, or has just made it: what is there then is looked at again.
        if last:
            raise


def _told(what: Mapping[str, Any]) -> str:
    return ", ".join(f"{value}" if isinstance(value, str) else name for name, value in what.items() if value)
