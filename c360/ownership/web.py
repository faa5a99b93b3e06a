"""The companies above or below somebody and who owns them, read from the graph level by level, never node by node."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from c360.asking import is_text
from c360.graph import schema as s

TIES: Final = (s.OWNS, s.CONTROLS, s.DIRECTOR_OF)
# Ids in one request: of 5,000 the embedded engine takes half a second.
_AT_ONCE: Final = 200
LEVELS: Final = 100
COMPANIES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge from a party to a company, both by `key`; `share` in percent, None where the edge doesn't say."""

    type: str
    owner: str
    company: str
    share: float | None
    source: str


@dataclass(slots=True)
class Web:
    """Parties by key with their names (None where unknown), their ties, and what was left out, in words.

    `unread` are companies whose owners were not read.
    """

    names: dict[str, str | None]
    ties: list[Tie] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def key(label: str, ident: str) -> str:
    """What tells a party from all others: a company may have a person's id."""
    return f"{label.lower()}:{ident}"


def ident(party: str) -> str:
    """The id in a key."""
    return party.partition(":")[2]


def kind(party: str) -> str:
    """Person or company, in small letters."""
    return party.partition(":")[0]


def is_company(party: str) -> bool:
    """Whether the key is a company's."""
    return kind(party) == "company"


def find(g: GraphTraversalSource, wanted: str) -> dict[str, str | None]:
    """The people and companies with this id: none, one, or one of each; names by key."""
    found: dict[str, str | None] = {}
    if not is_text(wanted):
        return found
    for label in (s.PERSON, s.COMPANY):
        rows = g.V().has(label, s.VERTICES[label].natural_key, wanted).value_map("name").to_list()
        found |= {key(label, wanted): row.get("name", [None])[0] for row in rows}
    return found


def above(g: GraphTraversalSource, company: str, name: str | None) -> Web:
    """Everybody above a company: its owners, controllers and directors, theirs, and so on."""
    web = Web({company: name})
    level = [company]
    for _ in _levels(web):
        if not level:
            break
        level = _read_owners(g, web, level)
    web.unread = level
    return _sorted(web)


def _sorted(web: Web) -> Web:
    """In one order, whatever the graph's: both graphs give one answer."""
    web.names = dict(sorted(web.names.items()))
    web.ties.sort(key=lambda tie: (tie.type, tie.owner, tie.company, tie.source, tie.share is None, tie.share))
    return web


def below(g: GraphTraversalSource, party: str, name: str | None) -> Web:
    """All companies below a party, and all owners of those: without them nobody can say what a share comes to."""
    web = Web({party: name})
    if is_company(party):  # in a circle it is below itself
        _read_owners(g, web, [party])
    level, known, walked = [party], {party}, {party}
    for _ in _levels(web):
        if not level:
            break
        children = {one: named for one, named in _children(g, level) if one not in known}
        web.names |= children
        known |= children.keys()
        _read_owners(g, web, children)
        # Who only sits on a board decides nothing in the companies below that one: it is walked on from where it is
        # owned or controlled, too, at whatever step that shows.
        held = {tie.company for tie in web.ties if tie.owner in walked and tie.type != s.DIRECTOR_OF}
        level = sorted(one for one in held & known if one not in walked)
        walked.update(level)
    return _sorted(web)


def without(web: Web, outside: Callable[[Iterable[str]], Collection[str]]) -> Web:
    """The web as if it held nothing of those people who are `outside`: their shares are then nobody's that is known."""
    out = {key(s.PERSON, one) for one in outside(ident(party) for party in web.names if not is_company(party))}
    web.names = {party: name for party, name in web.names.items() if party not in out}
    web.ties = [tie for tie in web.ties if tie.owner not in out]
    return web


def _levels(web: Web) -> Iterator[int]:
    for number in range(LEVELS + 1):
        if number == LEVELS:
            web.limits.append(f"companies more than {LEVELS} steps away are left out")
        elif sum(map(is_company, web.names)) > COMPANIES:
            web.limits.append(f"more than {COMPANIES:,} companies: those further away are left out")
        else:
            yield number
            continue
        return


def _read_owners(g: GraphTraversalSource, web: Web, companies: Iterable[str]) -> list[str]:
    """Adds who owns, controls or directs the companies; gives the companies among them that are new."""
    new: dict[str, None] = {}
    for some in _batches([ident(one) for one in companies]):
        for row in _owners(g, some).to_list():
            owner = key(row["label"], row["owner"])
            if owner not in web.names:
                web.names[owner] = row["name"] or None
                if is_company(owner):
                    new[owner] = None
            share = row["share"]
            told = None if share == "" else share
            web.ties.append(Tie(row["tie"], owner, key(s.COMPANY, row["company"]), told, row["source"]))
    return list(new)


def _owners(g: GraphTraversalSource, companies: Iterable[str]) -> GraphTraversal:
    return (
        g.V().has(s.COMPANY, "companyId", P.within(*companies)).in_e(*TIES)
        .project("tie", "company", "label", "owner", "name", "share", "source")
        .by(T.label).by(__.in_v().values("companyId")).by(__.out_v().label())
        .by(__.out_v().values("customerId", "companyId"))
        .by(__.out_v().coalesce(__.values("name"), __.constant("")))
        .by(__.coalesce(__.values("percentage"), __.constant("")))
        .by(__.coalesce(__.values("source"), __.constant("")))
    )  # fmt: skip


def _children(g: GraphTraversalSource, parties: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """The companies that any of the parties owns, controls or directs, with their names."""
    by_label: dict[str, list[str]] = {}
    for party in parties:
        by_label.setdefault(s.COMPANY if is_company(party) else s.PERSON, []).append(ident(party))
    for label, idents in by_label.items():
        for some in _batches(idents):
            rows: list[dict[str, Any]] = (
                g.V().has(label, s.VERTICES[label].natural_key, P.within(*some)).out(*TIES).has_label(s.COMPANY)
                .dedup().value_map("companyId", "name").to_list()
            )  # fmt: skip
            for row in rows:
                yield key(s.COMPANY, row["companyId"][0]), row.get("name", [None])[0]


def _batches(ids: list[str]) -> Iterator[list[str]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
