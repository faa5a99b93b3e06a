"""The policy: every threshold, band, weight, rate and model that judges a customer, frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

CATEGORIES: Final = (
    "checking_accounts", "savings_accounts", "credit_cards", "loans", "investments", "insurance", "other",
)  # fmt: skip
BANDS: Final = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
MODEL_KINDS: Final = ("retention", "perpetuity")
HOUSEHOLD_RULES: Final = ("spouse", "minor_child", "child_at_home", "parents_at_home", "joint_account_at_home")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale: values of at least `start` are called `name`."""

    start: Decimal
    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A factor or floor. `when` names a condition; `options` are its thresholds; `weight` adds to the base score."""

    id: str
    title: str
    when: str
    weight: Decimal | None
    floor: str | None
    source: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ValueModel:
    """A lifetime-value model: its kind, yearly retention and discount as shares of one, its segments."""

    name: str
    kind: str
    retention: Decimal
    discount: Decimal
    segments: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class HouseholdRules:
    """Who makes a household, how far it grows, and what its members should have.

    `rules` are some of `HOUSEHOLD_RULES`; `not_homes` the kinds of addresses where nobody lives; `steps` and `members`
    bound it, `shared_by` how many people may share an address or an account.
    """

    rules: tuple[str, ...]
    adult_age: int
    not_homes: tuple[str, ...]
    steps: int
    members: int
    shared_by: int
    products: tuple[str, ...]
    child_products: tuple[str, ...]
    keys: tuple[str, ...]
    child_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy. Rates in percent. `digest` is the SHA-256 of the file."""

    version: str
    digest: str
    transactions_shown: int
    neighbours_shown: int
    interactions_shown: int
    lookback_days: int
    revenue_days: int
    expiring_days: int
    stale_source_days: int
    complete_enough: int
    business_hours: tuple[int, int]
    beneficial_owner: Decimal
    household: HouseholdRules
    categories: Mapping[str, str]
    credit_bands: tuple[Step, ...]
    bands: tuple[Step, ...]
    rules: tuple[Rule, ...]
    fee_types: tuple[str, ...]
    fee_purposes: tuple[str, ...]
    card_types: tuple[str, ...]
    interchange: Decimal
    margin: Mapping[str, Decimal]
    default_model: str
    models: tuple[ValueModel, ...]
    completeness: Mapping[str, tuple[str, ...]]

    def category(self, kind: str | None) -> str:
        """The category of an account type in any letter case; a type the policy doesn't know is `other`."""
        return self.categories.get(account_type(kind or ""), "other")


def account_type(text: str) -> str:
    """An account type as the policy's table is read: any letter case, blanks and hyphens as underscores."""
    return re.sub(r"[\s\-]+", "_", text.strip()).upper()


def named(value: Decimal | float, scale: tuple[Step, ...]) -> str:
    """The name of the highest step that `value` reaches (scales are highest first and end at the lowest)."""
    return next((step.name for step in scale if value >= step.start), scale[-1].name)


def load(path: Path | None = None) -> Policy:
    """The policy of `path`, or the shipped one. Raises `PolicyError` with the line and the reason."""
    from c360.policy_file import read  # it makes this module's types

    return read(path)
