"""The one table from the embedded engine's and a graph server's errors to ours, and the words for a refusal.

The engine tells its errors apart by text; the texts below are those of graphersal 0.3.0. A server tells them by a
status and the names of Java's exceptions; what it says in words is neither shown nor logged, for it repeats the whole
request, the customer's id among it. An error that no row names is a `QueryFailed`, never a wrong or empty answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import graphersal

from c360.errors import (
    C360Error,
    GraphOverloaded,
    GraphRefused,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    ServerUnavailable,
    StorageUnavailable,
    TraversalRefused,
    WriteRefused,
)

_REFUSED: Final = "The embedded graph can't answer this query"
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
# Where else the engine repeats a text of the query: after these words, and between single quotes.
_REPEATED: Final = re.compile(r"(?<=value: ).*|(?<=merge[VE]: ).*|'(?:[^'\\]|\\.)*'", re.DOTALL)

# First match wins: a text that the engine's message holds, the error, what a person reads.
_BY_TEXT: Final[tuple[tuple[str, type[C360Error], str], ...]] = (
    ("evaluationTimeout", QueryTimeout, "The query took longer than its time limit and was stopped."),
    ("unsupported parameter type", TraversalRefused, f"{_REFUSED}: a text isn't valid Unicode."),
    ("array size", QueryTooLarge, "The answer holds more results than the limit allows."),
    ("Size of array", QueryTooLarge, "The answer holds more results than the limit allows."),
    ("max_array_size", QueryTooLarge, "The answer holds more results than the limit allows."),
    ("max_map_size", QueryTooLarge, "The answer holds more results than the limit allows."),
    ("max_operations", QueryTooLarge, "The query needs more work than the limit allows."),
    ("max_string_size", QueryTooLarge, "A text in the query or its answer is longer than the limit allows."),
    ("max_value_depth", QueryTooLarge, "The answer is nested deeper than the limit allows."),
    ("max_traversers", QueryTooLarge, "The query holds more at once than the limit allows."),
    ("too large to count", QueryTooLarge, "The query counts more than the limit allows."),
    ("loop limit", QueryTooLarge, "The query goes round more often than the limit allows."),
    ("overflowed", QueryFailed, "A number in the query grew larger than a long integer."),
    ("Feature not implemented", TraversalRefused, f"{_REFUSED}: a step in this form."),
    ("memory", QueryTooLarge, "The query needs more memory than the limit allows."),
    # What TinkerPop says of an upsert that contradicts itself, and the engine with it.
    ("Out Vertex not specified", QueryFailed, "Out Vertex not specified in mergeE()."),
    ("In Vertex not specified", QueryFailed, "In Vertex not specified in mergeE()."),
    (
        "Vertex id could not be resolved from mergeE",
        QueryFailed,
        "Vertex id could not be resolved from mergeE: there is no such vertex.",
    ),
    (
        "cannot override values from merge() argument",
        QueryFailed,
        "option(onCreate) cannot override values from merge() argument.",
    ),
    ("Function not found", TraversalRefused, f"{_REFUSED}: a step in this form."),
    ("Data type incorrect", TraversalRefused, f"{_REFUSED}: an argument's type."),
    ("Expression exceeds maximum complexity", TraversalRefused, f"{_REFUSED}: it is too long."),
    ("not supported", TraversalRefused, f"{_REFUSED}."),
)

# A Gremlin server's status, the error, what a person reads.
_BY_STATUS: Final[Mapping[int, tuple[type[C360Error], str]]] = {
    401: (GraphRefused, "The graph server doesn't know this user or password: see C360_GRAPH_USER and _PASSWORD."),
    403: (GraphRefused, "The graph server doesn't allow this user to do this: ask whoever runs it."),
    413: (QueryTooLarge, "The request is larger than the graph server takes."),
    429: (GraphOverloaded, "The graph server has more to do than it can: try again in a moment."),
    598: (QueryTimeout, "The query took longer than its time limit and was stopped."),
}
# JanusGraph says so by the exceptions' names, whatever the status; the first that is among them.
_BY_EXCEPTION: Final[tuple[tuple[str, type[C360Error], str], ...]] = (
    ("TemporaryLockingException", QueryFailed, "Another change held the same records: try again."),
    ("PermanentLockingException", QueryFailed, "Another change held the same records: try again."),
    ("SchemaViolationException", QueryFailed, "The graph's schema doesn't allow this: see 'schema diff'."),
    ("TemporaryBackendException", StorageUnavailable, "The graph server's storage can't be reached: see that it runs."),
    ("PermanentBackendException", ServerUnavailable, "The graph server's storage refused: its log says why."),
    # Its time was up while it waited for the storage.
    ("TraversalInterruptedException", QueryTimeout, "The query took longer than its time limit and was stopped."),
    ("TimeoutException", QueryTimeout, "The query took longer than its time limit and was stopped."),
)


def answered(status: int, attributes: Mapping[str, Any]) -> None:
    """Raises our error for the status of a server's answer, unless it is one that holds results."""
    if status in (200, 204, 206):
        return
    names = [str(name).rpartition(".")[2] for name in attributes.get("exceptions") or ()]
    detail = f"status {status}: {', '.join(names)}"
    if status in _BY_STATUS:
        kind, title = _BY_STATUS[status]
        raise kind(title, detail)
    for name, kind, title in _BY_EXCEPTION:
        if name in names:
            raise kind(title, detail)
    raise QueryFailed("The graph could not answer this query.", detail)


def refuse(what: str, detail: str = "") -> TraversalRefused:
    """The error for a traversal that the engine can't answer as TinkerPop would."""
    return TraversalRefused(f"{_REFUSED}: {what}.", detail)


def refuse_to_send(what: str, detail: str = "") -> TraversalRefused:
    """The error for a traversal that a graph server can't be sent faithfully."""
    return TraversalRefused(f"A graph server can't be asked this: {what}.", detail)


def mapped(error: Exception) -> C360Error:
    """Our error for one that the engine raised; raise it `from` the engine's."""
    told = f"{type(error).__name__}: {_cause(str(error))}"
    detail = _REPEATED.sub("...", told)
    if isinstance(error, graphersal.PermissionDeniedError):
        return WriteRefused("This connection may only read.", detail)
    for text, kind, title in _BY_TEXT:
        if text in told:
            return kind(title, detail)
    return QueryFailed("The graph could not answer this query.", detail)


def _cause(message: str) -> str:
    """The engine's reason without the query, whose texts may be personal data."""
    return _QUOTED.sub('"..."', message.rpartition("Caused by: ")[2])
