"""What a check found, as tables."""

from __future__ import annotations

from decimal import Decimal

from c360.sheets import Column, Sheet, sheet
from c360.verify.check import Check


def completeness(check: Check) -> Sheet:
    """The mean over all customers, in percent of the keys that a complete profile has, by section."""
    rows = [
        ("Whole profile" if name == "profile" else name.capitalize(), Decimal(share))
        for name, share in check.completeness.items()
    ]  # fmt: skip
    return sheet("completeness", "Completeness by section", (Column("Section"), Column("Complete", "share")), rows)


def bases(check: Check) -> Sheet:
    """What was read of each source."""
    return sheet("bases", "What was read", (Column("Source"), Column("Read from")), list(check.bases.items()))


def disagreements(check: Check) -> Sheet:
    """Which figures of which customers the rows have otherwise; their values stay out of it."""
    rows = [(one.customer_id, one.figure) for one in check.disagreements]
    none = f"All {check.figures:,} figures of {check.customers:,} customers agree."
    return sheet("disagreements", "Figures that disagree", (Column("Customer"), Column("Figure")), rows, none)
