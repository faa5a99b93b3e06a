"""What is shown for a while goes away by itself: the page is drawn again when the time is over."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from components import login


def until(end: datetime) -> None:
    """Have the page drawn again at `end` (aware); it draws nothing. Whoever shows what ends asks for the time again."""
    left = (end - datetime.now(UTC)).total_seconds()
    # A little later, so that the time is over for sure when the server is asked.
    login.fragment(_due, run_every=max(left, 0) + 0.5)(end)


def _due(end: datetime) -> None:
    if datetime.now(UTC) >= end:
        st.rerun()
