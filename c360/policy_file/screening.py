"""The table of the policy that says when a listed entry is a match."""

from __future__ import annotations

from c360.policy import ScreeningRules
from c360.policy_file.reader import Table


def rules(table: Table) -> ScreeningRules:
    """The screening's rules; a near miss scores less than a match."""
    threshold, near = table.number("threshold", 0, 1), table.number("near", 0, 1)
    if near > threshold:
        table.wrong("near", "must not be above the threshold")
    return ScreeningRules(threshold, near, table.flag("dismissal_covers_twins"))
