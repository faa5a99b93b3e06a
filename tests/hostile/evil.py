"""A book in which every text is a payload, made by the loader from JSON, which can hold every character."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from unicodedata import category

from c360.graph import schema
from c360.graph.schema import KINDS, Kind
from c360.sources.load import load
from tests.hostile.inputs import payloads, storable

AS_OF: Final = "2024-06-30"
TEXTS: Final = tuple(text for text in payloads(400) if storable(text) and "\0" not in text)
CHUNK: Final = 120  # payloads of one customer
CHUNKS: Final = tuple(TEXTS[at : at + CHUNK] for at in range(0, len(TEXTS), CHUNK))
# What isn't free text: natural keys, currencies, and what the schema allows some values of.
_FIXED: Final = frozenset({"source", "currency", "naturalKey"})
_AROUND: Final = {
    "Account": "OWNS.Person.Account", "Address": "HAS_ADDRESS.Person.Address",
    "Document": "HAS_DOCUMENT.Person.Document", "CreditScore": "HAS_CREDIT_SCORE.Person.CreditScore",
    "Interaction": "HAD_INTERACTION.Person.Interaction", "Company": "OWNS.Person.Company",
}  # fmt: skip
_MOVED: Final = ("type", "location", "channel", "counterparty", "purpose")
_ABOUT: Final = ("FraudAlert", "AMLAlert", "SanctionsMatch")


def can_be_an_id(text: str) -> bool:
    """Whether the loader takes a text for a key."""
    return (
        text == text.strip() and not {"Cc", "Cf", "Cs", "Zl", "Zp"} & set(map(category, text)) and 0 < len(text) <= 200
    )


def customers() -> list[str]:
    """The ids of the customers in the middle, one for each chunk of payloads."""
    return [f"evil-{at}" for at in range(len(CHUNKS))]


def _texts(label: str, text: str) -> dict[str, str]:
    """The payload in every free text of a vertex."""
    known = schema.VERTICES[label]
    free = [key for key in known.keys if KINDS[key] is Kind.TEXT and key not in {*_FIXED, *known.values}]
    return dict.fromkeys(free, text)


def _rows(at: int, texts: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    me = f"evil-{at}"
    yield "Person", {"customerId": me, **_texts("Person", texts[1]), "dateOfBirth": "1980-01-01"}
    for number, text in enumerate(texts):
        key = f"{at}-{number}"
        for label, edge in _AROUND.items():
            natural = schema.VERTICES[label].natural_key
            # Texts that can be ids are ids too, of accounts and companies.
            ident = text if label in ("Account", "Company") and can_be_an_id(text) else f"{label}-{key}"
            yield label, {natural: ident, **_texts(label, text)}
            yield edge, {"from": me, "to": ident}
            if label == "Account":
                yield "TRANSACTION.Account.Account", {
                    "from": ident, "to": f"Account-other-{at}", "transactionId": f"T-{key}", "amount": "20.00",
                    "timestamp": "2024-06-29 10:00:00", **dict.fromkeys(_MOVED, text),
                }  # fmt: skip
        for label in _ABOUT:
            natural = f"{label}-{key}"
            # What would lower the band is looked for among all that is open: a few are enough.
            closed = "DISMISSED" if label == "SanctionsMatch" else "CLOSED"
            status = "OPEN" if number < 3 else closed
            dated = (
                {"screenedAt": "2024-06-01T00:00:00Z"}
                if label == "SanctionsMatch"
                else {"raisedAt": "2024-06-01T00:00:00Z"}
            )
            yield label, {"naturalKey": natural, "status": status, **dated, **_texts(label, text)}
            yield f"SUBJECT_OF.{label}.Person", {"from": natural, "to": me}
        relative = text if can_be_an_id(text) else f"Person-{key}"
        yield "Person", {"customerId": relative, **_texts("Person", text)}
        yield "FAMILY_MEMBER.Person.Person", {"from": me, "to": relative}
        yield "BUSINESS_ASSOCIATE.Person.Person", {"from": me, "to": relative}
    yield "Account", {"accountNumber": f"Account-other-{at}", "accountType": texts[0]}


def make(folder: Path) -> Path:
    """The book. Its currency and zone alone are what they seem; its name is a payload too."""
    files, queries = folder / "files", folder / "sql"
    files.mkdir()
    queries.mkdir()
    (queries / "Book.sql").write_text(
        "SELECT '<script>alert(1)</script>[x](http://evil.example)' AS name, 'USD' AS currency,"
        " 'Europe/Berlin' AS zone\n",
        "utf-8",
    )
    tables: dict[str, list[dict[str, Any]]] = {}
    for at, texts in enumerate(CHUNKS):
        for name, row in _rows(at, texts):
            tables.setdefault(name, []).append(row)
    for name, rows in tables.items():
        (files / f"{name}.json").write_text("".join(json.dumps(row) + "\n" for row in rows), "ascii")
        (queries / f"{name}.sql").write_text(f"SELECT * FROM read_json('{name}.json')\n", "utf-8")
    load("evil", files, folder / "evil.book", source=queries, as_of=date.fromisoformat(AS_OF))
    return folder / "evil.book"
