"""How risky the customer is, and by which records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from c360.model.screening import NOT_ASKED, Screening
from c360.model.what_if import WhatIf


@dataclass(frozen=True, slots=True)
class CreditDimension:
    """The newest credit score on or before `as_of`, and its band."""

    score: int | None
    rating: str | None
    bureau: str | None
    scored_at: date | None


@dataclass(frozen=True, slots=True)
class CountedDimension:
    """Open and confirmed alerts; `None` where alerts are not held."""

    alert_count: int | None
    risk_level: str | None


@dataclass(frozen=True, slots=True)
class ScreeningList:
    """A list that screening used, as far as the matches say.

    `screened_at` is `None` for one that is loaded here: against it everybody is screened when the profile is made.
    """

    name: str
    screened_at: datetime | date | None


@dataclass(frozen=True, slots=True)
class SanctionsDimension:
    """Open and confirmed sanctions matches; `None` where they are not held."""

    matches: int | None
    risk_level: str | None
    lists: tuple[ScreeningList, ...] | None


@dataclass(frozen=True, slots=True)
class Scores:
    """The four dimensions."""

    credit: CreditDimension
    fraud: CountedDimension
    aml: CountedDimension
    sanctions: SanctionsDimension


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record behind a figure: its label and natural key, the source that gave it and its age."""

    label: str
    id: str
    source: str | None
    updated_at: datetime | date | None


@dataclass(frozen=True, slots=True)
class Factor:
    """One rule of the policy: what it does, whether it applied (`None`: can't be told) and why or why not.

    `value` is what was found and `threshold` what it is held against, both in words; `since` is the day from which it
    applies, `None` where it doesn't or nobody knows.
    """

    rule: str
    title: str
    effect: str
    applied: bool | None
    because: str
    evidence: tuple[Evidence, ...]
    value: str | None = None
    threshold: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert or sanctions match; `on` names what it is about ("Person customer-1", "Account A-1")."""

    id: str
    kind: str
    status: str | None
    severity: str | None
    raised_at: datetime | date | None
    closed_at: datetime | date | None
    reason: str | None
    on: str
    source: str | None
    updated_at: datetime | date | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One credit score of the history."""

    score: int
    bureau: str | None
    scored_at: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Risk:
    """Risk section. Alerts newest first; score history newest first; factors in the policy's order.

    `what_if` is what would change the band, `None` where nobody worked it out. `screening` is against the lists that
    are loaded here; its candidates count with the matches that a source delivers.
    """

    scores: Scores
    overall_score: Decimal | None
    overall_risk: str | None
    base_risk: str | None
    factors: tuple[Factor, ...]
    alerts: tuple[AlertRow, ...] | None
    score_history: tuple[ScoreRow, ...] | None
    what_if: WhatIf | None = None
    screening: Screening = NOT_ASKED

    @property
    def not_held(self) -> tuple[str, ...]:
        """The kinds of alerts and matches that the book doesn't hold, as people say them."""
        scores = self.scores
        kinds = (("Fraud alerts", scores.fraud.alert_count), ("AML alerts", scores.aml.alert_count),
                 ("Sanctions matches", scores.sanctions.matches))  # fmt: skip
        # With lists that nobody was screened against, matches aren't known, whoever delivers some: screening says why.
        unsure = self.screening.unsure
        return tuple(name for name, count in kinds if count is None and not (unsure and name.startswith("Sanctions")))
