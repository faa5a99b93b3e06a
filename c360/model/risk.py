"""How risky the customer is, and by which records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


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
    """A list that screening used, as far as the matches say."""

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
    """One rule of the policy: what it does, whether it applied (`None`: can't be told) and why or why not."""

    rule: str
    title: str
    effect: str
    applied: bool | None
    because: str
    evidence: tuple[Evidence, ...]


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
    """Risk section. Alerts newest first; score history newest first; factors in the policy's order."""

    scores: Scores
    overall_score: Decimal | None
    overall_risk: str | None
    base_risk: str | None
    factors: tuple[Factor, ...]
    alerts: tuple[AlertRow, ...] | None
    score_history: tuple[ScoreRow, ...] | None

    @property
    def not_held(self) -> tuple[str, ...]:
        """The kinds of alerts and matches that the book doesn't hold, as people say them."""
        scores = self.scores
        kinds = (("Fraud alerts", scores.fraud.alert_count), ("AML alerts", scores.aml.alert_count),
                 ("Sanctions matches", scores.sanctions.matches))  # fmt: skip
        return tuple(name for name, count in kinds if count is None)
