"""What may be a value: the plain value behind gremlinpython's wrappers, and a reason for each that may not."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, Final

import graphersal
from gremlin_python.process.traversal import Binding, Bytecode, P
from gremlin_python.statics import timestamp
from gremlin_python.structure.graph import Edge, Vertex

from c360.graph.driver_errors import refuse

_BOUND: Final = (bool, int, float, str, dt.date, dt.time, dt.timedelta, uuid.UUID, graphersal.Interval)
BARE: Final = frozenset({*_BOUND, dt.datetime, type(None)})
_INT64: Final = 1 << 63


def bare(value: Any) -> Any:
    """The plain value of gremlinpython's wrappers (long, SingleChar, Binding); refuses what can't be stored."""
    if isinstance(value, Binding):
        value = value.value
    if isinstance(value, timestamp):
        return dt.datetime.fromtimestamp(float(value), dt.UTC)
    if isinstance(value, bool) or not isinstance(value, _BOUND):
        if value is None or isinstance(value, bool):
            return value
        raise refuse(_unheld(value), type(value).__name__)
    if isinstance(value, int):
        value = int(value)
        if not -_INT64 <= value < _INT64:
            raise refuse("a whole number beyond 64 bits")
        return value
    for base in (float, str):
        if isinstance(value, base):
            return base(value)
    return value


def _unheld(value: Any) -> str:
    if isinstance(value, Decimal):
        return "it holds no decimals, pass a float"
    if isinstance(value, (Vertex, Edge)):
        return "an element can't be a value here, compare ids with hasId()"
    if callable(value):
        return "lambdas aren't supported"
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return "a list, set or map can't be a value here"
    if isinstance(value, (Bytecode, P)):
        return "a traversal or predicate can't be a value here"
    return "it can't hold a value of this type"
