"""Charts as every section draws them: quiet, in the reader's palette, and never with text from data as markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from c360.words import plain
from components.theme import Palette

_CONFIG = {"displayModeBar": False, "showTips": False, "scrollZoom": False, "doubleClick": False}


def literal(text: str) -> str:
    """Text from data for a chart: plotly reads a small HTML in labels, links among it."""
    return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def figure(palette: Palette, height: int, **layout: Any) -> dict[str, Any]:
    """A figure's layout with the palette's ink and lines; `xaxis` and `yaxis` are laid over the usual ones.

    A plain dict, of which plotly makes one figure at the end: updating a figure step by step takes five times as long.
    """
    axis = {
        "gridcolor": palette.border, "zerolinecolor": palette.muted, "tickfont": {"color": palette.ink, "size": 12},
        "fixedrange": True, "automargin": True,
    }  # fmt: skip
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": palette.ink, "size": 13},
        "hoverlabel": {"bgcolor": palette.raised, "bordercolor": palette.border, "font": {"color": palette.ink}},
        "dragmode": False,
        "showlegend": False,
        **layout,
        "xaxis": axis | layout.get("xaxis", {}),
        "yaxis": axis | layout.get("yaxis", {}),
    }


def unit(palette: Palette, text: str) -> dict[str, Any]:
    """An axis's title: what it counts."""
    return {"text": text, "font": {"color": palette.muted, "size": 12}}


def draw(traces: Sequence[dict[str, Any]], layout: dict[str, Any], *, alt: str, key: str) -> None:
    """Put the figure on the page with its accessible name."""
    st.plotly_chart(go.Figure({"data": list(traces), "layout": layout}), alt=alt, key=key, config=_CONFIG)


def bars(
    palette: Palette,
    labels: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    *,
    alt: str,
    key: str,
    colours: Sequence[str] | None = None,
) -> None:
    """Horizontal bars, the first label on top, each with its figure beside it; nothing where there is no bar."""
    if not any(values):
        return
    # Categories are numbers with ticks of their own, so that two labels that read alike stay two bars.
    places = list(range(len(labels)))
    trace = {
        "type": "bar", "orientation": "h", "x": list(values), "y": places, "width": 0.62, "hoverinfo": "skip",
        "text": [literal(text) for text in texts], "textposition": "outside", "cliponaxis": False,
        "marker": {"color": list(colours) if colours else palette.accent, "line": {"width": 0}},
        "textfont": {"color": palette.ink},
    }  # fmt: skip
    low, high = min(0.0, *values), max(0.0, *values)
    # Room for the figures beside the bars: on a telephone a letter takes up to a fifteenth of what the bars have.
    room = (high - low) * max(len(text) for text in texts) / 15
    layout = figure(
        palette, 30 + 27 * len(labels),
        xaxis={"visible": False, "range": [low - (room if low < 0 else 0), high + room]},
        yaxis={
            "tickvals": places, "ticktext": [literal(_short(label)) for label in labels], "autorange": "reversed",
            "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    draw([trace], layout, alt=alt, key=key)


def _short(label: str) -> str:
    return label if len(label) <= 24 else label[:23] + "…"
