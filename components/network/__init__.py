"""The network around a customer as a picture that opens whoever is clicked."""

from __future__ import annotations

import streamlit as st

from c360.model import Profile, Relationships
from components import theme
from components.network import vis
from components.network.data import LIMIT, drawn

KEY = "network"


def show(section: Relationships, profile: Profile) -> None:
    """Draw the network; a click on another person makes the page theirs, on the same tab."""
    graph = drawn(section, profile.customer_id, profile.summary.name, theme.palette())
    if len(graph.nodes) == 1:
        st.caption("Nobody and nothing is tied to this customer on record.")
        return
    vis.graph(
        {
            "nodes": list(graph.nodes),
            "edges": list(graph.edges),
            "legend": [list(entry) for entry in graph.legend],
            "label": f"Network of {len(graph.nodes) - 1} people, companies and accounts; the tables below say the same",
        },
        key=KEY,
        on_opened=_open,
    )
    if graph.left_out:
        st.caption(f"The first {LIMIT} of {LIMIT + graph.left_out} are drawn; the tables below have the rest.")


def _open() -> None:
    """The click: the id comes from the browser, so it is only ever looked up, never trusted."""
    clicked = getattr(st.session_state.get(KEY), "opened", None)
    if isinstance(clicked, str) and 0 < len(clicked) <= 200:
        st.query_params["customer"] = clicked
