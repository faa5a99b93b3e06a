"""When transactions happen: weekday by hour, business hours marked, and how the counts split."""

from __future__ import annotations

import streamlit as st

from c360.model import Activity
from c360.sheets.activity import WEEKDAYS, by_hour, times
from components import charts, theme
from components.panel import NONE, missing, table


def show(section: Activity, hours: tuple[int, int]) -> None:
    """Draw the heatmap of the transactions that have a time of day, and count those that have none."""
    split, counts = section.time_patterns, section.heatmap
    if split is None or counts is None:
        missing("The time of transactions is not held in this book.")
        return
    timed = sum(map(sum, counts))
    if timed:
        _draw(counts, hours)
    elif split.date_only:
        missing("These transactions carry a date and no time of day, so there are no hours to show.")
    else:
        missing("No transaction in this window.", NONE)
    table(times(section, hours))
    if timed:
        with st.expander("Numbers by hour"):
            table(by_hour(section))


def _draw(counts: tuple[tuple[int, ...], ...], hours: tuple[int, int]) -> None:
    palette = theme.palette()
    steps = palette.sequential
    scale = [[index / (len(steps) - 1), colour] for index, colour in enumerate(steps)]
    trace = {
        "type": "heatmap", "z": [list(row) for row in counts], "x": list(range(24)), "y": list(range(7)),
        "colorscale": scale, "zmin": 0, "xgap": 2, "ygap": 2,
        "colorbar": {
            "title": {"text": "count", "font": {"size": 12, "color": palette.muted}},
            "thickness": 10, "outlinewidth": 0, "tickfont": {"color": palette.ink, "size": 11}, "nticks": 5,
            "tickformat": "d",
        },
        "customdata": [[f"{WEEKDAYS[d]} {h:02}:00 to {h + 1:02}:00" for h in range(24)] for d in range(7)],
        "hovertemplate": "%{customdata}: %{z}<extra></extra>",
    }  # fmt: skip
    layout = charts.figure(
        palette, 300,
        shapes=[{
            "type": "rect", "x0": hours[0] - 0.5, "x1": hours[1] - 0.5, "y0": -0.5, "y1": 4.5, "layer": "above",
            "line": {"color": palette.outflow, "width": 2},
        }],
        annotations=[{
            "x": (hours[0] + hours[1] - 1) / 2, "y": -0.62, "yanchor": "bottom", "showarrow": False,
            "text": "business hours", "font": {"size": 12, "color": palette.ink},
        }],
        xaxis={
            "tickvals": [0, 3, 6, 9, 12, 15, 18, 21], "title": charts.unit(palette, "hour of the day"),
            "showgrid": False, "zeroline": False,
        },
        yaxis={
            "tickvals": list(range(7)), "ticktext": list(WEEKDAYS), "range": [6.5, -1.2], "showgrid": False,
            "zeroline": False,
        },
    )  # fmt: skip
    charts.draw([trace], layout, alt="Transactions by weekday and hour, business hours marked", key="heatmap")
