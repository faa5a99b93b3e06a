"""A company, and who owns whom, as a role sees them: its people, accounts and alerts are as customers' are."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from c360.access.fields import matching
from c360.access.hiding import Taken, rows_without
from c360.access.masks import mask_name
from c360.access.role import Role
from c360.access.seeing import visible_alert, visible_screening
from c360.access.show import Show
from c360.model.company import Company
from c360.model.ownership import Ownership

_NAME: Final = "identity.basic_info.name"
_STAKES: Final = ("relationships.entities.entity", "relationships.entities.ownership", "relationships.entities.role")


def sees_owners(role: Role) -> bool:
    """Whether the role sees who owns what."""
    return role.needs(*_STAKES)


def sees_companies(role: Role) -> bool:
    """Whether the role sees anything of a company: it is a part of what stands around customers."""
    return role.sees("relationships")


def visible_company(found: Company, role: Role) -> Company:
    """`found` as `role` may see it; `withheld` lists what is not there for it."""
    hidden, gone = role.hidden, list[str]()
    accounts, alerts, employees = found.accounts, found.alerts, found.employees
    # A company's accounts are of any kind: what is hidden of one kind of customers' is hidden of them.
    strictest = dict(hidden)
    for key in matching("products.checking_accounts"):
        like = [hidden.get(one, Show.CLEAR) for one in matching(key.replace("checking_accounts", "*"))]
        strictest[key] = Show.ABSENT if Show.ABSENT in like else Show.MASKED if Show.MASKED in like else Show.CLEAR
    shown = {key: how for key, how in strictest.items() if how is not Show.CLEAR}
    rows = rows_without("products.checking_accounts", accounts or (), shown, Taken())
    if rows is None:
        gone.append("accounts")
    seen = rows_without("risk.alerts", alerts or (), hidden, Taken())
    if seen is None:
        gone.append("alerts")
    if not role.needs("relationships.business.id"):
        gone.append("employees")
    screening = visible_screening(found.screening, role)
    if screening.state == "withheld":
        gone.append("screening")
    return replace(
        found,
        accounts=None if accounts is None or rows is None else rows,
        alerts=None if alerts is None or seen is None else tuple(visible_alert(one, role) for one in seen),
        employees=None if employees is None or "employees" in gone else tuple(
            replace(one, name=name_for(one.name, role)) for one in employees
        ),
        employee_count=None if "employees" in gone else found.employee_count,
        screening=screening,
        withheld=tuple(gone),
    )  # fmt: skip


def visible_ownership(found: Ownership, role: Role) -> Ownership:
    """`found` with the names of people as `role` may see them."""
    if role.needs(_NAME):
        return found
    return replace(
        found,
        name=name_for(found.name, role) if found.kind == "person" else found.name,
        parties=None if found.parties is None else tuple(
            replace(one, name=name_for(one.name, role)) if one.kind == "person" else one for one in found.parties
        ),
        # What bounds the answer and what is wrong in the data may name them.
        limits=(), errors=(),
    )  # fmt: skip


def name_for(name: str | None, role: Role) -> str | None:
    """Somebody's name as the role sees names."""
    how = role.shows(_NAME)
    return name if how is Show.CLEAR else None if how is Show.ABSENT or name is None else mask_name(name)
