"""Branches and loops: union, choose, repeat and what steers them, said so that the engine does as TinkerPop 3.7.3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gremlin_python.process.traversal import Bytecode, P, Pick

from c360.graph.driver_errors import refuse
from c360.graph.shapes import NOTHING, SCALAR, Shape, join
from c360.graph.step import NONE_PASS, Step, listing, names, token

if TYPE_CHECKING:
    from c360.graph.translate import Writer


def branches(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """union, coalesce: what comes out is what any child gives."""
    parts, out = [], NOTHING
    for child in step.args:
        text, kind = w.child(child, shape)
        parts.append(text)
        out = join(out, kind)
    return f".{step.name}({listing(parts)})", out


def transparent(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """local, map, flatMap: what comes out is what the child gives."""
    text, out = w.child(step.args[0], shape)
    if step.name == "local" and text.startswith("__.") and _is_plain(step.args[0]):
        # The engine takes one after the other anyway, without a child in a twelfth less time for 12,000 rows. A server
        # needs to be told: between steps it may put equal vertices together, and so change their order.
        return text[2:], out
    return f".{step.name}({text})", out


def _is_plain(child: Bytecode) -> bool:
    return all(name in ("inV", "outV", "values") for name, *_ in child.step_instructions)


def optional(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    text, out = w.child(step.args[0], shape)
    return f".optional({text})", join(out, shape)


def choose(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    if len(step.args) > 1:
        test, *rest = step.args
        condition = w.predicate(test) if isinstance(test, P) else w.child(test, shape)[0]
        children = [w.child(child, shape) for child in rest]
        out = shape if len(rest) == 1 else NOTHING
        for _, kind in children:
            out = join(out, kind)
        return f".choose({condition},{','.join([text for text, _ in children])})", out
    on = step.args[0]
    if not isinstance(on, Bytecode):
        raise refuse("choose() on a token or function")
    text, picked = f".choose({w.child(on, shape)[0]})", NOTHING
    caught = False
    for _, pick, child in step.mods:
        if isinstance(pick, Bytecode):
            raise refuse("option() picked by a traversal")
        if isinstance(pick, Pick):
            caught = caught or pick is Pick.none
            word = token(pick, Pick)
        else:
            word = w.predicate(pick) if isinstance(pick, P) else w.value(pick)
        branch, kind = w.child(child, shape)
        picked = join(picked, kind)
        text += f".option({word},{branch})"
    if not caught:  # TinkerPop 3.7 drops what no option takes, the engine lets it through
        text += f".option(Pick.none,__{NONE_PASS})"
    # TinkerPop 3.7 raises where the choice itself gives nothing, the engine lets it through.
    return text + '.option(Pick.unproductive,__.fail("choose() gave no value to pick an option by"))', picked


def repeat(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    *name, body = step.args
    text, out = _body(w, body, shape)
    start = f"{names(w, name)}," if name else ""
    return f".repeat({start}{text})", join(shape, out)


def _body(w: Writer, body: Any, shape: Shape) -> tuple[str, Shape]:
    bound, before = dict(w.params), list(w.before)
    text, out = w.child(body, shape)
    if join(shape, out) == shape:
        return text, out
    # The second round starts with what the first gave: written again, knowing that.
    w.params, w.before = bound, before
    return w.child(body, join(shape, out))


def condition(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    """until, emit."""
    if not step.args:
        return f".{step.name}()", shape
    return f".{step.name}({w.child(step.args[0], shape)[0]})", shape


def times(w: Writer, step: Step, shape: Shape) -> tuple[str, Shape]:
    return f".times({w.value(step.args[0])})", shape


def loops(w: Writer, step: Step, _: Shape) -> tuple[str, Shape]:
    return f".loops({names(w, step.args)})", SCALAR
