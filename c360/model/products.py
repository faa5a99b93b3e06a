"""What the customer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account; money in its own `currency`, `interest_rate` in percent a year.

    `joint` says that another party OWNS it too. `type` is the source's word.
    """

    number: str
    type: str | None
    balance: Decimal | None
    currency: str
    status: str | None
    opened: date | None
    closed: date | None
    joint: bool
    limit: Decimal | None
    interest_rate: Decimal | None
    annual_fee: Decimal | None
    source: str | None
    updated_at: datetime | date | None


@dataclass(frozen=True, slots=True)
class StandingOrderRow:
    """A standing order from `account` to the account number `to`; amount in the account's currency."""

    account: str
    to: str
    amount: Decimal | None
    purpose: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Converted:
    """A currency that was converted into the reporting currency, with the dated rate used."""

    currency: str
    rate: Decimal
    rate_date: date


@dataclass(frozen=True, slots=True)
class ProductSummary:
    """Totals in the reporting currency over owned accounts open at `as_of`; `None` where an input is unknown.

    `balances_as_of` is the day that the balances are of: the book's own, whatever `as_of` is.
    """

    total_accounts: int | None
    total_deposits: Decimal | None
    total_credit: Decimal | None
    total_loans: Decimal | None
    total_investments: Decimal | None
    assets: Decimal | None
    liabilities: Decimal | None
    net_position: Decimal | None
    closed_accounts: int | None
    converted: tuple[Converted, ...]
    balances_as_of: date


@dataclass(frozen=True, slots=True)
class Products:
    """Products section. Rows sorted by account number, closed accounts among them with status CLOSED.

    `None` for a list is "not held": no source says who owns, or who may use, an account.
    """

    checking_accounts: tuple[AccountRow, ...] | None
    savings_accounts: tuple[AccountRow, ...] | None
    credit_cards: tuple[AccountRow, ...] | None
    loans: tuple[AccountRow, ...] | None
    investments: tuple[AccountRow, ...] | None
    insurance: tuple[AccountRow, ...] | None
    other: tuple[AccountRow, ...] | None
    authorised: tuple[AccountRow, ...] | None
    standing_orders: tuple[StandingOrderRow, ...] | None
    summary: ProductSummary
