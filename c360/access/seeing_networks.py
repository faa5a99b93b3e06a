"""What stands around somebody as a role sees it: who and what a profile would not show is in no picture of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from c360.access.role import ACCOUNT_NUMBER, Role
from c360.access.seeing_companies import name_for
from c360.graph import schema as s
from c360.model.networks import MONEY, Bond, Connection, Entity, Flows, Neighbourhood, Way

HIDDEN: Final = "something of what stands around is not shown to your role"
_NAME: Final = "identity.basic_info.name"
_TYPES: Final = "relationships.accounts.type"
_FLOWS: Final = tuple(
    f"activity.transactions.rows.{key}" for key in ("at", "account", "counterparty", "direction", "amount", "value")
)
_FAMILY: Final = ("relationships.family.id", "relationships.family.relationship")
_BUSINESS: Final = ("relationships.business.id", "relationships.business.relationship")
_STAKES: Final = ("relationships.entities.entity", "relationships.entities.role")
_KINDS: Final = {
    "account": (ACCOUNT_NUMBER,), "address": ("identity.addresses.street", "identity.addresses.city"),
    "document": ("identity.documents.type",), "company": _STAKES,
}  # fmt: skip
_BONDS: Final = {
    **dict.fromkeys((s.SPOUSE, s.CHILD, s.PARENT, s.FAMILY_MEMBER), _FAMILY),
    **dict.fromkeys((s.BUSINESS_ASSOCIATE, s.PARTNER, s.EMPLOYEE_OF), _BUSINESS),
    **dict.fromkeys((s.OWNS, s.CONTROLS, s.DIRECTOR_OF), _STAKES),
    s.AUTHORIZED_ON: (ACCOUNT_NUMBER, "relationships.accounts.role"),
    s.STANDING_ORDER: ("products.standing_orders.to", "products.standing_orders.account"),
    s.HAS_ADDRESS: _KINDS["address"], s.HAS_DOCUMENT: _KINDS["document"], MONEY: _FLOWS,
}  # fmt: skip
# By the words that connections may lead over.
_OVER: Final = {
    "family": _FAMILY, "business": _BUSINESS, "companies": _STAKES, "accounts": (ACCOUNT_NUMBER,), "money": _FLOWS,
    "addresses": _KINDS["address"], "documents": _KINDS["document"],
}  # fmt: skip


def sees_networks(role: Role) -> bool:
    """Whether the role sees who is tied to whom: the network is that section, drawn."""
    return role.sees("relationships")


def sees_flows(role: Role) -> bool:
    """Whether the role sees transactions as they are: flows are nothing else."""
    return role.needs(*_FLOWS)


def over(role: Role, words: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the words that connections may lead over for the role; one that isn't known stays, to be refused."""
    return tuple(word for word in words if role.needs(*_OVER.get(word, ())))


def sees_kind(kind: str, role: Role) -> bool:
    """Whether the role sees entities of a kind, "person", "account", "address" and so on."""
    return role.needs(*_KINDS.get(kind, ()))


def visible_neighbourhood(found: Neighbourhood, role: Role) -> Neighbourhood | None:
    """`found` as `role` may see it; None where it sees nothing of that kind."""
    if not sees_kind(found.centre.kind, role):
        return None
    if not role.hidden:
        return found
    kept = {key: one for one in found.entities if sees_kind((key := one.key).partition(":")[0], role)}
    kept[found.centre.key] = found.centre
    bonds = [one for one in found.bonds if one.start in kept and one.end in kept and _seen(one, role)]
    tied = {end for one in bonds for end in (one.start, one.end)}
    entities = tuple(visible_entity(one, role) for one in found.entities if one.key in kept and one.key in tied)
    cut = len(entities) < len(found.entities) or len(bonds) < len(found.bonds) or not role.needs(_NAME)
    return replace(
        found,
        centre=visible_entity(found.centre, role),
        entities=entities,
        bonds=tuple(_share(one, role) for one in bonds),
        # What was left out is told by name and in numbers, which may be of what is hidden.
        limits=(HIDDEN,) if cut else found.limits,
    )


def _seen(bond: Bond, role: Role) -> bool:
    if bond.role == s.OWNS and bond.end.startswith("account:"):
        return role.needs(ACCOUNT_NUMBER)
    return role.needs(*_BONDS.get(bond.role, ()))


def _share(bond: Bond, role: Role) -> Bond:
    return bond if bond.share is None or role.needs("relationships.entities.ownership") else replace(bond, share=None)


def visible_entity(one: Entity, role: Role) -> Entity:
    """A person by the name that the role sees, an account by its kind where the role sees kinds."""
    if one.kind == "account" and not role.needs(_TYPES):
        return replace(one, name=None)
    return replace(one, name=name_for(one.name, role)) if one.kind == "person" and not role.needs(_NAME) else one


def visible_connection(found: Connection, role: Role) -> Connection:
    """`found`, whose ways lead over what the role sees alone, with names as it sees them."""
    if not role.hidden:
        return found
    ways = tuple(
        Way(
            tuple(visible_entity(one, role) for one in way.entities),
            tuple(tuple(_share(bond, role) for bond in step if _seen(bond, role)) for step in way.steps),
        )
        for way in found.ways
    )
    return replace(
        found, start=visible_entity(found.start, role), end=visible_entity(found.end, role), ways=ways,
        hubs=tuple(visible_entity(one, role) for one in found.hubs),
    )  # fmt: skip


def visible_flows(found: Flows, role: Role) -> Flows:
    """`found` with names as the role sees them."""
    return replace(
        found,
        customer=visible_entity(found.customer, role),
        counterparties=tuple(
            replace(one, holders=tuple(visible_entity(holder, role) for holder in one.holders))
            for one in found.counterparties
        ),
    )
