"""The network around a customer as a picture that opens whoever is clicked."""

from __future__ import annotations

from typing import Final

import streamlit as st

from c360.network import LIMIT, Network
from c360.sheets import Column, Sheet, sheet
from components import places, theme
from components.network import vis
from components.network.data import drawn

KEY: Final = "network"
_KINDS: Final = {"self": "This customer", "person": "Person", "company": "Company", "account": "Account"}


def show(found: Network) -> None:
    """Draw the network; a click on another person makes the page theirs, on the same tab."""
    if len(found.nodes) == 1:
        st.caption("Nobody and nothing is tied to this customer on record.")
        return
    graph = drawn(found, theme.palette())
    vis.graph(
        {
            "nodes": list(graph.nodes),
            "edges": list(graph.edges),
            "legend": [list(entry) for entry in graph.legend],
            "label": f"Network of {len(found.nodes) - 1} people, companies and accounts; the table below says the same",
        },
        key=KEY,
        on_opened=_open,
    )
    if found.left_out:
        st.caption(f"The first {LIMIT} of {LIMIT + found.left_out} are drawn; the tables below have the rest.")


def as_sheet(found: Network) -> Sheet:
    """Every node but the customer, and what ties it to whom."""
    names = {node.key: node.label for node in found.nodes}
    said: dict[str, list[str]] = {}
    for tie in found.ties:
        far = tie.end if tie.start == found.nodes[0].key else tie.start
        near = names[tie.end] if far == tie.start else ""
        said.setdefault(far, []).append(tie.label or f"on {near}")
    rows = [(node.label, _KINDS[node.kind], ", ".join(said.get(node.key, ())), node.id) for node in found.nodes[1:]]
    columns = (Column("Name"), Column("Kind"), Column("Tie"), Column("Id"))
    return sheet("network", "Everybody and everything in the picture", columns, rows,
                 "Nobody and nothing is tied to this customer on record.")  # fmt: skip


def _open() -> None:
    places.go(getattr(st.session_state.get(KEY), "opened", None))
