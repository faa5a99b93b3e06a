"""Why somebody goes beyond their usual sight: a reason of the policy's list, and words of their own."""

from __future__ import annotations

import streamlit as st

from c360.acts.reasons import LONGEST
from components import acting


def ask(form: str) -> None:
    """Draw both, within the form of this key."""
    st.selectbox("Reason", acting.reasons(), index=None, key=f"{form} chosen", placeholder="Choose one")
    st.text_input("In your own words", key=f"{form} text", max_chars=LONGEST, placeholder="For whoever reads it later")


def given(form: str) -> tuple[str | None, str | None]:
    """What was chosen and written in the form of this key."""
    return st.session_state.get(f"{form} chosen"), st.session_state.get(f"{form} text")
