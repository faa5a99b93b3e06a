"""A Gremlin server behind gremlinpython's own traversal source: nothing above knows the driver.

A reader's connection is bound to one state of one book: an answer that comes from any other, since the server was
restarted without its data or loaded anew, is an error and never "none".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from gremlin_python.driver.remote_connection import RemoteTraversal
from gremlin_python.process.strategies import OptionsStrategy
from gremlin_python.process.traversal import Bytecode

from c360.errors import StateChanged, TraversalRefused, WriteRefused
from c360.graph import schema
from c360.graph.autocommit import AutocommitConnection
from c360.graph.driver_errors import refuse_to_send
from c360.graph.pool import Answered, Pool
from c360.graph.wire import Request

# As the embedded graph's: what a person waits for at most.
DEFAULT_TIMEOUT_MS: Final = 10_000
_WRITES: Final = frozenset({"addV", "addE", "property", "drop", "mergeV", "mergeE", "call", "io"})


class ServerConnection(AutocommitConnection):
    """A gremlinpython connection that only reads; each traversal is tried once more where its connection breaks.

    `is_ours` is given the greeting of the connection that an answer came by, and says whether it is of the book's
    state that is being read; `is_there` asks whether that state is the current one, and `is_current` whether it was a
    moment ago. Raises the errors of `Pool.ask`, `StateChanged`, `WriteRefused` and `TraversalRefused`.
    """

    def __init__(
        self,
        pool: Pool,
        is_ours: Callable[[list[Any]], bool] = lambda _: True,
        is_there: Callable[[], bool] = lambda: True,
        is_current: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(pool.address.url, refuse_to_send)
        self._pool = pool
        self._is_ours = is_ours
        self._is_there = is_there
        self._is_current = is_current

    def submit(self, bytecode: Bytecode) -> RemoteTraversal:
        """The traversal's results, all of them read when this returns."""
        _inspect(bytecode)
        found = self._pool.ask(Request(bytecode, _milliseconds(bytecode)))
        self._check(found)
        return RemoteTraversal(iter(found.rows))

    def _check(self, found: Answered) -> None:
        # One whose connection was greeted by another state has answered from it.
        # And "none" is said only where the book is there still: a graph that was emptied has none of anything.
        # And what took long is an answer only if no load has begun to change the records meanwhile.
        there = self._is_current() if found.rows else self._is_there()
        if not there or not self._is_ours(found.greeting):
            raise StateChanged(
                f"The graph at {self._pool.address.place} is no longer what it was: it was loaded anew, or lost what it"
                " held. Ask again."
            )


def _milliseconds(bytecode: Bytecode) -> int:
    given: Any = DEFAULT_TIMEOUT_MS
    for name, *args in bytecode.source_instructions:
        if name == "withStrategies" and args and isinstance(args[0], OptionsStrategy):
            given = args[0].configuration.get("evaluationTimeout", given)
    if type(given) is not int or given <= 0:
        raise refuse_to_send("evaluationTimeout must be a whole number of milliseconds, above zero")
    return given


@dataclass(frozen=True, slots=True)
class _Names:
    """What the schema calls vertices and edges: a server answers a label that it doesn't know with nothing."""

    vertices: frozenset[str] = frozenset((*schema.VERTICES, *schema.BOOK_VERTICES))
    edges: frozenset[str] = frozenset(schema.EDGES)


_NAMES: Final = _Names()
_ALONG_EDGES: Final = frozenset({"out", "in", "both", "outE", "inE", "bothE"})


def _inspect(bytecode: Bytecode) -> None:
    """Refuses what writes, and a label that isn't the schema's: read, it would be none."""
    for name, *args in bytecode.step_instructions:
        if name in _WRITES:
            raise WriteRefused("This connection may only read.", name)
        if name in _ALONG_EDGES:
            unknown = set(args) - _NAMES.edges
        elif name == "hasLabel":
            unknown = {one for one in args if isinstance(one, str)} - _NAMES.vertices - _NAMES.edges
        elif name == "has" and len(args) == 3 and isinstance(args[0], str):
            unknown = {args[0]} - _NAMES.vertices - _NAMES.edges
        else:
            unknown = set()
        if unknown:
            raise TraversalRefused("The query names a label that the schema doesn't have.", ", ".join(sorted(unknown)))
        for one in args:
            if isinstance(one, Bytecode):
                _inspect(one)
