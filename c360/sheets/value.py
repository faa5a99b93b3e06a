"""Tables of the value section."""

from __future__ import annotations

from typing import Final

from c360 import words
from c360.model import Profile, Value
from c360.sheets import Column, Sheet, for_role, sheet

LINES: Final = {"fees": "Fees", "interest_margin": "Interest margin", "interchange": "Interchange"}


def line(name: str) -> str:
    """A revenue line's name as people say it."""
    return LINES.get(name, words.key(name))


def revenue(section: Value, profile: Profile) -> Sheet:
    """The yearly revenue by line and its total."""
    rows = [(line(one.line), one.amount, words.dated(one.basis)) for one in section.revenue_lines]
    rows.append(("Total", section.annual_revenue, "Sum of the lines"))
    columns = (Column("Line"), Column(f"Amount, {profile.currency}", "money"), Column("Worked out from"))
    found = sheet("revenue", "Where the revenue comes from", columns, rows)
    return for_role(found, profile, {f"Amount, {profile.currency}": "value.annual_revenue"})


def models(section: Value, profile: Profile) -> Sheet:
    """Lifetime value by each model with its formula and assumptions."""
    rows = [
        (one.name.capitalize(), one.lifetime_value, one.formula,
         ", ".join(f"{name} {text}" for name, text in one.assumptions.items()))
        for one in section.models
    ]  # fmt: skip
    columns = (Column("Model"), Column(f"Lifetime value, {profile.currency}", "money"), Column("Formula"),
               Column("Assumptions"))  # fmt: skip
    none = words.HIDDEN if profile.hides("value.models") else ""
    return sheet("models", "Lifetime value by model", columns, rows, none)


def sheets(section: Value, profile: Profile) -> tuple[Sheet, ...]:
    """All of them."""
    return revenue(section, profile), models(section, profile)
