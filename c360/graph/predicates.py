"""TinkerPop's predicates as the engine's script."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from gremlin_python.process.traversal import Bytecode, TextP

from c360.graph.driver_errors import refuse

_NEGATED: Final = {
    "eq": "neq", "neq": "eq", "gt": "lte", "lte": "gt", "lt": "gte", "gte": "lt",
    "within": "without", "without": "within",
    "startingWith": "notStartingWith", "notStartingWith": "startingWith",
    "endingWith": "notEndingWith", "notEndingWith": "endingWith",
    "containing": "notContaining", "notContaining": "containing",
    "regex": "notRegex", "notRegex": "regex",
}  # fmt: skip
# TinkerPop makes these two comparisons when it negates them.
_RANGES: Final = {
    "between": ("lt", "or", "gte"),
    "inside": ("lte", "or", "gte"),
    "outside": ("gte", "and", "lte"),
}


def predicate(p: Any, render: Callable[[Any], str], negated: bool = False) -> str:
    """A P or TextP as script; `render` turns its values into script and binds them.

    `not` is pushed down as TinkerPop does it: the engine's own negation also keeps what can't be compared.
    """
    name, first, second = p.operator, p.value, p.other
    if name in ("and", "or"):
        both = {"and": "or", "or": "and"}[name] if negated else name
        return f"{predicate(first, render, negated)}.{both}({predicate(second, render, negated)})"
    if name == "not":
        return predicate(first, render, not negated)
    if name in _RANGES:
        if not negated:
            return f"P.{name}({render(first)},{render(second)})"
        low, both, high = _RANGES[name]
        return f"P.{low}({render(first)}).{both}(P.{high}({render(second)}))"
    if name not in _NEGATED or isinstance(first, Bytecode):
        raise refuse(f"the predicate {name} isn't supported here")
    if isinstance(first, float) and math.isnan(first):
        raise refuse("a predicate on not-a-number")  # true, false or an error to TinkerPop, by where it stands
    if negated:
        name = _NEGATED[name]
    if name in ("within", "without"):
        return f"P.{name}([{','.join([render(v) for v in first])}])"
    return f"{'TextP' if isinstance(p, TextP) else 'P'}.{name}({render(first)})"
