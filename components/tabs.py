"""Tabs of which the open one stands in the address, whoever opened it and however fast.

A browser that hears from an earlier run which tab was open goes back to it, though a person has moved on by then
(Streamlit 1.67); the address keeps what the person chose. So where the two differ the address is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st


def opened(key: str, labels: Sequence[str]) -> str:
    """The tab that this run is about to show: a button's, else the address's in any letter case, else the first."""
    held = st.session_state.get(key)
    if st.session_state.get(_asked(key)) and held in labels:
        return str(held)
    named = str(st.query_params.get(key) or "").capitalize()
    return named if named in labels else labels[0]


def row(key: str, labels: Sequence[str]) -> Sequence[Any]:
    """The tabs themselves, each with `open`."""
    held, chosen = st.session_state.get(key), opened(key, labels)
    if held is not None and held != chosen:
        st.session_state[key] = chosen
    st.session_state.pop(_asked(key), None)  # from here on it stands in the address
    return st.tabs(labels, key=key, on_change="rerun", bind="query-params")


def go(key: str, label: str) -> None:
    """Opens a tab in the next run; for the callback of a button."""
    st.session_state[key] = label
    st.session_state[_asked(key)] = True


def _asked(key: str) -> str:
    return f"{key}_asked_for"
