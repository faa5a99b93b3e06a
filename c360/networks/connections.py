"""How people, companies and accounts are connected: the shortest ways, and the reason of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from c360.access import ANALYST, Role, gate, sees_kind, sees_networks, visible_connection
from c360.access import over as over_for
from c360.access.part import ONLY_PART
from c360.asking import is_text
from c360.audit import Audit, Record
from c360.errors import NoSuchCustomer, UsageError, brief
from c360.graph import schema as s
from c360.graph.connect import Graph, View
from c360.model.networks import Bond, Connection, Entity, Way
from c360.networks import failed, window
from c360.networks import money as sums
from c360.networks.bonds import bond_of, merged, money_bond
from c360.networks.contract import KINDS, LABELS, VALUES, ask, entity, keyed_by, vertices
from c360.networks.paths import HUB, MOST_STEPS, OVER, Node, Search, find, hidden, labels_of, search
from c360.networks.reading import tied, undated
from c360.policy import Policy
from c360.scope import OutsidePart, Scope
from c360.sections.accounts import no_rate
from c360.sections.contract import Ask

MOST_PICKED: Final = 5
WAYS: Final = 25  # shortest ways that are shown of one pair
_NEEDED: Final = {"company": "companies", "account": "accounts"}


@dataclass(frozen=True, slots=True)
class _Picked:
    node: Node
    entity: Entity


def connections(
    graph: Graph, picked: Sequence[str], *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST,
    as_of: date | None = None, lookback_days: int | None = None, over: Sequence[str] = tuple(OVER),
    steps: int = MOST_STEPS,
) -> tuple[Connection, ...]:  # fmt: skip
    """How each two of those picked are connected, at most `steps` (1 to 4) apart; recorded before it is given.

    Picked are two to five ids, or keys ("person:C1") where an id is nobody's alone. `over` names what ways may lead
    over (`OVER`); what the ends themselves need is added. Money counts in the window of `lookback_days` to `as_of`.
    Raises `NoSuchCustomer`, `UsageError`, and what reading a graph raises.
    """
    wanted = list(dict.fromkeys(picked))
    ids = [one.partition(":")[2] or one for one in wanted]
    role = gate(role, graph, sees_networks, user=user, audit=audit, ids=ids, detail={"network": "connections"})
    over = over_for(role, tuple(over))
    try:
        _check(wanted, over, steps)
        with keyed_by(audit.keyed):
            found = graph.read(
                lambda view: _answer(
                    view, wanted, ask(view, policy, as_of, lookback_days), tuple(over), steps, Scope(view, role, policy)
                )
            )
        found = tuple(visible_connection(one, role) for one in found)
        # What the ends need is walked over in any case, and an end of a kind that isn't shown is nobody.
        unseen = [end for one in found for end in (one.start, one.end) if not sees_kind(end.kind, role)]
        if unseen:
            raise NoSuchCustomer("Nobody and no account in this book has this id.", unseen[0].id)
    except Exception as error:
        failed(audit, user, [one.partition(":")[2] or one for one in wanted], "connections", error)
        raise
    pairs = {"network": "connections", "policy": policy.digest, "over": " ".join(over), "steps": str(steps)}
    pairs |= window(as_of, lookback_days)
    ends = {one.key: one for pair in found for one in (pair.start, pair.end)}
    # Whoever and whatever stands on a way, or is named as left out, is seen as well as who was asked for.
    passed = {one.key: one for pair in found for way in pair.ways for one in way.entities}
    named = {one.key: one for pair in found for one in pair.hubs}
    seen = {**ends, **passed, **named}
    audit.record(
        *(
            Record(user, "view", one.id, "success", detail={
                **pairs, "kind": one.kind, "with": " ".join(key for key in ends if key != one.key),
            })
            for one in seen.values()
        )
    )  # fmt: skip
    return found


def _check(picked: Sequence[str], over: Sequence[str], steps: int) -> None:
    if not 2 <= len(picked) <= MOST_PICKED:
        raise UsageError(f"Pick two to {MOST_PICKED} different people, companies or accounts.")
    if type(steps) is not int or not 1 <= steps <= MOST_STEPS:
        raise UsageError(f"Steps are a whole number from 1 to {MOST_STEPS}.")
    unknown = sorted(set(over) - set(OVER))
    if unknown or not over:
        raise UsageError(f"Ways can lead over {', '.join(OVER)}; not over {brief(', '.join(unknown)) or 'nothing'}.")


def _answer(
    view: View, picked: Sequence[str], asked: Ask, over: tuple[str, ...], steps: int, scope: Scope
) -> tuple[Connection, ...]:
    ends = [_who(view.g, one, asked, scope) for one in picked]
    twice = len({one.node for one in ends}) < len(ends)
    if twice:
        raise UsageError("The same one was picked twice.")
    needed = {_NEEDED[one.entity.kind] for one in ends if one.entity.kind in _NEEDED}
    chosen = tuple(word for word in OVER if word in over or word in needed)
    lacks = _lacks(asked, chosen)
    walked: dict[Node, list[Node] | None] = {}
    names: dict[Node, Entity] = {}
    made = []
    for a, b in combinations(ends, 2):
        found = search(view.g, a.node, b.node, asked, chosen, steps, scope=scope, walked=walked, names=names)
        made.append(_pair(view.g, a, b, asked, chosen, found, lacks, scope))
    return tuple(made)


def _lacks(asked: Ask, over: Sequence[str]) -> list[str]:
    labels = (*labels_of(over), *((s.TRANSACTION,) if "money" in over else ()))
    lacking = [label for label in labels if not asked.book.delivers.holds_edge(label)]
    return [f"not held in this book: {', '.join(lacking)}"] if lacking else []


def _who(g: GraphTraversalSource, wanted: str, asked: Ask, scope: Scope) -> _Picked:
    """The one with this id or key: an id may hold a colon itself."""
    found = find(g, wanted, None, asked) if wanted and is_text(wanted) else {}
    kind, _, ident = wanted.partition(":")
    if not found and kind in KINDS[:3] and ident and is_text(ident):
        found = find(g, ident, kind, asked)
    out = hidden(found, scope)
    found = {node: one for node, one in found.items() if node not in out}
    if not found:
        raise (OutsidePart if out else NoSuchCustomer)("Nobody and no account in this book has this id.", wanted[:200])
    if len(found) > 1:
        ways = " or ".join(f"{one.kind}:…" for one in found.values())
        raise UsageError(f"More than one has this id: say which is meant, {ways}.")
    return _Picked(*next(iter(found.items())))


def _pair(
    g: GraphTraversalSource, a: _Picked, b: _Picked, asked: Ask, over: tuple[str, ...], found: Search, lacks: list[str],
    scope: Scope,
) -> Connection:  # fmt: skip
    ways, count = found.ways(WAYS)
    nodes = {node for way in ways for node in way}
    bonds, told = _reasons(g, nodes, found, asked, over, scope) if nodes else ({}, [])
    limits = [*lacks, *found.limits, *told, *undated(asked), *([] if scope.everyone else [ONLY_PART])]
    if count > len(ways):
        limits.append(f"the first {len(ways)} of {count:,} shortest ways are shown")
    hubs = tuple(sorted((found.names[node] for node in found.hubs), key=lambda one: one.key))
    blind = found.hubs >= {a.node, b.node}
    if blind:
        limits.append(f"both have more than {HUB:,} neighbours: neither is walked from, so no way could be looked for")
    return Connection(
        start=a.entity,
        end=b.entity,
        steps=len(ways[0]) - 1 if ways else 0,
        ways=tuple(
            Way(
                tuple(found.names[node] for node in way),
                tuple(tuple(bonds.get(frozenset(pair), ())) for pair in pairwise(way)),
            )
            for way in ways
        ),
        count=count,
        hubs=hubs,
        limits=tuple(dict.fromkeys(limits)),
        complete=not found.limits and not found.hubs and not lacks and scope.everyone,
    )


def _reasons(
    g: GraphTraversalSource, nodes: set[Node], found: Search, asked: Ask, over: tuple[str, ...], scope: Scope
) -> tuple[Mapping[frozenset[Node], list[Bond]], list[str]]:
    """All that ties each two of these vertices, in one request; read from those that are no hub."""
    ids: dict[str, list[str]] = {}
    for label, ident in sorted(nodes):
        if (label, ident) not in found.hubs:
            ids.setdefault(label, []).append(ident)
    among = _among(nodes)
    on_way = {found.names[node].key for node in nodes}
    rows = vertices(g, ids).project("label", "values", "ties", "money").by(T.label).by(__.value_map(*VALUES))
    rows = rows.by(tied(labels_of(over), among))
    money = __.union(
        __.out_e(s.TRANSACTION).where(__.in_v().or_(*among)), __.in_e(s.TRANSACTION).where(__.out_v().or_(*among))
    )
    if "money" not in over:
        money = __.limit(0).both_e(s.TRANSACTION)
    edges: dict[frozenset[Node], list[tuple[Bond, str]]] = {}
    paid: dict[frozenset[Node], Bond] = {}
    limits: list[str] = []
    for row in rows.by(sums.read(money, asked)).to_list():
        me = entity(row["label"], row["values"], asked)
        natural = _natural(row)
        for tie in row["ties"]:
            far = (tie["label"], _natural({**tie, "values": tie["other"]}))
            # Each edge once: from where it starts, or from the other end where that is a hub and was not read.
            if tie["way"] == "out" or far in found.hubs:
                bond = bond_of(tie, me, entity(tie["label"], tie["other"], asked))
                edges.setdefault(frozenset({(row["label"], natural), far}), []).append((bond, tie["source"]))
        if me.kind != "account":
            continue
        added = sums.add_up(row["money"], asked, frozenset({natural})).without(scope)
        limits += [no_rate(one, on) for one, on in sorted(added.without_rate.items())]
        # An account is called by its holders, or as the transactions name it, where no holder is on the way.
        for number, holders in added.holders.items():
            if not any(holder.key in on_way for holder in holders):
                found.names[s.ACCOUNT, number] = Entity("account", number, added.called(number))
        for (first, second), sum_ in added.pairs.items():
            pair = frozenset({(s.ACCOUNT, first), (s.ACCOUNT, second)})
            paid[pair] = money_bond(first, second, sum_, asked.book.currency)
    bonds = {
        pair: sorted(
            [*merged(edges.get(pair, ())), *([paid[pair]] if pair in paid else [])],
            key=lambda one: (one.role, one.start, one.end),
        )
        for pair in {*edges, *paid}
    }
    return bonds, limits


def _natural(row: Mapping[str, Any]) -> str:
    value = row["values"][s.VERTICES[row["label"]].natural_key]
    return str(value[0] if isinstance(value, list) else value)


def _among(nodes: set[Node]) -> list[GraphTraversal]:
    """Whether a vertex is one of these."""
    ids: dict[str, list[str]] = {}
    for label, ident in sorted(nodes):
        ids.setdefault(label, []).append(ident)
    return [
        __.has_label(label).has(s.VERTICES[label].natural_key, P.within(*ids[label]))
        for label in LABELS.values()
        if label in ids
    ]
