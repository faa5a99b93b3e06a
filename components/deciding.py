"""A person's decision on a sanctions candidate: the form, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from c360.access import DECIDE
from c360.errors import C360Error
from c360.model.screening import CONFIRMED, DISMISSED, ScreenedCandidate, Screening
from components import session, theme
from components.panel import missing

_SAID: Final = "screening_said"
_LABELS: Final = {CONFIRMED: "Confirm: it is the same", DISMISSED: "Dismiss: it is somebody else"}
_LONGEST: Final = 2000


def said() -> None:
    """What became of the decision that was just made, once."""
    found = st.session_state.pop(_SAID, None)
    if found is not None:
        kept, text = found
        (st.success if kept else st.error)(theme.safe(text), icon=":material/gavel:")


def form(found: Screening, one: ScreenedCandidate, key: str) -> None:
    """Confirm or dismiss, with a reason; not for a role that may not."""
    if not session.role().may(DECIDE):
        missing("Your role may not decide on this.", ":material/lock:")
        return
    # The number of decisions is in the key: after one, the reason given for it doesn't stand there for the next.
    key = f"decide {key} {one.seen}"
    with st.form(key, border=False, enter_to_submit=False):
        st.text_input("Reason for the decision", key=f"{key} reason", max_chars=_LONGEST,
                      placeholder="What tells this customer from the listed one, or doesn't")  # fmt: skip
        with st.container(horizontal=True):
            for outcome, label in _LABELS.items():
                # What was shown goes with the click: whoever decided meanwhile is then not passed over.
                st.form_submit_button(label, key=f"{key} {outcome}", on_click=_decided, args=(found, one, outcome, key))


def _decided(found: Screening, one: ScreenedCandidate, outcome: str, key: str) -> None:
    reason = str(st.session_state.get(f"{key} reason") or "")
    try:
        session.decide(found, one, outcome, reason, at=datetime.now(UTC))
    except C360Error as error:
        st.session_state[_SAID] = False, error.title
        return
    st.session_state[_SAID] = True, f"{one.name}, {one.list} {one.entry_id}: {outcome}. The decision is on record."
