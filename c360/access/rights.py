"""What a role may do: asked before it is done, and a no is on record before it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from c360.access.role import ADMINISTER, AUDIT, BREAK_GLASS, DECIDE, EXPORT, UNCOVER, Role
from c360.audit import Audit, Record
from c360.errors import NotAllowed
from c360.graph.called import book_name

if TYPE_CHECKING:
    from c360.graph.connect import Graph

NOTHING: Final = "Your role sees nothing of what was asked for."

_SAID: Final[Mapping[str, str]] = {
    DECIDE: "decide on sanctions candidates",
    EXPORT: "take what is shown away as a file",
    UNCOVER: "uncover a field",
    BREAK_GLASS: "break the glass",
    AUDIT: "read the audit log",
    ADMINISTER: "load books and lists, or change the policy",
}


def demand(
    role: Role, right: str, *, user: str, audit: Audit, action: str, customer_id: str | None = None,
    detail: Mapping[str, str] = {},
) -> None:  # fmt: skip
    """Raise `NotAllowed` where the role has not this right of `RIGHTS`; `action` is then on record as denied.

    Raises `AuditFailed` where that can't be.
    """
    if not role.may(right):
        refuse(f"Your role may not {_SAID[right]}.", role, user=user, audit=audit, action=action,
               customer_id=customer_id, detail=detail)  # fmt: skip


def refuse(
    title: str, role: Role, *, user: str, audit: Audit, action: str, customer_id: str | None = None,
    detail: Mapping[str, str] = {},
) -> None:  # fmt: skip
    """Raise `NotAllowed` with this title, once the refusal is on record."""
    audit.record(Record(user, action, customer_id, "denied", detail={**detail, "role": role.name}))
    raise NotAllowed(title)


def here(role: Role, book: Graph | Path | str) -> Role:
    """The role as it is in this book (`Role.within`); the book is asked for its name where the role is for some alone.

    Raises as `book_name`: where nobody can tell which book it is, nothing of it is shown.
    """
    return role if role.books is None else role.within(book_name(book))


def gate(
    role: Role, graph: Graph, sees: Callable[[Role], bool], *, user: str, audit: Audit, ids: Iterable[str | None],
    action: str = "view", detail: Mapping[str, str] = {},
) -> Role:  # fmt: skip
    """The role as it is in this book, where it `sees` what is asked for.

    Else raises `NotAllowed`, once that is on record for each of `ids`, before anything is asked of the graph.
    """
    seeing = here(role, graph)
    if not sees(seeing):
        audit.record(*(
            Record(user, action, one and one[:200], "denied", detail={**detail, "role": role.name}) for one in ids
        ))  # fmt: skip
        raise NotAllowed(NOTHING)
    return seeing
