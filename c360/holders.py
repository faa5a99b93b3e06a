"""Who stands behind an account or a company that a search found: the way from a hit to a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from c360.access import ANALYST, Role, visible_rows
from c360.graph import schema as s
from c360.model import Joint

_BEHIND: Final = {
    "account": (s.ACCOUNT, (s.OWNS, s.AUTHORIZED_ON)),
    "company": (s.COMPANY, (s.OWNS, s.CONTROLS, s.DIRECTOR_OF)),
}
# Far more than anybody reads; who else there is, is counted.
_READ: Final = 1_000
MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Holders:
    """The first of the people behind an account or a company, owners before others, and how many there are in all."""

    people: tuple[Joint, ...]
    count: int


def holders(g: GraphTraversalSource, kind: str, ids: Sequence[str], role: Role = ANALYST) -> dict[str, Holders]:
    """For each id the people who hold it, the first five by role and id; ids that nobody holds are left out.

    `kind` is a search hit's: "account" (owners, authorised) or "company" (owners, controllers, directors).
    """
    label, edges = _BEHIND[kind]
    key = s.VERTICES[label].natural_key
    found: dict[str, Holders] = {}

    def people() -> GraphTraversal:
        return __.in_e(*edges).where(__.out_v().has_label(s.PERSON))

    rows = (
        g.V().has(label, key, P.within(*ids)).project("id", "count", "people")
        .by(key)
        .by(people().count())
        .by(
            people().limit(_READ).project("role", "id", "name")
            .by(T.label).by(__.out_v().values("customerId")).by(__.out_v().values("name"))
            .fold()
        )
        .to_list()
    )  # fmt: skip
    for row in rows:
        every = visible_rows([Joint(one["id"], one.get("name"), one["role"], s.PERSON) for one in row["people"]], role)
        every.sort(key=lambda one: (edges.index(one.role), one.id))
        if every:
            found[row["id"]] = Holders(tuple(every[:MOST]), row["count"])
    return found
