"""Makes every view a step of the browser's history, so that back and forward lead through them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

_JS: Final = (Path(__file__).parent / "history.js").read_text("utf-8")
_keep = st.components.v2.component("c360.history", js=_JS)


def keep() -> None:
    """Put it into the page; it draws nothing."""
    _keep(key="history", height=1)
