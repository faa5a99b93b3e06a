"""A company as the bank knows it: its records, its own accounts, who works there, and alerts on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from c360.model.products import AccountRow
from c360.model.risk import AlertRow
from c360.model.screening import NOT_ASKED, Screening


@dataclass(frozen=True, slots=True)
class Employee:
    """A person whom the book has as working there."""

    id: str
    name: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Company:
    """One company as of a day, in the bank's zone.

    `accounts` are those that it OWNS itself, never its owners'. `alerts` are on the company or on its accounts, newest
    first, sanctions matches and candidates among them; `screening` is against the lists that are loaded here. A list is
    `None` where no source delivers what it would hold: `not_held` names that. `employee_count` may be more than
    `employees` has. `withheld` says what is not there for the role.
    """

    id: str
    name: str | None
    country: str | None
    registration_number: str | None
    legal_form: str | None
    status: str | None
    source: str | None
    updated_at: datetime | date | None
    as_of: date
    addresses: tuple[str, ...] | None
    accounts: tuple[AccountRow, ...] | None
    employees: tuple[Employee, ...] | None
    employee_count: int | None
    alerts: tuple[AlertRow, ...] | None
    not_held: tuple[str, ...]
    limits: tuple[str, ...]
    generation: int
    screening: Screening = NOT_ASKED
    withheld: tuple[str, ...] = ()
