"""Facts and tables of the identity section."""

from __future__ import annotations

from typing import Final

from c360 import words
from c360.model import Identity, Profile
from c360.sheets import Column, Sheet, nothing, sheet

Facts = tuple[tuple[str, str], ...]

_ADDRESS: Final = (
    Column("Kind", "word"), Column("Street"), Column("Postal code"), Column("City"), Column("Region"),
    Column("Country"), Column("Source"),
)  # fmt: skip
_DOCUMENT: Final = (
    Column("Document", "word"), Column("Number"), Column("Issued", "day"), Column("Expires", "day"),
    Column("Status", "standing"), Column("Source"),
)  # fmt: skip


def who(section: Identity) -> Facts:
    """The person, in reading order."""
    basic = section.basic_info
    born = words.day(basic.dateOfBirth)
    if basic.age is not None:
        born += f" ({words.counted(basic.age, 'year')})"
    return (
        ("Name", text(basic.name)), ("Customer id", basic.customerId), ("Born", born), ("Gender", text(basic.gender)),
        ("Nationality", text(basic.nationality)), ("Lives in", text(basic.countryOfResidence)),
        ("Social security number", text(basic.ssn)), ("Customer since", words.day(basic.customerSince)),
        ("Status", words.word(basic.status)), ("Branch", text(basic.branch)),
        ("Relationship manager", text(basic.relationshipManager)), ("Staff", flag(basic.staff)),
        ("VIP", flag(basic.vip)),
    )  # fmt: skip


def contact(section: Identity) -> Facts:
    """How they are reached."""
    given = section.contact_info
    return ("E-mail", text(given.email)), ("Phone", text(given.phone)), ("Mobile", text(given.mobilePhone))


def work(section: Identity, profile: Profile) -> Facts:
    """What they do and earn."""
    given = section.demographics
    return (
        ("Occupation", text(given.occupation)), ("Employer", text(given.employer)),
        ("Income a year", words.money(given.income, profile.currency)),
    )  # fmt: skip


def diligence(section: Identity, profile: Profile) -> Facts:
    """Political exposure, and when the KYC review was and is due."""
    basic = section.basic_info
    due = words.day(basic.kycDueAt)
    if basic.kycDueAt is not None:
        left = (basic.kycDueAt - profile.as_of).days
        due += f" (in {words.counted(left, 'day')})" if left >= 0 else f" ({words.counted(-left, 'day')} overdue)"
    return (
        ("Politically exposed", flag(basic.politicallyExposed)), ("KYC reviewed", words.day(basic.kycReviewedAt)),
        ("KYC review due", due),
    )  # fmt: skip


def flag(value: bool | None) -> str:
    """Yes, no, or unknown."""
    return words.UNKNOWN if value is None else "yes" if value else "no"


def text(value: str | None) -> str:
    """A text from data, or unknown."""
    return words.plain(value or "") or words.UNKNOWN


def missing(profile: Profile) -> str:
    """What a complete identity has and this one lacks, as a sentence."""
    keys = [words.key(key) for key in profile.sections["identity"].missing]
    if not keys:
        return "Nothing: every key of a complete identity is filled."
    return ", ".join([keys[0], *map(words.lower, keys[1:])]) + "."


def person(section: Identity) -> Sheet:
    """Every key of the person, one a row."""
    parts = (("basic_info", section.basic_info), ("contact_info", section.contact_info),
             ("demographics", section.demographics))  # fmt: skip
    rows = [(part, key, getattr(values, key)) for part, values in parts for key in values.__slots__]
    return sheet("person", "Person", (Column("Part"), Column("Key"), Column("Value")), rows)


def addresses(section: Identity, profile: Profile) -> Sheet:
    """Addresses on record."""
    rows = [(a.kind, a.street, a.postalCode, a.city, a.region, a.country, a.source) for a in section.addresses or ()]
    none, held = nothing(section.addresses is not None, "No address", "Addresses are", profile)
    return sheet("addresses", "Addresses", _ADDRESS, rows, none, held=held)


def documents(section: Identity, profile: Profile) -> Sheet:
    """Identification documents, numbers as the role sees them."""
    rows = [(d.type, d.number, d.issueDate, d.expiryDate, d.status, d.source) for d in section.documents or ()]
    none, held = nothing(section.documents is not None, "No document", "Identification documents are", profile)
    return sheet("documents", "Identification documents", _DOCUMENT, rows, none, held=held)


def sheets(section: Identity, profile: Profile) -> tuple[Sheet, ...]:
    """All of them."""
    return person(section), addresses(section, profile), documents(section, profile)
