"""The conditions on alerts and sanctions matches: how many, how severe, how old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from c360.graph import schema as s
from c360.rules.condition import UNKNOWN, Condition, Number, Points, Verdict, Words
from c360.rules.facts import AlertFact, Facts, counted, oldest

if TYPE_CHECKING:
    from c360.policy import Rule

# Closed and dismissed ones are shown and never count (decisions), so no rule can name them.
_STATUS: Final = Words(s.OPEN_STATUSES)
_SEVERITIES: Final = s.VERTICES[s.FRAUD_ALERT].values["severity"]
_ONE: Final = "1 or more"
_HUNDREDTH: Final = Decimal("0.01")
_READ: Final = tuple(f"{label}: status, severity, raisedAt" for label in (s.FRAUD_ALERT, s.AML_ALERT))


def _of_kind(name: str, label: str, what: str) -> Condition:
    """Any alert of one kind with one of the statuses."""
    title = f"{what[0].upper()}{what[1:]}"

    def test(facts: Facts, rule: Rule) -> Verdict:
        every: tuple[AlertFact, ...] | None = getattr(facts, name)
        if every is None:
            return Verdict(None, f"{title} are not held in this book", threshold=_ONE)
        found = counted(every, rule.options["status"])
        status = " or ".join(word.lower().replace("_", " ") for word in rule.options["status"])
        value = f"{len(found)} {status}"
        if found:
            return Verdict(True, f"{value} of {len(every)} {what}", tuple(fact.evidence for fact in found),
                           value, _ONE, oldest(fact.raised for fact in found))  # fmt: skip
        if not every:
            return Verdict(False, f"No {what} on record", (), value, _ONE)
        return Verdict(False, f"{title} on record: {len(every)}, none of them {status}",
                       tuple(fact.evidence for fact in every), value, _ONE)  # fmt: skip

    return Condition({"status": _STATUS}, (f"{label}: status",), test)


def _both(facts: Facts) -> tuple[tuple[AlertFact, ...], str | None]:
    """Fraud and AML alerts together, and what of them isn't held, as a sentence."""
    if facts.fraud is None and facts.aml is None:
        return (), "Alerts are not held in this book"
    lacks = "Fraud" if facts.fraud is None else "AML" if facts.aml is None else None
    told = lacks and f"{lacks} alerts are not held in this book"
    return (facts.fraud or ()) + (facts.aml or ()), told


def _severe(facts: Facts, rule: Rule) -> Verdict:
    """Any alert of one of the severities and younger than so many days; one of unknown age counts as young."""
    every, lacks = _both(facts)
    days = int(rule.options["days"])
    threshold = f"{_ONE} younger than {days} days"
    found = [
        fact for fact in counted(every, rule.options["status"])
        if (fact.severity or "").upper() in rule.options["severity"]
        and (fact.raised is None or _age(fact.raised, facts.as_of) < days)
    ]  # fmt: skip
    value = f"{len(found)} severe"
    if found:
        return Verdict(True, f"{len(found)} severe and younger than {days} days",
                       tuple(fact.evidence for fact in found), value, threshold,
                       oldest(fact.raised for fact in found))  # fmt: skip
    if lacks:
        return Verdict(None, lacks, threshold=threshold)
    return Verdict(False, f"No severe alert younger than {days} days is open", (), value, threshold)


def _points(facts: Facts, rule: Rule) -> Verdict:
    """The points of all alerts by their severity, halved for each half-life since they were raised, add up to enough.

    One of unknown age does not decay: it counts in full. The sum is rounded to hundredths before it is compared, so
    that what is shown is what was compared.
    """
    every, lacks = _both(facts)
    points, half_life, least = (rule.options[key] for key in ("points", "half_life", "threshold"))
    found = counted(every, rule.options["status"])
    total = weighed(((fact.severity, fact.raised) for fact in found), points, half_life, facts.as_of)
    value, threshold = f"{total} points", f"{least} points or more"
    told = f"{len(found)} alerts of {total} points, each halved every {half_life:f} days"
    if total >= least:
        return Verdict(True, told, tuple(fact.evidence for fact in found), value, threshold,
                       oldest(fact.raised for fact in found))  # fmt: skip
    if lacks:
        return Verdict(None, lacks, threshold=threshold)
    if not found:
        return Verdict(False, "No alert is open or confirmed", (), value, threshold)
    return Verdict(False, told, tuple(fact.evidence for fact in found), value, threshold)


def weighed(
    alerts: Iterable[tuple[str | None, date | None]], points: Mapping[str, Decimal], half_life: Decimal, as_of: date
) -> Decimal:
    """The sum of points x 0.5 ** (age in days / half-life) over alerts given as severity and day, in hundredths."""
    total = Decimal(0)
    for severity, raised in alerts:
        word = (severity or "").upper()
        worth = points[word if word in _SEVERITIES else UNKNOWN]
        total += worth if raised is None else worth * _left(_age(raised, as_of), half_life)
    return total.quantize(_HUNDREDTH)


@lru_cache(maxsize=10_000)
def _left(days: int, half_life: Decimal) -> Decimal:
    """What is left of 1 after so many days; decimal, so that it is the same on every machine."""
    return Decimal("0.5") ** (Decimal(days) / half_life)


def _age(raised: date, as_of: date) -> int:
    return max(0, (as_of - raised).days)


ALERTS: Final = {
    "fraud_alerts": _of_kind("fraud", s.FRAUD_ALERT, "fraud alerts"),
    "aml_alerts": _of_kind("aml", s.AML_ALERT, "AML alerts"),
    "sanctions_matches": _of_kind("sanctions", s.SANCTIONS_MATCH, "sanctions matches"),
    "severe_alerts": Condition(
        {
            "status": _STATUS, "severity": Words(_SEVERITIES),
            "days": Number(Decimal(1), Decimal(3650), "days", wider=1),
        },
        _READ, _severe,
    ),
    "alert_points": Condition(
        {
            "status": _STATUS, "points": Points(_SEVERITIES, Decimal(100)),
            "half_life": Number(Decimal(1), Decimal(3650), "days", wider=1),
            "threshold": Number(Decimal(1), Decimal(1000), "points", wider=-1, whole=False),
        },
        _READ, _points,
    ),
}  # fmt: skip
