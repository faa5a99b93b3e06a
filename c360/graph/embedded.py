"""The embedded graph behind gremlinpython's own traversal source.

`traversal().with_remote(EmbeddedConnection(graph))` gives the same `g` as a connection to a Gremlin server. No lock
is held here: the engine lets readers run side by side and releases the interpreter's lock meanwhile.
"""

from __future__ import annotations

from typing import Any, Final

import graphersal
from gremlin_python.driver.remote_connection import RemoteTraversal
from gremlin_python.process.strategies import OptionsStrategy, ReadOnlyStrategy
from gremlin_python.process.traversal import Traverser

from c360.errors import QueryTooLarge, WriteRefused
from c360.graph.answers import restore
from c360.graph.autocommit import AutocommitConnection
from c360.graph.driver_errors import mapped, refuse
from c360.graph.translate import Script, translate

DEFAULT_TIMEOUT_MS: Final = 10_000
DEFAULT_MAX_RESULTS: Final = 100_000

# The engine's maps hold text keys only. A group by anything else leaves the script as its keys and its values; that
# walk over the answer costs as much again as the query, so it is taken only once an answer needed it.
_PAIRS: Final = (
    "fn pairs(x){let t=type_of(x);"
    'if t=="Map"{[pairs(x.keys()),pairs(x.values())]}'
    'else if t=="array"{x.map(|y|pairs(y))}'
    'else if t=="map"{for k in x.keys(){x[k]=pairs(x[k]);}x}'
    "else{x}}"
)
_NO_PAIRS: Final = "ScriptMap"
_MAX_REMEMBERED: Final = 1000


class EmbeddedConnection(AutocommitConnection):
    """A gremlinpython connection to a graph in this process; writes are allowed unless a policy is given.

    `timeout_ms` stops a query (a traversal's own `g.with_("evaluationTimeout", ms)` goes before it), `max_results`
    bounds the answer and every list in it. Both are on by default; the second is the graph's, so connections to one
    graph share the last one given. Raises the errors of `c360.errors`: TraversalRefused, QueryTimeout,
    QueryTooLarge, WriteRefused, QueryFailed.
    """

    def __init__(
        self,
        graph: graphersal.Graph,
        policy: graphersal.AccessPolicy | None = None,
        *,
        timeout_ms: int = DEFAULT_TIMEOUT_MS,
        max_results: int = DEFAULT_MAX_RESULTS,
    ) -> None:
        super().__init__("embedded", refuse)
        if timeout_ms <= 0 or max_results <= 0:
            raise ValueError("timeout_ms and max_results must be above zero")
        self._graph = graph
        # Setting the time limit is an option of the query; the traversals can reach no other option.
        self._policy = policy.allow("update", "option") if policy else None
        self._timeout_ms = timeout_ms
        self._max_results = max_results
        self._in_pairs: set[str] = set()
        graph.set_limits(max_array_size=max_results, max_map_size=max_results)

    def submit(self, bytecode: Any) -> RemoteTraversal:
        """The traversal's results, all of them read when this returns."""
        timeout_ms, read_only = self._options(bytecode)
        script = translate(bytecode, timeout_ms)
        if read_only and script.writes:
            raise WriteRefused("This query may only read.", "ReadOnlyStrategy")
        rows = self._run(script)
        if len(rows) > self._max_results:
            raise QueryTooLarge("The answer holds more results than the limit allows.", f"{len(rows)} results")
        return RemoteTraversal(iter([Traverser(row, 1) for row in restore(rows, script.shape)]))

    def _run(self, script: Script) -> list[Any]:
        text = script.text
        # What a write gives must leave the script at the first try: by the second it would have been done twice.
        paired = text in self._in_pairs or (script.writes and not script.shape.plain)
        try:
            if not paired:
                return self._execute(text, script)
        except graphersal.GraphersalError as error:
            if _NO_PAIRS not in str(error):
                raise mapped(error) from error
        except (ValueError, TypeError, OverflowError, UnicodeError) as error:
            raise mapped(error) from error
        try:
            rows = self._execute(f"{_PAIRS}{script.before}pairs({script.query})", script)
        except (graphersal.GraphersalError, ValueError, TypeError, OverflowError, UnicodeError) as error:
            raise mapped(error) from error
        if not paired and len(self._in_pairs) < _MAX_REMEMBERED:
            self._in_pairs.add(text)
        return rows

    def _execute(self, text: str, script: Script) -> list[Any]:
        rows: list[Any] = self._graph.execute(text, script.params, policy=self._policy)
        return rows

    def _options(self, bytecode: Any) -> tuple[int, bool]:
        timeout_ms: Any = self._timeout_ms
        read_only = False
        for name, *args in bytecode.source_instructions:
            strategy = args[0] if args else None
            if name == "withStrategies" and isinstance(strategy, OptionsStrategy) and len(args) == 1:
                for key in ("evaluationTimeout", "scriptEvaluationTimeout"):
                    timeout_ms = strategy.configuration.get(key, timeout_ms)
            elif name == "withStrategies" and isinstance(strategy, ReadOnlyStrategy) and len(args) == 1:
                read_only = True
            elif name != "withPath":
                raise refuse(f"the source option {name} isn't supported", str(strategy))
        if isinstance(timeout_ms, bool) or not isinstance(timeout_ms, int) or timeout_ms < 0:
            raise refuse("evaluationTimeout must be a whole number of milliseconds")
        return int(timeout_ms), read_only
