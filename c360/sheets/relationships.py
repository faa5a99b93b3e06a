"""Tables of the relationships section."""

from __future__ import annotations

from typing import Final

from c360 import words
from c360.model import AccountLink, Profile, Relationships
from c360.sheets import Column, Sheet, for_role, nothing, sheet

_ROLE: Final = {
    "OWNS": "Owner", "AUTHORIZED_ON": "Authorised", "DIRECTOR_OF": "Director", "CONTROLS": "Controls",
    "EMPLOYEE_OF": "Employer",
}  # fmt: skip


def role(code: str) -> str:
    """An edge's label as people say what the customer, or the other, is by it."""
    return _ROLE.get(code, words.word(code))


def neighbours(section: Relationships, profile: Profile) -> str:
    """How many stand around the customer."""
    day = words.day(profile.as_of)
    if profile.hides("relationships.relationship_count"):
        return f"How many there are in family, business and companies as of {day} is not shown to your role"
    if section.relationship_count is None:
        return f"How many there are in family, business and companies as of {day} is unknown"
    count = words.counted(section.relationship_count, "distinct neighbour")
    return f"{count} in family, business and companies as of {day}"


_ID: Final = Column("Id", none="not shown")  # of somebody outside the role's part


def family(section: Relationships, profile: Profile) -> Sheet:
    """Relatives: what the other is to this customer."""
    rows = [(words.word(f.relationship), f.name, f.id, f.source) for f in section.family or ()]
    columns = (Column("Relationship"), Column("Name"), _ID, Column("Source"))
    none, held = nothing(
        section.family is not None, "No family ties", "Family ties are", profile, "relationships.family"
    )
    found = sheet("family", "Family", columns, rows, none, held=held)
    return for_role(found, profile, {"Name": "relationships.family.name"})


def business(section: Relationships, profile: Profile) -> Sheet:
    """Business ties to people and companies."""
    rows = [(role(b.relationship), b.name, b.type, b.id, b.source) for b in section.business or ()]
    columns = (Column("Tie"), Column("Name"), Column("Kind"), _ID, Column("Source"))
    none, held = nothing(section.business is not None, "No business ties", "Business ties are", profile,
                         "relationships.business")  # fmt: skip
    found = sheet("business", "Business ties", columns, rows, none, held=held)
    return for_role(found, profile, {"Name": "relationships.business.name"})


def accounts(section: Relationships, profile: Profile) -> Sheet:
    """Accounts with this customer's role and everybody else's."""
    rows = [(link.account, link.type, role(link.role), _others(link), link.source) for link in section.accounts or ()]
    columns = (
        Column("Account"), Column("Type", "word"), Column("This customer"), Column("Also on it", none="nobody else"),
        Column("Source"),
    )  # fmt: skip
    none, held = nothing(section.accounts is not None, "No roles on accounts", "Roles on accounts are", profile,
                         "relationships.accounts")  # fmt: skip
    found = sheet("account_roles", "Accounts and who else is on them", columns, rows, none, held=held)
    place = "relationships.accounts"
    return for_role(found, profile, {"Type": f"{place}.type", "Also on it": f"{place}.joint_with"})


def _others(link: AccountLink) -> str | None:
    return "; ".join(f"{j.name or j.id} ({role(j.role).lower()})" for j in link.joint_with) or None


def companies(section: Relationships, profile: Profile) -> Sheet:
    """Companies owned, controlled or directed, one row for each role."""
    rows = [(e.name, e.entity, role(e.role), e.ownership, e.source) for e in section.entities or ()]
    columns = (
        Column("Company"), Column("Id"), Column("Role"), Column("Ownership", "share", none="no share on record"),
        Column("Source"),
    )  # fmt: skip
    none, held = nothing(section.entities is not None, "No ties to companies", "Ties to companies are", profile,
                         "relationships.entities")  # fmt: skip
    found = sheet("companies", "Companies owned, controlled or directed", columns, rows, none, held=held)
    place = "relationships.entities"
    return for_role(found, profile, {"Company": f"{place}.name", "Ownership": f"{place}.ownership"})


def sheets(section: Relationships, profile: Profile) -> tuple[Sheet, ...]:
    """All of them."""
    return tuple(make(section, profile) for make in (family, business, accounts, companies))
