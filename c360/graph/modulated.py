"""The steps that `by`, `with`, `from` and `to` modulate, and what they hold: maps, groups, paths, sorted streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gremlin_python.process.traversal import Bytecode, Column, Order, Pop, Scope, T, WithOptions

from c360.graph import shapes
from c360.graph.driver_errors import refuse
from c360.graph.shapes import ANY, EDGE, NOTHING, SCALAR, UNKNOWN, VERTEX, Shape, join, listed
from c360.graph.step import NONE_PASS, Step, names, token

if TYPE_CHECKING:
    from c360.graph.translate import Writer


def modulation(w: Writer, args: list[Any], shape: Shape) -> tuple[str, Shape]:
    """One `by(...)`: its arguments as script and what it takes from a value of `shape`."""
    if not args:
        return "", shape
    first, *direction = args
    order = "".join([f",{token(d, Order)}" for d in direction]) if direction else ""
    if type(first) is str and shape.kind in ("map", "group", "values", "element", "ordered"):
        # A map without the key gives null in TinkerPop, and nothing in the engine.
        if w.declared(first):
            raise refuse("by() of a map's key that is a step's label too")
        text = f"__.coalesce(__.select({w.name(first)}),__.constant({w.bind(None)}))"
        out = shapes.field(shape, first) or SCALAR
    elif type(first) is str:
        text = w.name(first)
        out = SCALAR if shape.element else shapes.field(shape, first) or SCALAR
    elif isinstance(first, Bytecode):
        text, out = w.child(first, shape)
    elif isinstance(first, Column):
        text = token(first, Column)
        out = shapes.keys_of(shape) if first is Column.keys else shapes.values_of(shape)
    elif isinstance(first, Order):
        text, out = token(first, Order), shape
    else:
        text, out = token(first, T), SCALAR
    return text + order, out


def modulated_by(w: Writer, step: Step, shape: Shape) -> tuple[str, list[Shape]]:
    """All of a step's `by(...)`, each taking from a value of `shape`."""
    text, out = "", []
    for name, *args in step.mods:
        if name != "by":
            raise refuse(f"{step.name}() with {name}()")
        part, kind = modulation(w, args, shape)
        text += f".by({part})"
        out.append(kind)
    return text, out


def math(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    return f".math({names(w, step.args)}){modulated_by(w, step, shape)[0]}", SCALAR


def project(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    keys = step.args
    if len(set(keys)) < len(keys):
        raise refuse("project() with a key twice")
    text = f".project({names(w, keys)})"
    by, kinds = modulated_by(w, step, shape)
    kinds = kinds or [shape]
    if len(kinds) > len(keys):
        raise refuse("project() with more by() than keys")
    return text + by, Shape("map", fields=tuple((k, kinds[i % len(kinds)]) for i, k in enumerate(keys)))


def group(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """group and groupCount, as a step or, named, as a side effect."""
    text = f".{step.name}({names(w, step.args)})"
    by, kinds = modulated_by(w, step, shape)
    counts = step.name == "groupCount"
    if len(kinds) > (1 if counts else 2):
        raise refuse(f"{step.name}() with so many by()")
    key = kinds[0] if kinds else shape
    item = SCALAR if counts else listed(shape)
    if len(kinds) == 2:
        child = bool(step.mods[1][1:]) and isinstance(step.mods[1][1], Bytecode)
        item = kinds[1] if child else listed(kinds[1])
    out = Shape("group", item, key)
    if not step.args:
        return text + by, out
    w.side_effects[step.args[0]] = join(w.side_effects.get(step.args[0], NOTHING), out)
    w.lazy.add(step.args[0])
    return text + by, shape


def order(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    local = bool(step.args) and step.args[0] is Scope.local
    text = f".order({token(step.args[0], Scope) if step.args else ''})"
    inner = shape
    if local:
        inner = (shape.item or UNKNOWN) if shape.kind in ("list", "set") else _entry_of(shape)
    by, kinds = modulated_by(w, step, inner)
    if any(Order.shuffle in args for _, *args in step.mods):
        kinds = [SCALAR]
    for kind in kinds or [inner]:
        if not _comparable(kind) and not (kind.kind == "any" and kind is not inner):
            # TinkerPop sorts elements by id, as numbers where ids are numbers; here ids are text.
            raise refuse("order() of elements, maps or lists, sort by a property")
    if not local:
        return text + by, shape
    if shape is SCALAR:
        return text + by, shape
    if shape.kind in ("list", "set"):
        return text + by, listed(inner)
    return text + by, Shape("ordered", shapes.unordered(shape))


def _entry_of(shape: Shape) -> Shape:
    if shape is SCALAR:
        return shape
    if shapes.unordered(shape).kind not in ("map", "group", "values", "element"):
        raise refuse("order(local) of what isn't known to be a list or a map")
    return Shape("entry", *shapes.entry(shape))


def _comparable(shape: Shape) -> bool:
    return shape is SCALAR or shape is NOTHING or shape.kind in ("token", "entry")


def path(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    text, kind, by = ".path()", NOTHING, False
    visited = join(w.history(), shape)
    for name, *args in step.mods:
        if name == "by":
            by = True
            part, out = modulation(w, args, visited)
            text += f".by({part})"
            kind = join(kind, out)
        else:
            text += f".{name}({_window(w, args)})"
    return text, Shape("path", kind if by else visited)


def path_filter(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """simplePath, cyclicPath."""
    text = f".{step.name}()"
    for name, *args in step.mods:
        part = modulation(w, args, w.history())[0] if name == "by" else _window(w, args)
        text += f".{name}({part})"
    return text, shape


def _window(w: Writer, args: list[Any]) -> str:
    if len(args) != 1 or not isinstance(args[0], str):
        raise refuse("a path's window must be given by labels")
    return names(w, args)


def select(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    args = list(step.args)
    first = args[0]
    if isinstance(first, Column):
        kind = shapes.keys_of(shape) if first is Column.keys else shapes.values_of(shape)
        return f".select({token(first, Column)})", kind
    if isinstance(first, T):
        return f".select({token(first, T)})", SCALAR
    pop = args.pop(0) if isinstance(first, Pop) else None
    start = f"{token(pop, Pop)}," if pop else ""
    if isinstance(args[0], Bytecode):
        text, _ = w.child(args[0], shape)
        by, _kinds = modulated_by(w, step, UNKNOWN)
        return f".select({start}{text}){by}", _by_traversal(w, shape)
    kinds = [_selected(w, name, shape, pop) for name in args]
    if [shape.kind] == ["group"] * len(args) and not (pop or step.mods or w.declared(args[0])):
        return f".values({names(w, args)})", kinds[0]  # the engine only selects what some step declares
    if any(kind is NOTHING for kind in kinds):
        # The engine refuses labels that no step declares; to TinkerPop nothing passes.
        return NONE_PASS, NOTHING
    text = f".select({start}{f'[{names(w, args)}]' if len(args) > 2 else names(w, args)})"
    rounds = len(step.mods)
    for at, (name, *by) in enumerate(step.mods):
        taken = NOTHING
        for kind in kinds[at::rounds]:
            taken = join(taken, kind)
        part, out = modulation(w, by, taken)
        kinds[at::rounds] = [out] * len(kinds[at::rounds])
        text += f".{name}({part})"
    if len(args) == 1:
        return text, kinds[0]
    return text, Shape("map", fields=tuple(zip(args, kinds, strict=True)))


def _selected(w: Writer, name: str, shape: Shape, pop: Any) -> Shape:
    """What a name stands for: a map's key, else a side effect, else a label; NOTHING when it is none of them."""
    found = shapes.field(shape, name)
    if found is not None and shape.kind == "map":
        return found
    if name in w.lazy:
        # Depending on how many at a time are handed on, this holds more or less by now.
        raise refuse("select() of what is still being collected, use cap()")
    kind = join(found or NOTHING, w.side_effects.get(name, NOTHING))
    if name in w.labels:
        held = w.labels[name]
        if pop is Pop.all_:
            held = listed(held)
        elif pop is Pop.mixed:
            held = ANY if held.plain else UNKNOWN
        return join(kind, held)
    return UNKNOWN if kind is NOTHING and w.declared(name) else kind


def _by_traversal(w: Writer, shape: Shape) -> Shape:
    kinds = [*w.labels.values(), *w.side_effects.values(), shape.item or SCALAR]
    return ANY if all(kind.plain for kind in kinds) else UNKNOWN


def value_map(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    keys = list(step.args)
    tokens = 0
    if keys and isinstance(keys[0], bool):
        tokens = WithOptions.all if keys.pop(0) else 0
    bys = []
    for name, *args in step.mods:
        if name == "by":
            bys.append(args)
        elif args and args[0] == WithOptions.tokens:
            tokens = WithOptions.all if len(args) == 1 else args[1]
        else:
            raise refuse(f"valueMap() with the option {args[0] if args else ''}")
    text = f".valueMap({names(w, keys)}){_tokens(tokens)}"
    item = listed(SCALAR)
    if shape is EDGE and not bys:
        # An edge's values stand alone in TinkerPop, each in a list in the engine.
        text, item = text + ".by(__.unfold())", SCALAR
    elif shape is not VERTEX and not (shape is EDGE and len(bys) == 1):
        raise refuse("valueMap() of what isn't known to be vertices or edges")
    elif len(bys) > 1:
        raise refuse("valueMap() with more than one by()")
    elif bys:
        part, item = modulation(w, bys[0], item)
        text += f".by({part})"
    return text, Shape("values", item, shapes.TOKEN if tokens else None)


def _tokens(tokens: int) -> str:
    # TinkerPop counts in bits; keys and values are a vertex property's, which valueMap doesn't show.
    ids, labels = tokens & WithOptions.ids, tokens & WithOptions.labels
    if ids and labels:
        return ".with(WithOptions.tokens)"
    if ids or labels:
        return f".with(WithOptions.tokens,WithOptions.{'ids' if ids else 'labels'})"
    return ""


def element_map(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    if step.mods:
        raise refuse("elementMap() with options")
    text = f".elementMap({names(w, step.args)})"
    if shape is VERTEX:
        return text, shapes.ELEMENT_MAP
    return text, shapes.EDGE_MAP


def aggregate(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """aggregate, and aggregate(local), which the engine calls store."""
    *scope, key = step.args
    name = "store" if step.name == "store" or (scope and scope[0] is Scope.local) else "aggregate"
    text = f".{name}({names(w, [key])})"
    by, kinds = modulated_by(w, step, shape)
    if len(kinds) > 1:
        raise refuse("aggregate() with more than one by()")
    w.side_effects[key] = join(w.side_effects.get(key, NOTHING), listed(kinds[0] if kinds else shape))
    if name == "store":
        w.lazy.add(key)
    return text + by, shape


def cap(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    missing = [key for key in step.args if key not in w.side_effects]
    if missing:
        raise refuse("cap() of what no step collects", str(missing))
    text = f".cap({names(w, step.args)})"
    if len(step.args) == 1:
        return text, w.side_effects[step.args[0]]
    return text, Shape("map", fields=tuple((key, w.side_effects[key]) for key in step.args))
