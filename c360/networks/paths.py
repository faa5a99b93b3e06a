"""How two are connected: breadth first from both ends, a level of either end in one request, hubs left out by name.

A hub, with more neighbours than `HUB` or more ties than `TIES`, ties everybody to everybody and says nothing: no way
leads through one. Where an end is one itself it is not walked from; ways to it are found from the other end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from c360.graph import schema as s
from c360.model.networks import Entity
from c360.networks.bonds import BUSINESS, FAMILY
from c360.networks.contract import AT_ONCE, LABELS, VALUES, entity, vertices
from c360.scope import Scope
from c360.sections.contract import Ask

HUB: Final = 1_000
TIES: Final = 5_000
MOST_STEPS: Final = 4
# What ways may lead over, by the word for it: labels of edges, and of the vertices that they may pass.
OVER: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "family": (FAMILY, ()), "business": (BUSINESS, ()),
    "companies": ((s.OWNS, s.CONTROLS, s.DIRECTOR_OF, s.EMPLOYEE_OF), (s.COMPANY,)),
    "accounts": ((s.OWNS, s.AUTHORIZED_ON), (s.ACCOUNT,)),
    "money": ((s.OWNS, s.TRANSACTION, s.STANDING_ORDER), (s.ACCOUNT,)),
    "addresses": ((s.HAS_ADDRESS,), (s.ADDRESS,)), "documents": ((s.HAS_DOCUMENT,), (s.DOCUMENT,)),
}  # fmt: skip
# Vertices of one level that are walked from.
_WIDEST: Final = 2_000

_NATURAL: Final = tuple(s.VERTICES[label].natural_key for label in (s.PERSON, s.COMPANY, s.ACCOUNT, s.ADDRESS))

# A vertex by label and natural key. Natural keys stay in here: what is given away has `Entity` keys.
Node = tuple[str, str]


@dataclass(slots=True)
class Search:
    """One search: what was found of each end, by vertex its parents; hubs; whether all that was asked was walked."""

    parents: tuple[dict[Node, list[Node]], dict[Node, list[Node]]]
    meeting: list[Node] = field(default_factory=list)
    steps: int = 0
    hubs: set[Node] = field(default_factory=set)
    names: dict[Node, Entity] = field(default_factory=dict)
    limits: list[str] = field(default_factory=list)

    def ways(self, most: int) -> tuple[list[tuple[Node, ...]], int]:
        """The first `most` shortest ways in the order of their keys, and how many there are."""
        found: list[tuple[Node, ...]] = []
        count = 0
        for middle in sorted(self.meeting):
            count += self._count(0, middle, {}) * self._count(1, middle, {})
            through = (
                (*reversed(first), middle, *last) for first in self._back(0, middle) for last in self._back(1, middle)
            )
            found += islice(through, most - len(found))
        return found, count

    def _back(self, side: int, node: Node) -> Iterator[tuple[Node, ...]]:
        """Ways from a node to its end, without the node itself."""
        above = self.parents[side][node]
        if not above:
            yield ()
        for parent in sorted(above):
            for rest in self._back(side, parent):
                yield (parent, *rest)

    def _count(self, side: int, node: Node, known: dict[Node, int]) -> int:
        if node not in known:
            above = self.parents[side][node]
            known[node] = sum(self._count(side, parent, known) for parent in above) if above else 1
        return known[node]


def search(
    g: GraphTraversalSource, start: Node, end: Node, asked: Ask, over: Sequence[str], most: int = MOST_STEPS, *,
    scope: Scope, walked: dict[Node, list[Node] | None] | None = None, names: dict[Node, Entity] | None = None,
) -> Search:  # fmt: skip
    """The shortest ways from one vertex to another, of at most so many steps over what was chosen.

    None leads through whoever is outside the role's part, or through an account that is hidden from it.

    `walked` and `names` are what searches over the same have read before, and take what this one reads.
    """
    found = Search(({start: []}, {end: []}), names={} if names is None else names)
    levels: list[list[Node]] = [[start], [end]]
    depth = [0, 0]
    walked = {} if walked is None else walked
    ends = {start, end}
    _walk(g, [start, end], asked, over, walked, found, scope)
    for side, node in enumerate((start, end)):
        if walked[node] is None:
            found.hubs.add(node)
            levels[side] = []
    while sum(depth) < most and not found.meeting and (levels[0] or levels[1]):
        # The smaller side first: the ways are the same, and fewer vertices are read.
        side = min((one for one in (0, 1) if levels[one]), key=lambda one: len(levels[one]))
        mine, other = found.parents[side], found.parents[1 - side]
        new: dict[Node, list[Node]] = {}
        for node in levels[side]:
            for near in walked[node] or ():
                if near not in mine:
                    new.setdefault(near, []).append(node)
        depth[side] += 1
        if len(new) > _WIDEST:
            found.limits.append(f"more than {_WIDEST:,} lie {depth[side]} steps away: ways through them are left out")
            break
        mine |= new
        met = [node for node in new if node in other]
        last = sum(depth) >= most
        # Whether a vertex is a hub is known once it was asked; in the last round only of those where the two meet.
        _walk(g, met if last else list(new), asked, over, walked, found, scope)
        found.hubs |= {node for node in new if node in walked and walked[node] is None} - ends
        found.meeting = [node for node in met if node in ends or node not in found.hubs]
        levels[side] = [node for node in new if node not in found.hubs and node not in ends]
    found.steps = sum(depth) if found.meeting else 0
    return found


def _walk(
    g: GraphTraversalSource, nodes: Iterable[Node], asked: Ask, over: Sequence[str],
    walked: dict[Node, list[Node] | None], found: Search, scope: Scope,
) -> None:  # fmt: skip
    """Adds the neighbours of each node that was not asked yet, None for a hub's, by one request for `AT_ONCE`."""
    left = [node for node in nodes if node not in walked]
    for at in range(0, len(left), AT_ONCE):
        some = left[at : at + AT_ONCE]
        ids: dict[str, list[str]] = {}
        for label, ident in some:
            ids.setdefault(label, []).append(ident)
        rows = (
            vertices(g, ids).project("label", "values", "ties", "near").by(T.label).by(__.value_map(*VALUES))
            .by(_steps(asked, over).limit(TIES + 1).count())
            .by(_steps(asked, over).limit(TIES).dedup().limit(HUB + 1).project("label", "id").by(T.label)
                .by(__.values(*_NATURAL)).fold())
        ).to_list()  # fmt: skip
        for node in some:
            walked[node] = []
        out = hidden({(one["label"], one["id"]) for row in rows for one in row["near"]}, scope)
        for row in rows:
            node = _node(row)
            found.names[node] = entity(row["label"], row["values"], asked)
            near = {(one["label"], one["id"]) for one in row["near"]}
            walked[node] = None if row["ties"] > TIES or len(near) > HUB else sorted(near - {node} - out)


def hidden(nodes: Iterable[Node], scope: Scope) -> set[Node]:
    """Those of them that are outside the role's part, or hidden from it."""
    some = list(nodes)
    people = scope.outside(ident for label, ident in some if label == s.PERSON)
    accounts = scope.hidden_accounts(ident for label, ident in some if label == s.ACCOUNT)
    out = {s.PERSON: people, s.ACCOUNT: accounts}
    return {(label, ident) for label, ident in some if ident in out.get(label, ())}


def _node(row: Mapping[str, Any]) -> Node:
    value = row["values"][s.VERTICES[row["label"]].natural_key]
    return row["label"], value[0] if isinstance(value, list) else value


def _steps(asked: Ask, over: Sequence[str]) -> GraphTraversal:
    """From a vertex to those one step away: people always, the rest as chosen; nothing that opens after the day."""
    labels = tuple(dict.fromkeys(label for word in over for label in OVER[word][0]))
    passed = tuple(dict.fromkeys((s.PERSON, *(label for word in over for label in OVER[word][1]))))
    ways = [__.both(*(label for label in labels if label != s.TRANSACTION))]
    if s.TRANSACTION in labels:
        within = asked.within(asked.lookback_days)
        # Each direction by itself: `otherV` would have a server keep the path of all that the request reads.
        ways.append(__.out_e(s.TRANSACTION).has("timestamp", within).in_v())
        ways.append(__.in_e(s.TRANSACTION).has("timestamp", within).out_v())
    day = asked.as_of.isoformat()
    there = __.union(*ways).has_label(*passed)
    return there.not_(__.has("openDate", P.gt(day))).not_(__.has("issueDate", P.gt(day)))


def labels_of(over: Sequence[str]) -> tuple[str, ...]:
    """The labels of edges that ways may lead over, without transactions."""
    labels = dict.fromkeys(label for word in over for label in OVER[word][0])
    return tuple(label for label in labels if label != s.TRANSACTION)


def find(g: GraphTraversalSource, wanted: str, kind: str | None, asked: Ask) -> dict[Node, Entity]:
    """The people, companies and accounts with this id; none that opens later than the day."""
    labels = [LABELS[one] for one in ("person", "company", "account") if kind in (None, one)]
    there = vertices(g, {label: [wanted] for label in labels}).not_(__.has("openDate", P.gt(asked.as_of.isoformat())))
    rows = there.project("label", "values").by(T.label)
    return {_node(row): entity(row["label"], row["values"], asked) for row in rows.by(__.value_map(*VALUES)).to_list()}
