"""Who the customer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class BasicInfo:
    """The person's own keys. `age` is whole years on the profile's `as_of`.

    `dateOfBirth` is a text where a mask leaves the year alone.
    """

    name: str | None
    dateOfBirth: date | str | None
    ssn: str | None
    customerId: str
    customerSince: date | None
    age: int | None
    gender: str | None
    nationality: str | None
    countryOfResidence: str | None
    status: str | None
    politicallyExposed: bool | None
    kycReviewedAt: date | None
    kycDueAt: date | None
    branch: str | None
    relationshipManager: str | None
    staff: bool | None
    vip: bool | None


@dataclass(frozen=True, slots=True)
class ContactInfo:
    """How the person is reached."""

    email: str | None
    phone: str | None
    mobilePhone: str | None


@dataclass(frozen=True, slots=True)
class Demographics:
    """Work and yearly income, in the book's currency."""

    occupation: str | None
    income: Decimal | None
    employer: str | None


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address."""

    kind: str | None
    street: str | None
    city: str | None
    postalCode: str | None
    region: str | None
    country: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One identification document. `status` is VALID, EXPIRING (within the policy's days) or EXPIRED at `as_of`."""

    type: str | None
    number: str | None
    issueDate: date | None
    expiryDate: date | None
    status: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Identity section. Addresses sorted by kind, city, street; documents by type, expiry, number."""

    basic_info: BasicInfo
    contact_info: ContactInfo
    demographics: Demographics
    addresses: tuple[AddressRow, ...] | None
    documents: tuple[DocumentRow, ...] | None
    last_updated: datetime | date | None
