"""The named conditions that the policy's factors and floors use, each a plain function of the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from c360.graph import schema as s
from c360.model import Evidence

if TYPE_CHECKING:
    from c360.policy import Rule


_ALERT_STATUS: Final = s.VERTICES[s.FRAUD_ALERT].values["status"]
_MATCH_STATUS: Final = s.VERTICES[s.SANCTIONS_MATCH].values["status"]
_SEVERITY: Final = s.VERTICES[s.FRAUD_ALERT].values["severity"]


@dataclass(frozen=True, slots=True)
class AlertFact:
    """An alert or match as of the profile's day. `days` is its age, `None` when nobody knows when it was raised."""

    status: str | None
    severity: str | None
    days: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A document and when it expires."""

    type: str | None
    expiry: date | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules may read. `None` for a list means not held; for a value, unknown."""

    as_of: date
    score: float | None
    score_evidence: tuple[Evidence, ...]
    fraud: tuple[AlertFact, ...] | None
    aml: tuple[AlertFact, ...] | None
    sanctions: tuple[AlertFact, ...] | None
    politically_exposed: bool | None
    kyc_due: date | None
    documents: tuple[DocumentFact, ...] | None
    person: Evidence


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds (`None`: can't be told), why or why not, and the records that say so."""

    applied: bool | None
    because: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition and the options that its rules must give: a number, or words among those named."""

    options: Mapping[str, tuple[str, ...] | None]
    test: Callable[[Facts, Rule], Verdict]


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
    return word if word in (*_ALERT_STATUS, *_MATCH_STATUS) else "OPEN"


def _credit_score_below(facts: Facts, rule: Rule) -> Verdict:
    threshold = rule.options["threshold"]
    if facts.score is None:
        return Verdict(False, "No credit score is available: it counts as neither good nor bad")
    below = facts.score < threshold
    words = "is below" if below else "is not below"
    return Verdict(below, f"Score {facts.score:g} {words} {threshold}", facts.score_evidence)


def _records(found: list[AlertFact], every: tuple[AlertFact, ...], what: str, rule: Rule) -> Verdict:
    status = " or ".join(word.lower().replace("_", " ") for word in rule.options["status"])
    if found:
        return Verdict(True, f"{len(found)} {status} of {len(every)} {what}", tuple(f.evidence for f in found))
    if every:
        return Verdict(
            False,
            f"{what[0].upper()}{what[1:]} on record: {len(every)}, none of them {status}",
            tuple(f.evidence for f in every),
        )
    return Verdict(False, f"No {what} on record")


def _alerts(name: str, what: str) -> Callable[[Facts, Rule], Verdict]:
    def test(facts: Facts, rule: Rule) -> Verdict:
        every: tuple[AlertFact, ...] | None = getattr(facts, name)
        if every is None:
            return Verdict(None, f"{what[0].upper()}{what[1:]} are not held in this book")
        return _records(counted(every, rule.options["status"]), every, what, rule)

    return test


def _severe_alerts(facts: Facts, rule: Rule) -> Verdict:
    if facts.fraud is None and facts.aml is None:
        return Verdict(None, "Alerts are not held in this book")
    every = (facts.fraud or ()) + (facts.aml or ())
    days = int(rule.options["days"])
    found = [
        fact for fact in counted(every, rule.options["status"])
        if (fact.severity or "").upper() in rule.options["severity"] and (fact.days is None or fact.days < days)
    ]  # fmt: skip
    if found:
        return Verdict(True, f"{len(found)} severe and younger than {days} days", tuple(f.evidence for f in found))
    if facts.fraud is None or facts.aml is None:
        return Verdict(None, f"{'Fraud' if facts.fraud is None else 'AML'} alerts are not held in this book")
    return Verdict(False, f"No severe alert younger than {days} days is open")


def _politically_exposed(facts: Facts, rule: Rule) -> Verdict:
    if facts.politically_exposed is None:
        return Verdict(None, "Not known whether the person is politically exposed")
    words = "Recorded as politically exposed" if facts.politically_exposed else "Recorded as not politically exposed"
    return Verdict(facts.politically_exposed, words, (facts.person,))


def _kyc_overdue(facts: Facts, rule: Rule) -> Verdict:
    if facts.kyc_due is None:
        return Verdict(None, "Not known when the KYC review is due")
    overdue = facts.kyc_due < facts.as_of
    return Verdict(overdue, f"Due {facts.kyc_due.isoformat()}, {'overdue' if overdue else 'not yet overdue'}",
                   (facts.person,))  # fmt: skip


def _document_expired(facts: Facts, rule: Rule) -> Verdict:
    if facts.documents is None:
        return Verdict(None, "Documents are not held in this book")
    expired = [doc for doc in facts.documents if doc.expiry is not None and doc.expiry < facts.as_of]
    if expired:
        return Verdict(True, f"{len(expired)} of {len(facts.documents)} documents expired",
                       tuple(doc.evidence for doc in expired))  # fmt: skip
    if not facts.documents:
        return Verdict(False, "No document on record")
    return Verdict(False, f"Documents on record: {len(facts.documents)}, none of them expired",
                   tuple(doc.evidence for doc in facts.documents))  # fmt: skip


CONDITIONS: Final[Mapping[str, Condition]] = {
    "credit_score_below": Condition({"threshold": None}, _credit_score_below),
    "fraud_alerts": Condition({"status": _ALERT_STATUS}, _alerts("fraud", "fraud alerts")),
    "aml_alerts": Condition({"status": _ALERT_STATUS}, _alerts("aml", "AML alerts")),
    "sanctions_matches": Condition({"status": _MATCH_STATUS}, _alerts("sanctions", "sanctions matches")),
    "severe_alerts": Condition({"status": _ALERT_STATUS, "severity": _SEVERITY, "days": None}, _severe_alerts),
    "politically_exposed": Condition({}, _politically_exposed),
    "kyc_overdue": Condition({}, _kyc_overdue),
    "document_expired": Condition({}, _document_expired),
}


def age_in_days(at: datetime | date | None, as_of: date) -> int | None:
    """Whole days from `at` (its own zone's day) to `as_of`."""
    if at is None:
        return None
    day = at.date() if isinstance(at, datetime) else at
    return (as_of - day).days
