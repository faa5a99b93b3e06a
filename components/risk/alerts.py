"""Alerts and matches: when each stood open, the table of them, and what moved on their accounts in the days before."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from c360 import words
from c360.model import AlertRow, Profile, Risk
from c360.sheets import activity, standing
from c360.sheets import alerts as about
from c360.sheets import risk as sheets
from components import charts, session, theme
from components.panel import Records, missing, panel, popover, table

_MOST: Final = 12  # on the chart, newest first; the table has them all
_MONTHS: Final = 240  # days: on a shorter scale two marks would bear one month's name
_WAYS: Final = 6  # alerts whose accounts can be opened from here


def show(section: Risk, profile: Profile) -> None:
    """Draw the panel."""
    with panel("Alerts and matches", "Newest first; closed ones and false positives are shown and don't count"):
        lacks = sheets.not_held(section)
        if lacks:
            missing(lacks)
        if section.alerts is None:
            return
        _timeline(section.alerts, profile)
        table(sheets.alerts(section, profile))
        _accounts(section.alerts, profile)


def _timeline(rows: tuple[AlertRow, ...], profile: Profile) -> None:
    spans = about.spans(rows, profile.as_of)
    if not spans:
        return
    palette, shown = theme.palette(), spans[:_MOST]
    traces: list[dict[str, Any]] = []
    for at, one in enumerate(shown):
        colour = palette.levels[one.level] if one.counts else palette.muted
        traces.append({
            "type": "scatter", "mode": "lines+markers", "hoverinfo": "skip", "cliponaxis": False,
            "x": [one.start.isoformat(), one.end.isoformat()], "y": [at, at],
            "line": {"color": colour, "width": 5 if one.counts else 2, "dash": "solid" if one.counts else "dot"},
            "marker": {
                "size": 11, "color": colour, "line": {"width": 2, "color": colour},
                "symbol": ["circle", "arrow-right" if one.still_open else "circle-open"],
            },
        })  # fmt: skip
    first, last = min(one.start for one in shown), max(one.end for one in shown)
    layout = charts.figure(
        palette, 50 + 40 * len(shown), margin={"l": 8, "r": 18, "t": 8, "b": 8},
        xaxis={
            "type": "date", "tickformat": "%b %Y" if (last - first).days > _MONTHS else "%-d %b %Y", "nticks": 4,
            "tickangle": 0,
        },
        yaxis={
            "tickvals": list(range(len(shown))), "ticktext": [_label(one) for one in shown],
            "range": [len(shown) - 0.5, -0.5], "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    alt = "Alerts and matches over time: " + "; ".join(one.says for one in shown)
    charts.draw(traces, layout, alt=alt, key="alerts")
    told = [f"The newest {_MOST} of {len(spans)} are drawn."] if len(spans) > _MOST else []
    undated = len(rows) - len(spans)
    told += [f"{words.counted(undated, 'record')} without a day can't be drawn."] if undated else []
    note = "From raised (●) to closed (○), or to the day looked at where it is not closed (▶); thick where it counts."
    st.caption(theme.safe(" ".join([note, *told])))


def _label(one: about.Span) -> str:
    severity = f", {one.severity.lower()}" if one.severity else ""
    return f"{charts.literal(one.kind)}{charts.literal(severity)}<br>{charts.literal(standing(one.status))}"


def _accounts(rows: tuple[AlertRow, ...], profile: Profile) -> None:
    """What moved before an alert, by day and account alone: no source says which transactions raised it."""
    on_accounts = [row for row in rows if about.account(row) and row.raised_at is not None]
    if not rows:
        return
    told = "Which transactions raised an alert is not recorded."
    if not on_accounts:
        st.caption(theme.safe(told))
        return
    told += f" Those on its account in the {about.DAYS} days to the day it was raised can be opened here."
    st.caption(theme.safe(told))
    with st.container(horizontal=True):
        for row in on_accounts[:_WAYS]:
            day = words.day(words.as_day(row.raised_at or profile.as_of))
            name = f"{about.account(row)} to {day} {row.id}"
            popover(name, partial(_before, row, profile), theme.safe(f"Before {row.id}"))
    if len(on_accounts) > _WAYS:
        missing(f"and {len(on_accounts) - _WAYS} more: see Activity", ":material/more_horiz:")


def _before(row: AlertRow, profile: Profile) -> Records:
    found, how = about.before(row, profile)
    # These are the activity section's rows: that they are looked at is on record before they are.
    session.shown_too(profile, ("activity",))
    return Records(how, activity.transactions(found, profile))
