"""Whom the customer belongs to and what they own. `None` for a list is "not held", which is not "none"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Family:
    """One relative. `relationship` is what the other is to this customer; `source` gave the tie.

    `id` is None of somebody whom the role isn't for, here and below.
    """

    id: str | None
    name: str | None
    relationship: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Business:
    """One business tie to a person or a company; `type` is the neighbour's label."""

    id: str | None
    name: str | None
    type: str
    relationship: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Joint:
    """Somebody else with a role on an account; `type` is their label, Person or Company."""

    id: str | None
    name: str | None
    role: str
    type: str


@dataclass(frozen=True, slots=True)
class AccountLink:
    """An account and this customer's role on it (OWNS or AUTHORIZED_ON)."""

    account: str
    type: str | None
    role: str
    joint_with: tuple[Joint, ...]
    source: str | None


@dataclass(frozen=True, slots=True)
class EntityLink:
    """A company and one role of this customer in it; `ownership` in percent, one digit."""

    entity: str
    name: str | None
    role: str
    ownership: Decimal | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Relationships:
    """Relationships section. Lists sorted by relationship or role, then id.

    `relationship_count` counts distinct neighbours in family, business and entities together.
    """

    family: tuple[Family, ...] | None
    business: tuple[Business, ...] | None
    accounts: tuple[AccountLink, ...] | None
    entities: tuple[EntityLink, ...] | None
    relationship_count: int | None
