"""A bank of a few rows, each test changing what it's about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from c360 import Customer360Builder, Profile, connect
from c360.audit import NullLog
from tests.factories import Rates, make_book

Rows = Sequence[Mapping[str, Any]]
NEW_YORK = ZoneInfo("America/New_York")
AS_OF = "2024-06-30"

# Every label and edge the sections read, delivered without a row.
_LABELS = (
    "Address", "Document", "FraudAlert", "AMLAlert", "CreditScore", "SanctionsMatch", "Interaction", "Company",
)  # fmt: skip
_EDGES = (
    "HAS_ADDRESS.Person.Address", "HAS_DOCUMENT.Person.Document", "SPOUSE.Person.Person", "CHILD.Person.Person",
    "PARENT.Person.Person", "FAMILY_MEMBER.Person.Person", "BUSINESS_ASSOCIATE.Person.Person",
    "PARTNER.Person.Person", "EMPLOYEE_OF.Person.Company", "OWNS.Person.Account", "AUTHORIZED_ON.Person.Account",
    "OWNS.Person.Company", "CONTROLS.Person.Company", "DIRECTOR_OF.Person.Company", "SUBJECT_OF.FraudAlert.Person",
    "SUBJECT_OF.FraudAlert.Account", "SUBJECT_OF.AMLAlert.Person", "SUBJECT_OF.AMLAlert.Account",
    "SUBJECT_OF.SanctionsMatch.Person", "HAS_CREDIT_SCORE.Person.CreditScore", "HAD_INTERACTION.Person.Interaction",
    "STANDING_ORDER.Account.Account", "TRANSACTION.Account.Account",
)  # fmt: skip


def person(customer_id: str = "c-1", **more: Any) -> dict[str, Any]:
    """A person row."""
    return {"customerId": customer_id, "name": f"Name of {customer_id}", **more}


def account(number: str, kind: str = "CHECKING", balance: Any = "0.00", **more: Any) -> dict[str, Any]:
    """An account row, ACTIVE and opened long ago unless said otherwise."""
    row = {"accountNumber": number, "accountType": kind, "balance": balance, "status": "ACTIVE"}
    return row | {"openDate": "2010-01-01", "currency": "USD", **more}


def edge(start: str, end: str, **more: Any) -> dict[str, Any]:
    """An edge row."""
    return {"from": start, "to": end, **more}


def at(text: str) -> datetime:
    """The instant, in UTC, of a New York wall-clock time (the first of two equal ones in autumn)."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


def payment(number: int, start: str, end: str, amount: Any, when: str, **more: Any) -> dict[str, Any]:
    """A transaction row; `when` is New York wall-clock time."""
    row = {"transactionId": f"t-{number}", "type": "TRANSFER", "amount": amount, "timestamp": at(when)}
    return edge(start, end, **(row | {"location": "Main St", "channel": "BRANCH", "currency": "USD"} | more))


def book(folder: Path, *, everything: bool = True, rates: Rates = (), **tables: Rows) -> Path:
    """A book of these tables; keys are labels, or edges with `__` for dots (`OWNS__Person__Account`).

    With `everything` all that sections read is delivered, if only without a row.
    """
    vertices: dict[str, Rows] = {"Person": [person()], "Account": []}
    edges: dict[str, Rows] = {}
    if everything:
        vertices |= {label: [] for label in _LABELS}
        edges |= {name: [] for name in _EDGES}
    for name, rows in tables.items():
        (edges if "__" in name else vertices)[name.replace("__", ".")] = rows
    folder.mkdir(exist_ok=True)
    return make_book(folder, vertices=vertices, edges=edges, as_of=AS_OF, rates=rates)


# The columns that name a row, or the ends of an edge.
_NAMES = frozenset({"customerId", "accountNumber", "companyId", "naturalKey", "alertId", "transactionId", "from", "to"})


def together(folder: Path, cases: Sequence[Mapping[str, Rows]]) -> Path:
    """One book of many cases, since it costs what the book of each would: `book` is given the tables of all.

    Names of case N end in ".N": its c-1 is customer "c-1.N".
    """
    tables: dict[str, Any] = {}
    for number, case in enumerate(cases):
        for table, rows in {"Person": [person()], **case}.items():
            tables.setdefault(table, []).extend(
                {key: f"{value}.{number}" if key in _NAMES else value for key, value in row.items()} for row in rows
            )
    return book(folder, **tables)


def profile(where: Path, customer_id: str = "c-1", **how: Any) -> Profile:
    """The profile of one customer of the book."""
    return builder(where).build_profile(customer_id, **how)


def builder(where: Path, **how: Any) -> Customer360Builder:
    """A builder that keeps no audit record."""
    return Customer360Builder(connect(where), audit=NullLog(), user="tester", **how)
