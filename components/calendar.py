"""A year of days as a calendar: weeks across, weekdays down, darker where more happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from c360 import words
from c360.model import Day, Profile
from c360.sheets.activity import WEEKDAYS
from components import charts, theme
from components.panel import NONE, missing, unavailable


def show(profile: Profile, first_day: date | None) -> None:
    """Draw the days of a profile of a year; each says its date, how many transactions, and what came in and went out.

    Days before the book's `first_day` stay blank: of them nothing is known.
    """
    state, activity = profile.sections.get("activity"), profile.activity
    if unavailable(state, "The year") or activity is None:
        return
    if activity.transaction_count is None:
        missing("Transactions of this year are not held in this book.")
        return
    days = [day for day in activity.daily or () if first_day is None or day.date >= first_day]
    if first_day is not None and len(days) < len(activity.daily or ()):
        st.caption(f"Transactions are held from {words.day(first_day)}; days before it stay blank.")
    if any(day.count for day in days):
        _draw(days, profile.currency)
    else:
        missing("No transaction in this year.", NONE)


def _draw(days: Sequence[Day], currency: str) -> None:
    palette = theme.palette()
    first = days[0].date - timedelta(days=days[0].date.weekday())
    weeks = (days[-1].date - first).days // 7 + 1
    counts: list[list[int | None]] = [[None] * weeks for _ in range(7)]
    told: list[list[str]] = [[""] * weeks for _ in range(7)]
    for day in days:
        week, weekday = divmod((day.date - first).days, 7)
        counts[weekday][week] = day.count
        sums = f"{words.money(day.inflow, currency)} in, {words.money(day.outflow, currency)} out"
        told[weekday][week] = f"{words.day(day.date)}: {words.counted(day.count, 'transaction')}, {sums}"
    steps = palette.sequential
    trace: dict[str, Any] = {
        "type": "heatmap", "z": counts, "x": list(range(weeks)), "y": list(range(7)), "zmin": 0, "xgap": 2, "ygap": 2,
        "colorscale": [[index / (len(steps) - 1), colour] for index, colour in enumerate(steps)],
        "customdata": told, "hovertemplate": "%{customdata}<extra></extra>", "hoverongaps": False,
        "colorbar": {
            "title": {"text": "count", "font": {"size": 12, "color": palette.muted}}, "thickness": 10,
            "outlinewidth": 0, "tickfont": {"color": palette.ink, "size": 11}, "nticks": 4, "tickformat": "d",
        },
    }  # fmt: skip
    starts = [(week, first + timedelta(weeks=week)) for week in range(weeks)]
    months = [
        (week, day) for n, (week, day) in enumerate(starts) if n == 0 or day.month != (day - timedelta(weeks=1)).month
    ]
    # The first, cut month would stand on the second's name.
    months = months[1:] if len(months) > 1 and months[1][0] - months[0][0] < 3 else months
    layout = charts.figure(
        palette, 190,
        xaxis={
            "tickvals": [week for week, _ in months], "ticktext": [f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"
                                                                   for _, day in months],
            "showgrid": False, "zeroline": False,
        },
        yaxis={
            "tickvals": list(range(7)), "ticktext": list(WEEKDAYS), "autorange": "reversed", "showgrid": False,
            "zeroline": False,
        },
    )  # fmt: skip
    busiest = max(days, key=lambda day: day.count)
    alt = (
        f"Transactions on each day from {words.day(days[0].date)} to {words.day(days[-1].date)};"
        f" most on {words.day(busiest.date)}: {busiest.count}"
    )
    charts.draw([trace], layout, alt=alt, key="calendar")
