"""Whom a command's role is for, where the command reads no graph of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeVar

from c360.access import Part, Role
from c360.settings import Settings

if TYPE_CHECKING:
    from c360.scope import Scope

_Row = TypeVar("_Row")


@contextmanager
def scope_of(role: Role, place: str, settings: Settings) -> Iterator[Scope | None]:
    """The role's part in a graph; None for a role that is for everyone, for which the graph isn't opened.

    Raises `GraphUnavailable`, and what a policy raises.
    """
    if role.part.everyone:
        yield None
        return
    from c360.graph.connect import connect
    from c360.policy import load
    from c360.scope import Scope

    with closing(connect(place, settings=settings)) as graph:
        yield Scope(graph.view(), role, load(settings.policy))


def of_part(rows: list[_Row], person: Callable[[_Row], str | None], scope: Scope | None) -> list[_Row]:
    """The rows without those of a `person` outside; None is what is no customer's, as a company's is."""
    if scope is None:
        return rows
    out = scope.outside(one for row in rows if (one := person(row)) is not None)
    return [row for row in rows if person(row) not in out]


def segmented_of(role: Role, place: str, settings: Settings) -> Callable[[Part], frozenset[str]] | None:
    """What tells a search who is in a part that limits value segments; None where the role's doesn't."""
    if role.part.segments is None:
        return None
    from c360.graph.connect import connect
    from c360.policy import load
    from c360.scope.segments import segmented

    def inside(part: Part) -> frozenset[str]:
        with closing(connect(place, settings=settings)) as graph:
            return segmented(graph, load(settings.policy))(part)

    return inside
