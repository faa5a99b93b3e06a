"""The risk tab: four dimensions and the whole, every rule with why it applies or not, alerts and score history."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from c360 import words
from c360.model import Profile, Risk, SectionState
from c360.policy import Policy
from c360.report.risk import HIGHEST, LOWEST, because
from c360.sheets import risk as sheets
from components import charts, dial, theme
from components.dial import Band, Dial
from components.panel import Records, limits, missing, panel, table, unavailable

_ORDER: Final = ("HIGH", "MEDIUM", "MEDIUM", "LOW", "LOW")  # colours of the credit bands, lowest first


def show(section: Risk | None, state: SectionState | None, profile: Profile, policy: Policy) -> None:
    """Draw the section; bands and thresholds are the policy's."""
    if unavailable(state, "Risk") or section is None or state is None:
        return
    limits(state)
    left, right = st.columns([2, 3])
    with left, panel("The whole", "Base score of the four equal factors, then the floors"):
        dial.show(_overall(section, policy), key="dial_overall", height=210)
        st.caption(theme.safe(because(section)))
    with right, panel("Four dimensions", f"As of {words.day(profile.as_of)}; screening as of its newest run"):
        with st.grid(2, min_column_width=220):
            for index, one in enumerate(_dimensions(section, policy)):
                with st.container(gap="xsmall"):
                    dial.show(one, key=f"dial_{index}", height=150)
        _details(section)
    with panel(
        "Why this band? Every factor and floor", f"Policy {policy.version}; what each reads stands in its reason",
        records=lambda: _records(section, profile),
    ):  # fmt: skip
        _factors(section)
    with panel("Alerts and matches", "Newest first; closed ones are shown and don't count"):
        lacks = sheets.not_held(section)
        if lacks:
            missing(lacks)
        if section.alerts is not None:
            table(sheets.alerts(section, profile))
    with panel("Credit score history", "Newest first"):
        _history(section, profile)


def _overall(section: Risk, policy: Policy) -> Dial:
    levels = theme.palette().levels
    steps = sorted(policy.bands, key=lambda step: step.start)
    return Dial(
        "Overall risk", 0.0, 1.0,
        [Band(float(step.start), theme.level(step.name).word, levels[step.name]) for step in steps],
        None if section.overall_score is None else float(section.overall_score),
        words.UNKNOWN if section.overall_score is None else f"{section.overall_score:.2f}",
        words.band(section.overall_risk), [(float(step.start), f"{step.start:.2f}") for step in steps[1:]],
    )  # fmt: skip


def _dimensions(section: Risk, policy: Policy) -> list[Dial]:
    scores, levels = section.scores, theme.palette().levels
    bands = sorted(policy.credit_bands, key=lambda step: step.start)
    credit = Dial(
        "Credit", LOWEST, HIGHEST,
        [Band(float(step.start), step.name, levels[_ORDER[min(i, 4)]]) for i, step in enumerate(bands)],
        None if scores.credit.score is None else float(scores.credit.score),
        "not available" if scores.credit.score is None else str(scores.credit.score),
        scores.credit.rating or "not available, neither good nor bad",
        [(float(step.start), f"{step.start:.0f}") for step in bands[1:]],
    )  # fmt: skip
    return [
        credit,
        _count("Fraud", scores.fraud.alert_count, scores.fraud.risk_level, "HIGH", "open alert"),
        _count("AML", scores.aml.alert_count, scores.aml.risk_level, "HIGH", "open alert"),
        _count("Sanctions", scores.sanctions.matches, scores.sanctions.risk_level, "CRITICAL", "match", "matches"),
    ]


def _count(title: str, count: int | None, name: str | None, worst: str, one: str, many: str = "") -> Dial:
    levels, top = theme.palette().levels, max(4, count or 0)
    told = words.counted(count, one, many) if count else f"no {one}"
    verdict = "not held in this book" if count is None else f"{words.band(name)}, {told}"
    return Dial(
        title, 0.0, float(top),
        [Band(0.0, "Low", levels["LOW"]), Band(1.0, theme.level(worst).word, levels[worst])],
        None if count is None else float(count), "not held" if count is None else str(count), verdict,
        [(1.0, "1"), (float(top), str(top))],
    )  # fmt: skip


def _details(section: Risk) -> None:
    credit, lists = section.scores.credit, section.scores.sanctions.lists
    told = []
    if credit.score is not None:
        told.append(f"Credit score of {words.day(credit.scored_at)}, bureau {credit.bureau or words.UNKNOWN}.")
    for one in lists or ():
        told.append(f"Screened against {one.name}: {words.moment(one.screened_at)}.")
    if lists == ():
        told.append("No match on record, so none names the list that was screened.")
    if told:
        st.caption(theme.safe(" ".join(told)))


def _factors(section: Risk) -> None:
    """A table that wraps: reasons are sentences."""
    found = sheets.factors(section)
    if not found.rows:
        missing("The policy has no factor.")
        return
    kept = [column.title for column in found.columns if column.title != "Rule"]
    frame = pd.DataFrame(
        [[_written(title, value) for title, value in zip(kept, row, strict=False)] for row in found.rows], columns=kept
    )
    st.table(frame, border="horizontal", hide_index=True, alt="Every factor and floor with its effect and reason")


def _written(title: str, value: Any) -> str:
    if title == "Records":  # where rows stand as blocks, on a telephone, no title says of what the number is
        return theme.safe(f"records {words.UNKNOWN}" if value is None else words.counted(value, "record"))
    text = theme.safe(str(value))
    return f"**{text}**" if title == "Applies?" and value == sheets.APPLIES[True] else text


def _records(section: Risk, profile: Profile) -> Records:
    how = f"The records that the rules read, as of {words.day(profile.as_of)}."
    return Records(how, sheets.evidence(section))


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
            xaxis={"type": "date", "tickformat": "%b %Y", "nticks": 8, "showgrid": False},
            yaxis={"range": [low - room, high + room], "title": charts.unit(palette, "score"), "nticks": 5},
        )  # fmt: skip
        charts.draw([trace], layout, alt=f"Credit score over time, from {low} to {high}", key="scores")
    table(sheets.scores(section, profile))
