"""A tiny bank with somebody in every place where a customer of another part could show."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from c360.access import LOCAL, Part, Role
from c360.audit import NullLog, Record
from tests.factories import make_book

# Nothing of these may reach a role that is for the branch North: ids, names, numbers of accounts, documents, homes.
MARKS: Final = (
    "hid-1", "hid-2", "hid-3", "Zoltan", "Quixley", "Wilhelmina", "Hagenbeck", "Yolanda", "HX-", "HIDDENSTREET",
    "zoltan", "5557770",
)  # fmt: skip
NORTH: Final = Role("north", fields=LOCAL.fields, rights=LOCAL.rights, part=Part(frozenset({"North"})))


class Kept(NullLog):
    """Keeps what was recorded."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def record(self, *records: Record) -> int:
        self.records += records
        return len(self.records)


def _person(ident: str, name: str, branch: str | None, **more: object) -> dict[str, object]:
    return {
        "customerId": ident, "name": name, "branch": branch, "relationshipManager": "Rita", "staff": None, "vip": None,
        "dateOfBirth": "1980-04-12", "customerSince": "2010-01-01", "segmentOverride": None, "email": None,
        "phone": None, "ssn": None, **more,
    }  # fmt: skip


def bank(folder: Path, *, only_visible: bool = False) -> Path:
    """vis-1 (North) lives, owns, pays and works with hid-1 and hid-2 (South) and hid-3 (of no branch).

    With `only_visible` the same bank without those, their accounts and all that ties to them.
    """
    vertices, edges = rows()
    if only_visible:
        vertices = {label: [row for row in rows if _seen(*row.values())] for label, rows in vertices.items()}
        edges = {
            name: [row for row in rows if _seen(*(row[:2] if isinstance(row, tuple) else row.values()))]
            for name, rows in edges.items()
        }
    return make_book(folder, vertices, edges, as_of=date(2024, 6, 30))


def _seen(*values: object) -> bool:
    return not any(str(value).startswith(("hid-", "HX-")) or value == "far" for value in values)


def rows() -> tuple[dict[str, list[dict[str, object]]], dict[str, list[Any]]]:
    """Its vertices and edges as `make_book` takes them."""
    tx = [
        ("N-1", "HX-1", 900.0, "TRANSFER", None), ("HX-1", "N-1", 400.0, "TRANSFER", "Zoltan Quixley"),
        ("HX-2", "N-1", 9500.0, "CASH", "Wilhelmina Hagenbeck"), ("N-1", "N-2", 50.0, "TRANSFER", "Nora North"),
        ("N-1", "X-9", 75.0, "CARD", "Corner shop"), ("HX-1", "X-9", 20.0, "CARD", "Corner shop"),
        ("HX-2", "HX-1", 33.0, "TRANSFER", "Zoltan Quixley"), ("N-1", "HX-2", 5.0, "FEE", None),
        ("N-2", "J-1", 8.0, "TRANSFER", "Zoltan Quixley"), ("J-1", "X-9", 3.0, "CARD", "Bakery"),
    ]  # fmt: skip
    return (
        {
            "Person": [
                _person("vis-1", "Vera Visible", "North", email="vera@north.example", phone="+1 212 555 0100"),
                _person("vis-2", "Nora North", "North"),
                _person(
                    "hid-1", "Zoltan Quixley", "South", ssn="219-09-9999", email="zoltan@quixley.example",
                    phone="+1 212 555 7770", staff=True, vip=True,
                ),
                _person("hid-2", "Wilhelmina Hagenbeck", "South", dateOfBirth="2015-02-03"),
                _person("hid-3", "Yolanda Quixley", None),
            ],
            "Account": [
                {"accountNumber": number, "accountType": "CHECKING", "balance": balance, "status": "ACTIVE",
                 "openDate": "2015-03-15", "currency": "USD"}
                for number, balance in
                (("N-1", 1000.0), ("N-2", 200.0), ("HX-1", 7000.0), ("HX-2", 300.0), ("J-1", 50.0), ("X-9", 0.0))
            ],
            "Company": [{"companyId": "co-1", "name": "Shared Works Ltd"}],
            "Address": [
                {"naturalKey": "home", "street": "1 Common Road", "city": "Springfield", "kind": "HOME"},
                {"naturalKey": "far", "street": "HIDDENSTREET 9", "city": "Elsewhere", "kind": "HOME"},
            ],
            "SanctionsMatch": [],
        },
        {
            "SPOUSE.Person.Person": [("vis-1", "hid-1")],
            "CHILD.Person.Person": [("vis-1", "hid-2"), ("vis-1", "vis-2")],
            "PARENT.Person.Person": [],
            "FAMILY_MEMBER.Person.Person": [],
            "BUSINESS_ASSOCIATE.Person.Person": [("hid-3", "vis-1"), ("hid-3", "vis-2")],
            "EMPLOYEE_OF.Person.Company": [("vis-2", "co-1"), ("hid-2", "co-1"), ("hid-1", "co-1")],
            "OWNS.Person.Company": [("vis-1", "co-1", {"percentage": 30.0}), ("hid-1", "co-1", {"percentage": 60.0})],
            "DIRECTOR_OF.Person.Company": [("hid-3", "co-1")],
            "OWNS.Person.Account": [
                ("vis-1", "N-1"), ("vis-2", "N-2"), ("hid-1", "HX-1"), ("hid-2", "HX-2"), ("vis-1", "J-1"),
                ("hid-1", "J-1"),
            ],
            "AUTHORIZED_ON.Person.Account": [("hid-2", "N-1")],
            "HAS_ADDRESS.Person.Address": [
                ("vis-1", "home"), ("hid-1", "home"), ("hid-2", "home"), ("vis-2", "home"), ("hid-3", "far"),
            ],
            "TRANSACTION.Account.Account": [
                {"transactionId": f"TX-{at}", "from": start, "to": end, "amount": amount, "type": kind,
                 "timestamp": datetime(2024, 6, 1 + at, 10), "currency": "USD", "channel": "APP",
                 "counterparty": named}
                for at, (start, end, amount, kind, named) in enumerate(tx)
            ],
            "STANDING_ORDER.Account.Account": [("N-1", "HX-1", {"amount": 10.0}), ("N-1", "N-2", {"amount": 20.0})],
        },
    )  # fmt: skip
