"""The relationships tab: the network, and the same as tables for whoever doesn't use a mouse."""

from __future__ import annotations

import streamlit as st

from c360 import words
from c360.model import Profile, Relationships, SectionState
from c360.network import network
from c360.sheets import relationships as sheets
from c360.sheets import sheet
from components import household, places, theme
from components import network as picture
from components.panel import limits, panel, table, unavailable

_COMPANIES = 10  # links below the table that holds them all


def show(section: Relationships | None, state: SectionState | None, profile: Profile) -> None:
    """Draw the section. A click on a person in the network, or on their name beside it, opens their page."""
    if unavailable(state, "Relationships") or section is None or state is None:
        return
    limits(state)
    found = network(section, profile.customer_id, profile.summary.name)
    left, right = st.columns([5, 3])
    with (
        left,
        panel(
            "Who stands around this customer?",
            f"{sheets.neighbours(section, profile)}. A click on a person opens their page.",
        ),
    ):
        picture.show(found)
        places.network_link(profile.customer_id, "Work in the network")
    with right:
        with panel("Family", "What the other is to this customer"):
            _family(section, profile)
        with panel("Business", "People and companies, by what they are to this customer"):
            _business(section, profile)
    household.around(profile)
    with panel("The same as a table", "Everybody and everything in the picture"):
        table(picture.as_sheet(found))
    with panel("Accounts and who else is on them", "Owned and authorised; closed accounts too"):
        table(sheets.accounts(section, profile))
    with panel("Companies owned, controlled or directed", "Ownership in percent, of this customer alone"):
        table(sheets.companies(section, profile))
        companies = {one.entity: one.name for one in section.entities or ()}
        for company_id, name in list(companies.items())[:_COMPANIES]:
            places.company_link(company_id, f"Who owns {name or company_id} in the end")


def _family(section: Relationships, profile: Profile) -> None:
    if not section.family:
        table(sheets.family(section, profile))
    for person in section.family or ():
        _person(person.id, person.name, words.word(person.relationship))


def _business(section: Relationships, profile: Profile) -> None:
    people = [tie for tie in section.business or () if tie.type == "Person"]
    for tie in people:
        _person(tie.id, tie.name, words.word(tie.relationship))
    whole = sheets.business(section, profile)
    companies = [row for row in whole.rows if row[2] != "Person"]
    if companies or not people:
        table(sheet(whole.name, whole.title, whole.columns, companies, whole.none, held=whole.held),
              drop=("Kind",))  # fmt: skip


def _person(customer_id: str | None, name: str | None, tie: str) -> None:
    """A button that keeps the tab, so that the next page opens where this one was left.

    Somebody outside the role's part has no id, and so no page.
    """
    if customer_id is None:
        st.caption(f"{theme.safe(name or '')} · {theme.safe(tie)}")
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        places.button(customer_id, name or customer_id, key=f"person_{tie}_{customer_id}")
        st.caption(f"{theme.safe(tie)} · {theme.safe(customer_id)}", width="content")
