"""The identity chapter: who, how reached, addresses, documents, due diligence, what is missing."""

from __future__ import annotations

from c360 import words
from c360.model import Identity, Profile
from c360.policy import Policy
from c360.report.blocks import Facts, Note, Panel, panel, table
from c360.sheets import identity as sheets


def panels(section: Identity, profile: Profile, policy: Policy) -> tuple[Panel, ...]:
    """The chapter's panels."""
    day = words.day(profile.as_of)
    return (
        panel("Who is this?", "", Facts(sheets.who(section, profile)), half=True),
        panel("How to reach them, and what they do", "Contacts on record, confirmed or not",
              Facts(sheets.contact(section, profile) + sheets.work(section, profile)), half=True),
        panel("Addresses", "", *table(sheets.addresses(section, profile))),
        panel("Which documents say so?", f"Status on {day}", *table(sheets.documents(section, profile))),
        panel("Due diligence", f"As of {day}", Facts(sheets.diligence(section, profile)), half=True),
        panel("What is missing?", "Keys that a complete identity has", Note(sheets.missing(profile)), half=True),
    )  # fmt: skip
