"""Money in and out by week: bars up and down from zero, the net between them, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from c360 import words
from c360.model import Activity, Profile
from c360.sheets.activity import by_week, weeks
from components import charts, theme
from components.panel import NONE, missing, table


def show(section: Activity, profile: Profile) -> None:
    """Draw the weeks; where an exchange rate is missing the week is a gap and the table says unknown."""
    currency, found = profile.currency, weeks(section.daily or ())
    if not any(week.count for week in found):
        missing("No transaction in this window.", NONE)
        return
    palette = theme.palette()
    starts = [week.start.isoformat() for week in found]
    net = [week.net for week in found]
    traces = [
        _bars("In", starts, [week.inflow for week in found], 1, palette.inflow, currency),
        _bars("Out", starts, [week.outflow for week in found], -1, palette.outflow, currency),
        {
            "type": "scatter", "x": starts, "y": _floats(net), "name": "Net", "mode": "lines+markers",
            "line": {"color": palette.ink, "dash": "dot", "width": 2}, "marker": {"size": 6},
            "customdata": [words.money(v, currency) for v in net],
            "hovertemplate": "Net %{customdata}<extra></extra>",
        },
    ]  # fmt: skip
    low = min(-float(week.outflow or 0) for week in found)
    high = max(float(week.inflow or 0) for week in found)
    room = (high - low) * 0.06
    every = -(-len(found) // 8)
    layout = charts.figure(
        palette, 300, barmode="relative", bargap=0.25, showlegend=True, hovermode="x unified",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"color": palette.ink}},
        xaxis={
            "type": "category", "tickvals": starts[::every], "showgrid": False, "tickangle": 0,
            "ticktext": [f"{week.start.day} {week.start:%b}" for week in found[::every]],
        },
        yaxis={"range": [low - room, high + room], "tickformat": ",.3~s", "title": charts.unit(palette, currency)},
    )  # fmt: skip
    charts.draw(traces, layout, alt=f"Money in and out by week in {currency}", key="weeks")
    table(by_week(section, profile), height=248)


def _bars(
    name: str, starts: Sequence[str], amounts: Sequence[Decimal | None], sign: int, colour: str, currency: str
) -> dict[str, Any]:
    return {
        "type": "bar", "x": starts, "y": _floats([None if a is None else a * sign for a in amounts]), "name": name,
        "marker": {"color": colour}, "customdata": [words.money(a, currency) for a in amounts],
        "hovertemplate": f"{name} %{{customdata}}<extra></extra>",
    }  # fmt: skip


def _floats(amounts: Sequence[Decimal | None]) -> list[float | None]:
    return [None if amount is None else float(amount) for amount in amounts]
