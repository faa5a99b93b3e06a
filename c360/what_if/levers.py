"""The single facts that could be otherwise, by condition: what an alert, a score or a review could come to be.

Each is one step that somebody takes or that happens, written as a clause that completes "if …". What nobody can change
(a person is politically exposed, a score is as old as it is) has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from c360.graph import schema as s
from c360.model import Evidence
from c360.policy import Rule
from c360.rules import AlertFact, Facts, counted, standing
from c360.rules.alerts import weighed

KINDS: Final[Mapping[str, str]] = {"fraud": "fraud alert", "aml": "AML alert", "sanctions": "sanctions match"}
_LABELS: Final[Mapping[str, str]] = {"fraud": s.FRAUD_ALERT, "aml": s.AML_ALERT, "sanctions": s.SANCTIONS_MATCH}
_SEVERITIES: Final = s.VERTICES[s.FRAUD_ALERT].values["severity"]


@dataclass(frozen=True, slots=True)
class Lever:
    """A fact of a record of this label that could be otherwise.

    `degree` orders the levers on one `fact`: a higher one goes further.
    """

    label: str
    fact: str
    degree: int
    says: str
    move: Callable[[Facts], Facts]


class Levers(NamedTuple):
    """How a condition's facts could be otherwise: so that it holds less, and so that it holds more."""

    less: Callable[[Facts, Rule], Iterable[Lever]]
    more: Callable[[Facts, Rule], Iterable[Lever]]


def lowering(facts: Facts, rules: Sequence[Rule]) -> tuple[Lever, ...]:
    """Each step that could end one of the rules, which apply; once, in the policy's order."""
    return _once(lever for rule in rules for lever in LEVERS[rule.when].less(facts, rule))


def raising(facts: Facts, rules: Sequence[Rule]) -> tuple[Lever, ...]:
    """Each step that could make one of the rules apply, once, in the policy's order."""
    return _once(lever for rule in rules for lever in LEVERS[rule.when].more(facts, rule))


def _once(levers: Iterable[Lever]) -> tuple[Lever, ...]:
    return tuple({(lever.fact, lever.degree): lever for lever in levers}.values())


def _none(*_: object) -> tuple[Lever, ...]:
    return ()


# -- credit score -------------------------------------------------------------------------------------------------


def _score_up(facts: Facts, rule: Rule) -> Iterable[Lever]:
    limit = rule.options["threshold"]
    if facts.score is not None and facts.score < limit:
        says = f"the credit score were {limit} or more instead of {facts.score:g}"
        yield Lever(s.CREDIT_SCORE, "score", round(limit), says, lambda given: replace(given, score=float(limit)))


def _score_down(facts: Facts, rule: Rule) -> Iterable[Lever]:
    limit = rule.options["threshold"]
    if facts.score is None or facts.score >= limit:
        says = "a credit score were known and" if facts.score is None else "the credit score were"
        instead = "" if facts.score is None else f" instead of {facts.score:g}"
        yield Lever(s.CREDIT_SCORE, "score", -round(limit), f"{says} below {limit}{instead}",
                    lambda given: replace(given, score=float(limit) - 1))  # fmt: skip


# -- alerts and matches -------------------------------------------------------------------------------------------


def _of(facts: Facts, name: str) -> tuple[AlertFact, ...]:
    found: tuple[AlertFact, ...] | None = getattr(facts, name)
    return found or ()


def _with(facts: Facts, name: str, rows: Iterable[AlertFact]) -> Facts:
    match name:
        case "fraud":
            return replace(facts, fraud=tuple(rows))
        case "aml":
            return replace(facts, aml=tuple(rows))
    return replace(facts, sanctions=tuple(rows))


@dataclass(frozen=True, slots=True)
class SetStatus:
    """The move that gives one record of a kind another status."""

    kind: str
    record: Evidence
    status: str

    def __call__(self, facts: Facts) -> Facts:
        """The facts with that."""
        return with_statuses(facts, self.kind, {self.record: self.status})


def with_statuses(facts: Facts, kind: str, by_record: Mapping[Evidence, str]) -> Facts:
    """The facts with these statuses of these records."""
    rows = (
        one if (status := by_record.get(one.evidence)) is None else replace(one, status=status)
        for one in _of(facts, kind)
    )
    return _with(facts, kind, rows)


def _add(name: str, status: str, severity: str | None) -> Callable[[Facts], Facts]:
    def move(facts: Facts) -> Facts:
        new = AlertFact(status, severity, facts.as_of, Evidence(_LABELS[name], "", None, None))
        return _with(facts, name, (*_of(facts, name), new))

    return move


def _ended(*names: str) -> Callable[[Facts, Rule], Iterable[Lever]]:
    """Each counted record closed, or dismissed: what is closed counts in no rule."""

    def levers(facts: Facts, rule: Rule) -> Iterable[Lever]:
        for name in names:
            end = "DISMISSED" if name == "sanctions" else "CLOSED"
            for one in counted(_of(facts, name), rule.options["status"]):
                if _severe_enough(one, rule):
                    says = f"{_named(name, one)} were {end.lower()}"
                    yield Lever(_LABELS[name], f"{name} {one.evidence.id}", 1, says,
                                SetStatus(name, one.evidence, end))  # fmt: skip

    return levers


def _severe_enough(one: AlertFact, rule: Rule) -> bool:
    return "severity" not in rule.options or (one.severity or "").upper() in rule.options["severity"]


def _named(name: str, one: AlertFact) -> str:
    told = [standing(one.status).lower().replace("_", " ")]
    if one.raised is not None:
        told.append(f"{'screened' if name == 'sanctions' else 'raised'} {one.raised.isoformat()}")
    return f"{KINDS[name]} {one.evidence.id} ({', '.join(told)})"


def _one_more(*names: str) -> Callable[[Facts, Rule], Iterable[Lever]]:
    """A new record that counts, and the most severe open one confirmed."""

    def levers(facts: Facts, rule: Rule) -> Iterable[Lever]:
        severity = _severity(facts, rule)
        of = f" of {severity.lower()} severity" if severity else ""
        for name in names:
            if getattr(facts, name) is None:
                continue
            more = "one more" if counted(_of(facts, name), s.OPEN_STATUSES) else _a(KINDS[name])
            for at, status in enumerate(s.OPEN_STATUSES):
                if status in rule.options["status"]:
                    degree = 10 * at + (_SEVERITIES.index(severity) + 1 if severity else 0)
                    yield Lever(_LABELS[name], f"new {name}", degree, f"{more} {KINDS[name]}{of} were {status.lower()}",
                                _add(name, status, severity))  # fmt: skip
            opened = [one for one in counted(_of(facts, name), ("OPEN",)) if _severe_enough(one, rule)]
            if opened and "CONFIRMED" in rule.options["status"]:
                worst = max(opened, key=_rank)
                yield Lever(_LABELS[name], f"{name} {worst.evidence.id}", 1, f"{_named(name, worst)} were confirmed",
                            SetStatus(name, worst.evidence, "CONFIRMED"))  # fmt: skip

    return levers


def _severity(facts: Facts, rule: Rule) -> str | None:
    """The least that a new alert would need for the rule, or the most there is; nothing where the rule doesn't ask."""
    if rule.when == "alert_points":
        points, least = rule.options["points"], rule.options["threshold"]
        have = [(one.severity, one.raised) for one in counted(
                (*_of(facts, "fraud"), *_of(facts, "aml")), rule.options["status"])]  # fmt: skip
        lacks = least - weighed(have, points, rule.options["half_life"], facts.as_of)
        return next((word for word in _SEVERITIES if points[word] >= lacks), _SEVERITIES[-1])
    return min(rule.options.get("severity", ()), key=_SEVERITIES.index, default=None)


def _a(noun: str) -> str:
    return "an" if noun[0] in "Aaeio" else "a"


def _rank(one: AlertFact) -> tuple[int, str, str]:
    severity = (one.severity or "").upper()
    known = _SEVERITIES.index(severity) if severity in _SEVERITIES else -1
    return known, "" if one.raised is None else one.raised.isoformat(), one.evidence.id


# -- the person, reviews, documents -------------------------------------------------------------------------------


def _exposed(facts: Facts, rule: Rule) -> Iterable[Lever]:
    if not facts.politically_exposed:
        yield Lever(s.PERSON, "exposed", 1, "the person were recorded as politically exposed",
                    lambda given: replace(given, politically_exposed=True))  # fmt: skip


def _reviewed(facts: Facts, rule: Rule) -> Iterable[Lever]:
    yield Lever(s.PERSON, "kyc", 1, "the KYC review were renewed", _review)


def _review(facts: Facts) -> Facts:
    due = facts.kyc_due and max(facts.kyc_due, facts.as_of)
    return replace(facts, kyc_due=due, kyc_reviewed=facts.as_of)


def _renewed(facts: Facts, rule: Rule) -> Iterable[Lever]:
    for one in facts.documents or ():
        if one.expiry is not None and one.expiry < facts.as_of:
            # Its key is the bank's to choose and may be its number, which stays masked: type and day name it.
            what = (one.type or "document").lower().replace("_", " ")
            yield Lever(s.DOCUMENT, f"document {one.evidence.id}", 1,
                        f"the {what} that expired on {one.expiry.isoformat()} were renewed",
                        _renew(one.evidence))  # fmt: skip


def _renew(record: Evidence) -> Callable[[Facts], Facts]:
    def move(facts: Facts) -> Facts:
        rows = (replace(one, expiry=facts.as_of) if one.evidence == record else one for one in facts.documents or ())
        return replace(facts, documents=tuple(rows))

    return move


# What only time brings about (a review falls due, a document expires) is not a step: c360.what_if.time finds its day.
LEVERS: Final[Mapping[str, Levers]] = {
    "credit_score_below": Levers(_score_up, _score_down),
    "fraud_alerts": Levers(_ended("fraud"), _one_more("fraud")),
    "aml_alerts": Levers(_ended("aml"), _one_more("aml")),
    "sanctions_matches": Levers(_ended("sanctions"), _one_more("sanctions")),
    "severe_alerts": Levers(_ended("fraud", "aml"), _one_more("fraud", "aml")),
    "alert_points": Levers(_ended("fraud", "aml"), _one_more("fraud", "aml")),
    "politically_exposed": Levers(_none, _exposed),
    "kyc_overdue": Levers(_reviewed, _none),
    "kyc_cycle_exceeded": Levers(_reviewed, _none),
    "document_expired": Levers(_renewed, _none),
}
