"""The network as pyvis nodes and edges, in the reader's palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pyvis.network import Network as Pyvis

from c360.network import Network
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


def _colours(palette: theme.Palette) -> dict[str, str]:
    blue, orange, green = palette.categorical[0], palette.categorical[5], palette.categorical[2]
    return {"self": palette.ink, "person": blue, "company": orange, "account": green}


def _short(label: str) -> str:
    """A label that stays legible beside its neighbours."""
    return label if len(label) <= 28 else label[:27] + "…"
