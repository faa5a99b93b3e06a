"""What a traversal yields, told from its steps alone.

The engine answers in plain values: a path arrives as a list, a set as a list, `T.id` as the text "id". A Shape says
what TinkerPop would have given, so that `answers` can restore it, and so that `steps` knows where the two differ.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Shape(NamedTuple):
    """The kind of a value and, for what holds others, theirs. `fields` are a map's when its keys are known."""

    kind: str
    item: Shape | None = None
    key: Shape | None = None
    fields: tuple[tuple[str, Shape], ...] = ()

    @property
    def plain(self) -> bool:
        """True when the engine's answer needs no more than its elements replaced."""
        if self.kind in LEAVES:
            return True
        if self.kind in ("list", "map"):
            inner = (self.item, *(shape for _, shape in self.fields))
            return all(shape is None or shape.plain for shape in inner)
        return False

    @property
    def bare(self) -> bool:
        """True when the engine's answer is TinkerPop's as it stands: values, and lists and maps of them."""
        if self.kind in ("list", "map", "values") and self.key is None:
            inner = (self.item, *(shape for _, shape in self.fields))
            return all(shape is None or shape.bare for shape in inner)
        return self.kind == "scalar"

    @property
    def maplike(self) -> bool:
        """True when `select(key)` may find the key in the value itself."""
        return self.kind in _MAPS or self.kind in ("any", "unknown")

    @property
    def element(self) -> bool:
        """True for vertices and edges."""
        return self is VERTEX or self is EDGE


NOTHING: Final = Shape("nothing")  # no value ever gets here
SCALAR: Final = Shape("scalar")  # text, number, flag, date
VERTEX: Final = Shape("vertex")
EDGE: Final = Shape("edge")
ANY: Final = Shape("any")  # several plain kinds mixed
UNKNOWN: Final = Shape("unknown")  # can't be told: an answer of this shape is refused
TOKEN: Final = Shape("token")  # a key of elementMap: T.id as "id", else text
TOKENS: Final = Shape("set", TOKEN)
ELEMENT_MAP: Final = Shape("element", SCALAR)  # elementMap of vertices
EDGE_MAP: Final = Shape("element", SCALAR, EDGE)  # elementMap of edges, their ends included
PROPERTY: Final = Shape("property")  # what properties() gives
LABELS: Final = Shape("list", Shape("set", SCALAR))  # the labels of a path

LEAVES: Final = frozenset({"nothing", "scalar", "vertex", "edge", "any"})
_MAPS: Final = frozenset({"map", "group", "values", "element", "ordered", "either"})


def unordered(shape: Shape) -> Shape:
    """A sorted map as the map it is."""
    inner = {"ordered": shape.item, "either": shape.key}.get(shape.kind)
    return inner or shape


def listed(item: Shape) -> Shape:
    """A list of `item`."""
    return Shape("list", item)


def join(left: Shape, right: Shape) -> Shape:
    """The shape of a value that is one or the other."""
    if left is right or right is NOTHING or left == right:
        return left
    if left is NOTHING:
        return right
    if left.kind != "either" and (right.kind == "either" or left.kind in _MAPS):
        left, right = right, left
    if left.kind == "either" and (left.key == right or right.kind in LEAVES):
        return left if left.key == right else Shape("either", _join(left.item, right), left.key)
    if left.kind in LEAVES and right.kind in _MAPS and not right.plain:
        return Shape("either", left, right)
    if left.kind == right.kind and left.kind in ("list", "set", "group", "entry", "path"):
        return Shape(left.kind, _join(left.item, right.item), _join(left.key, right.key))
    return ANY if left.plain and right.plain else UNKNOWN


def _join(left: Shape | None, right: Shape | None) -> Shape | None:
    if left is None or right is None:
        return left or right
    return join(left, right)


def field(shape: Shape, name: str) -> Shape | None:
    """The shape under `name` in a map of this shape; None when it can't be there."""
    shape = unordered(shape)
    if shape.kind == "map":
        return dict(shape.fields).get(name)
    if shape.kind in ("group", "values", "element"):
        return shape.item
    if shape.kind in ("any", "unknown"):
        return ANY if shape is ANY else UNKNOWN
    return None


def keys_of(shape: Shape) -> Shape:
    """What `select(Column.keys)` gives: a map's keys as a set, a path's labels, an entry's key."""
    shape = unordered(shape)
    match shape.kind:
        case "map":
            return Shape("set", SCALAR)
        case "group":
            return Shape("set", shape.key or UNKNOWN)
        case "values" | "element":
            return TOKENS
        case "entry":
            return shape.key or UNKNOWN
        case "path":
            return LABELS
    return UNKNOWN


def values_of(shape: Shape) -> Shape:
    """What `select(Column.values)` gives."""
    shape = unordered(shape)
    match shape.kind:
        case "map":
            item = NOTHING
            for _, value in shape.fields:
                item = join(item, value)
            return listed(item)
        case "group":
            return listed(shape.item or UNKNOWN)
        case "values" | "element":
            return listed(shape.item if shape.key is None and shape.item else UNKNOWN)
        case "entry":
            return shape.item or UNKNOWN
        case "path":
            return listed(shape.item or UNKNOWN)
    return UNKNOWN


def unfolded(shape: Shape) -> Shape:
    """What `unfold()` gives for each."""
    if shape.kind == "either" or shape == EDGE_MAP:  # a map's entries and something else, maps among the entries
        return UNKNOWN
    shape = unordered(shape)
    match shape.kind:
        case "list" | "set" | "path":
            return shape.item or UNKNOWN
        case "group":
            return Shape("entry", shape.item, shape.key)
        case "map":
            return Shape("entry", values_of(shape).item, SCALAR)
        case "values" | "element":
            return Shape("entry", shape.item, TOKEN)
        case "scalar" | "vertex" | "edge" | "nothing" | "any":
            return shape
    return UNKNOWN


def entry(shape: Shape) -> tuple[Shape, Shape]:
    """Value and key of a map's entries."""
    one = unfolded(shape)
    return one.item or UNKNOWN, one.key or UNKNOWN
