"""Who the customer is: the person's own keys, addresses and documents (founding document, step 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __

from c360.graph import schema as s
from c360.model import AddressRow, BasicInfo, ContactInfo, Demographics, DocumentRow, Identity
from c360.sections.contract import Answer, Ask, Part, Section
from c360.sections.reading import Row, happened, newest, started, years_between

_BASIC = (
    "name", "dateOfBirth", "ssn", "customerSince", "gender", "nationality", "countryOfResidence", "status",
    "politicallyExposed", "kycReviewedAt", "kycDueAt",
)  # fmt: skip
_CONTACT = ("email", "phone", "mobilePhone")
_DEMOGRAPHICS = ("occupation", "income", "employer")
_PERSON: Final = (*_BASIC, *_CONTACT, *_DEMOGRAPHICS)
_MORE: Final = ("customerId", "branch", "relationshipManager", "staff", "vip", "source", "updatedAt")
_ADDRESS: Final = ("kind", "street", "city", "postalCode", "region", "country", "source")
_DOCUMENT: Final = ("type", "number", "issueDate", "expiryDate", "source")


def traversal(ask: Ask) -> GraphTraversal:
    """Maps `person`, `addresses`, `documents`."""
    return (
        __.project("person", "addresses", "documents")
        .by(__.value_map(*_PERSON, *_MORE))
        .by(__.out(s.HAS_ADDRESS).has_label(s.ADDRESS).dedup().value_map(*_ADDRESS, "updatedAt").fold())
        .by(__.out(s.HAS_DOCUMENT).has_label(s.DOCUMENT).dedup().value_map(*_DOCUMENT, "updatedAt").fold())
    )


def assemble(answer: Answer, ask: Ask, needs: Mapping[str, Any]) -> Part:
    """The `Identity` of the answer."""
    zone, holds = ask.book.zone, ask.book.delivers
    person = Row(answer["person"], zone)
    addresses = [Row(row, zone) for row in answer["addresses"]]
    documents = [
        row for row in (Row(row, zone) for row in answer["documents"]) if started(row.day("issueDate"), ask.as_of)
    ]
    has_addresses = holds.holds_edge(s.HAS_ADDRESS, s.PERSON, s.ADDRESS)
    has_documents = holds.holds_edge(s.HAS_DOCUMENT, s.PERSON, s.DOCUMENT)
    born = person.day("dateOfBirth")
    updated = newest((row.moment("updatedAt") for row in (person, *addresses, *documents)), zone)
    data = Identity(
        basic_info=BasicInfo(
            name=person.text("name"), dateOfBirth=born, ssn=person.text("ssn"),
            customerId=str(person.get("customerId")), customerSince=happened(person.day("customerSince"), ask.as_of),
            age=None if born is None or born > ask.as_of else years_between(born, ask.as_of),
            gender=person.text("gender"), nationality=person.text("nationality"),
            countryOfResidence=person.text("countryOfResidence"), status=person.text("status"),
            politicallyExposed=person.flag("politicallyExposed"),
            kycReviewedAt=happened(person.day("kycReviewedAt"), ask.as_of),
            kycDueAt=person.day("kycDueAt"), branch=person.text("branch"),
            relationshipManager=person.text("relationshipManager"), staff=person.flag("staff"),
            vip=person.flag("vip"),
        ),
        contact_info=ContactInfo(person.text("email"), person.text("phone"), person.text("mobilePhone")),
        demographics=Demographics(
            person.text("occupation"), person.money("income", ask.book.currency), person.text("employer")
        ),
        addresses=tuple(sorted((_address(row) for row in addresses), key=_filled)) if has_addresses else None,
        documents=tuple(sorted((_document(row, ask) for row in documents), key=_filled)) if has_documents else None,
        last_updated=updated,
    )  # fmt: skip
    parts = (data.basic_info, data.contact_info, data.demographics)
    known = {key: getattr(part, key) is not None for part in parts for key in part.__slots__ if key in _PERSON}
    known |= {"addresses": bool(data.addresses), "documents": bool(data.documents)}
    lacking = [key for key in _PERSON if not holds.holds(s.PERSON, key)]
    lacking += [label for label, held in ((s.ADDRESS, has_addresses), (s.DOCUMENT, has_documents)) if not held]
    return Part(data, known, tuple(lacking), updated_at=updated)


def _address(row: Row) -> AddressRow:
    return AddressRow(*(row.text(key) for key in _ADDRESS))


def _document(row: Row, ask: Ask) -> DocumentRow:
    expiry = row.day("expiryDate")
    return DocumentRow(
        row.text("type"), row.text("number"), row.day("issueDate"), expiry, document_status(expiry, ask),
        row.text("source"),
    )  # fmt: skip


def document_status(expiry: date | None, ask: Ask) -> str | None:
    """VALID, EXPIRING within the policy's days, EXPIRED at `as_of` (good on its last day), or unknown."""
    if expiry is None:
        return None
    if expiry < ask.as_of:
        return "EXPIRED"
    return "EXPIRING" if expiry <= ask.as_of + timedelta(days=ask.policy.expiring_days) else "VALID"


def _filled(row: AddressRow | DocumentRow) -> tuple[str, ...]:
    if isinstance(row, AddressRow):
        return (
            row.kind or "",
            row.city or "",
            row.street or "",
            row.postalCode or "",
            row.region or "",
            row.country or "",
        )
    return (row.type or "", str(row.expiryDate or ""), str(row.issueDate or ""), row.number or "")


SECTION: Final = Section(
    "identity", 10, (*_PERSON, "addresses", "documents"), traversal, assemble,
    under={"addresses": (s.ADDRESS,), "documents": (s.DOCUMENT,)},
    near=(s.HAS_ADDRESS, s.HAS_DOCUMENT),
)  # fmt: skip
