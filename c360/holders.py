"""Who stands behind an account or a company that a search found: the way from a hit to a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import P, T

from c360.access import ANALYST, Role, name_for, sees_kind, sees_networks
from c360.graph import schema as s
from c360.graph.view import View
from c360.policy import Policy
from c360.scope import Scope

_BEHIND: Final = {
    "account": (s.ACCOUNT, (s.OWNS, s.AUTHORIZED_ON)),
    "company": (s.COMPANY, (s.OWNS, s.CONTROLS, s.DIRECTOR_OF)),
}
# Far more than anybody reads; who else there is, is counted.
_READ: Final = 1_000
MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Holder:
    """One of them, by the role (an edge's label) that ties them to it."""

    id: str
    name: str | None
    role: str


@dataclass(frozen=True, slots=True)
class Holders:
    """The first of the people behind an account or a company, owners before others, and how many there are in all."""

    people: tuple[Holder, ...]
    count: int


def holders(
    view: View, kind: str, ids: Sequence[str], *, policy: Policy, role: Role = ANALYST
) -> dict[str, Holders]:  # fmt: skip
    """For each id the people who hold it, the first five by role and id; ids that nobody holds are left out.

    For a role that is for a part of the customers nobody else is among them, or counted.
    `kind` is a search hit's: "account" (owners, authorised) or "company" (owners, controllers, directors).
    """
    label, edges = _BEHIND[kind]
    if not (sees_kind(kind, role) and sees_networks(role)):
        return {}
    key = s.VERTICES[label].natural_key
    found: dict[str, Holders] = {}

    def people() -> GraphTraversal:
        return __.in_e(*edges).where(__.out_v().has_label(s.PERSON))

    rows = (
        view.g.V().has(label, key, P.within(*ids)).project("id", "count", "people")
        .by(key)
        .by(people().count())
        .by(
            people().limit(_READ).project("role", "id", "name")
            .by(T.label).by(__.out_v().values("customerId")).by(__.out_v().values("name"))
            .fold()
        )
        .to_list()
    )  # fmt: skip
    scope = Scope(view, role, policy)
    out = scope.outside(one["id"] for row in rows for one in row["people"])
    for row in rows:
        every = [
            Holder(one["id"], name_for(one.get("name"), role), one["role"])
            for one in row["people"]
            if one["id"] not in out
        ]
        every.sort(key=lambda one: (edges.index(one.role), one.id))
        if every:
            found[row["id"]] = Holders(tuple(every[:MOST]), row["count"] if scope.everyone else len(every))
    return found
