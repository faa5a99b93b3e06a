"""What stands around a customer's risk and is not theirs: the household's members, and companies with a tie to them."""

from __future__ import annotations

from collections.abc import Sequence

from c360 import words
from c360.model import Relationships
from c360.model.company import Company
from c360.model.household import Household
from c360.sheets import Column, Sheet, sheet
from c360.sheets.company import standing
from c360.sheets.household import tie


def members(found: Household) -> Sheet:
    """Each other member's own band and why; the customer's is not among them."""
    rows = [
        (one.name or one.id, tie(found, one), one.risk, words.dated(one.risk_because), one.id)
        for one in found.members if one.steps
    ]  # fmt: skip
    columns = (
        Column("Member"), Column("Is to this customer"), Column("Their own band", "band"), Column("Why"), Column("Id"),
    )  # fmt: skip
    return sheet("household_risk", "Risk of the household", columns, rows, "Nobody else is a member.")


def companies(ties: Relationships, found: Sequence[Company]) -> Sheet:
    """Alerts and matches that stand on each company that was read: no band, since the policy judges people."""
    roles: dict[str, list[str]] = {}
    for tie_ in ties.entities or ():
        roles.setdefault(tie_.entity, []).append(words.key(tie_.role))
    rows = [
        (one.name or one.id, "; ".join(roles.get(one.id, ())), standing(one), one.country, one.as_of, one.id)
        for one in found
    ]  # fmt: skip
    columns = (
        Column("Company"), Column("This customer"), Column("Alerts and matches that stand"), Column("Country"),
        Column("As of", "day"), Column("Id"),
    )  # fmt: skip
    held = ties.entities is not None
    none = "No company tied to this customer is on record." if held else "Ties to companies are not held in this book."
    return sheet("company_risk", "Risk of companies", columns, rows, none, held=held)
