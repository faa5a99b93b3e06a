"""Owned accounts: which are open at a day, in what currency, and what they come to. Shared by products and value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __

from c360.graph import schema as s
from c360.model import AccountRow
from c360.money import round_money
from c360.sections.contract import Ask
from c360.sections.reading import Row, started

ACCOUNT_KEYS: Final = (
    "accountNumber", "accountType", "balance", "status", "openDate", "currency", "limit", "interestRate",
    "annualFee", "closedDate", "updatedAt", "source",
)  # fmt: skip


# What `currencies` reads of an account.
OWNED: Final = ("accountNumber", "currency", "openDate")


def owned_accounts() -> GraphTraversal:
    """The accounts that the customer OWNS, each once; those that open after `as_of` are for the reader to leave out."""
    return __.out(s.OWNS).has_label(s.ACCOUNT).dedup()


def numbered(accounts: GraphTraversal) -> GraphTraversal:
    """Their numbers by the graph's ids, which are told apart and forgotten again, never kept."""
    return accounts.group().by(__.id_()).by(__.values("accountNumber"))


def currencies(rows: Iterable[Mapping[str, Any]], ask: Ask) -> dict[str, str]:
    """Currency by number of the accounts that are open by `as_of`: one opened later is in no list and no sum."""
    accounts = (Row(row, ask.book.zone) for row in rows)
    return {
        str(row.get("accountNumber")): row.text("currency") or ask.book.currency
        for row in accounts
        if started(row.day("openDate"), ask.as_of)
    }


def account_row(row: Row, joint: bool, ask: Ask) -> AccountRow:
    """The account as of `ask.as_of`: one that closed later reads ACTIVE and has no closing date yet."""
    currency = row.text("currency") or ask.book.currency
    closed, status = row.day("closedDate"), row.text("status")
    if closed is not None and closed > ask.as_of:
        closed, status = None, "ACTIVE"
    elif closed is not None:
        status = "CLOSED"
    elif status is not None:
        status = status.upper()
    rate = row.number("interestRate")
    return AccountRow(
        number=str(row.get("accountNumber")), type=row.text("accountType"), balance=row.money("balance", currency),
        currency=currency, status=status, opened=row.day("openDate"), closed=closed, joint=joint,
        limit=row.money("limit", currency), interest_rate=None if rate is None else _rate(rate),
        annual_fee=row.money("annualFee", currency), source=row.text("source"), updated_at=row.moment("updatedAt"),
    )  # fmt: skip


def _rate(rate: float) -> Decimal:
    # At least two digits, as rates are printed; more where the source has them.
    exact = Decimal(repr(rate))
    return max(exact, exact.quantize(Decimal("0.01")), key=lambda value: -int(value.as_tuple().exponent))


def is_open(account: AccountRow) -> bool:
    """Not closed; `account_row` has already set `status` by `closedDate` and `as_of`."""
    return account.status != "CLOSED"


def converted(amount: Decimal, currency: str, on: date, ask: Ask) -> Decimal | None:
    """`amount` in the book's currency by the last rate on or before `on`, rounded; `None` without a rate in 10 days."""
    if currency == ask.book.currency:
        return amount
    rate = ask.book.rates.rate(currency, ask.book.currency, on)
    return None if rate is None else round_money(amount * rate.rate, ask.book.currency)


def no_rate(currency: str, on: date) -> str:
    """Why a total that needs this rate is unknown."""
    return f"there is no {currency} rate within 10 days of {on.isoformat()}"


def total(accounts: Iterable[AccountRow], ask: Ask) -> Decimal | None:
    """Sum of the balances in the book's currency; "0.00" for none, `None` where a balance or a rate is unknown."""
    amount = round_money(Decimal(0), ask.book.currency)
    for account in accounts:
        value = None if account.balance is None else converted(account.balance, account.currency, ask.as_of, ask)
        if value is None:
            return None
        amount += value
    return amount
