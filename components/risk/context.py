"""The risk of the household and of companies, as context: read when it is asked for, and on record as seen."""

from __future__ import annotations

from typing import Final

import streamlit as st

from c360 import words
from c360.errors import C360Error, NotAllowed
from c360.model import Profile
from c360.model.company import Company
from c360.sheets import context as sheets
from components import groups, theme
from components.panel import OFF, missing, panel, table

_ASKED: Final = "risk_context_of"
_COMPANIES: Final = 8  # each is a request of its own


def show(profile: Profile) -> None:
    """Draw the panel; once it is asked for, it stays open for this customer."""
    with panel(
        "What stands around this customer?",
        "Risk of the household and of companies: theirs, not this customer's, and in no figure above",
    ):
        if st.session_state.get(_ASKED) != profile.customer_id:
            missing("Looking at others is on record as a view of each of them.", ":material/visibility:")
            st.button("Show the risk of the household and companies", key="risk_context", on_click=_ask,
                      args=(profile.customer_id,), icon=":material/groups:")  # fmt: skip
            return
        left, right = st.columns(2)
        with left:
            _household(profile)
        with right:
            _companies(profile)


def _ask(customer_id: str) -> None:
    st.session_state[_ASKED] = customer_id


def _household(profile: Profile) -> None:
    st.markdown("**Members of the household**")
    try:
        found = groups.household(profile.customer_id, profile.as_of)
    except NotAllowed:
        missing(words.HIDDEN, OFF)
        return
    except C360Error as error:
        _unread("The household", error)
        return
    table(sheets.members(found), drop=("Id",))
    for one in found.members:
        if "risk" in one.unread:
            missing(f"Risk of {one.name or one.id} could not be read. This is not the same as none.")


def _companies(profile: Profile) -> None:
    st.markdown("**Companies owned, controlled or directed**")
    ties = profile.relationships
    if profile.hides("relationships.entities"):
        missing(words.HIDDEN, OFF)
        return
    if ties is None:
        missing("Ties to companies could not be read. This is not the same as none.")
        return
    wanted = list(dict.fromkeys(one.entity for one in ties.entities or ()))
    found: list[Company] = []
    for company_id in wanted[:_COMPANIES]:
        try:
            found.append(groups.company(company_id))
        except C360Error as error:
            _unread(f"Company {company_id}", error)
    if found or not wanted:
        table(sheets.companies(ties, found), drop=("Id",))
    if len(wanted) > _COMPANIES:
        missing(f"The first {_COMPANIES} of {len(wanted)} companies were read.", ":material/more_horiz:")
    if any(one.as_of != profile.as_of for one in found):
        missing(f"Companies are shown as of the book's day, not as of {words.day(profile.as_of)}.", ":material/info:")


def _unread(what: str, error: C360Error) -> None:
    reason = theme.safe(error.title.rstrip("."))
    st.error(f"**{theme.safe(what)} could not be read:** {reason}. This is not the same as none.",
             icon=":material/cloud_off:")  # fmt: skip
