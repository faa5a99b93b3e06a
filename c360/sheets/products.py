"""Tables of the products section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from c360 import words
from c360.model import AccountRow, Products, Profile
from c360.money import round_money
from c360.sheets import Column, Sheet, for_role, nothing, sheet

CATEGORIES: Final = {
    "checking_accounts": "Checking", "savings_accounts": "Savings", "investments": "Investments",
    "credit_cards": "Credit cards", "loans": "Loans and mortgages", "insurance": "Insurance", "other": "Other",
}  # fmt: skip
OWED: Final = ("credit_cards", "loans")
# Accounts as people look for them: a limit means something on a card and nothing on a savings account.
GROUPS: Final = (
    ("Checking and savings", ("checking_accounts", "savings_accounts")), ("Investments", ("investments",)),
    ("Credit cards", ("credit_cards",)), ("Loans and mortgages", ("loans",)), ("Insurance", ("insurance",)),
    ("Other, in no total", ("other",)),
)  # fmt: skip


def held(section: Products, name: str) -> tuple[AccountRow, ...]:
    """A category's accounts; none to count or to list where accounts are not held."""
    accounts: tuple[AccountRow, ...] | None = getattr(section, name)
    return accounts or ()


def is_open(row: AccountRow) -> bool:
    """Whether the account counts in the totals."""
    return row.status != "CLOSED"


def every(section: Products) -> list[tuple[str, AccountRow]]:
    """All owned accounts, closed ones among them, each with its category."""
    return [(name, row) for name in CATEGORIES for row in held(section, name)]


_KEYS: Final = {
    "Type": "type", "Balance": "balance", "Status": "status", "Opened": "opened", "Limit": "limit", "Closed": "closed",
    "Interest a year": "interest_rate", "Yearly fee": "annual_fee", "Updated": "updated_at", "Source": "source",
}  # fmt: skip


def accounts(
    rows: Sequence[AccountRow], name: str, title: str, none: tuple[str, bool] = ("", True), *, whole: bool = False,
    profile: Profile | None = None,
) -> Sheet:  # fmt: skip
    """Accounts with all that is held of each; columns that are empty for all are left out unless `whole`."""
    more: tuple[tuple[Column, Callable[[AccountRow], Any]], ...] = (
        (Column("Limit", "money"), lambda row: row.limit), (Column("Used", "share"), used),
        (Column("Interest a year", "rate"), lambda row: row.interest_rate),
        (Column("Yearly fee", "money"), lambda row: row.annual_fee),
        (Column("Closed", "day", none="open"), lambda row: row.closed),
        (Column("Updated", "day"), lambda row: row.updated_at),
    )  # fmt: skip
    kept = [(column, read) for column, read in more if whole or any(read(row) is not None for row in rows)]
    columns = (
        Column("Account"), Column("Type", "word"), Column("Balance", "money"), Column("Currency"),
        Column("Status", "standing"), Column("Opened", "day"), Column("Joint"), *(column for column, _ in kept),
        Column("Source"),
    )  # fmt: skip
    lines = [
        (row.number, row.type, row.balance, row.currency, row.status, row.opened, "joint" if row.joint else "sole",
         *(read(row) for _, read in kept), row.source)
        for row in rows
    ]  # fmt: skip
    found = sheet(name, title, columns, lines, none[0], held=none[1])
    if profile is None:
        return found
    # A balance that is hidden of one kind alone is told as hidden where it lacks in a table of several.
    keys = {column: f"products.*.{key}" for column, key in _KEYS.items()}
    return for_role(found, profile, keys | {"Used": "products.*.balance"})


def owned(section: Products, profile: Profile) -> tuple[Sheet, ...]:
    """Open accounts by group, then the closed ones; one sheet without rows where there is none at all."""
    said = nothing(section.checking_accounts is not None, "No open account", "Who owns an account is", profile,
                   "products.checking_accounts")  # fmt: skip
    found = []
    for title, names in GROUPS:
        live = [row for name in names for row in held(section, name) if is_open(row)]
        if live:
            found.append(accounts(live, names[0], title, profile=profile))
    closed = [row for _, row in every(section) if not is_open(row)]
    first = found or [accounts((), "accounts", "Accounts owned", said)]
    return (*first, *([accounts(closed, "closed", "Closed, in no total", profile=profile)] if closed else ()))


def authorised(section: Products, profile: Profile) -> Sheet:
    """Accounts that the customer may use and doesn't own."""
    none = nothing(
        section.authorised is not None, "No account that this customer may only use", "Who may use an account is",
        profile, "products.authorised",
    )  # fmt: skip
    return accounts(section.authorised or (), "authorised", "May use, but doesn't own", none, profile=profile)


def used(row: AccountRow) -> Decimal | None:
    """Percent of the limit that is used, one digit."""
    if not row.limit or row.balance is None:
        return None
    return (row.balance / row.limit * 100).quantize(Decimal("0.1"))


def behind(section: Products, profile: Profile, wanted: Iterable[str], title: str) -> Sheet:
    """The open accounts of these categories as a total counts them: the rate, and what each comes to."""
    rates = {c.currency: c for c in section.summary.converted}
    names, lines = tuple(wanted), []
    for name, row in every(section):
        if name not in names or not is_open(row):
            continue
        rate, home = rates.get(row.currency), row.currency == profile.currency
        factor = Decimal(1) if home else rate.rate if rate else None
        dated = "" if home else words.day(rate.rate_date) if rate else "no rate within 10 days"
        lines.append((row.number, CATEGORIES[name], row.balance, row.currency, factor, dated,
                      counted(section, row, profile.currency), row.source, row.updated_at))  # fmt: skip
    columns = (
        Column("Account"), Column("Category"), Column("Balance", "money"), Column("Currency"),
        Column("Rate", "factor"), Column("Rate of", none="none needed"), Column(f"In {profile.currency}", "money"),
        Column("Source"), Column("Updated", "moment"),
    )  # fmt: skip
    found = sheet("behind", title, columns, lines)
    keys = {"Balance": "products.*.balance", f"In {profile.currency}": "products.*.balance"}
    return for_role(found, profile, keys)


def counted(section: Products, row: AccountRow, home: str) -> Decimal | None:
    """What a balance counts for in the totals, rounded as the core rounds each; unknown without balance or rate."""
    rates = {c.currency: c.rate for c in section.summary.converted}
    factor = Decimal(1) if row.currency == home else rates.get(row.currency)
    return None if row.balance is None or factor is None else round_money(row.balance * factor, home)


def by_category(section: Products, profile: Profile) -> Sheet:
    """Open accounts and their balances by category, as held or as owed."""
    lines = []
    for name, title in CATEGORIES.items():
        live = [counted(section, row, profile.currency) for row in held(section, name) if is_open(row)]
        known = [amount for amount in live if amount is not None]
        if live:
            lines.append((title, len(live), sum(known, Decimal(0)) if len(known) == len(live) else None))
    columns = (Column("Category"), Column("Open accounts", "count"), Column(f"Balance, {profile.currency}", "money"))
    none, there = nothing(section.checking_accounts is not None, "No open account", "Who owns an account is", profile,
                          "products.checking_accounts")  # fmt: skip
    found = sheet("holdings", "What is held, by category", columns, lines, none, held=there)
    return for_role(found, profile, {f"Balance, {profile.currency}": "products.*.balance"})


def totals(section: Products, profile: Profile) -> Sheet:
    """The totals, in the book's currency."""
    total = section.summary
    lines = (
        ("Deposits", total.total_deposits), ("Investments", total.total_investments),
        ("Card balances owed", total.total_credit), ("Loans owed", total.total_loans), ("Assets", total.assets),
        ("Liabilities", total.liabilities), ("Net position", total.net_position),
    )  # fmt: skip
    found = sheet("totals", "Totals", (Column("Total"), Column(f"Amount, {profile.currency}", "money")), lines)
    return for_role(found, profile, {f"Amount, {profile.currency}": "products.summary.net_position"})


def orders(section: Products, profile: Profile) -> Sheet:
    """Standing orders, amounts in their account's currency."""
    rows = [(o.account, o.to, o.amount, o.purpose, o.source) for o in section.standing_orders or ()]
    columns = (Column("From"), Column("To"), Column("Amount", "money"), Column("Purpose", "word"), Column("Source"))
    place = "products.standing_orders"
    none, there = nothing(
        section.standing_orders is not None, "No standing order", "Standing orders are", profile, place
    )
    found = sheet("standing_orders", "Standing orders", columns, rows, none, held=there)
    return for_role(found, profile, {"Amount": f"{place}.amount", "Purpose": f"{place}.purpose"})


def sheets(section: Products, profile: Profile) -> tuple[Sheet, ...]:
    """All of them."""
    all_owned = every(section)
    plain = accounts([row for _, row in all_owned], "accounts", "Accounts owned", whole=True, profile=profile)
    lines = [(CATEGORIES[name], *line) for (name, _), line in zip(all_owned, plain.rows, strict=True)]
    return (
        totals(section, profile), by_category(section, profile),
        sheet(plain.name, plain.title, (Column("Category"), *plain.columns), lines),
        accounts(section.authorised or (), "authorised", "Accounts authorised", whole=True, profile=profile),
        orders(section, profile),
    )  # fmt: skip
