"""One request for everybody and everything around some entities, and the neighbourhoods that its answer makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from c360.access.part import OUTSIDE
from c360.graph import schema as s
from c360.model.networks import MONEY, Bond, Entity, Neighbourhood
from c360.networks import money as sums
from c360.networks.bonds import BUSINESS, FAMILY, bond_of, merged, money_bond
from c360.networks.contract import KIND_OF, LABELS, THINGS, VALUES, digest, entity, split, vertices
from c360.scope import Scope
from c360.sections.accounts import no_rate
from c360.sections.contract import Ask
from c360.sections.reading import Row, started

HOLDINGS: Final = (s.OWNS, s.CONTROLS, s.DIRECTOR_OF)
# What is cut by itself, so that a crowd of one kind hides none of another; and the words of a cut.
GROUPS: Final = {
    "family": (FAMILY, "relatives"),
    "business": ((*BUSINESS, s.EMPLOYEE_OF), "business ties"),
    "holdings": ((*HOLDINGS, s.AUTHORIZED_ON), "accounts and companies"),
    "orders": ((s.STANDING_ORDER,), "standing orders"),
    "addresses": ((s.HAS_ADDRESS,), "addresses"),
    "documents": ((s.HAS_DOCUMENT,), "documents"),
}
_SHARED: Final = ("addresses", "documents")
# Ties of a group that are read, sorted, and cut to the policy's limit: so a list is the same on every graph.
_READ: Final = 2_000
_HOLDERS: Final = 1_000
# What a kind may be tied by, and is told to be not held where no source delivers it.
_TOLD: Final = {
    "person": (*FAMILY[:2], s.FAMILY_MEMBER, s.OWNS, s.HAS_ADDRESS, s.HAS_DOCUMENT),
    "company": (s.OWNS, s.DIRECTOR_OF, s.EMPLOYEE_OF, s.HAS_ADDRESS),
    "account": (s.OWNS, s.AUTHORIZED_ON), "address": (s.HAS_ADDRESS,), "document": (s.HAS_DOCUMENT,),
}  # fmt: skip


def tied(labels: Sequence[str], only: Sequence[GraphTraversal] = (), *, holders: bool = False) -> GraphTraversal:
    """The edges of a vertex: label, share, whether each leads away from it, and what is at its other end.

    `only` are tests of which the other end must pass one. Each direction by itself: for `otherV` a server keeps the
    path of all that the request reads, and 12,000 transactions then take 10 s instead of 0.3.
    """
    return __.union(
        _ties(__.out_e(*labels), __.in_v, "out", only, holders), _ties(__.in_e(*labels), __.out_v, "in", only, holders)
    ).fold()


def _ties(
    edges: GraphTraversal, other: Callable[[], GraphTraversal], way: str, only: Sequence[GraphTraversal], holders: bool
) -> GraphTraversal:
    if only:
        edges = edges.where(other().or_(*only))
    names = ("role", "share", "source", "way", "label", "other", *(("holders",) if holders else ()))
    found = (
        edges.limit(_READ + 1).project(*names).by(T.label)
        .by(__.coalesce(__.values("percentage"), __.constant("")))
        .by(__.coalesce(__.values("source"), __.constant(""))).by(__.constant(way))
        .by(other().label()).by(other().value_map(*VALUES))
    )  # fmt: skip
    if holders:
        found = found.by(other().in_(s.HAS_ADDRESS, s.HAS_DOCUMENT).dedup().limit(_HOLDERS).count())
    return found


def around(g: GraphTraversalSource, keys: Sequence[str], naturals: Mapping[str, str], asked: Ask) -> list[Any]:
    """The answer for these entities: one row for each that the graph holds.

    `naturals` has the natural keys of the addresses and documents among them, which their ids don't tell.
    """
    ids: dict[str, list[str]] = {}
    for key in keys:
        kind, ident = split(key)
        natural = naturals.get(key) if kind in THINGS else ident
        if natural is not None:
            ids.setdefault(LABELS[kind], []).append(natural)
    if not ids:
        return []
    there = vertices(g, ids).not_(__.has("openDate", P.gt(asked.as_of.isoformat())))
    found = there.project("label", "values", *GROUPS, "money").by(T.label).by(__.value_map(*VALUES))
    for name, (labels, _) in GROUPS.items():
        found = found.by(tied(labels, holders=name in _SHARED))
    own = __.union(__.has_label(s.ACCOUNT), __.out(s.OWNS).has_label(s.ACCOUNT))
    rows: list[Any] = found.by(sums.read(own.both_e(s.TRANSACTION), asked)).to_list()
    return rows


def natural_keys(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The natural keys of all addresses and documents that an answer speaks of, by their keys here."""
    found: dict[str, str] = {}
    for row in rows:
        for name in _SHARED:
            for tie in row[name]:
                natural = Row(tie["other"], _NO_ZONE).text(s.NATURAL_KEY) if tie["label"] in _THINGS else None
                if natural is not None:
                    found[f"{KIND_OF[tie['label']]}:{digest(natural)}"] = natural
    return found


_THINGS: Final = tuple(LABELS[kind] for kind in THINGS)
_NO_ZONE: Final[Any] = None  # of texts none is needed


class _Around:
    """A neighbourhood being put together."""

    def __init__(self, row: Mapping[str, Any], asked: Ask, scope: Scope) -> None:
        self.asked, self.row, self.scope = asked, row, scope
        self.most = asked.policy.neighbours_shown
        self.me = entity(row["label"], row["values"], asked)
        self.entities: dict[str, Entity] = {}
        self.bonds: dict[tuple[str, str, str], Bond] = {}
        self.limits: list[str] = []

    def ties(self, name: str) -> None:
        """The ties of one group, sorted and cut."""
        rows, words = self.row[name], GROUPS[name][1]
        found = [pair for tie in rows if (pair := self._tie(tie)) is not None]
        found.sort(key=lambda pair: (pair[1].kind, pair[0].role, pair[1].key, pair[0].start))
        kept = list(dict.fromkeys(one.key for _, one, _ in found))
        cut = any(sum(tie["way"] == way for tie in rows) > _READ for way in ("out", "in"))
        if len(kept) > self.most or cut:
            told = f"more than {_READ:,}" if cut else f"{len(kept):,}"
            self.limits.append(f"{self.me.name or self.me.id}: the first {self.most:,} of {told} {words} are shown")
        shown = set(kept[: self.most])
        self.entities |= {one.key: one for _, one, _ in found if one.key in shown}
        for bond in merged((bond, source) for bond, one, source in found if one.key in shown):
            self.bonds[bond.start, bond.end, bond.role] = bond

    def _tie(self, tie: Mapping[str, Any]) -> tuple[Bond, Entity, str] | None:
        if tie["label"] not in KIND_OF:
            return None
        values = Row(tie["other"], self.asked.book.zone)
        begins = {s.ACCOUNT: "openDate", s.DOCUMENT: "issueDate"}.get(tie["label"])
        if begins and not started(values.day(begins), self.asked.as_of):
            return None
        other = entity(tie["label"], tie["other"], self.asked, tie.get("holders"))
        if other.key == self.me.key:
            self.limits.append(f"{self.me.name or self.me.id}: a tie to itself is not drawn")
            return None
        return bond_of(tie, self.me, other), other, tie["source"]

    def money(self) -> None:
        """The accounts that its accounts deal with, the largest amounts first."""
        holds = self.asked.book.delivers
        mine = {bond.end.partition(":")[2] for bond in self.bonds.values()
                if bond.start == self.me.key and bond.role == s.OWNS and bond.end.startswith("account:")}  # fmt: skip
        own = frozenset({self.me.id} if self.me.kind == "account" else mine)
        if not own or not holds.holds_edge(s.TRANSACTION):
            return
        found = sums.add_up(self.row["money"], self.asked, own).without(self.scope)
        currency, called = self.asked.book.currency, self.me.name or self.me.id
        pairs = {ends: pair for ends, pair in found.pairs.items() if OUTSIDE not in ends}
        bonds = [money_bond(a, b, pair, currency) for (a, b), pair in pairs.items() if a != b]
        bonds.sort(key=lambda bond: (bond.amount is None, -(bond.amount or 0), bond.start, bond.end))
        shown: dict[str, None] = {}
        for bond in bonds:
            ends = [end for end in (bond.start, bond.end) if end.partition(":")[2] not in own]
            if ends and ends[0] not in shown and len(shown) >= self.most:
                continue
            for end in ends:
                shown[end] = None
                number = end.partition(":")[2]
                self.entities.setdefault(end, Entity("account", number, found.called(number)))
            self.bonds[bond.start, bond.end, bond.role] = bond
        others = len({end for bond in bonds for end in (bond.start, bond.end)} - {f"account:{one}" for one in own})
        if others > len(shown):
            told = f"more than {others:,}" if found.cut else f"{others:,}"
            self.limits.append(
                f"{called}: the {len(shown):,} counterparties with the largest amounts of {told} are shown"
            )
        if found.cut:
            self.limits.append(f"{called}: amounts are of the newest {sums.MOST:,} transactions; there are more")
        self.limits += [no_rate(one, on) for one, on in sorted(found.without_rate.items())]

    def done(self) -> Neighbourhood:
        """All of it."""
        holds = self.asked.book.delivers
        lacks = [label for label in _TOLD[self.me.kind] if not holds.holds_edge(label)]
        if self.me.kind in ("person", "company", "account") and not holds.holds_edge(MONEY):
            lacks.append(MONEY)
        first = self.asked.book.first_day
        if first is not None and first > self.asked.window.from_ + timedelta(days=1) and MONEY not in lacks:
            self.limits.append(f"transactions are held from {first.isoformat()}")
        self.limits += undated(self.asked)
        limits = tuple(dict.fromkeys(self.limits))
        return Neighbourhood(self.me, tuple(self.entities.values()), tuple(self.bonds.values()), limits, tuple(lacks))


def undated(asked: Ask) -> list[str]:
    """What an earlier day can't be told of."""
    if asked.as_of == asked.book.as_of:
        return []
    return [f"family and business ties, homes and standing orders carry no dates: they are those of {asked.book.as_of}"]


def neighbourhood(row: Mapping[str, Any], asked: Ask, scope: Scope) -> Neighbourhood:
    """The neighbourhood of one row that holds nobody outside the role's part, but in its transactions."""
    made = _Around(row, asked, scope)
    for name in GROUPS:
        made.ties(name)
    made.money()
    return made.done()
