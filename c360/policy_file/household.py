"""The table of the policy that says who makes a household."""

from __future__ import annotations

from c360.policy import CATEGORIES, HOUSEHOLD_RULES, HouseholdRules, account_type
from c360.policy_file.reader import Table
from c360.sections import registry


def rules(table: Table) -> HouseholdRules:
    """The household's rules, keys checked against those of the identity section."""
    keys = next(section.keys for section in registry().values() if section.name == "identity")
    return HouseholdRules(
        rules=table.words("rules", HOUSEHOLD_RULES),
        adult_age=table.count("adult_age", 1, 30),
        not_homes=tuple(map(account_type, table.words("not_homes"))),
        steps=table.count("steps", 1, 10),
        members=table.count("members", 1, 50),
        shared_by=table.count("shared_by", 2, 100),
        products=table.words("products", CATEGORIES),
        child_products=table.words("child_products", CATEGORIES),
        keys=table.words("keys", keys),
        child_keys=table.words("child_keys", keys),
    )
