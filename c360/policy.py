"""The policy: every threshold, band, weight, rate and model that judges a customer, frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from c360.signal_rules import SignalRules

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
    """A factor or floor. `when` names a condition; `options` are its thresholds; `weight` adds to the base score.

    `since` is the day from which the rule holds. It is shown and stops nothing: a policy judges every day as it is now.
    """

    id: str
    title: str
    when: str
    weight: Decimal | None
    floor: str | None
    source: str
    since: date
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
class ScreeningRules:
    """When a listed entry is a match and when nearly one, as scores from 0 to 1, and how far a dismissal reaches.

    `dismissal_covers_twins` is whether an entry of another list that is the same person is dismissed with its twin.
    """

    threshold: Decimal
    near: Decimal
    dismissal_covers_twins: bool


@dataclass(frozen=True, slots=True)
class ActRules:
    """What bounds the acts beyond one's usual sight, and what of the audit log is unusual.

    `reasons` are what somebody chooses from who uncovers a field or breaks the glass. `uncover_minutes` is how long a
    field stays in clear, `glass_minutes` how long a customer is open, `glass_a_day` how often one user may open one in
    24 hours. An export of more than `bulk_export` customers waits for another person's yes, which holds for
    `approval_hours`. `many_customers` different ones within `many_minutes` are many.
    """

    reasons: tuple[str, ...]
    uncover_minutes: int
    glass_minutes: int
    glass_a_day: int
    bulk_export: int
    approval_hours: int
    many_customers: int
    many_minutes: int


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy. Rates in percent. `digest` is the SHA-256 of the file; `kyc_cycles` days from one KYC review to
    the next, by band."""

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
    searches_a_minute: int
    views_a_minute: int
    business_hours: tuple[int, int]
    beneficial_owner: Decimal
    household: HouseholdRules
    signals: SignalRules
    screening: ScreeningRules
    acts: ActRules
    categories: Mapping[str, str]
    credit_bands: tuple[Step, ...]
    bands: tuple[Step, ...]
    rules: tuple[Rule, ...]
    kyc_cycles: Mapping[str, int]
    fee_types: tuple[str, ...]
    fee_purposes: tuple[str, ...]
    card_types: tuple[str, ...]
    interchange: Decimal
    margin: Mapping[str, Decimal]
    default_model: str
    models: tuple[ValueModel, ...]
    completeness: Mapping[str, tuple[str, ...]]
    search_text: bool  # whether the audit log keeps what was searched for, and not its digest alone

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
