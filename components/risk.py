"""The risk tab: four dimensions and the whole, every rule with why it applies or not, alerts and score history."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from c360 import words
from c360.model import AlertRow, Evidence, Factor, Profile, Risk, SectionState
from c360.policy import Policy
from components import dial, theme
from components.dial import Band, Dial
from components.panel import Column, Records, limits, missing, panel, table, unavailable

_KIND: Final = {"FRAUD": "Fraud alert", "AML": "AML alert", "SANCTIONS": "Sanctions match"}
_STATUS: Final = {
    "OPEN": "▲ Open", "CONFIRMED": "■ Confirmed", "CLOSED": "○ Closed", "DISMISSED": "○ Dismissed",
    "CLOSED_FALSE_POSITIVE": "○ Closed, false positive",
}  # fmt: skip
_LOWEST, _HIGHEST = 300.0, 850.0  # the range of FICO scores, which the policy's bands are made for


def show(section: Risk | None, state: SectionState | None, profile: Profile, policy: Policy) -> None:
    """Draw the section; bands and thresholds are the policy's."""
    if unavailable(state, "Risk") or section is None or state is None:
        return
    limits(state)
    left, right = st.columns([2, 3])
    with left:
        with panel("The whole", "Base score of the four equal factors, then the floors"):
            dial.show(_overall(section, policy), key="dial_overall", height=210)
            _because(section)
        with panel("Credit score history", "Newest first"):
            _history(section, profile)
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
        _factors(section.factors)
    with panel("Alerts and matches", "Newest first; closed ones are shown and don't count"):
        _alerts(section, profile)


def _overall(section: Risk, policy: Policy) -> Dial:
    levels = theme.palette().levels
    steps = sorted(policy.bands, key=lambda step: step.start)
    word = theme.level(section.overall_risk)
    return Dial(
        "Overall risk", 0.0, 1.0,
        [Band(float(step.start), theme.level(step.name).word, levels[step.name]) for step in steps],
        None if section.overall_score is None else float(section.overall_score),
        words.UNKNOWN if section.overall_score is None else f"{section.overall_score:.2f}",
        word.text, [(float(step.start), f"{step.start:.2f}") for step in steps[1:]],
    )  # fmt: skip


def _because(section: Risk) -> None:
    """What made the band, in one sentence."""
    base = theme.level(section.base_risk).word
    if section.overall_score is None:
        unknown = [factor.title for factor in section.factors if factor.applied is None]
        text = "The base score is unknown, because these can't be told: " + "; ".join(unknown)
    else:
        text = f"Base score {section.overall_score:.2f}, band {base}"
    raised = [f.title for f in section.factors if f.applied and f.effect.startswith("at least")]
    if raised and section.overall_risk != section.base_risk:
        text += f". Raised to {theme.level(section.overall_risk).word} by: {'; '.join(raised)}"
    elif raised:
        text += f". Floors that apply without raising it: {'; '.join(raised)}"
    st.caption(theme.safe(text + "."))


def _dimensions(section: Risk, policy: Policy) -> list[Dial]:
    scores, levels = section.scores, theme.palette().levels
    bands = sorted(policy.credit_bands, key=lambda step: step.start)
    order = ("HIGH", "MEDIUM", "MEDIUM", "LOW", "LOW")
    credit = Dial(
        "Credit", _LOWEST, _HIGHEST,
        [Band(float(step.start), step.name, levels[order[min(i, 4)]]) for i, step in enumerate(bands)],
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
    verdict = "not held in this book" if count is None else f"{theme.level(name).text}, {told}"
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


def _factors(factors: tuple[Factor, ...]) -> None:
    """A table that wraps: reasons are sentences."""
    verdicts = {True: "**Applies**", False: "Doesn't apply", None: "Can't be told"}
    frame = pd.DataFrame({
        "Factor": [theme.safe(factor.title) for factor in factors],
        "Effect": [theme.safe(_effect(factor.effect)) for factor in factors],
        "Applies?": [verdicts[factor.applied] for factor in factors],
        "Why": [theme.safe(words.dated(factor.because)) for factor in factors],
        "Evidence": [words.counted(len(factor.evidence), "record") for factor in factors],
    })  # fmt: skip
    st.table(frame, border="horizontal", hide_index=True, alt="Every factor and floor with its effect and reason")


def _effect(text: str) -> str:
    """`at least HIGH` as the page says bands."""
    return " ".join(theme.level(part).text if part in theme.LEVELS else part for part in text.split())


def _records(section: Risk, profile: Profile) -> Records:
    rows: list[tuple[object, ...]] = []
    for factor in section.factors:
        for record in factor.evidence:
            rows.append((factor.title, *_evidence(record)))
    return Records(
        f"The records that the rules read, as of {words.day(profile.as_of)}.",
        (Column("Factor"), Column("Record"), Column("Id"), Column("Source"), Column("Updated", "day")), rows,
    )  # fmt: skip


def _evidence(record: Evidence) -> tuple[object, ...]:
    return words.key(record.label), record.id, record.source, record.updated_at


def _alerts(section: Risk, profile: Profile) -> None:
    """What is held, and what isn't: never "none" for a kind that no source delivers."""
    alerts = section.alerts
    if section.not_held:
        kinds = [section.not_held[0], *map(words.lower, section.not_held[1:])]
        missing(f"{words.listed(kinds)} are not held in this book.")
    if alerts is None:
        return
    if not alerts:
        what = "No alert and no match" if not section.not_held else "Nothing of the other kinds is"
        missing(f"{what} on record as of {words.day(profile.as_of)}.", ":material/check:")
    else:
        table(
            (Column("Kind"), Column("Status"), Column("Severity", "word"), Column("Raised", "day"),
             Column("Age in days", "count"), Column("Reason"), Column("About"), Column("Id"), Column("Source"),
             Column("Updated", "day")),
            [_alert(row, profile) for row in alerts],
            alt="Alerts and sanctions matches",
        )  # fmt: skip


def _alert(row: AlertRow, profile: Profile) -> tuple[object, ...]:
    age = None if row.raised_at is None else (profile.as_of - words.as_day(row.raised_at)).days
    status = _STATUS.get(row.status or "", row.status or words.UNKNOWN)
    if row.closed_at is not None:
        status += f", {words.day(words.as_day(row.closed_at))}"
    return (
        _KIND.get(row.kind, row.kind), status, row.severity, row.raised_at, age, row.reason, row.on, row.id,
        row.source, row.updated_at,
    )  # fmt: skip


def _history(section: Risk, profile: Profile) -> None:
    if section.score_history is None:
        missing("Credit scores are not held in this book.")
    elif not section.score_history:
        missing(f"No credit score on record as of {words.day(profile.as_of)}.", ":material/check:")
    else:
        table(
            (Column("Scored", "day"), Column("Score", "count"), Column("Bureau"), Column("Source")),
            [(row.scored_at, row.score, row.bureau, row.source) for row in section.score_history],
            alt="Credit score history",
        )
