"""What every rule about a step is made of: the step itself, tokens, names and ids as script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gremlin_python.process.traversal import Column, Direction, Order, Pick, Pop, Scope, T
from gremlin_python.structure.graph import Edge, Vertex

from c360.graph.driver_errors import refuse
from c360.graph.shapes import Shape

if TYPE_CHECKING:
    from c360.graph.translate import Writer

# A filter that nothing passes, and that unlike limit(0) lets the steps before it run.
NONE_PASS: Final = ".not(__.identity())"

TOKENS: Final[dict[Any, str]] = {
    T.id: "T.id",
    T.id_: "T.id",
    T.label: "T.label",
    Order.asc: "Order.asc",
    Order.desc: "Order.desc",
    Order.shuffle: "Order.shuffle",
    Scope.local: "Scope.local",
    Scope.global_: "Scope.global",
    Column.keys: "Column.keys",
    Column.values: "Column.values",
    Direction.OUT: "Direction.OUT",
    Direction.IN: "Direction.IN",
    Pick.any_: "Pick.any",
    Pick.none: "Pick.none",
    Pop.first: "Pop.first",
    Pop.last: "Pop.last",
    Pop.all_: "Pop.all",
    Pop.mixed: "Pop.mixed",
}


_FEW: Final = 4  # a profile has calls of 6 to 10 arguments: 0.3 ms of its 3 went there


class Step(NamedTuple):
    """A step's name and arguments, and the modulators that follow it as `[name, *arguments]`."""

    name: str
    args: list[Any]
    mods: list[Any]


Rule = Callable[["Writer", Step, Shape], tuple[str, Shape]]


def token(value: Any, *allowed: type) -> str:
    """The script's word for an enum of gremlinpython."""
    text = TOKENS.get(value) if isinstance(value, allowed) else None
    if text is None:
        raise refuse(f"the argument {value!s} isn't supported here")
    return text


def listing(parts: list[str]) -> str:
    """Arguments: the engine takes at most ten, and looks a call of n up in 2**n ways: more than a few as one list."""
    return ",".join(parts) if len(parts) <= _FEW else f"[{','.join(parts)}]"


def names(w: Writer, values: list[Any]) -> str:
    """Labels or keys, bound."""
    if len(values) == 1 and type(values[0]) is str:
        return w.name(values[0])
    for value in values:
        if value is not None and not isinstance(value, str):
            raise refuse("labels and keys must be text", type(value).__name__)
    return listing([w.name(v) for v in values])


def identifier(w: Writer, value: Any) -> str:
    """An element's id: the engine's are text, so 1 and "1" are the same element; an element stands for its id."""
    if isinstance(value, (Vertex, Edge)):
        value = value.id
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(int(value))
    return w.value(value)


def identifiers(w: Writer, values: list[Any]) -> str:
    """Ids and lists of ids, bound."""
    ids: list[Any] = []
    for value in values:
        ids.extend(value if isinstance(value, (list, tuple, set, frozenset)) else [value])
    return listing([identifier(w, i) for i in ids])
