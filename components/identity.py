"""The identity tab: who the customer is, how they are reached, which documents say so, and what is missing."""

from __future__ import annotations

from datetime import date

import streamlit as st

from c360 import words
from c360.model import Identity, Profile, SectionState
from components import theme
from components.panel import Column, facts, limits, missing, panel, table, unavailable

# How long before its expiry a document's row says so is the policy's; the words for its statuses are here.
_DOCUMENT = {"VALID": "● Valid", "EXPIRING": "◆ Expires soon", "EXPIRED": "▲ Expired"}


def show(section: Identity | None, state: SectionState | None, profile: Profile) -> None:
    """Draw the section. Masked values carry their mask; the panel says which keys are masked."""
    if unavailable(state, "Identity") or section is None or state is None:
        return
    limits(state)
    left, right = st.columns(2)
    with left, panel("Who is this?"):
        facts(_who(section, profile.as_of), alt="Who the customer is")
        if state.masked:
            names = " and ".join(_masked(key) for key in state.masked)
            st.caption(f":material/visibility_off: Masked for your role: {theme.safe(names)}")
    with right, panel("How to reach them", "Contacts on record; whether they were confirmed is not held"):
        contact = section.contact_info
        facts(
            {"E-mail": contact.email or "", "Phone": contact.phone or "", "Mobile": contact.mobilePhone or ""},
            alt="Contact details",
        )
        _addresses(section, profile)
    left, right = st.columns(2)
    with left, panel("Work and income", f"Yearly income in {profile.currency}"):
        work = section.demographics
        facts(
            {
                "Occupation": work.occupation or "",
                "Employer": work.employer or "",
                "Income a year": words.money(work.income, profile.currency),
            },
            alt="Work and income",
        )
    with right, panel("Due diligence", f"As of {words.day(profile.as_of)}"):
        facts(_diligence(section, profile.as_of), alt="Due diligence")
    with panel("Which documents say so?", f"Status on {words.day(profile.as_of)}; numbers are masked"):
        _documents(section, profile)
    left, right = st.columns(2)
    with left, panel("What is missing?", "Keys that a complete identity has and this one lacks"):
        if state.missing:
            keys = [words.key(key) for key in state.missing]
            missing(", ".join([keys[0], *map(words.lower, keys[1:])]) + ".")
        else:
            missing("Nothing: every key of a complete identity is filled.", ":material/check:")
    with right, panel("Where this comes from", f"Newest record of this section: {words.moment(state.updated_at)}"):
        sources(profile)


def sources(profile: Profile) -> None:
    """The book's sources with their age and size."""
    table(
        (Column("Source"), Column("Last updated", "day"), Column("Records in the book", "count")),
        [(source.name, source.updated_at, source.records) for source in profile.book.sources],
        alt="Sources of the book",
    )


def _masked(key: str) -> str:
    return {"ssn": "social security number", "documents.number": "document numbers"}.get(key, key)


def _who(section: Identity, as_of: date) -> dict[str, str]:
    basic = section.basic_info
    born = words.day(basic.dateOfBirth)
    if basic.dateOfBirth and basic.age is not None:
        born += f" ({basic.age} years)"
    return {
        "Name": basic.name or "",
        "Customer id": basic.customerId,
        "Born": born,
        "Gender": basic.gender or "",
        "Nationality": basic.nationality or "",
        "Lives in": basic.countryOfResidence or "",
        "Social security number": basic.ssn or "",
        "Customer since": words.day(basic.customerSince),
        "Status": words.word(basic.status),
        "Branch": basic.branch or "",
        "Relationship manager": basic.relationshipManager or "",
        "Staff": _flag(basic.staff),
        "VIP": _flag(basic.vip),
    }


def _diligence(section: Identity, as_of: date) -> dict[str, str]:
    basic = section.basic_info
    due = words.day(basic.kycDueAt)
    if basic.kycDueAt is not None:
        left = (basic.kycDueAt - as_of).days
        due += f" (in {words.counted(left, 'day')})" if left >= 0 else f" ({words.counted(-left, 'day')} overdue)"
    return {
        "Politically exposed": _flag(basic.politicallyExposed),
        "KYC reviewed": words.day(basic.kycReviewedAt),
        "KYC review due": due,
    }


def _flag(value: bool | None) -> str:
    return words.UNKNOWN if value is None else "yes" if value else "no"


def _addresses(section: Identity, profile: Profile) -> None:
    if section.addresses is None:
        missing("Addresses are not held in this book.")
    elif not section.addresses:
        missing(f"No address on record as of {words.day(profile.as_of)}.")
    else:
        table(
            (Column("Kind", "word"), Column("Street"), Column("Postal code"), Column("City"), Column("Region"),
             Column("Country")),
            [(a.kind, a.street, a.postalCode, a.city, a.region, a.country) for a in section.addresses],
            alt="Addresses",
        )  # fmt: skip


def _documents(section: Identity, profile: Profile) -> None:
    if section.documents is None:
        missing("Identification documents are not held in this book.")
    elif not section.documents:
        missing(f"No document on record as of {words.day(profile.as_of)}.")
    else:
        table(
            (Column("Document", "word"), Column("Number"), Column("Issued", "day"), Column("Expires", "day"),
             Column("Status")),
            [
                (d.type, d.number, d.issueDate, d.expiryDate, _DOCUMENT.get(d.status or "", d.status))
                for d in section.documents
            ],
            alt="Identification documents",
        )  # fmt: skip
