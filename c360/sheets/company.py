"""Tables of a company's records: its accounts, who works there, alerts."""

from __future__ import annotations

from c360 import words
from c360.model.company import Company
from c360.sheets import Column, Sheet, products, risk, sheet

OPEN: frozenset[str | None] = frozenset({"OPEN", "CONFIRMED"})


def accounts(found: Company) -> Sheet:
    """The company's own accounts, closed ones too."""
    held = found.accounts is not None
    none = "It owns no account." if held else "Accounts of companies are not held in this book."
    none = words.HIDDEN if "accounts" in found.withheld else none
    return products.accounts(found.accounts or (), "company_accounts", "Its accounts", (none, held))


def employees(found: Company) -> Sheet:
    """Who works there, by name."""
    held = found.employees is not None
    rows = [(one.name, one.id, one.source) for one in found.employees or ()]
    none = "Nobody is known to work there." if held else "Who works where is not held in this book."
    none = words.HIDDEN if "employees" in found.withheld else none
    columns = (Column("Name"), Column("Id"), Column("Source"))
    return sheet("employees", "Employees", columns, rows, none, held=held)


def alerts(found: Company) -> Sheet:
    """Alerts and matches on the company and on its accounts, newest first; ages at its day."""
    held = found.alerts is not None
    none = f"No alert and no match on record as of {words.day(found.as_of)}." if held else _NOT_HELD
    none = words.HIDDEN if "alerts" in found.withheld else none
    return risk.alerts_of(found.alerts or (), found.as_of, none, held=held)


_NOT_HELD = "Alerts on companies are not held in this book."


def standing(found: Company) -> str:
    """How many alerts and matches are open or confirmed, in words; what is not held is not none."""
    if "alerts" in found.withheld:
        return words.NOT_YOURS
    if found.alerts is None:
        return words.UNKNOWN
    count = sum(row.status in OPEN or row.status is None for row in found.alerts)
    partly = any(name.startswith("SUBJECT_OF") for name in found.not_held)
    return words.UNKNOWN if partly and not count else words.number(count) if count else "none"
