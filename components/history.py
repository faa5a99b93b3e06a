"""Makes every view a step of the browser's history, so that back and forward lead through them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.state.session_state_proxy import get_session_state

_JS: Final = (Path(__file__).parent / "history.js").read_text("utf-8")
_keep = st.components.v2.component("c360.history", js=_JS)


def keep() -> None:
    """Put it into the page; it draws nothing."""
    _keep(key="history", height=1)


def address() -> dict[str, list[str]]:
    """All that the address asks for: a parameter may have several values, of which a plain dict keeps the last."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def hold() -> None:
    """Leave the address as it is where the widgets that it is bound to are not drawn.

    It would lose tab and day with them, and a reload the view. Streamlit has no call for it: what it ties a key of
    the address to is let go of here, and tied again when the widget is drawn.
    """
    asked = address()
    with get_session_state().query_params() as held:
        for bound in [held.get_binding_for_param(key) for key in asked]:
            if bound is not None:
                held.unbind_widget(bound.widget_id)
    st.query_params.from_dict(asked)
