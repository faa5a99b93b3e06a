"""What the rules may read of a customer, and how they read the status of an alert."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from c360.graph import schema as s
from c360.model import Evidence

_KNOWN: Final = (*s.VERTICES[s.FRAUD_ALERT].values["status"], *s.VERTICES[s.SANCTIONS_MATCH].values["status"])


@dataclass(frozen=True, slots=True)
class AlertFact:
    """An alert or match as of the profile's day. `raised` is `None` when nobody knows when it was."""

    status: str | None
    severity: str | None
    raised: date | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A document and when it expires."""

    type: str | None
    expiry: date | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Review:
    """How often the policy wants this customer reviewed: by the band without the KYC rules, so that none rests on
    itself. Both are `None` where that band can't be told."""

    band: str | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules may read. `None` for a list means not held; for a value, unknown.

    `review` is no record: the interpreter adds it for the conditions that are tested last.
    """

    as_of: date
    score: float | None
    scored: date | None
    score_evidence: tuple[Evidence, ...]
    fraud: tuple[AlertFact, ...] | None
    aml: tuple[AlertFact, ...] | None
    sanctions: tuple[AlertFact, ...] | None
    politically_exposed: bool | None
    kyc_reviewed: date | None
    kyc_due: date | None
    documents: tuple[DocumentFact, ...] | None
    person: Evidence
    review: Review = Review(None, None)


def counted(facts: Iterable[AlertFact], statuses: Iterable[str]) -> list[AlertFact]:
    """The alerts or matches whose status is among `statuses`, in any letter case; an unknown status counts as OPEN.

    A record without a status that we know has not been closed by anybody, and leaving it out would be a silent
    "no alerts".
    """
    wanted = set(statuses)
    return [fact for fact in facts if standing(fact.status) in wanted]


def standing(status: str | None) -> str:
    """A status as the rules read it."""
    word = (status or "").upper()
    return word if word in _KNOWN else "OPEN"


def oldest(days: Iterable[date | None]) -> date | None:
    """The earliest day; unknown if any is, because that one may be earlier still."""
    found = list(days)
    return None if None in found else min((day for day in found if day is not None), default=None)
