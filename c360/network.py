"""The network around a customer: people, companies and accounts, each placed, for whoever draws it.

Positions are worked out here because physics in a browser takes seconds: rings around the customer. The same input
gives the same picture, so that what is opened twice looks the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from c360 import words
from c360.model import Relationships

LIMIT: Final = 300  # drawn in 0.2 s; more is a cloud that nobody reads

_ROLE: Final = {"OWNS": "owns", "AUTHORIZED_ON": "authorised", "DIRECTOR_OF": "director", "CONTROLS": "controls"}
_FIRST: Final = 170.0  # radius of the first ring, in the canvas's units
_STEP: Final = 95.0
_ROOM: Final = 105.0  # along a ring, what a node and its label need
_WIDE: Final = 1.6  # whoever draws it spreads the rings over a panel that is wider than high


@dataclass(frozen=True, slots=True)
class Node:
    """A person, company or account; `kind` is self, person, company or account, `id` that of the record."""

    kind: str
    id: str
    label: str
    x: float
    y: float

    @property
    def key(self) -> str:
        """What tells it from all others: a company may have a person's id."""
        return f"{'person' if self.kind == 'self' else self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Tie:
    """A line from one node's key to another's, and what it says."""

    start: str
    end: str
    label: str


@dataclass(frozen=True, slots=True)
class Network:
    """The customer first, then their neighbours, and how many were left out."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    left_out: int


def network(section: Relationships, customer_id: str, name: str | None, most: int = LIMIT) -> Network:
    """The customer's network with at most `most` neighbours: family, business, companies, accounts, in that order."""
    me = f"person:{customer_id}"
    labels: dict[str, str] = {me: words.plain(name or customer_id)}
    ties = _collect(section, me, labels)
    kept = dict(list(labels.items())[: most + 1])
    ties = [tie for tie in ties if tie.start in kept and tie.end in kept]
    direct = [tie.end for tie in ties if tie.start == me]
    hung = {tie.start: tie.end for tie in ties if tie.start not in direct and tie.start != me}
    places = positions(me, _around(direct, ties), hung)
    nodes = []
    for key, label in kept.items():
        kind, _, ident = key.partition(":")
        nodes.append(Node("self" if key == me else kind, ident, label, *places[key]))
    return Network(tuple(nodes), tuple(ties), len(labels) - len(kept))


def _collect(section: Relationships, me: str, labels: dict[str, str]) -> list[Tie]:
    """Every neighbour once; several ties to one neighbour are one line with all its words."""
    said: dict[str, list[str]] = {}

    def tie(node: str, label: str, word: str) -> None:
        labels.setdefault(node, words.plain(label))
        said.setdefault(node, []).append(word)

    # Whoever is outside the role's part has no id, and is told of beside the picture.
    for relative in section.family or ():
        if relative.id is None:
            continue
        tie(f"person:{relative.id}", relative.name or relative.id, words.word(relative.relationship).lower())
    for other in section.business or ():
        if other.id is None:
            continue
        tie(f"{other.type.lower()}:{other.id}", other.name or other.id, words.word(other.relationship).lower())
    for entity in section.entities or ():
        share = f" {words.share(entity.ownership)}" if entity.ownership is not None else ""
        role = _ROLE.get(entity.role, words.word(entity.role).lower())
        tie(f"company:{entity.entity}", entity.name or entity.entity, role + share)
    for link in section.accounts or ():
        tie(f"account:{link.account}", f"{words.word(link.type)} {link.account}", _ROLE.get(link.role, link.role))
    ties = [Tie(me, node, ", ".join(dict.fromkeys(ways))) for node, ways in said.items()]
    for link in section.accounts or ():
        for joint in link.joint_with:
            if joint.id is None:
                continue
            node = f"{joint.type.lower()}:{joint.id}"
            labels.setdefault(node, words.plain(joint.name or joint.id))
            # The line says enough; a label on each would lie on the names around it.
            ties.append(Tie(node, f"account:{link.account}", ""))
    return ties


def _around(direct: list[str], ties: list[Tie]) -> list[str]:
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


def positions(centre: str, ring: Sequence[str], hung: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """`ring` around `centre`, on as many rings as it takes; each of `hung` outside the node it hangs on."""
    places: dict[str, tuple[float, float]] = {centre: (0.0, 0.0)}
    angles: dict[str, float] = {}
    left = list(ring)
    radius = _FIRST
    while left:
        fits = max(6, int(2 * math.pi * radius * _WIDE * 0.75 / _ROOM))
        here, left = left[:fits], left[fits:]
        for index, node in enumerate(here):
            # Half a step off the vertical, where the line's label would lie on the names above and below.
            angle = 2 * math.pi * (index + 0.5) / len(here) - math.pi / 2 + (radius - _FIRST) / 400
            angles[node] = angle
            places[node] = _at(radius, angle)
        radius += _STEP
    seen: dict[str, int] = {}
    for node, holder in hung.items():
        nth = seen[holder] = seen.get(holder, -1) + 1
        spread = (nth + 1) // 2 * (-1 if nth % 2 else 1) * 0.16
        places[node] = _at(radius + nth // 12 * _STEP, angles.get(holder, 0.0) + spread)
    return places


def _at(radius: float, angle: float) -> tuple[float, float]:
    return round(radius * math.cos(angle), 1), round(radius * math.sin(angle), 1)
