"""Credit scores over time."""

from __future__ import annotations

from c360.model import Profile, Risk
from c360.sheets import risk as sheets
from components import charts, theme
from components.panel import panel, table


def show(section: Risk, profile: Profile) -> None:
    """Draw the panel."""
    with panel("Credit score history", "Newest first"):
        _history(section, profile)


def _history(section: Risk, profile: Profile) -> None:
    dated = [(row.scored_at, row.score) for row in reversed(section.score_history or ()) if row.scored_at]
    if len(dated) > 1:
        palette = theme.palette()
        days, scores = [day.isoformat() for day, _ in dated], [score for _, score in dated]
        trace = {
            "type": "scatter", "mode": "lines+markers+text", "x": days, "y": scores, "textposition": "top center",
            "text": [str(score) for score in scores], "textfont": {"color": palette.ink}, "hoverinfo": "skip",
            "line": {"color": palette.accent, "width": 2}, "marker": {"size": 8, "color": palette.accent},
        }  # fmt: skip
        low, high = min(scores), max(scores)
        room = max(20, (high - low) * 0.4)
        layout = charts.figure(
            palette, 200,
            xaxis={"type": "date", "tickformat": "%b %Y", "nticks": 5, "tickangle": 0, "showgrid": False},
            yaxis={"range": [low - room, high + room], "title": charts.unit(palette, "score"), "nticks": 5},
        )  # fmt: skip
        charts.draw([trace], layout, alt=f"Credit score over time, from {low} to {high}", key="scores")
    table(sheets.scores(section, profile))
