"""What a view is of: the customer of the address, the as-of day and the look-back, each checked here again."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import streamlit as st

from c360 import words
from c360.graph.about import BookInfo
from c360.policy import Policy
from components import places, session, theme

_DAYS: Final = (30, 90, 180, 365, 730)
_EARLIEST: Final = date(1950, 1, 1)


def customer() -> str | None:
    """The customer of the address; where it names none, the page says so and this is `None`."""
    customer_id = (st.query_params.get("customer") or "").strip()
    if customer_id and len(customer_id) <= places.LONGEST_ID:
        return customer_id
    st.title("No customer chosen", anchor=False)
    if customer_id:
        st.markdown(f"The id in this address is longer than an id can be, which is {places.LONGEST_ID} characters.")
    st.markdown("A customer's page has their id in its address: `customer?customer=…`. Find them first.")
    with places.ways():
        places.find()
        for opened, name in session.recent().items():
            places.button(opened, name or opened, key=f"recent_{opened}")
    return None


def show(customer_id: str, place: Any, book: BookInfo, policy: Policy) -> tuple[session.Asked, Any]:
    """Draw the pickers in `place`; gives what is asked for, and the slot beside them for the export."""
    asked_day, asked_days = st.query_params.get("as_of"), st.query_params.get("days")
    choices = sorted({*_DAYS, policy.lookback_days})
    first = min(_EARLIEST, book.as_of)
    with place, st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="right",
                             key=theme.PICKERS):  # fmt: skip
        chosen = st.date_input(
            "As of", value=book.as_of, min_value=first, max_value=book.as_of, key="as_of",
            format="YYYY-MM-DD", bind="query-params", width=150,
        )  # fmt: skip
        days = st.selectbox(
            "Look-back, days", [str(n) for n in choices], index=choices.index(policy.lookback_days), key="days",
            bind="query-params", width=130,
        )  # fmt: skip
        slot = st.empty()
    as_of = chosen if isinstance(chosen, date) and chosen <= book.as_of else book.as_of
    lookback = int(days) if days in {str(n) for n in choices} else policy.lookback_days
    told = []
    if asked_day and asked_day != as_of.isoformat():
        told.append(f"day {asked_day[:40]!r} (days go from {words.day(first)} to {words.day(book.as_of)})")
    if asked_days and asked_days != str(lookback):
        told.append(f"look-back {asked_days[:40]!r}")
    if told:
        shown = f"Shown are {words.day(as_of)} and {lookback} days."
        st.warning(theme.safe(f"The link asks for what can't be shown: {', '.join(told)}. {shown}"),
                   icon=":material/event_busy:")  # fmt: skip
    return session.Asked(customer_id, as_of, lookback), slot
