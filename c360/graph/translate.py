"""gremlinpython's bytecode as the embedded engine's script, every value bound as a parameter.

Values become `p0`, `p1`, ... in order, so nothing from input is ever read as script, and traversals that differ in
their values only have one text. Labels and keys stand in it when they are plain identifiers and are bound when they
are anything else. What TinkerPop means by each step, where the
engine differs, is in `steps`; what comes back is told by `shapes`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any, Final, NamedTuple

from gremlin_python.process.traversal import Bytecode

from c360.graph import shapes
from c360.graph.driver_errors import refuse
from c360.graph.predicates import predicate
from c360.graph.rules import MODULATORS, RULES, misreads
from c360.graph.shapes import NOTHING, UNKNOWN, Shape, join
from c360.graph.step import Step
from c360.graph.values import BARE, bare

_NAMED: Final = 256  # a profile has about 150; made once, they cost a third less
_NAMES: Final = tuple(f"p{i}" for i in range(_NAMED))

PREPARED: Final = "c360_prepared"  # the attribute of a bytecode that holds its fragments, by what they are fed
_FRAGMENTS: Final = count()

# The parser gives up at 128 nested expressions, and every step of a chain is one: longer chains are cut into
# statements, deeper children moved out, well before that.
_CHAIN: Final = 80
_NESTED: Final = 24


class Script(NamedTuple):
    """A traversal as script text, its bound parameters and the shape of each of its results."""

    before: str
    query: str
    params: dict[str, Any]
    shape: Shape
    writes: bool

    @property
    def text(self) -> str:
        """All of it."""
        return self.before + self.query


class Fragment(NamedTuple):
    """A prepared child traversal, translated once: its parameters and statements have names of their own."""

    before: list[str]
    text: str
    shape: Shape
    depth: int
    params: dict[str, Any]
    finished: tuple[str, Shape]


def prepare(traversal: Any) -> Any:
    """Marks an anonymous traversal that is used again and never changed: it is translated once.

    A profile's sections are three quarters of its 0.45 ms of building and translating.
    """
    setattr(traversal.bytecode, PREPARED, {})
    return traversal


def translate(bytecode: Any, timeout_ms: int | None = None) -> Script:
    """The script of `bytecode`, stopped by the engine after `timeout_ms`.

    Raises TraversalRefused for what the engine can't answer faithfully.
    """
    writer = Writer(bytecode)
    start = "g" if timeout_ms is None else f'g.with("evaluationTimeout",{writer.bind(timeout_ms)})'
    text, shape, _ = writer.chain(bytecode.step_instructions, NOTHING, start)
    suffix, shape = writer.finish(shape)
    return Script("".join(writer.before), f"{text}{suffix}.to_list()", writer.params, shape, writer.writes)


class Writer:
    """One translation under way: parameters, what labels and side effects hold, statements to put first."""

    __slots__ = (
        "before", "finished", "infix", "labels", "lazy", "nesting", "params", "prefix", "root", "side_effects",
        "visited", "writes",
    )  # fmt: skip

    def __init__(self, root: Any) -> None:
        self.params: dict[str, Any] = {}
        self.labels: dict[str, Shape] = {}
        self.side_effects: dict[str, Shape] = {}
        self.visited = [NOTHING]
        self.lazy: set[str] = set()
        self.before: list[str] = []
        self.root = root
        self.writes = False
        self.infix = False
        self.nesting = 0
        self.prefix = ""
        self.finished: dict[int, tuple[str, Shape]] = {}

    def chain(self, instructions: list[Any], shape: Shape, start: str) -> tuple[str, Shape, int]:
        """The script of a row of steps after `start`, the shape it ends in, and how deep the parser must go."""
        out = [start]
        depth, deepest, at, steps = 0, 0, 0, len(instructions)
        visited = self.visited
        first, infix, self.infix = shape, self.infix, False
        while at < steps:
            instruction = instructions[at]
            name = instruction[0]
            rule = RULES.get(name)
            if rule is None:
                raise refuse(f"the step {name}() isn't supported")
            at += 1
            begin = at
            if name in MODULATORS:
                modulators = MODULATORS[name]
                while at < steps and instructions[at][0] in modulators:
                    at += 1
            if name == "count" and begin > 1 and instructions[begin - 2][0] in ("count", "as"):
                out.append(".identity()")  # the engine takes two counts for one, and doesn't count after a label
            misread = misreads(instructions, begin - 1)
            if misread:
                raise refuse(misread)
            text, shape = rule(self, Step(name, instruction[1:], instructions[begin:at]), shape)
            out.append(text)
            if shape is not visited[-1]:
                visited.append(shape)
            if begin == 1 and start != "__":
                first = shape
            depth += 1 + at - begin
            if depth > _CHAIN and at < steps:
                out = [self.statement("".join(out))]
                deepest, depth = _CHAIN, 0
        if self.infix:  # all but the start was a filter
            shape = first
        self.infix = infix
        return "".join(out), shape, max(deepest, depth)

    def statement(self, text: str) -> str:
        """`text` as a statement before the query; the name it gets."""
        name = f"{self.prefix}t{len(self.before)}"
        self.before.append(f"let {name}={text};")
        return name

    def child(self, bytecode: Any, shape: Shape) -> tuple[str, Shape]:
        """An anonymous traversal fed with `shape`."""
        if not isinstance(bytecode, Bytecode):
            raise refuse("a traversal is expected here", type(bytecode).__name__)
        if bytecode.source_instructions:
            raise refuse("a child traversal can't have its own options")
        outer, self.nesting = self.nesting, 0
        memo: dict[Shape, Fragment] | None = getattr(bytecode, PREPARED, None)
        found = None if memo is None else memo.get(shape) or self._fragment(bytecode, shape, memo)
        if found is not None:
            self.params |= found.params
            self.before += found.before
            self.finished[id(found.shape)] = found.finished
            text, out, depth = found.text, found.shape, found.depth
        else:
            text, out, depth = self.chain(bytecode.step_instructions, shape, "__")
            depth += self.nesting + 1
        if depth > _NESTED:
            text, depth = self.statement(text), 1
        self.nesting = max(outer, depth)
        return ("__.identity()" if text == "__" else text), out

    def _fragment(self, bytecode: Bytecode, shape: Shape, memo: dict[Shape, Fragment]) -> Fragment | None:
        """A prepared child on its own, kept in `memo`; none where it needs what only the whole knows."""
        alone = Writer(bytecode)
        alone.prefix = f"{PREPARED[0]}{next(_FRAGMENTS)}_"
        text, out, depth = alone.chain(bytecode.step_instructions, shape, "__")
        if alone.labels or alone.side_effects or alone.lazy or alone.writes:
            return None
        fragment = Fragment(alone.before, text, out, depth + alone.nesting + 1, alone.params, alone.finish(out))
        memo[shape] = fragment
        return fragment

    def bind(self, value: Any) -> str:
        """The name of a parameter that holds `value`."""
        at = len(self.params)
        name = _NAMES[at] if at < _NAMED and not self.prefix else f"{self.prefix or 'p'}{at}"
        self.params[name] = value
        return name

    def name(self, value: str | None) -> str:
        """A label or key: written out when it is an ASCII identifier and so can end no string, else bound.

        A profile has about a hundred of them; bound they cost the engine 0.4 ms of its 1.3.
        """
        if value is not None and value.isascii() and value.isidentifier():
            return f'"{value}"'
        return self.bind(value if value is None else str(value))

    def history(self) -> Shape:
        """What a path may hold: one of all the shapes seen so far."""
        out = NOTHING
        for shape in self.visited:
            out = join(out, shape)
        return out

    def value(self, value: Any) -> str:
        """A property's value: text, number, flag, date, UUID or none, bound. Anything else is refused."""
        kind = type(value)
        if kind is int or kind not in BARE:
            value = bare(value)
        return self.bind(value)

    def values(self, values: Any) -> str:
        """A list around bound values."""
        return f"[{','.join([self.value(v) for v in values])}]"

    def literal(self, value: Any) -> tuple[str, Shape]:
        """A value or a list of values, for `inject`, `constant` and the like."""
        if type(value) in (list, tuple):
            return self.values(value), shapes.listed(shapes.SCALAR)
        return self.value(value), shapes.SCALAR

    def predicate(self, p: Any, render: Callable[[Any], str] | None = None) -> str:
        """A P or TextP; `render` turns its values into script (ids need text)."""
        return predicate(p, render or self.value)

    def declared(self, label: str) -> bool:
        """Whether any step of the whole traversal has this label."""
        return label in self.labels or _declares(self.root, label)

    def finish(self, shape: Shape) -> tuple[str, Shape]:
        """Steps that carry what would be lost on the way out: a path's labels, the order of a sorted map."""
        kind, item = shape.kind, shape.item or UNKNOWN
        if kind in shapes.LEAVES:
            return "", shape
        known = self.finished.get(id(shape))
        if known is not None and not self.labels:
            return known
        if kind == "path" and self.labels:
            if item.kind == "unknown" or self.finish(item)[0]:
                raise refuse("a labelled path through what can't be told from its steps")
            return '.project("l","o").by(__.select(keys)).by()', Shape("labelled", item)
        if kind == "property":
            return '.project("k","v","e").by(__.key()).by(__.value()).by(__.element())', Shape("keyed")
        if kind == "ordered":
            return ".map(__.unfold().fold())", Shape("entries", *shapes.entry(item))
        if kind in ("list", "set"):
            inner, item = self.finish(item)
            return (f".map(__.unfold(){inner}.fold())" if inner else ""), Shape(kind, item)
        if kind == "map":
            ends = [(name, *self.finish(inner)) for name, inner in shape.fields]
            if any(text for _, text, _ in ends):
                names = [self.name(name) for name, _, _ in ends]
                bys = [f".by(__.select({n}){end[1]})" for n, end in zip(names, ends, strict=True)]
                fields = tuple((name, inner) for name, _, inner in ends)
                return f".project([{','.join(names)}]){''.join(bys)}", Shape("map", fields=fields)
        elif kind in ("group", "entry", "path", "either"):
            if self.finish(item)[0] or (kind == "either" and shape.key and self.finish(shape.key)[0]):
                raise refuse("a labelled path or a sorted map inside a group or a path")
        elif kind == "unknown":
            raise refuse("what it gives can't be told from its steps", "mixed kinds of results")
        return "", shape


def _declares(bytecode: Any, label: str) -> bool:
    for name, *args in bytecode.step_instructions:
        if name == "as" and label in args:
            return True
        if any(_declares(a, label) for a in args if isinstance(a, Bytecode)):
            return True
    return False
