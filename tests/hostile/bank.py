"""A tiny bank to be asked: what is secret in it is known, so that a leak is seen."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from tests.hostile.inputs import DOCUMENT, SSN

AS_OF: Final = "2024-06-30"
IDS: Final = frozenset({"c-1", "c-2", "co-1", "A-1", "A-2"})
VERTICES: Final[dict[str, list[dict[str, Any]]]] = {
    "Person": [
        {"customerId": "c-1", "name": "Ann Miller", "ssn": SSN, "email": "ann@miller.example",
         "dateOfBirth": "1980-02-03", "phone": "+1 212 555 0147"},
        {"customerId": "c-2", "name": "Ben Stone"},
    ],
    "Company": [{"companyId": "co-1", "name": "Harbour Freight Ltd"}],
    "Account": [
        {"accountNumber": "A-1", "accountType": "CHECKING", "balance": "1250.50", "currency": "USD"},
        {"accountNumber": "A-2", "accountType": "CHECKING", "currency": "USD"},
    ],
    "Document": [{"naturalKey": "d-1", "type": "PASSPORT", "number": DOCUMENT}],
}  # fmt: skip
EDGES: Final[dict[str, list[Any]]] = {
    "OWNS.Person.Account": [("c-1", "A-1")],
    "OWNS.Person.Company": [("c-1", "co-1", {"percentage": "60"})],
    "HAS_DOCUMENT.Person.Document": [("c-1", "d-1")],
    "TRANSACTION.Account.Account": [
        {"from": "A-1", "to": "A-2", "amount": "20.00", "currency": "USD", "timestamp": "2024-06-29 10:00:00"}
    ],
}


def state_of(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes: two equal ones are the same book, list or policy."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
