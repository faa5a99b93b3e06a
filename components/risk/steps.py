"""How the band came about, from zero up, and what would move it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import streamlit as st

from c360 import words
from c360.model import Risk
from c360.policy import Policy
from c360.sheets import waterfall as falls
from c360.sheets import what_if as sheets
from c360.sheets.waterfall import Stage
from components import charts, theme
from components.panel import missing, panel, table

_WIDE = 24  # letters of a label's line: more would leave no room for bars on a telephone
_FIRST = 6  # changes of a kind that are listed at once


def show(section: Risk, policy: Policy) -> None:
    """Draw both panels."""
    left, right = st.columns([5, 4])
    with left, panel("From zero to the band", "Weights add up to the base score from 0 to 1; floors lift the band"):
        _waterfall(section, policy)
    with right, panel("What would change this?", sheets.NOTE):
        _kind(section, "It would be lower", "lower")
        _kind(section, "It would be higher", "raise")
        _in_time(section)
        if bounds := sheets.bounds(section):
            st.caption(theme.safe(bounds))


def _kind(section: Risk, title: str, direction: str) -> None:
    st.markdown(f"**{title}**")
    found = sheets.changes(section, direction)
    if not found:
        missing(sheets.nothing(section, direction), ":material/remove:")
    _listed(found[:_FIRST], direction)
    if len(found) > _FIRST:
        with st.expander(f"{len(found) - _FIRST} more"):
            _listed(found[_FIRST:], f"{direction}_more")


def _in_time(section: Risk) -> None:
    found = sheets.in_time(section)
    if found:
        st.markdown("**As time passes**")
        _listed(found, "time")


def _listed(found: Sequence[Any], key: str) -> None:
    """A list whose marks are the bands' shapes."""
    told = [f"- **{theme.safe(words.band(one.band))}** {theme.safe(sheets.clause(one))}" for one in found]
    if told:
        with st.container(key=f"{theme.SHAPED}_{key}"):
            st.markdown("\n".join(told))


def _waterfall(section: Risk, policy: Policy) -> None:
    found = falls.stages(section, policy)
    if not found:
        missing(falls.unknown(section))
        return
    palette, places = theme.palette(), list(range(len(found)))
    layout = charts.figure(
        palette, 60 + 54 * len(found), margin={"l": 8, "r": 14, "t": 26, "b": 8},
        xaxis={
            "range": [0, 1], "tickvals": [0.0, *(float(step.start) for step in policy.bands if step.start), 1.0],
            "showgrid": False, "zeroline": False, "tickformat": ".2f", "title": charts.unit(palette, "base score"),
        },
        yaxis={
            "tickvals": places, "ticktext": [_label(one) for one in found], "showgrid": False, "zeroline": False,
            "range": [len(found) - 0.5, -0.5], "tickfont": {"color": palette.ink, "size": 11},
        },
        shapes=_bands(policy, palette), annotations=_names(policy, palette),
    )  # fmt: skip
    alt = "From zero to the band: " + "; ".join(f"{one.title}: {falls.said(one)}" for one in found)
    charts.draw(_traces(found, palette), layout, alt=alt, key="waterfall")
    told = [f"{_whole(words.band(step.name))} from {step.start:.2f}" for step in reversed(policy.bands)]
    st.caption(theme.safe(" · ".join(told)))
    with st.expander("The same as a table"):
        table(falls.waterfall(section, policy))


def _whole(band: str) -> str:
    """A band whose shape and word stay in one line."""
    return band.replace(" ", "\N{NO-BREAK SPACE}")


def _label(one: Stage) -> str:
    lines = [charts.literal(line) for line in wrap(one.title, _WIDE)[:2]]
    said = charts.literal(falls.said(one))
    return "<br>".join([*lines, f"<b>{said}</b>" if one.applied and one.end != one.start else said])


def _traces(found: Sequence[Stage], palette: theme.Palette) -> list[dict[str, Any]]:
    """Each step a bar, or a hollow point where it moves nothing, and thin lines that lead from one to the next."""
    moving = [at for at, one in enumerate(found) if one.start != one.end]
    still = [at for at, one in enumerate(found) if one.start == one.end]
    colours = {"weight": palette.accent, "base": palette.muted}
    bars = {
        "type": "bar", "orientation": "h", "y": moving, "width": 0.56, "hoverinfo": "skip",
        "base": [float(found[at].start) for at in moving],
        "x": [float(found[at].end - found[at].start) for at in moving],
        "marker": {
            "color": [colours.get(found[at].kind) or palette.levels[found[at].band] for at in moving],
            "line": {"width": 0},
        },
    }  # fmt: skip
    points = {
        "type": "scatter", "mode": "markers", "x": [float(found[at].end) for at in still], "y": still,
        "hoverinfo": "skip", "cliponaxis": False,
        "marker": {"symbol": "circle-open", "size": 9, "color": palette.muted, "line": {"width": 2}},
    }  # fmt: skip
    ways = [
        {
            "type": "scatter", "mode": "lines", "x": [float(one.end)] * 2, "y": [at, at + 1], "hoverinfo": "skip",
            "line": {"color": palette.muted, "width": 1, "dash": "dot"},
        }
        for at, one in enumerate(found[:-1])
    ]  # fmt: skip
    return [*ways, bars, points]


def _spans(policy: Policy) -> list[tuple[str, float, float]]:
    """Each band with where it begins and ends on the scale of the base score, the lowest first."""
    steps = sorted(policy.bands, key=lambda step: step.start)
    starts = [float(step.start) for step in steps]
    return [(step.name, start, end) for step, start, end in zip(steps, starts, [*starts[1:], 1.0], strict=True)]


def _bands(policy: Policy, palette: theme.Palette) -> list[dict[str, Any]]:
    """Each band's colour faintly behind the steps, and a line where it begins."""
    along = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    made: list[dict[str, Any]] = []
    for name, start, end in _spans(policy):
        colour = palette.levels[name]
        made.append({**along, "type": "rect", "x0": start, "x1": end, "fillcolor": colour, "opacity": 0.10,
                     "line": {"width": 0}})  # fmt: skip
        made.append({**along, "type": "line", "x0": start, "x1": start, "line": {"color": palette.border, "width": 1}})
    return made


def _names(policy: Policy, palette: theme.Palette) -> list[dict[str, Any]]:
    """The bands' shapes above them: their words stand underneath, since on a telephone they would run together."""
    return [
        {
            "x": (start + end) / 2, "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
            "text": words.BANDS[name][1], "font": {"size": 14, "color": palette.levels[name]},
        }
        for name, start, end in _spans(policy)
    ]  # fmt: skip
