"""Tables of accounts: every account with all that is held of it, columns that are empty for all left out."""

from __future__ import annotations

from collections.abc import Sequence

from c360.model import AccountRow, Products
from c360.money import minor_digits
from components.panel import Column, missing, table


def is_open(row: AccountRow) -> bool:
    """Whether the account counts in the totals."""
    return row.status != "CLOSED"


def held(section: Products, name: str) -> tuple[AccountRow, ...]:
    """A category's accounts; none to count or to list where accounts are not held."""
    accounts: tuple[AccountRow, ...] | None = getattr(section, name)
    return accounts or ()


def rows(accounts: Sequence[AccountRow], none: str, alt: str) -> None:
    """Accounts with all that is held of each."""
    if not accounts:
        missing(none, ":material/check:")
        return
    # A column that is empty for all would only make the reader scroll.
    optional = [column for column, filled in (
        ("limit", any(row.limit is not None for row in accounts)),
        ("rate", any(row.interest_rate is not None for row in accounts)),
        ("fee", any(row.annual_fee is not None for row in accounts)),
        ("closed", any(row.closed is not None for row in accounts)),
    ) if filled]  # fmt: skip
    more = {
        "limit": (Column("Limit", "money"), Column("Used", "share")),
        "rate": (Column("Interest a year", "rate"),),
        "fee": (Column("Yearly fee", "money"),),
        "closed": (Column("Closed", "day"),),
    }
    columns = (
        Column("Account"), Column("Type", "word"), Column("Balance", "money"), Column("Currency"),
        Column("Status", "word"), Column("Opened", "day"), Column("Joint"),
        *(column for name in optional for column in more[name]),
    )  # fmt: skip
    digits = [minor_digits(row.currency) for row in accounts]
    table(columns, [_line(row, optional) for row in accounts], alt=alt, digits=digits)


def _line(row: AccountRow, optional: Sequence[str]) -> tuple[object, ...]:
    used = None if not row.limit or row.balance is None else row.balance / row.limit * 100
    more: dict[str, tuple[object, ...]] = {
        "limit": (row.limit, used), "rate": (row.interest_rate,), "fee": (row.annual_fee,), "closed": (row.closed,),
    }  # fmt: skip
    return (
        row.number, row.type, row.balance, row.currency, row.status, row.opened, "joint" if row.joint else "sole",
        *(value for name in optional for value in more[name]),
    )  # fmt: skip
