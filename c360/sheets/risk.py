"""Tables of the risk section."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from c360 import words
from c360.model import AlertRow, Factor, Profile, Risk
from c360.sheets import Column, Sheet, for_role, nothing, screening, sheet
from c360.sheets.what_if import what_if

KINDS: Final = {"FRAUD": "Fraud alert", "AML": "AML alert", "SANCTIONS": "Sanctions match"}
APPLIES: Final = {True: "Applies", False: "Doesn't apply", None: "Can't be told"}


def effect(text: str) -> str:
    """`at least HIGH` with the band as people say it."""
    return " ".join(words.band(part) if part in words.BANDS else part for part in text.split())


def factors(section: Risk) -> Sheet:
    """Every factor and floor: its effect, whether it applies, what was found, since when, why or why not."""
    # Of what nobody delivers no number of records is known, not even that it is 0.
    rows = [(f.title, effect(f.effect), APPLIES[f.applied], _dated(f.value), _dated(f.threshold), f.since,
             words.dated(f.because), None if f.applied is None and not f.evidence else len(f.evidence), f.rule)
            for f in section.factors]  # fmt: skip
    columns = (
        Column("Factor"), Column("Effect"), Column("Applies?"), Column("Found"), Column("Threshold"),
        Column("Since", "day", none="no day known"), Column("Why"), Column("Records", "count"), Column("Rule"),
    )  # fmt: skip
    return sheet("factors", "Every factor and floor", columns, rows)


def told(section: Risk) -> Sheet:
    """The same for people: since when in one cell with whether it applies, what was found with the threshold.

    Each cell can be told without its title, which nobody sees where rows stand as blocks, on a telephone.
    """
    rows = [
        (f.title, effect(f.effect), _applies(f), _against(f), words.dated(f.because),
         f"records {words.UNKNOWN}" if f.applied is None and not f.evidence
         else words.counted(len(f.evidence), "record").replace(" ", words.NBSP))
        for f in section.factors
    ]  # fmt: skip
    columns = (
        Column("Factor"), Column("Effect"), Column("Applies?"), Column("Found, and threshold"), Column("Why"),
        Column("Records"),
    )  # fmt: skip
    return sheet("factors", "Every factor and floor", columns, rows, "The policy has no factor.")


def _applies(one: Factor) -> str:
    since = f" since {words.day(one.since)}" if one.applied and one.since else ""
    return f"{APPLIES[one.applied]}{since}"


def _against(one: Factor) -> str:
    threshold = f"; threshold {words.dated(one.threshold)}" if one.threshold else ""
    return (words.dated(one.value) if one.value else words.UNKNOWN) + threshold


def _dated(text: str | None) -> str | None:
    return None if text is None else words.dated(text)


def evidence(section: Risk) -> Sheet:
    """The records that the rules read."""
    rows = [(f.title, *_record(f, at)) for f in section.factors for at in range(len(f.evidence))]
    columns = (Column("Factor"), Column("Record"), Column("Id"), Column("Source"), Column("Updated", "moment"))
    return sheet("evidence", "The records that the rules read", columns, rows, "The rules found no record to read.")


def _record(factor: Factor, at: int) -> tuple[object, ...]:
    record = factor.evidence[at]
    return words.key(record.label), record.id, record.source, record.updated_at


def alerts(section: Risk, profile: Profile) -> Sheet:
    """Alerts and matches, newest first; `Age` is in days at the profile's day."""
    what = "Nothing of the other kinds is" if section.not_held else "No alert and no match"
    none, held = nothing(section.alerts is not None, what, "Alerts are", profile, "risk.alerts")
    found = alerts_of(section.alerts or (), profile.as_of, none, held=held)
    return for_role(found, profile, {"Reason": "risk.alerts.reason"})


def alerts_of(rows: Iterable[AlertRow], as_of: date, none: str, *, held: bool) -> Sheet:
    """Alerts and matches on anybody, as they come."""
    columns = (
        Column("Kind"), Column("Status", "standing"), Column("Severity", "word", none="none given"),
        Column("Raised", "day"), Column("Age, days", "count"), Column("Closed", "day", none="not closed"),
        Column("Reason", none="none given"), Column("About"), Column("Id"), Column("Source"),
        Column("Updated", "day"),
    )  # fmt: skip
    return sheet("alerts", "Alerts and matches", columns, [_alert(row, as_of) for row in rows], none, held=held)


def not_held(section: Risk) -> str | None:
    """The kinds of alerts that the book doesn't hold, as a sentence; never "none" for those."""
    if not section.not_held:
        return None
    kinds = [section.not_held[0], *map(words.lower, section.not_held[1:])]
    return f"{words.listed(kinds)} are not held in this book."


def _alert(row: AlertRow, as_of: date) -> tuple[object, ...]:
    raised = None if row.raised_at is None else words.as_day(row.raised_at)
    # Screening is told as of its newest run, which may be later than the day looked at.
    age = None if raised is None else max(0, (as_of - raised).days)
    return (KINDS.get(row.kind, row.kind), row.status, row.severity, row.raised_at, age, row.closed_at, row.reason,
            row.on, row.id, row.source, row.updated_at)  # fmt: skip


def scores(section: Risk, profile: Profile) -> Sheet:
    """Credit scores, newest first."""
    rows = [(s.scored_at, s.score, s.bureau, s.source) for s in section.score_history or ()]
    columns = (Column("Scored", "day"), Column("Score", "count"), Column("Bureau"), Column("Source"))
    none, held = nothing(
        section.score_history is not None, "No credit score", "Credit scores are", profile, "risk.score_history"
    )
    return sheet("credit_scores", "Credit score history", columns, rows, none, held=held)


def sheets(section: Risk, profile: Profile) -> tuple[Sheet, ...]:
    """All of them."""
    return (factors(section), what_if(section), evidence(section), alerts(section, profile),
            scores(section, profile), screening.about(section.screening), screening.lists(section.screening),
            screening.candidates(section.screening))  # fmt: skip
