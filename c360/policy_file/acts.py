"""The table of the policy that bounds uncovering, breaking the glass and exports in bulk."""

from __future__ import annotations

from typing import Final

from c360.policy import ActRules
from c360.policy_file.reader import Table

_DAY: Final = 24 * 60
_LONGEST: Final = 80  # the audit log keeps 300 characters of a reason and of what is added to it


def rules(table: Table) -> ActRules:
    """The bounds; there is at least one reason to choose, and none is blank or told twice."""
    reasons = table.words("reasons")
    if table.right("reasons"):
        if not reasons or any(not one.strip() or len(one) > _LONGEST for one in reasons):
            table.wrong("reasons", f"expected a list of texts of 1 to {_LONGEST} characters")
        elif len(set(reasons)) < len(reasons):
            table.wrong("reasons", "names one reason twice")
    return ActRules(
        reasons,
        uncover_minutes=table.count("uncover_minutes", 1, 60),
        glass_minutes=table.count("glass_minutes", 1, _DAY),
        glass_a_day=table.count("glass_a_day", 1, 1000),
        bulk_export=table.count("bulk_export", 1, 1_000_000),
        approval_hours=table.count("approval_hours", 1, 24 * 31),
        many_customers=table.count("many_customers", 2, 10_000),
        many_minutes=table.count("many_minutes", 1, _DAY),
    )
