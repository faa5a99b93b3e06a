"""What the customer is worth to the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RevenueLine:
    """One line of the yearly revenue; `basis` says in words what it was worked out from."""

    line: str
    amount: Decimal | None
    basis: str


@dataclass(frozen=True, slots=True)
class Model:
    """A lifetime-value model with its formula and assumptions."""

    name: str
    formula: str
    assumptions: Mapping[str, str]
    lifetime_value: Decimal | None


@dataclass(frozen=True, slots=True)
class Value:
    """Value section, in the reporting currency; `annual_revenue` covers the 365 days to `as_of`."""

    total_balances: Decimal | None
    annual_revenue: Decimal | None
    revenue_lines: tuple[RevenueLine, ...]
    relationship_years: int | None
    lifetime_value: Decimal | None
    models: tuple[Model, ...]
    value_segment: str | None
