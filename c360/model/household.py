"""Who lives and banks together, and what they come to: what c360.households answers.

Money is in the reporting currency, unless a row has a currency of its own. `None` is "nobody knows".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from c360.model.products import Converted
from c360.model.risk import Evidence
from c360.model.value import RevenueLine


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is a member: the policy's rule, the member it ties them to, a sentence, the records behind it."""

    rule: str
    to: str
    because: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """What a member lacks: `kind` is "product" (a category that the policy names), "data" or "review"."""

    kind: str
    what: str
    because: str


@dataclass(frozen=True, slots=True)
class Member:
    """One member, with the figures of their own profile of the same day.

    `relationship` is what they are to the customer asked about by a tie between the two ("SPOUSE", "CHILD", "PARENT",
    "FAMILY_MEMBER"), None for that customer and where there is no such tie. `steps` is how many ties away they are.
    `revenue_here` is their revenue without the accounts that count with another owner (see `Household.revenue`).
    `lacks` is None where it can't be told; nothing is asked of the deceased, whose
    accounts count as long as the book has them. `profile_id` is of the profile that the
    figures are from, `unread` the parts of it that could not be read.
    """

    id: str
    name: str | None
    age: int | None
    status: str | None
    relationship: str | None
    steps: int
    reasons: tuple[Reason, ...]
    net_position: Decimal | None
    revenue: Decimal | None
    revenue_here: Decimal | None
    lifetime_value: Decimal | None
    risk: str | None
    risk_because: str
    lacks: tuple[Lack, ...] | None
    profile_id: str
    unread: tuple[str, ...]

    @property
    def deceased(self) -> bool:
        """Whether the book says so."""
        return self.status == "DECEASED"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody with a tie that makes no member, and why not; `to` is the member that the tie is to."""

    id: str
    name: str | None
    to: str
    because: str


@dataclass(frozen=True, slots=True)
class Holding:
    """One account, once: who of the household owns it, and how many owners are outside.

    `balance` is in its own `currency`; `counted` is what it adds to its category in the reporting currency, None where
    unknown, and for a closed account, which counts for nothing.
    """

    number: str
    type: str | None
    category: str
    balance: Decimal | None
    currency: str
    counted: Decimal | None
    status: str | None
    owners: tuple[str, ...]
    outside: int
    source: str | None


@dataclass(frozen=True, slots=True)
class CategoryTotal:
    """The open accounts of a category, each once."""

    category: str
    accounts: int
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Assets, liabilities and net position over the open accounts of all members, each account once and in full.

    By the rules of a profile's products section. `twice` is what the members' own net positions add up to beyond
    `net_position`: the joint accounts, which each owner's profile counts in full. `converted` are the rates used.
    """

    assets: Decimal | None
    liabilities: Decimal | None
    net_position: Decimal | None
    twice: Decimal | None
    converted: tuple[Converted, ...]
    balances_as_of: date


@dataclass(frozen=True, slots=True)
class Worth:
    """Yearly revenue, once, and what it is worth by the policy's default model.

    `revenue` is the sum of the members' `revenue_here`: each account's fees, margin and interchange count with one
    owner among the members, the first by id; so it is the members' own revenues less `twice`. Interchange is rounded
    for each member. `lifetime_value` is the model's of that revenue; `segment` is the one that a single customer of
    that value would have.
    """

    revenue: Decimal | None
    twice: Decimal | None
    lines: tuple[RevenueLine, ...]
    model: str
    lifetime_value: Decimal | None
    segment: str | None


@dataclass(frozen=True, slots=True)
class HighestRisk:
    """The highest band among the members, whose it is and for each of these why.

    `unknown` are members whose risk can't be told: where there are any, the household's is at least `level`.
    """

    level: str | None
    of: tuple[str, ...]
    because: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Household:
    """The household of one customer as of one day.

    `members` begins with that customer; then nearest first. `holdings` is None where the book doesn't hold who owns
    accounts, or a member's could not be read. `nobody_has` are the policy's product categories that no member holds.
    `missing` says why a total is unknown, `limits` what bounded the household, `not_held` the labels and keys of ties
    that no source delivers: by these nobody could become a member. `withheld` says what is not there for the role.
    """

    id: str
    name: str | None
    as_of: date
    currency: str
    policy: str
    members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...]
    holdings: tuple[Holding, ...] | None
    categories: tuple[CategoryTotal, ...] | None
    totals: Totals
    worth: Worth
    risk: HighestRisk
    nobody_has: tuple[str, ...] | None
    missing: tuple[str, ...]
    limits: tuple[str, ...]
    not_held: tuple[str, ...]
    generation: int
    withheld: tuple[str, ...] = ()

    def member(self, customer_id: str) -> Member | None:
        """The member of this id."""
        return next((one for one in self.members if one.id == customer_id), None)
