"""The graph's schema, once: every label, edge, key, type and index, and which end is which.

The embedded book and JanusGraph are both made from it, sources are checked against it, and the rest of the code
takes its names from here. Names are those that existing graphs hold; a key has one type over all labels because
JanusGraph demands it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What a key's value is, in the graph and in a source's columns."""

    TEXT = "text"
    MONEY = "money"  # stored as a double, at most the minor digits of its currency
    NUMBER = "number"  # a double that is not money: score, percentage, interestRate
    FLAG = "flag"  # a boolean
    DATE = "date"  # ISO text, 2024-06-30
    INSTANT = "instant"  # ISO text in UTC, 2024-06-30T14:05:00Z
    EPOCH = "epoch"  # a long, seconds since 1970 UTC
    COUNT = "count"  # a long


@dataclass(frozen=True, slots=True)
class VertexLabel:
    """A vertex label: its natural key and its other keys."""

    name: str
    natural_key: str
    keys: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]  # key: the only values allowed


@dataclass(frozen=True, slots=True)
class EdgeLabel:
    """An edge label: the (from, to) vertex labels it may join, its keys, and those that no edge may lack."""

    name: str
    ends: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    natural_key: str | None = None
    required: tuple[str, ...] = ()


def _vertex(name: str, natural_key: str, keys: str, **values: str) -> VertexLabel:
    allowed = MappingProxyType({key: tuple(text.split()) for key, text in values.items()})
    return VertexLabel(name, natural_key, (*keys.split(), "source", "updatedAt"), allowed)


def _edge(name: str, ends: str, keys: str = "", natural_key: str | None = None, required: str = "") -> EdgeLabel:
    pairs = tuple((a, b) for a, b in (pair.split(">") for pair in ends.split()))
    return EdgeLabel(name, pairs, (*keys.split(), "source"), natural_key, tuple(required.split()))


NATURAL_KEY: Final = "naturalKey"

PERSON: Final = "Person"
ACCOUNT: Final = "Account"
COMPANY: Final = "Company"
ADDRESS: Final = "Address"
DOCUMENT: Final = "Document"
FRAUD_ALERT: Final = "FraudAlert"
AML_ALERT: Final = "AMLAlert"
SANCTIONS_MATCH: Final = "SanctionsMatch"
CREDIT_SCORE: Final = "CreditScore"
INTERACTION: Final = "Interaction"
BOOK: Final = "Book"
SOURCE: Final = "Source"
EXCHANGE_RATES: Final = "ExchangeRates"
BOOK_FILE: Final = "BookFile"

OPEN_STATUSES: Final = ("OPEN", "CONFIRMED")

_ALERT_KEYS = "alertId status severity raisedAt closedAt reason"
_ALERT_STATUS = "OPEN CONFIRMED CLOSED_FALSE_POSITIVE CLOSED"
_SEVERITY = "LOW MEDIUM HIGH CRITICAL"

VERTICES: Final[Mapping[str, VertexLabel]] = MappingProxyType(
    {
        label.name: label
        for label in (
            _vertex(
                PERSON,
                "customerId",
                "name dateOfBirth ssn email phone mobilePhone occupation income employer customerSince gender"
                " nationality countryOfResidence politicallyExposed status branch relationshipManager staff vip"
                " kycReviewedAt kycDueAt segmentOverride",
                status="ACTIVE DECEASED FROZEN DO_NOT_CONTACT",
            ),
            _vertex(
                ACCOUNT,
                "accountNumber",
                "accountType balance status openDate currency limit interestRate annualFee closedDate",
                status="ACTIVE DORMANT FROZEN DEFAULTED CLOSED",
            ),
            _vertex(COMPANY, "companyId", "name country registrationNumber legalForm status"),
            _vertex(ADDRESS, NATURAL_KEY, "addressId street city postalCode region country kind"),
            _vertex(DOCUMENT, NATURAL_KEY, "type number issueDate expiryDate"),
            _vertex(FRAUD_ALERT, NATURAL_KEY, _ALERT_KEYS, status=_ALERT_STATUS, severity=_SEVERITY),
            _vertex(AML_ALERT, NATURAL_KEY, _ALERT_KEYS, status=_ALERT_STATUS, severity=_SEVERITY),
            _vertex(CREDIT_SCORE, NATURAL_KEY, "score bureau scoredAt"),
            _vertex(
                SANCTIONS_MATCH,
                NATURAL_KEY,
                "listName entryId matchedName score status screenedAt decidedAt",
                status="OPEN CONFIRMED DISMISSED",
            ),
            _vertex(INTERACTION, NATURAL_KEY, "channel kind at summary"),
        )
    }
)

# Vertices that the loader itself writes: what the book is, who fed it, and the rates it was given.
BOOK_VERTICES: Final[Mapping[str, VertexLabel]] = MappingProxyType(
    {
        label.name: label
        for label in (
            # `parts` is JSON, the natural keys of the other labels here: a server finds a key by its index, and of a
            # label alone it would go through all of a bank's vertices. `files` is JSON too, and `writer` and `beat` are
            # a load's that is under way: on a server alone (c360/graph/janusgraph).
            _vertex(
                BOOK,
                NATURAL_KEY,
                "name asOf loadedAt generation currency zone delivers filled incomplete firstDay parts files writer"
                " beat records",
            ),
            _vertex(SOURCE, NATURAL_KEY, "name delivers records loadedAt rejected"),
            # One vertex per pair of currencies; `series` is "2024-06-28=1.0705;2024-06-29=1.0713", dates ascending.
            _vertex(EXCHANGE_RATES, NATURAL_KEY, "series"),
            # A piece of one of a generation's files, where the graph is on a server; a book on disk has a folder.
            _vertex(BOOK_FILE, NATURAL_KEY, "content"),
        )
    }
)

HAS_ADDRESS: Final = "HAS_ADDRESS"
HAS_DOCUMENT: Final = "HAS_DOCUMENT"
FAMILY_MEMBER: Final = "FAMILY_MEMBER"
SPOUSE: Final = "SPOUSE"
CHILD: Final = "CHILD"
PARENT: Final = "PARENT"
BUSINESS_ASSOCIATE: Final = "BUSINESS_ASSOCIATE"
PARTNER: Final = "PARTNER"
EMPLOYEE_OF: Final = "EMPLOYEE_OF"
OWNS: Final = "OWNS"
AUTHORIZED_ON: Final = "AUTHORIZED_ON"
CONTROLS: Final = "CONTROLS"
DIRECTOR_OF: Final = "DIRECTOR_OF"
SUBJECT_OF: Final = "SUBJECT_OF"
TRANSACTION: Final = "TRANSACTION"
STANDING_ORDER: Final = "STANDING_ORDER"
HAS_CREDIT_SCORE: Final = "HAS_CREDIT_SCORE"
HAD_INTERACTION: Final = "HAD_INTERACTION"

EDGES: Final[Mapping[str, EdgeLabel]] = MappingProxyType(
    {
        label.name: label
        for label in (
            _edge(HAS_ADDRESS, "Person>Address Company>Address"),
            _edge(HAS_DOCUMENT, "Person>Document"),
            _edge(FAMILY_MEMBER, "Person>Person"),
            _edge(SPOUSE, "Person>Person"),
            _edge(CHILD, "Person>Person"),  # A -CHILD-> B: B is A's child
            _edge(PARENT, "Person>Person"),  # A -PARENT-> B: B is A's parent
            _edge(BUSINESS_ASSOCIATE, "Person>Person Person>Company"),
            _edge(PARTNER, "Person>Person Person>Company"),
            _edge(EMPLOYEE_OF, "Person>Company"),
            _edge(OWNS, "Person>Account Company>Account Person>Company Company>Company", "percentage"),
            _edge(AUTHORIZED_ON, "Person>Account"),
            _edge(CONTROLS, "Person>Company Company>Company", "percentage"),
            _edge(DIRECTOR_OF, "Person>Company", "percentage"),
            _edge(
                SUBJECT_OF,  # from the alert or match to whom it is about
                "FraudAlert>Person FraudAlert>Account FraudAlert>Company AMLAlert>Person AMLAlert>Account"
                " AMLAlert>Company SanctionsMatch>Person SanctionsMatch>Company",
            ),
            _edge(
                TRANSACTION,
                "Account>Account",
                "transactionId type amount timestamp location currency channel counterparty purpose dateOnly",
                natural_key="transactionId",
                required="transactionId amount timestamp",
            ),
            _edge(STANDING_ORDER, "Account>Account", "amount purpose"),
            _edge(HAS_CREDIT_SCORE, "Person>CreditScore"),
            _edge(HAD_INTERACTION, "Person>Interaction"),
        )
    }
)

_KINDS: Final = {
    Kind.TEXT: "customerId accountNumber companyId naturalKey transactionId name ssn email phone mobilePhone occupation"
    " employer gender nationality countryOfResidence status branch relationshipManager segmentOverride accountType"
    " currency country registrationNumber legalForm addressId street city postalCode region kind type number alertId"
    " severity reason bureau listName entryId matchedName channel summary location counterparty purpose source zone"
    " delivers filled series content parts files writer",
    Kind.MONEY: "income balance limit annualFee amount",
    Kind.NUMBER: "interestRate percentage score",
    Kind.FLAG: "politicallyExposed staff vip dateOnly incomplete",
    Kind.DATE: "dateOfBirth customerSince kycReviewedAt kycDueAt openDate closedDate issueDate expiryDate scoredAt asOf"
    " firstDay",
    Kind.INSTANT: "updatedAt raisedAt closedAt screenedAt decidedAt at loadedAt",
    Kind.EPOCH: "timestamp",
    Kind.COUNT: "generation records rejected beat",
}
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {key: kind for kind, keys in _KINDS.items() for key in keys.split()}
)

# (label, key) looked up by value. Natural keys are unique.
INDEXES: Final = tuple((label.name, label.natural_key) for label in (*VERTICES.values(), *BOOK_VERTICES.values()))


def all_keys(label: str) -> tuple[str, ...]:
    """Natural key and other keys of a vertex label, or keys of an edge label (natural key among them)."""
    vertex = VERTICES.get(label) or BOOK_VERTICES.get(label)
    if vertex is not None:
        return (vertex.natural_key, *vertex.keys)
    return EDGES[label].keys
