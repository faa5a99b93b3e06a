"""Writing steps: vertices, edges, properties, upserts.

The engine holds one value a key and no properties of properties; what needs more is refused before anything is
written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gremlin_python.process.traversal import (
    Bytecode,
    Cardinality,
    CardinalityValue,
    Direction,
    Merge,
    T,
)
from gremlin_python.structure.graph import Edge, Vertex

from c360.errors import TraversalRefused
from c360.graph.driver_errors import refuse
from c360.graph.shapes import EDGE, NOTHING, VERTEX, Shape
from c360.graph.step import Step, identifier, names

if TYPE_CHECKING:
    from c360.graph.translate import Writer

# elementMap and valueMap name the id, the label and an edge's ends by these texts: a property of that name would
# hide them.
_RESERVED: Final = frozenset({"id", "label", "IN", "OUT"})

# What TinkerPop calls an element that is added without a label.
_UNLABELLED: Final = {"addV": "vertex", "addE": "edge", "mergeV": "vertex", "mergeE": "edge"}

_MERGE: Final = {
    Merge.on_create: "Merge.onCreate",
    Merge.on_match: "Merge.onMatch",
    Merge.out_v: "Merge.outV",
    Merge.in_v: "Merge.inV",
}
_KEYS: Final[dict[Any, str]] = {
    T.id: '"T.id"',
    T.id_: '"T.id"',
    T.label: '"T.label"',
    Direction.OUT: '"Direction.OUT"',
    Direction.IN: '"Direction.IN"',
}


def add(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """addV, addE: a label, or a traversal that gives it."""
    w.writes = True
    arg = step.args[0] if step.args else None
    label = w.child(arg, shape)[0] if isinstance(arg, Bytecode) else _label(w, step.args or [_UNLABELLED[step.name]])
    text = f".{step.name}({label})"
    out = VERTEX if step.name == "addV" else EDGE
    seen: set[Any] = set()
    for name, *args in step.mods:
        if name == "property":
            part = _property(w, args, out, seen)
        elif name == "as":
            part = f".as({names(w, args)})"
            for one in args:
                w.labels[one] = out
        else:
            part = _end(w, name, args, shape)
        text += part
    return text, out


def _label(w: Writer, args: list[Any]) -> str:
    for label in args:
        if isinstance(label, str) and label.startswith("~"):
            raise _hidden("Label", label)
        if isinstance(label, str) and "::" in label:
            raise refuse("a label can't hold ::")
        if label == "":
            raise TraversalRefused("Label can not be empty.")
    return names(w, args)


def _end(w: Writer, name: str, args: list[Any], shape: Shape) -> str:
    """from, to of an edge: always a traversal, because the engine takes a text for a label or for an id."""
    (value,) = args
    if isinstance(value, Bytecode):
        return f".{name}({w.child(value, shape)[0]})"
    if isinstance(value, Vertex):
        return f".{name}(__.V({identifier(w, value)}))"
    if not isinstance(value, str):
        raise refuse(f"{name}() takes a label, a vertex or a traversal")
    if not w.declared(value):
        raise refuse(f"{name}() of a label that no step has")
    return f".{name}(__.select({names(w, [value])}))"


def end(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """A from or to that doesn't follow its step at once."""
    return _end(w, step.name, step.args, shape), shape


def property_(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    w.writes = True
    return _property(w, step.args, shape, None), shape


def _property(w: Writer, args: list[Any], shape: Shape, seen: set[Any] | None) -> str:
    """`seen` holds the keys that a new element was given: a second value for one would be a list of both."""
    args = list(args)
    cardinality = args.pop(0) if isinstance(args[0], Cardinality) else None
    if len(args) == 1 and (args[0] is None or isinstance(args[0], dict)):
        pairs = list((args[0] or {}).items())
        if not pairs:
            return ""
    elif len(args) == 2:
        pairs = [(args[0], args[1])]
    else:
        raise refuse("properties of properties")
    if cardinality not in (None, Cardinality.single):
        raise refuse("several values a key (cardinality list or set)")
    return "".join([_one(w, key, value, shape, seen, cardinality) for key, value in pairs])


def _one(w: Writer, key: Any, value: Any, shape: Shape, seen: set[Any] | None, cardinality: Any) -> str:
    value = _single(value)
    if isinstance(key, T):
        word = _KEYS.get(key)
        if word is None or seen is None:
            raise refuse("property() with a token, but for the id of a new element")
        text = identifier(w, value) if key is not T.label else names(w, [value])
        return f".property({word[1:-1]},{text})"
    if isinstance(key, Bytecode):
        if seen:
            raise refuse("a key given by a traversal after other properties")
        bound = w.child(key, shape)[0]
    else:
        bound = _key(w, key)
    if seen is not None and cardinality is None and shape is VERTEX:
        if key in seen:
            raise refuse("several values a key")
        seen.add("" if isinstance(key, Bytecode) else key)
    if value is None:
        # A null removes the property in TinkerPop; the engine would store it.
        if seen is not None:
            raise refuse("a new element with a null, leave the property out")
        return f".sideEffect(__.properties({bound}).drop())"
    text = w.child(value, shape)[0] if isinstance(value, Bytecode) else w.value(value)
    return f".property({bound},{text})"


def _key(w: Writer, key: Any) -> str:
    if isinstance(key, str) and key.startswith("~"):
        raise _hidden("Property key", key)
    if not isinstance(key, str) or not key or key in _RESERVED:
        raise refuse("a property of this name", str(key))
    return w.name(key)


def _hidden(what: str, name: str) -> TraversalRefused:
    # TinkerPop's words; a name that is no identifier isn't repeated.
    return TraversalRefused(f"{what} can not be a hidden key: {name if name[1:].isidentifier() else '~...'}", name)


def _single(value: Any) -> Any:
    if isinstance(value, CardinalityValue):
        _, cardinality, value = value.source_instructions[0]
        if cardinality is not Cardinality.single:
            raise refuse("several values a key (cardinality list or set)")
    return value


def drop(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    w.writes = True
    return ".drop()", NOTHING


def merge(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """mergeV, mergeE."""
    w.writes = True
    out = VERTEX if step.name == "mergeV" else EDGE
    text = f".{step.name}({_merged(w, step.args[0], shape) if step.args else ''})"
    for _, which, value, *cardinality in _labelled(step):
        # One value in a set of values is what a new element gets either way.
        single = which is Merge.on_create or not cardinality or cardinality[0] is Cardinality.single
        if which not in _MERGE or not single:
            raise refuse("this option of a merge")
        arg = identifier(w, value) if isinstance(value, Vertex) else _merged(w, value, shape)
        text += f".option({_MERGE[which]},{arg})"
    return text, out


def _labelled(step: Step) -> list[Any]:
    """The options, with TinkerPop's label for what would be created without one, as far as the maps are known."""
    given = step.args[0] if step.args else None
    created = next((mod for mod in step.mods if mod[1] is Merge.on_create), None)
    more = {} if created is None else created[2]
    if not isinstance(given, dict) or not isinstance(more, dict) or T.label in given or T.label in more:
        return list(step.mods)
    made = ["option", Merge.on_create, {**more, T.label: _UNLABELLED[step.name]}]
    return [made, *(mod for mod in step.mods if mod is not created)]


def _merged(w: Writer, value: Any, shape: Shape) -> str:
    if isinstance(value, Bytecode):
        return w.child(value, shape)[0]
    if value is None:
        return w.bind(None)
    if not isinstance(value, dict):
        raise refuse("a merge takes a map or a traversal", type(value).__name__)
    entries = []
    for key, given in value.items():
        item = _single(given)
        word = _KEYS.get(key) if not isinstance(key, str) else None
        if word is None:
            # A text such as "T.id" would be taken for the token; keys are bound, by a statement of their own.
            if isinstance(key, str) and key.partition(".")[0] in ("T", "Direction", "Merge"):
                raise refuse("a property of this name", key)
            word = _key(w, key)
        if item in (Merge.out_v, Merge.in_v) and not isinstance(item, str):
            text = _MERGE[item]
        elif isinstance(item, (Vertex, Edge)) or key in (T.id, T.id_, Direction.OUT, Direction.IN):
            text = identifier(w, item)
        else:
            text = _label(w, [item]) if key is T.label else w.value(item)
        entries.append(f"m[{word}]={text};")
    return f"{{let m=#{{}};{''.join(entries)}m}}"
