"""Breaking the glass: offered where a customer isn't shown, and the banner while one is open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from c360 import words
from c360.access import BREAK_GLASS
from c360.acts.glass import LONGEST_ID, Grant
from c360.errors import C360Error
from components import acting, clock, granted, reasons, session, theme

_SAID: Final = "glass_said"
_FORM: Final = "glass"


def offer(customer_id: str) -> None:
    """Draw the form under "No such customer", the same whether there is one or not; once it is broken, say which.

    Nothing for whoever may not, nor for a role that is for everybody: then there is no such customer.
    """
    if customer_id != st.query_params.get("customer") or not 0 < len(customer_id) <= LONGEST_ID:
        return
    grant = _open(customer_id)
    if grant is not None:
        st.info(
            theme.safe(f"The glass is broken for this id until {_until(grant)}, and nobody in this book has it."),
            icon=":material/person_off:",
        )
        return
    role = session.role()
    if not role.may(BREAK_GLASS) or role.part.everyone:
        return
    minutes = words.counted(session.policy().acts.glass_minutes, "minute")
    with st.container(border=True, gap="small"):
        st.container(horizontal=True).header("Break the glass", anchor=False)
        st.markdown(
            f"If this customer is outside your part, you can open them for {minutes}, for a reason. That you did, and"
            " all that you look at, is on record, and the auditor is shown it before anything else."
        )
        said = st.session_state.pop(_SAID, None)
        if said:
            st.error(theme.safe(said), icon=":material/error:")
        with st.form(_FORM, border=False, enter_to_submit=False):
            reasons.ask(_FORM)
            st.form_submit_button("Break the glass", icon=":material/emergency:", key="glass do", on_click=_break,
                                  args=(customer_id,))  # fmt: skip


def banner() -> None:
    """Say that the customer of this page is open because the glass was broken, and until when; the page then ends."""
    grant = _open(st.query_params.get("customer") or "")
    if grant is None:
        return
    st.warning(
        f"**Opened by breaking the glass until {_until(grant)}.** {theme.safe(grant.reason)}",
        icon=":material/emergency:",
    )
    clock.until(grant.until)


def _break(customer_id: str) -> None:
    try:
        acting.break_glass(customer_id, *reasons.given(_FORM))
    except C360Error as error:
        st.session_state[_SAID] = error.title


def _open(customer_id: str) -> Grant | None:
    now = datetime.now(UTC)
    held = granted.opened(session.book(), session.policy())
    return next((one for one in held if one.customer_id == customer_id and now < one.until), None)


def _until(grant: Grant) -> str:
    return f"{grant.until.astimezone(session.book().zone):%H:%M}"
