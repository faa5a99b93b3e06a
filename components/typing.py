"""Makes the search box answer while somebody types, and the arrow keys lead through what was found."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

_JS: Final = (Path(__file__).parent / "typing.js").read_text("utf-8")
_listen = st.components.v2.component("c360.typing", js=_JS)


def listen() -> None:
    """Put it into the page; it draws nothing."""
    _listen(key="typing", height=1)
