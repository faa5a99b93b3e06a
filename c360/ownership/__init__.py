"""Who owns a company, and what a person or a company owns: effective shares with bounds, control apart, both with ways.

A share is what of a company's worth comes to a party in the end, through whatever lies between; control is who decides
there. They are different things: 51 % of 51 % is 26 % of the worth, and all of the say.
"""

from __future__ import annotations

from collections.abc import Mapping

from c360.access import ANALYST, Role, gate, sees_owners, visible_ownership
from c360.access.part import limits
from c360.audit import Audit, Record
from c360.errors import UsageError
from c360.graph import schema as s
from c360.graph.connect import Graph, View
from c360.model.ownership import Ownership
from c360.ownership import web as webs
from c360.ownership.group import Group
from c360.ownership.web import Web, ident, is_company, without
from c360.policy import Policy
from c360.scope import Scope, outcome_of

__all__ = ["Ownership", "owned", "owners"]


def owners(
    graph: Graph, company_id: str, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST,
    kind: str | None = None,
) -> Ownership:  # fmt: skip
    """Everybody who owns or controls a company, by share; recorded before it is given.

    Raises `NoSuchCustomer` where there is no such company, `UsageError` for a person, whom nobody owns, `NotAllowed`
    for a role that doesn't see who owns what, and what reading a graph raises.
    """
    return _recorded("owners", graph, company_id, policy, user, audit, role, kind)


def owned(
    graph: Graph, party_id: str, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST,
    kind: str | None = None,
) -> Ownership:  # fmt: skip
    """Every company that a person or a company owns or controls, by share; recorded before it is given.

    `kind` is "person" or "company", for an id that both have. Raises as `owners`.
    """
    return _recorded("owned", graph, party_id, policy, user, audit, role, kind)


def _recorded(
    what: str, graph: Graph, party_id: str, policy: Policy, user: str, audit: Audit, role: Role, kind: str | None
) -> Ownership:
    detail = {"ownership": what, "policy": policy.digest}
    role = gate(role, graph, sees_owners, user=user, audit=audit, ids=[party_id], detail=detail)
    try:
        found = graph.read(lambda view: _answer(what, view, party_id, policy, role, kind))
    except Exception as error:
        audit.record(
            Record(user, "view", party_id, outcome_of(error), detail={**detail, "error": type(error).__name__})
        )
        raise
    found = visible_ownership(found, role)
    parties = "" if found.parties is None else str(len(found.parties))
    audit.record(Record(user, "view", party_id, "success", detail={**detail, "kind": found.kind, "parties": parties}))
    return found


def _answer(what: str, view: View, party_id: str, policy: Policy, role: Role, kind: str | None) -> Ownership:
    scope = Scope(view, role, policy)
    parties = webs.find(view.g, party_id)
    if scope.outside(ident(one) for one in parties if not is_company(one)):
        parties = {one: called for one, called in parties.items() if is_company(one)}
    party, name = _who(parties, kind, party_id, scope, only_company=what == "owners")
    book = view.book.delivers
    lacks = [
        f"{edge} {start} {s.COMPANY}"
        for edge in webs.TIES
        for start in (s.PERSON, s.COMPANY)
        if (start, s.COMPANY) in s.EDGES[edge].ends and not book.holds_edge(edge, start, s.COMPANY)
    ]
    held = any(book.holds_edge(edge, start, s.COMPANY) for edge in webs.TIES for start in (s.PERSON, s.COMPANY))
    read = webs.above if what == "owners" else webs.below
    web = without(read(view.g, party, name), scope.outside) if held else Web({party: name})
    group = Group(web, party, what)
    rows = tuple(group.parties(policy)) if held else None
    loading = ["a load of this graph has not ended: each record may be of before or after it"]
    return Ownership(
        id=ident(party),
        kind=webs.kind(party),
        name=name,
        parties=rows,
        unknown_share=group.unknown() if held and what == "owners" else None,
        itself=group.itself() if held and what == "owners" else None,
        limits=(*web.limits, *group.limits, *(loading if view.book.loading else ()), *_of_part(role)),
        errors=tuple(group.errors),
        not_held=tuple(lacks),
        generation=view.book.generation,
    )


def _of_part(role: Role) -> list[str]:
    return [f"{one}: what others own counts as unknown" for one in limits(role)]


def _who(
    found: Mapping[str, str | None], kind: str | None, party_id: str, scope: Scope, *, only_company: bool
) -> tuple[str, str | None]:
    wanted = {party: name for party, name in found.items() if kind in (None, webs.kind(party))}
    if only_company and wanted and not any(map(is_company, wanted)):
        raise UsageError("Nobody owns a person: ask for what they own instead.")
    if only_company:
        wanted = {party: name for party, name in wanted.items() if is_company(party)}
    if not wanted:
        raise scope.nobody(
            party_id, "No such company in this book." if only_company else "Nobody in this book has this id."
        )
    if len(wanted) > 1:
        raise UsageError("A person and a company have this id: say which kind is meant.")
    return next(iter(wanted.items()))
