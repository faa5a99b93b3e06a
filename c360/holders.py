"""Who stands behind an account or a company that a search found: the way from a hit to a customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from c360.graph import schema as s
from c360.model import Joint

_BEHIND: Final = {
    "account": (s.ACCOUNT, (s.OWNS, s.AUTHORIZED_ON)),
    "company": (s.COMPANY, (s.OWNS, s.CONTROLS, s.DIRECTOR_OF)),
}
MOST: Final = 5


def holders(g: GraphTraversalSource, kind: str, ids: Sequence[str]) -> dict[str, tuple[Joint, ...]]:
    """For each id, at most five people who hold it, by role and id; ids that nobody holds are left out.

    `kind` is a search hit's: "account" (owners, authorised) or "company" (owners, controllers, directors).
    """
    label, edges = _BEHIND[kind]
    key = s.VERTICES[label].natural_key
    found: dict[str, tuple[Joint, ...]] = {}
    rows = (
        g.V().has(label, key, P.within(*ids)).project("id", "people")
        .by(key)
        .by(
            __.in_e(*edges).where(__.out_v().has_label(s.PERSON)).limit(MOST).project("role", "id", "name")
            .by(T.label).by(__.out_v().values("customerId")).by(__.out_v().values("name"))
            .fold()
        )
        .to_list()
    )  # fmt: skip
    for row in rows:
        people = [Joint(one["id"], one.get("name"), one["role"]) for one in row["people"]]
        if people:
            # Roles in the order above: whoever owns it comes first.
            found[row["id"]] = tuple(sorted(people, key=lambda one: (edges.index(one.role), one.id)))
    return found
