"""The network as pyvis nodes and edges, in the reader's palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pyvis.network import Network as Pyvis

from c360.model.picture import Line, Node, Picture
from c360.network import Network
from c360.sheets.networks import KINDS, told
from components import theme

_SHAPES: Final = {"self": "star", "person": "dot", "company": "square", "account": "diamond"}
_NAMES: Final = {"self": "This customer", "person": "Person", "company": "Company", "account": "Account"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Nodes and edges as vis-network takes them, and the legend: word, shape, colour."""

    nodes: tuple[dict[str, Any], ...]
    edges: tuple[dict[str, Any], ...]
    legend: tuple[tuple[str, str, str], ...]


def drawn(found: Network, palette: theme.Palette) -> Drawn:
    """The network for the browser; labels are shortened, the table beside it has them whole."""
    colours = _colours(palette)
    net = Pyvis(directed=True)
    for node in found.nodes:
        net.add_node(
            node.key, label=_short(node.label), shape=_SHAPES[node.kind], color=colours[node.kind], x=node.x, y=node.y,
            size=26 if node.kind == "self" else 16,
        )  # fmt: skip
    for tie in found.ties:
        net.add_edge(tie.start, tie.end, label=tie.label)
    nodes, edges, *_ = net.get_network_data()
    kinds = [kind for kind in _NAMES if any(node.kind == kind for node in found.nodes)]
    legend = tuple((_NAMES[kind], _SHAPES[kind], colours[kind]) for kind in kinds)
    return Drawn(tuple(nodes), tuple(edges), legend)


def working(found: Picture, palette: theme.Palette) -> Drawn:
    """The network to work in, sized and placed as the picture says; a ring is around what is pinned."""
    colours = _work_colours(palette)
    net = Pyvis(directed=True)
    names = {node.key: node.label for node in found.nodes}
    for node in found.nodes:
        net.add_node(
            node.key, label=_in_lines(node),
            shape=_WORK_SHAPES[node.kind], color=colours[node.kind], x=node.x, y=node.y, size=node.size,
            ring=3 if node.pinned else 0,
        )  # fmt: skip
    for line in found.lines:
        net.add_edge(line.start, line.end, label=_short(line.words), width=line.width, arrows=_heads(line),
                     told=told(line, names))  # fmt: skip
    nodes, edges, *_ = net.get_network_data()
    kinds = [kind for kind in KINDS if any(node.kind == kind for node in found.nodes)]
    legend = tuple((KINDS[kind], _WORK_SHAPES[kind], colours[kind]) for kind in kinds)
    return Drawn(tuple(nodes), tuple(edges), legend)


def _heads(line: Line) -> str:
    """At which ends of a line an arrow stands; at none where it is the same from both, as between spouses."""
    heads = {"to" if tie.end == line.end else "from" for tie in line.ties if tie.directed}
    return " ".join(sorted(heads))


def _in_lines(node: Node) -> str:
    """An account's number stands below its name: side by side they reach into the next one."""
    name = node.label.removesuffix(node.id).rstrip() if node.kind == "account" else ""
    return f"{_short(name)}\n{node.id}" if name else _short(node.label)


_WORK_SHAPES: Final = {**_SHAPES, "address": "triangle", "document": "triangleDown", "group": "hexagon"}


def _work_colours(palette: theme.Palette) -> dict[str, str]:
    pink, sky = palette.categorical[3], palette.categorical[4]
    return {**_colours(palette), "address": pink, "document": sky, "group": palette.categorical[6]}


def _colours(palette: theme.Palette) -> dict[str, str]:
    blue, orange, green = palette.categorical[0], palette.categorical[5], palette.categorical[2]
    return {"self": palette.ink, "person": blue, "company": orange, "account": green}


def _short(label: str) -> str:
    """A label that stays legible beside its neighbours."""
    return label if len(label) <= 28 else label[:27] + "…"
