"""The relationships tab: the network, and the same as tables for whoever doesn't use a mouse."""

from __future__ import annotations

import streamlit as st

from c360 import words
from c360.model import Profile, Relationships, SectionState
from components import network, theme
from components.panel import Column, limits, missing, panel, table, unavailable

_ROLE = {
    "OWNS": "Owner", "AUTHORIZED_ON": "Authorised", "DIRECTOR_OF": "Director", "CONTROLS": "Controls",
    "EMPLOYEE_OF": "Employer",
}  # fmt: skip


def show(section: Relationships | None, state: SectionState | None, profile: Profile) -> None:
    """Draw the section. A click on a person in the network opens their page."""
    if unavailable(state, "Relationships") or section is None or state is None:
        return
    limits(state)
    count = profile.summary.relationship_count
    with panel(
        "Who stands around this customer?",
        f"{words.counted(count, 'distinct neighbour')} in family, business and companies"
        f" as of {words.day(profile.as_of)}. A click on a person opens their page.",
    ):
        network.show(section, profile)
    left, right = st.columns(2)
    with left, panel("Family", "What the other is to this customer"):
        _people(section, profile)
    with right, panel("Business", "People and companies, by what they are to this customer"):
        _business(section, profile)
    with panel("Accounts and who else is on them", "Owned and authorised; closed accounts too"):
        _accounts(section, profile)
    with panel("Companies owned, controlled or directed", "Ownership in percent, of this customer alone"):
        _companies(section, profile)


def _none(held: bool, what: str, profile: Profile) -> None:
    if held:
        missing(f"No {what} on record as of {words.day(profile.as_of)}.", ":material/check:")
    else:
        missing(f"{what[:1].upper()}{what[1:]} are not held in this book.")


def _people(section: Relationships, profile: Profile) -> None:
    if not section.family:
        _none(section.family is not None, "family ties", profile)
        return
    for person in section.family:
        _person(person.id, person.name, words.word(person.relationship), profile)


def _person(customer_id: str, name: str | None, tie: str, profile: Profile) -> None:
    """A link that keeps the tab, so that the next page opens where this one was left."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.page_link(
            "pages/customer.py", label=theme.safe(name or customer_id), icon=":material/person:",
            query_params={"customer": customer_id, "tab": "Relationships"}, help="",
        )  # fmt: skip
        st.caption(f"{theme.safe(tie)} · {theme.safe(customer_id)}", width="content")


def _business(section: Relationships, profile: Profile) -> None:
    if not section.business:
        _none(section.business is not None, "business ties", profile)
        return
    for tie in section.business:
        if tie.type == "Person":
            _person(tie.id, tie.name, words.word(tie.relationship), profile)
    companies = [tie for tie in section.business if tie.type != "Person"]
    if companies:
        table(
            (Column("Company"), Column("Id"), Column("Tie")),
            [(t.name, t.id, _ROLE.get(t.relationship, words.word(t.relationship))) for t in companies],
            alt="Companies with a business tie",
        )


def _accounts(section: Relationships, profile: Profile) -> None:
    if not section.accounts:
        _none(section.accounts is not None, "roles on accounts", profile)
        return
    table(
        (Column("Account"), Column("Type", "word"), Column("This customer"), Column("Also on it", none="nobody else")),
        [
            (
                link.account, link.type, _ROLE.get(link.role, link.role),
                "; ".join(f"{j.name or j.id} ({_ROLE.get(j.role, j.role).lower()})" for j in link.joint_with) or None,
            )
            for link in section.accounts
        ],
        alt="Accounts with roles and joint holders",
    )  # fmt: skip


def _companies(section: Relationships, profile: Profile) -> None:
    if not section.entities:
        _none(section.entities is not None, "ties to companies", profile)
        return
    table(
        (Column("Company"), Column("Id"), Column("Role"), Column("Ownership", none="no share on record")),
        [
            (e.name, e.entity, _ROLE.get(e.role, words.word(e.role)),
             None if e.ownership is None else words.share(e.ownership))
            for e in section.entities
        ],
        alt="Companies with roles and shares",
    )  # fmt: skip
