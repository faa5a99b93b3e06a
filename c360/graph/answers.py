"""The engine's plain answers as TinkerPop's: elements, paths, sets, tokens, groups. Everything in place.

Copying the maps of 5,000 rows costs 82 ms, going through them in place 4.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import graphersal
from gremlin_python.process.traversal import Direction, T
from gremlin_python.structure.graph import Edge, Path, Property, Vertex, VertexProperty
from gremlin_python.structure.io.util import HashableDict

from c360.graph.driver_errors import refuse
from c360.graph.shapes import LEAVES, UNKNOWN, Shape

Restore = Callable[[Any], Any]

_CHANGED: Final = frozenset({dict, list, graphersal.Vertex, graphersal.Edge})
_TOKENS: Final = {"id": T.id, "label": T.label, "IN": Direction.IN, "OUT": Direction.OUT}


def restore(rows: list[Any], shape: Shape) -> list[Any]:
    """`rows`, each of `shape`, as TinkerPop's driver would give them; changed in place and returned."""
    if not rows or shape.bare:
        return rows
    one = restorer(shape)
    for at, row in enumerate(rows):
        rows[at] = one(row)
    return rows


def vertex(found: graphersal.Vertex) -> Vertex:
    """A vertex with its properties, as the 3.7 driver gives it."""
    out = Vertex(found.id, found.label)
    out.properties = [VertexProperty(f"{found.id}/{k}", k, v, out) for k, v in found.properties.items()]
    return out


def edge(found: graphersal.Edge) -> Edge:
    """An edge with its properties and its ends."""
    source, target = found.out_v, found.in_v
    out = Edge(found.id, Vertex(source.id, source.label), found.label, Vertex(target.id, target.label))
    out.properties = [Property(k, v, out) for k, v in found.properties.items()]
    return out


def plain(value: Any) -> Any:
    """`value` with the elements in it replaced."""
    kind = type(value)
    if kind is dict:
        for key, item in value.items():
            if type(item) in _CHANGED:
                value[key] = plain(item)
    elif kind is list:
        for at, item in enumerate(value):
            if type(item) in _CHANGED:
                value[at] = plain(item)
    elif kind is graphersal.Vertex:
        return vertex(value)
    elif kind is graphersal.Edge:
        return edge(value)
    return value


@lru_cache(maxsize=1024)
def restorer(shape: Shape) -> Restore:
    """The function that restores one value of `shape`."""
    if shape.bare:
        return _same
    if shape.kind in LEAVES:
        return plain
    if shape.kind not in _RESTORERS:
        raise refuse("what it gives can't be told from its steps", shape.kind)
    return _RESTORERS[shape.kind](shape)


def _same(value: Any) -> Any:
    return value


def _list(shape: Shape) -> Restore:
    one = restorer(shape.item or UNKNOWN)

    def restored(value: Any) -> Any:
        for at, item in enumerate(value):
            value[at] = one(item)
        return value

    return restored


def _set(shape: Shape) -> Restore:
    one = restorer(shape.item or UNKNOWN)
    return lambda value: {_hashable(one(item)) for item in value}


def _map(shape: Shape) -> Restore:
    parts = [(name, restorer(inner)) for name, inner in shape.fields if not inner.bare]

    def restored(value: Any) -> Any:
        for name, one in parts:
            if name in value:
                value[name] = one(value[name])
        return value

    return restored


def _group(shape: Shape) -> Restore:
    """A group keyed by text arrives as a map, any other as a list of its keys and a list of its values."""
    one, key = restorer(shape.item or UNKNOWN), restorer(shape.key or UNKNOWN)

    def restored(value: Any) -> Any:
        if type(value) is list:
            names, items = value
            return {_hashable(key(k)): one(v) for k, v in zip(names, items, strict=True)}
        for name, item in value.items():
            value[name] = one(item)
        return value

    return restored


def _entry(shape: Shape) -> Restore:
    one, key = restorer(shape.item or UNKNOWN), restorer(shape.key or UNKNOWN)

    def restored(value: Any) -> Any:
        pairs = zip(*value, strict=True) if type(value) is list else value.items()
        return {_hashable(key(k)): one(v) for k, v in pairs}

    return restored


def _entries(shape: Shape) -> Restore:
    """A sorted map arrives as the list of its entries."""
    one = _entry(shape)

    def restored(value: Any) -> Any:
        out: dict[Any, Any] = {}
        for item in value:
            out.update(one(item))
        return out

    return restored


def _element(shape: Shape) -> Restore:
    """elementMap and valueMap with tokens: T.id for "id" and so on."""
    one = restorer(shape.item or UNKNOWN)
    tokens = shape.kind == "element" or shape.key is not None

    def restored(value: Any) -> Any:
        if one is not _same:
            for name, item in value.items():
                if name not in _TOKENS:
                    value[name] = one(item)
        if tokens:
            _tokens(value)
        return value

    return restored


def _tokens(value: Any) -> None:
    for name, token in _TOKENS.items():
        if name in value:
            item = value.pop(name)
            if type(item) is dict:
                _tokens(item)
            value[token] = item


def _path(shape: Shape) -> Restore:
    one = restorer(shape.item or UNKNOWN)
    return lambda value: Path([set() for _ in value], [one(item) for item in value])


def _labelled(shape: Shape) -> Restore:
    one = restorer(shape.item or UNKNOWN)
    return lambda value: Path([set(labels) for labels in value["l"]], [one(item) for item in value["o"]])


def _either(shape: Shape) -> Restore:
    """A map or something that is none."""
    one = restorer(shape.key or UNKNOWN)
    return lambda value: one(value) if type(value) in (dict, list) else plain(value)


def _keyed(_: Shape) -> Restore:
    return lambda value: _property(value["k"], value["v"], plain(value["e"]))


def _property(key: str, value: Any, owner: Any) -> Any:
    if isinstance(owner, Vertex):
        return VertexProperty(f"{owner.id}/{key}", key, value, owner)
    return Property(key, value, owner)


def _token(_: Shape) -> Restore:
    return lambda value: _TOKENS.get(value, value)


def _hashable(value: Any) -> Any:
    return HashableDict.of(value) if type(value) in (list, dict, set) else value


_RESTORERS: Final[dict[str, Callable[[Shape], Restore]]] = {
    "list": _list,
    "set": _set,
    "map": _map,
    "group": _group,
    "entry": _entry,
    "entries": _entries,
    "values": _element,
    "element": _element,
    "path": _path,
    "labelled": _labelled,
    "token": _token,
    "either": _either,
    "keyed": _keyed,
}
