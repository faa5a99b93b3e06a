"""Facts and tables of the identity section."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from c360 import words
from c360.model import Identity, Profile
from c360.sheets import Column, Sheet, for_role, nothing, sheet, told

Facts = tuple[tuple[str, str], ...]

_ADDRESS: Final = (
    Column("Kind", "word"), Column("Street"), Column("Postal code"), Column("City"), Column("Region"),
    Column("Country"), Column("Source"),
)  # fmt: skip
_DOCUMENT: Final = (
    Column("Document", "word"), Column("Number"), Column("Issued", "day"), Column("Expires", "day"),
    Column("Status", "standing"), Column("Source"),
)  # fmt: skip


_BASIC: Final = "identity.basic_info"


def _facts(profile: Profile, rows: Iterable[tuple[str, str, str]]) -> Facts:
    """Labels and values; a value that is withheld by its key is said to be."""
    return tuple((label, told(profile, key, value)) for label, key, value in rows)


def who(section: Identity, profile: Profile) -> Facts:
    """The person, in reading order."""
    basic = section.basic_info
    born = words.day(basic.dateOfBirth)
    if basic.age is not None:
        born += f" ({words.counted(basic.age, 'year')})"
    rows = (
        ("Name", "name", text(basic.name)), ("Customer id", "customerId", basic.customerId),
        ("Born", "dateOfBirth", born), ("Gender", "gender", text(basic.gender)),
        ("Nationality", "nationality", text(basic.nationality)),
        ("Lives in", "countryOfResidence", text(basic.countryOfResidence)),
        ("Social security number", "ssn", text(basic.ssn)),
        ("Customer since", "customerSince", words.day(basic.customerSince)),
        ("Status", "status", words.word(basic.status)), ("Branch", "branch", text(basic.branch)),
        ("Relationship manager", "relationshipManager", text(basic.relationshipManager)),
        ("Staff", "staff", flag(basic.staff)), ("VIP", "vip", flag(basic.vip)),
    )  # fmt: skip
    return _facts(profile, ((label, f"{_BASIC}.{key}", value) for label, key, value in rows))


def contact(section: Identity, profile: Profile) -> Facts:
    """How they are reached."""
    given, place = section.contact_info, "identity.contact_info"
    return _facts(profile, (
        ("E-mail", f"{place}.email", text(given.email)), ("Phone", f"{place}.phone", text(given.phone)),
        ("Mobile", f"{place}.mobilePhone", text(given.mobilePhone)),
    ))  # fmt: skip


def work(section: Identity, profile: Profile) -> Facts:
    """What they do and earn."""
    given, place = section.demographics, "identity.demographics"
    return _facts(profile, (
        ("Occupation", f"{place}.occupation", text(given.occupation)),
        ("Employer", f"{place}.employer", text(given.employer)),
        ("Income a year", f"{place}.income", words.money(given.income, profile.currency)),
    ))  # fmt: skip


def diligence(section: Identity, profile: Profile) -> Facts:
    """Political exposure, and when the KYC review was and is due."""
    basic = section.basic_info
    due = words.day(basic.kycDueAt)
    if basic.kycDueAt is not None:
        left = (basic.kycDueAt - profile.as_of).days
        due += f" (in {words.counted(left, 'day')})" if left >= 0 else f" ({words.counted(-left, 'day')} overdue)"
    return _facts(profile, (
        ("Politically exposed", f"{_BASIC}.politicallyExposed", flag(basic.politicallyExposed)),
        ("KYC reviewed", f"{_BASIC}.kycReviewedAt", words.day(basic.kycReviewedAt)),
        ("KYC review due", f"{_BASIC}.kycDueAt", due),
    ))  # fmt: skip


def flag(value: bool | None) -> str:
    """Yes, no, or unknown."""
    return words.UNKNOWN if value is None else "yes" if value else "no"


def text(value: str | None) -> str:
    """A text from data, or unknown."""
    return words.plain(value or "") or words.UNKNOWN


def missing(profile: Profile) -> str:
    """What a complete identity has and this one lacks, as a sentence."""
    keys = [words.key(key) for key in profile.sections["identity"].missing]
    if not keys and profile.sections["identity"].withheld:
        return "Nothing of what is shown to your role."
    if not keys:
        return "Nothing: every key of a complete identity is filled."
    return ", ".join([keys[0], *map(words.lower, keys[1:])]) + "."


def person(section: Identity, profile: Profile) -> Sheet:
    """Every key of the person, one a row."""
    parts = (("basic_info", section.basic_info), ("contact_info", section.contact_info),
             ("demographics", section.demographics))  # fmt: skip
    rows = [
        (part, key, words.NOT_YOURS if profile.hides(f"identity.{part}.{key}") else getattr(values, key))
        for part, values in parts for key in values.__slots__
    ]  # fmt: skip
    return sheet("person", "Person", (Column("Part"), Column("Key"), Column("Value")), rows)


def addresses(section: Identity, profile: Profile) -> Sheet:
    """Addresses on record."""
    rows = [(a.kind, a.street, a.postalCode, a.city, a.region, a.country, a.source) for a in section.addresses or ()]
    place = "identity.addresses"
    none, held = nothing(section.addresses is not None, "No address", "Addresses are", profile, place)
    keys = ("kind", "street", "postalCode", "city", "region", "country", "source")
    found = sheet("addresses", "Addresses", _ADDRESS, rows, none, held=held)
    return for_role(found, profile, {c.title: f"{place}.{key}" for c, key in zip(_ADDRESS, keys, strict=True)})


def documents(section: Identity, profile: Profile) -> Sheet:
    """Identification documents, numbers as the role sees them."""
    rows = [(d.type, d.number, d.issueDate, d.expiryDate, d.status, d.source) for d in section.documents or ()]
    place = "identity.documents"
    none, held = nothing(section.documents is not None, "No document", "Identification documents are", profile, place)
    keys = ("type", "number", "issueDate", "expiryDate", "status", "source")
    found = sheet("documents", "Identification documents", _DOCUMENT, rows, none, held=held)
    return for_role(found, profile, {c.title: f"{place}.{key}" for c, key in zip(_DOCUMENT, keys, strict=True)})


def sheets(section: Identity, profile: Profile) -> tuple[Sheet, ...]:
    """All of them."""
    return person(section, profile), addresses(section, profile), documents(section, profile)
