"""Filters, moves and branches: how each is said to the engine so that it answers as TinkerPop 3.7.3 does.

A rule takes the writer, the step with its modulators and the shape of what comes in; it gives the step's text and
the shape of what goes out. The reasons in here were found by running TinkerPop's own scenarios and, where those are
silent, TinkerGraph itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gremlin_python.process.traversal import Bytecode, Direction, Operator, P, Scope, T
from gremlin_python.structure.graph import Edge, Vertex

from c360.graph import mutations, shapes
from c360.graph.driver_errors import refuse
from c360.graph.hints import is_ahead
from c360.graph.modulated import modulated_by
from c360.graph.shapes import EDGE, NOTHING, SCALAR, UNKNOWN, VERTEX, Shape, join
from c360.graph.step import Step, identifier, identifiers, listing, names, token

if TYPE_CHECKING:
    from c360.graph.translate import Writer


_FOLDS = {
    Operator.sum_: "Operator.sum",
    Operator.mult: "Operator.mult",
    Operator.min_: "Operator.min",
    Operator.max_: "Operator.max",
}


def to_vertices(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    return f".{step.name}({names(w, step.args)})", VERTEX


def to_edges(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    return f".{step.name}({names(w, step.args)})", EDGE


def elements(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    return f".{step.name}({identifiers(w, step.args)})", VERTEX if step.name == "V" else EDGE


def to_direction(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """`to(Direction.OUT, ...)` is out(); a `to` of an edge that is being added is a modulator."""
    if step.args and isinstance(step.args[0], Direction):
        move = {Direction.OUT: "out", Direction.IN: "in", Direction.BOTH: "both"}[step.args[0]]
        return f".{move}({names(w, step.args[1:])})", VERTEX
    return mutations.end(w, step, shape)


def properties(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    return f".properties({names(w, step.args)})", shapes.PROPERTY


def scalar(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    # The engine gives a key that is named twice twice.
    return f".{step.name}({names(w, list(dict.fromkeys(step.args)))})", SCALAR


def same(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    if step.args:
        raise refuse(f"{step.name}() with arguments")
    return f".{step.name}()", shape


def reduce(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    text = token(step.args[0], Scope) if step.args else ""
    inner = shape.item if text == "Scope.local" and shape.item else shape
    if step.name != "count" and (inner.element or inner.kind == "path"):
        # TinkerPop compares elements by id, and as numbers where ids are numbers; here they are text.
        raise refuse(f"{step.name}() of elements, take a property's")
    return f".{step.name}({text})", SCALAR


def has(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    args = step.args
    if len(args) == 1:
        return f".{step.name}({names(w, args)})", _
    if len(args) == 3:
        first = f".hasLabel({names(w, args[:1])})"
        return first + has(w, Step("has", args[1:], []), _)[0], _
    key, value = args
    if isinstance(key, T) and isinstance(value, Bytecode):
        return f".has({token(key, T)},{w.child(value, SCALAR)[0]})", _
    if isinstance(key, T):
        if key in (T.id, T.id_):
            return has_id(w, Step("hasId", [value], []), _)
        if key is T.label:
            return has_label(w, Step("hasLabel", [value], []), _)
        raise refuse(f"has({key!s}, ...) isn't supported")
    bound = names(w, [key])
    if isinstance(value, Bytecode):
        return f".has({bound},{w.child(value, SCALAR)[0]})", _
    if isinstance(value, P):
        return f".has({bound},{w.predicate(value)})", _
    text = w.value(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = f"P.eq({text})"  # has(key, 29.0) does not find 29, P.eq(29.0) does
    return f".has({bound},{text})", _


def has_id(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    if len(step.args) == 1 and isinstance(step.args[0], P):
        return f".hasId({w.predicate(_id_predicate(step.args[0]), lambda v: identifier(w, v))})", shape
    return f".hasId({identifiers(w, step.args) or '[]'})", shape


def _id_predicate(p: Any) -> Any:
    if p.operator in ("and", "or", "not"):
        for part in (p.value, p.other):
            if isinstance(part, P):
                _id_predicate(part)
    elif p.operator not in ("eq", "neq", "within", "without"):
        values = (p.value, p.other)
        if any(v is not None and not isinstance(v, str) for v in values):
            # "10" sorts before "9": only who compares with text knows it.
            raise refuse("ids are text, so they can't be compared with numbers as greater or less")
    return p


def has_label(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    if len(step.args) == 1 and isinstance(step.args[0], P):
        return f".hasLabel({w.predicate(step.args[0])})", shape
    if any(isinstance(a, P) for a in step.args):
        raise refuse("hasLabel() with several predicates")
    return f".hasLabel({names(w, step.args)})", shape


def is_(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    (value,) = step.args
    predicate = value if isinstance(value, P) else P("eq", value)
    if _names_element(predicate):
        # The engine compares no elements in is(); their ids it does.
        if not shape.element:
            raise refuse("an element can only be compared with elements, where it is known that they are")
        kind = Vertex if shape is VERTEX else Edge
        if not _all_of(predicate, kind):
            raise refuse("vertices and edges can't be compared with each other")
        return f".hasId({w.predicate(predicate, lambda v: identifier(w, v))})", shape
    return f".is({w.predicate(predicate)})", shape


def _operands(p: Any) -> list[Any]:
    if p.operator in ("and", "or", "not"):
        return [v for part in (p.value, p.other) if isinstance(part, P) for v in _operands(part)]
    return list(p.value) if p.operator in ("within", "without") else [p.value]


def _names_element(p: Any) -> bool:
    return any(isinstance(v, (Vertex, Edge)) for v in _operands(p))


def _all_of(p: Any, kind: type) -> bool:
    return all(isinstance(v, kind) for v in _operands(p))


def as_(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    for label in step.args:
        w.labels[label] = join(w.labels.get(label, NOTHING), shape)
    return f".as({names(w, step.args)})", shape


def filtering(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    if not step.args:
        w.infix = True  # a.and().b: the engine folds both sides into a filter, as TinkerPop does
        return f".{step.name}()", shape
    return f".{step.name}({listing([w.child(a, shape)[0] for a in step.args])})", shape


def side_effect(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    (child,) = step.args
    return ("", shape) if is_ahead(child) else filtering(w, step, shape)


def not_(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """What can't be compared passes neither a test nor its `not` in TinkerPop, but the engine's `not`."""
    (child,) = step.args
    if isinstance(child, Bytecode) and len(child.step_instructions) == 1:
        name, *args = child.step_instructions[0]
        if name in ("is", "has") and isinstance(args[-1], P) and isinstance(args[0], (str, P)) and len(args) < 3:
            opposite = P.not_(args[-1])
            if name == "is":
                return is_(w, Step("is", [opposite], []), shape)
            key, test = names(w, args[:1]), w.predicate(opposite)
            return f".or(__.hasNot({key}),__.has({key},{test}))", shape
    return f".not({w.child(child, shape)[0]})", shape


def where(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    *first, last = step.args
    start = f"{names(w, first)}," if first else ""
    if isinstance(last, Bytecode):
        return f".where({w.child(last, shape)[0]})", shape
    by, _ = modulated_by(w, step, shape)
    if not by and _orders(last) and (shape.element or any(label.element for label in w.labels.values())):
        # TinkerPop compares them by id, as numbers where ids are numbers; here they are text.
        raise refuse("elements compared as greater or less, take a property's value with by()")
    return f".where({start}{w.predicate(last)}){by}", shape


def _orders(p: Any) -> bool:
    """Whether a predicate tells greater from less."""
    if p.operator in ("and", "or", "not"):
        return any(_orders(part) for part in (p.value, p.other) if isinstance(part, P))
    return p.operator not in ("eq", "neq", "within", "without")


def limit(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """limit, range and skip, of the stream or of each value."""
    args = list(step.args)
    if step.name == "tail" and not any(isinstance(a, int) for a in args):
        args.append(1)
    if not isinstance(args[0], Scope):
        return f".{step.name}({','.join([w.value(a) for a in args])})", shape
    scope = args.pop(0)
    text = f"{token(scope, Scope)},{','.join([w.value(a) for a in args])}"
    if scope is Scope.global_:
        return f".{step.name}({text})", shape
    width = args[0] if step.name != "range" else args[1] - args[0]
    if step.name != "skip" and width == 1 and shape.kind in ("list", "set", "path"):
        # TinkerPop gives the one element, or nothing, where the engine keeps a list of it.
        return f".map(__.{step.name}({text}).unfold())", shape.item or UNKNOWN
    if shape.kind in ("any", "unknown") or (shape.kind == "path" and w.labels):
        raise refuse(f"{step.name}(local) of what isn't known to be a list or a map")
    return f".{step.name}({text})", shape


def dedup(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    if step.args and step.args[0] is Scope.local:
        if shape.kind not in ("list", "set", "scalar"):
            raise refuse("dedup(local) of what isn't known to be a list")
        return ".dedup(Scope.local)", shape if shape is SCALAR else Shape("set", shape.item)
    return f".dedup({names(w, step.args)}){modulated_by(w, step, shape)[0]}", shape


def unfold(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    return ".unfold()", shapes.unfolded(shape)


def fold(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    if step.args:
        seed, operator = step.args
        if operator not in _FOLDS:
            raise refuse("fold() with this operator")
        return f".fold({w.value(seed)},{_FOLDS[operator]})", SCALAR
    return ".fold()", shapes.listed(shape)


def constant(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    text, shape = w.literal(step.args[0])
    return f".constant({text})", shape


def inject(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    if len(step.args) > 10:
        raise refuse("inject() of more than ten values, use one list and unfold()")
    parts = []
    for value in step.args:
        text, kind = w.literal(value)
        parts.append(text)
        shape = join(shape, kind)
    return f".inject({','.join(parts)})", shape


def discard(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    if step.args:
        raise refuse("none() with a predicate")
    return ".discard()", NOTHING
