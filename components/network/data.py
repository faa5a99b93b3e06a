"""What the network shows: people, companies and accounts as pyvis nodes and edges, placed beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pyvis.network import Network

from c360 import words
from c360.model import Relationships
from components import theme
from components.network.layout import positions

LIMIT: Final = 300  # drawn in 0.2 s; more is a cloud that nobody reads

_SHAPES: Final = {"self": "star", "person": "dot", "company": "square", "account": "diamond"}
_ROLE: Final = {"OWNS": "owns", "AUTHORIZED_ON": "authorised", "DIRECTOR_OF": "director", "CONTROLS": "controls"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Nodes and edges as vis-network takes them, the legend, and how many neighbours were left out."""

    nodes: tuple[dict[str, Any], ...]
    edges: tuple[dict[str, Any], ...]
    legend: tuple[tuple[str, str, str], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Tie:
    start: str
    end: str
    label: str


def drawn(section: Relationships, customer_id: str, name: str | None, palette: theme.Palette) -> Drawn:
    """The customer's network, at most `LIMIT` neighbours."""
    me = f"person:{customer_id}"
    labels: dict[str, str] = {me: words.plain(name or customer_id)}
    ties: list[_Tie] = []
    _collect(section, me, labels, ties)
    kept = dict(list(labels.items())[: LIMIT + 1])
    ties = [tie for tie in ties if tie.start in kept and tie.end in kept]
    direct = [tie.end for tie in ties if tie.start == me]
    hung = {tie.start: tie.end for tie in ties if tie.start not in direct and tie.start != me}
    places = positions(me, _around(direct, ties), hung)
    colours = _colours(palette)
    net = Network(directed=True)
    for node, label in kept.items():
        kind = "self" if node == me else node.partition(":")[0]
        x, y = places[node]
        net.add_node(
            node, label=_short(label), shape=_SHAPES[kind], color=colours[kind], x=x, y=y,
            size=26 if node == me else 16,
        )  # fmt: skip
    for tie in ties:
        net.add_edge(tie.start, tie.end, label=tie.label)
    nodes, edges, *_ = net.get_network_data()
    kinds = {"self": "This customer", "person": "Person", "company": "Company", "account": "Account"}
    legend = tuple((kinds[kind], _SHAPES[kind], colours[kind]) for kind in kinds)
    return Drawn(tuple(nodes), tuple(edges), legend, len(labels) - len(kept))


def _collect(section: Relationships, me: str, labels: dict[str, str], ties: list[_Tie]) -> None:
    """Every neighbour once; several ties to one neighbour are one line with all its words."""
    said: dict[str, list[str]] = {}

    def tie(node: str, label: str, word: str) -> None:
        labels.setdefault(node, words.plain(label))
        said.setdefault(node, []).append(word)

    for relative in section.family or ():
        tie(f"person:{relative.id}", relative.name or relative.id, words.word(relative.relationship).lower())
    for other in section.business or ():
        kind = "person" if other.type == "Person" else "company"
        tie(f"{kind}:{other.id}", other.name or other.id, words.word(other.relationship).lower())
    for entity in section.entities or ():
        share = f" {words.share(entity.ownership)}" if entity.ownership is not None else ""
        role = _ROLE.get(entity.role, words.word(entity.role).lower())
        tie(f"company:{entity.entity}", entity.name or entity.entity, role + share)
    for link in section.accounts or ():
        tie(f"account:{link.account}", f"{words.word(link.type)} {link.account}", _ROLE.get(link.role, link.role))
    ties.extend(_Tie(me, node, ", ".join(dict.fromkeys(ways))) for node, ways in said.items())
    for link in section.accounts or ():
        for joint in link.joint_with:
            node = f"person:{joint.id}"
            labels.setdefault(node, words.plain(joint.name or joint.id))
            # The line says enough; a label on each would lie on the names around it.
            ties.append(_Tie(node, f"account:{link.account}", ""))


def _around(direct: list[str], ties: list[_Tie]) -> list[str]:
    """People first, then companies, then accounts, those shared with the first people last, next to them again."""
    ring = list(dict.fromkeys(direct))
    place = {node: index for index, node in enumerate(ring)}
    shared = {tie.end: place[tie.start] for tie in ties if tie.start in place and tie.end.startswith("account:")}
    half = len([node for node in ring if node.startswith("person:")]) / 2

    def turn(node: str) -> tuple[int, int]:
        if not node.startswith("account:"):
            return 0, place[node]
        at = shared.get(node)
        return (2, place[node]) if at is None else (1 if at >= half else 3, -at)

    return sorted(ring, key=turn)


def _colours(palette: theme.Palette) -> dict[str, str]:
    blue, orange, green = palette.categorical[0], palette.categorical[5], palette.categorical[2]
    return {"self": palette.ink, "person": blue, "company": orange, "account": green}


def _short(label: str) -> str:
    """A label that stays legible beside its neighbours; the tables have it whole."""
    return label if len(label) <= 28 else label[:27] + "…"
