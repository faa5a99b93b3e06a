"""The band and what it is made of: the whole and its four dimensions as dials."""

from __future__ import annotations

from typing import Final

import streamlit as st

from c360 import words
from c360.model import Profile, Risk
from c360.policy import Policy
from c360.report.risk import HIGHEST, LOWEST, because
from components import dial, theme
from components.dial import Band, Dial
from components.panel import panel

_NOT_HELD: Final = ("not held", "not held in this book")
_UNSURE: Final = ("unknown", "unknown: not screened")
_ORDER: Final = ("HIGH", "MEDIUM", "MEDIUM", "LOW", "LOW")  # colours of the credit bands, lowest first


def show(section: Risk, profile: Profile, policy: Policy) -> None:
    """Draw both panels; bands and thresholds are the policy's."""
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
        _count(
            "Sanctions", scores.sanctions.matches, scores.sanctions.risk_level, "CRITICAL", "match", "matches",
            lacks=_UNSURE if section.screening.unsure else _NOT_HELD,
        ),
    ]  # fmt: skip


def _count(
    title: str, count: int | None, name: str | None, worst: str, one: str, many: str = "", *,
    lacks: tuple[str, str] = _NOT_HELD,
) -> Dial:  # fmt: skip
    levels, top = theme.palette().levels, max(4, count or 0)
    told = words.counted(count, one, many) if count else f"no {one}"
    verdict = lacks[1] if count is None else f"{words.band(name)}, {told}"
    return Dial(
        title, 0.0, float(top),
        [Band(0.0, "Low", levels["LOW"]), Band(1.0, theme.level(worst).word, levels[worst])],
        None if count is None else float(count), lacks[0] if count is None else str(count), verdict,
        [(1.0, "1"), (float(top), str(top))],
    )  # fmt: skip


def _details(section: Risk) -> None:
    credit, lists = section.scores.credit, section.scores.sanctions.lists
    told = []
    if credit.score is not None:
        told.append(f"Credit score of {words.day(credit.scored_at)}, bureau {credit.bureau or words.UNKNOWN}.")
    for one in lists or ():
        if one.screened_at is None and one.name in {each.name for each in section.screening.lists}:
            continue  # its own panel says of what day it is, and when it was loaded
        told.append(f"Screened against {one.name}: {words.moment(one.screened_at)}.")
    if lists == ():
        told.append("No match on record, so none names the list that was screened.")
    if told:
        st.caption(theme.safe(" ".join(told)))
