"""A gauge with named bands: where the value stands, the band it is in, and where the next one starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from components import charts, theme

_LABELLED: Final = 34.0  # degrees: below that a band's name doesn't fit on the ring and stands underneath only


@dataclass(frozen=True, slots=True)
class Band:
    """A band from `start` up to the next one's start; `colour` is drawn strong where the value is."""

    start: float
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Dial:
    """A gauge from `low` to `high`. `value` is `None` where nobody knows; `shown` says the value in words."""

    title: str
    low: float
    high: float
    bands: Sequence[Band]
    value: float | None
    shown: str
    verdict: str
    ticks: Sequence[tuple[float, str]]

    def angle(self, value: float) -> float:
        """Degrees from the right, against the clock: low is 180, high is 0."""
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return 180.0 - 180.0 * part

    def active(self) -> Band | None:
        """The band that the value is in."""
        if self.value is None:
            return None
        return next((band for band in reversed(self.bands) if self.value >= band.start), self.bands[0])


def show(dial: Dial, *, key: str, height: int = 190) -> None:
    """Draw the gauge; its bands and thresholds stand in words underneath."""
    palette = theme.palette()
    active = dial.active()
    layout = charts.figure(
        palette, height, margin={"l": 26, "r": 26, "t": 22, "b": 4},
        polar={
            "sector": [0, 180], "bgcolor": "rgba(0,0,0,0)", "radialaxis": {"visible": False, "range": [0, 1.05]},
            "angularaxis": {
                "tickmode": "array", "tickvals": [dial.angle(value) for value, _ in dial.ticks],
                "ticktext": [text for _, text in dial.ticks], "showgrid": False, "showline": False, "ticks": "",
                "tickfont": {"size": 11, "color": palette.ink}, "rotation": 0, "direction": "counterclockwise",
            },
        },
        annotations=[{
            "x": 0.5, "y": 0.16, "xref": "paper", "yref": "paper", "showarrow": False,
            "text": charts.literal(dial.shown),
            "font": {"size": 26 if len(dial.shown) < 6 else 15, "color": palette.ink},
        }],
    )  # fmt: skip
    st.markdown(f"**{theme.safe(dial.title)}:** {theme.safe(dial.verdict)}")
    charts.draw(_traces(dial, active, palette), layout, alt=f"{dial.title}: {dial.shown}, {dial.verdict}", key=key)
    st.caption(_words(dial, active))


def _traces(dial: Dial, active: Band | None, palette: theme.Palette) -> list[dict[str, Any]]:
    """Each band a piece of the ring, its name on it where it fits, and the needle."""
    traces: list[dict[str, Any]] = []
    ends = [band.start for band in dial.bands[1:]] + [dial.high]
    for band, end in zip(dial.bands, ends, strict=True):
        left, right = dial.angle(max(band.start, dial.low)), dial.angle(end)
        traces.append({
            "type": "barpolar", "r": [0.34], "base": 0.66, "theta": [(left + right) / 2], "width": [left - right - 1.2],
            "marker": {"color": band.colour, "opacity": 1.0 if band is active else 0.28, "line": {"width": 0}},
            "hoverinfo": "skip",
        })  # fmt: skip
        if left - right >= _LABELLED:
            traces.append({
                "type": "scatterpolar", "r": [0.83], "theta": [(left + right) / 2], "mode": "text",
                "text": [charts.literal(band.name)], "hoverinfo": "skip",
                "textfont": {"size": 11, "color": palette.surface if band is active else palette.ink},
            })  # fmt: skip
    if dial.value is not None:
        at = dial.angle(dial.value)
        traces.append({
            "type": "scatterpolar", "r": [0.56, 1.04], "theta": [at, at], "mode": "lines", "hoverinfo": "skip",
            "line": {"color": palette.ink, "width": 4},
        })  # fmt: skip
    return traces


def _words(dial: Dial, active: Band | None) -> str:
    """Every band with where it starts; the one that holds the value is bold."""
    told = []
    labels = dict(dial.ticks)
    for index, band in enumerate(dial.bands):
        start = labels.get(band.start, f"{band.start:g}")
        text = theme.safe(band.name if index == 0 else f"{band.name} from {start}")
        told.append(f"**{text}**" if band is active else text)
    return " · ".join(told)
