"""The identity tab: who the customer is, how they are reached, which documents say so, and what is missing."""

from __future__ import annotations

from typing import Final

import streamlit as st

from c360 import words
from c360.model import Identity, Profile, SectionState
from c360.sheets import Column, sheet
from c360.sheets import identity as sheets
from components import audit, theme, uncovering
from components.panel import facts, limits, missing, panel, table, unavailable

_MASKED: Final = {"documents.number": "document numbers", "dateOfBirth": "day of birth"}


def show(section: Identity | None, state: SectionState | None, profile: Profile) -> None:
    """Draw the section. Masked values carry their mask; the panel says which keys are masked."""
    if unavailable(state, "Identity") or section is None or state is None:
        return
    limits(state)
    day = words.day(profile.as_of)
    left, right = st.columns(2)
    with left, panel("Who is this?"):
        facts(sheets.who(section, profile), alt="Who the customer is")
        if state.masked:
            names = words.listed([_MASKED.get(key) or words.lower(words.key(key)) for key in state.masked])
            st.caption(f":material/visibility_off: Masked for your role: {theme.safe(names)}")
        uncovering.offer(profile, "basic_info")
        audit.viewers(profile.customer_id)
    with right, panel("How to reach them", "Contacts on record; whether they were confirmed is not held"):
        facts(sheets.contact(section, profile), alt="Contact details")
        uncovering.offer(profile, "contact_info")
        table(sheets.addresses(section, profile))
        uncovering.offer(profile, "addresses")
    # Beside who it is, which is long, so that nothing stands empty.
    with right, panel("Work and income", f"Yearly income in {profile.currency}"):
        facts(sheets.work(section, profile), alt="Work and income")
        uncovering.offer(profile, "demographics")
    with right, panel("Due diligence", f"As of {day}"):
        facts(sheets.diligence(section, profile), alt="Due diligence")
    with panel("Which documents say so?", f"Status on {day}; numbers as your role sees them"):
        table(sheets.documents(section, profile))
        uncovering.offer(profile, "documents")
    left, right = st.columns(2)
    with left, panel("What is missing?", "Keys that a complete identity has and this one lacks"):
        missing(sheets.missing(profile), ":material/help:" if state.missing else ":material/check:")
    with right, panel("Where this comes from", f"Last updated: {words.moment(state.updated_at)}"):
        sources(profile)


def sources(profile: Profile) -> None:
    """The book's sources with their age and size."""
    columns = (Column("Source"), Column("Last updated", "day"), Column("Records in the book", "count"))
    rows = [(source.name, source.updated_at, source.records) for source in profile.book.sources]
    table(sheet("sources", "Sources of the book", columns, rows, "No source is on record."))
