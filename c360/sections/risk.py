"""How risky the customer is: four dimensions, the policy's factors and floors, alerts, score history (step 6).

Alerts on the customer or on an owned account count once each, those on authorised accounts don't. What happened after
`as_of` has not happened, screening aside: the latest run and decision on a match always count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from c360.graph import schema as s
from c360.model import (
    AlertRow,
    CountedDimension,
    CreditDimension,
    Factor,
    Risk,
    SanctionsDimension,
    ScoreRow,
    Scores,
    ScreeningList,
)
from c360.model.screening import Screening
from c360.policy import Policy, named
from c360.rules import AlertFact, Facts, counted
from c360.rules.judging import effect, judge
from c360.sections import alerts, screened
from c360.sections.contract import Answer, Ask, Part, Section
from c360.sections.reading import newest, sort_moment
from c360.sections.risk_facts import read_facts, runs_of, traversal
from c360.what_if import what_if

_KEYS: Final = ("credit_score", "fraud_alerts", "aml_alerts", "sanctions_matches")


def assemble(answer: Answer, ask: Ask, needs: Mapping[str, Any]) -> Part:
    """The `Risk` of the answer."""
    holds, zone, read = ask.book.delivers, ask.book.zone, read_facts(answer, ask)
    facts = read.facts
    listed = sorted(
        (alert for alert in (*read.alerts, *read.matches) if read.held[alert.fact.evidence.label]),
        key=lambda a: (-sort_moment(a.row.raised_at, zone), a.row.kind, a.row.id, a.fact.evidence.id),
    )
    data = _judged(
        facts,
        ask.policy,
        None if read.scores is None else [row for row, _ in read.scores],
        (*alerts.lists(runs_of(answer), ask), *screened.lists(read.screening)),
        tuple(alert.row for alert in listed) if any(read.held.values()) else None,
        read.screening,
    )
    known = {
        "credit_score": facts.score is not None, "fraud_alerts": facts.fraud is not None,
        "aml_alerts": facts.aml is not None, "sanctions_matches": facts.sanctions is not None,
    }  # fmt: skip
    screened_here = read.held[screened.ENTRY]
    lacking = [
        label for label, there in read.held.items()
        if not there and label != screened.ENTRY and not (label == s.SANCTIONS_MATCH and screened_here)
    ]  # fmt: skip
    lacking += [] if read.scores is not None else [s.CREDIT_SCORE]
    lacking += [] if facts.documents is not None else [s.DOCUMENT]
    values = {
        "politicallyExposed": facts.politically_exposed, "kycReviewedAt": facts.kyc_reviewed,
        "kycDueAt": facts.kyc_due,
    }  # fmt: skip
    lacking += [key for key in values if not holds.holds(s.PERSON, key)]
    missing = [key for key, value in values.items() if value is None and key not in lacking]
    records = [alert.fact.evidence for alert in (*read.alerts, *read.matches)]
    stamps = [one.updated_at for one in records if one.label != screened.ENTRY]
    updated = newest([*stamps, *(row.moment("updatedAt") for _, row in read.scores or ())], zone)
    limits = (_unsure(read.screening),) if read.screening.unsure else ()
    return Part(data, known, tuple(lacking), limits, tuple(missing), updated)


def _unsure(found: Screening) -> str:
    reason = (found.reason or "").rstrip(".")
    return f"not screened against the lists that are loaded: {reason[:1].lower()}{reason[1:]}"


def _judged(
    facts: Facts,
    policy: Policy,
    history: list[ScoreRow] | None,
    lists: tuple[ScreeningList, ...],
    alerts: tuple[AlertRow, ...] | None,
    screening: Screening,
) -> Risk:
    found = judge(facts, policy)
    newest_score = history[0] if history else None
    return Risk(
        scores=Scores(
            credit=CreditDimension(
                newest_score.score if newest_score else None,
                None if facts.score is None else named(facts.score, policy.credit_bands),
                newest_score.bureau if newest_score else None,
                newest_score.scored_at if newest_score else None,
            ),
            fraud=_dimension(facts.fraud),
            aml=_dimension(facts.aml),
            sanctions=_sanctions(facts.sanctions, lists),
        ),
        overall_score=found.score,
        overall_risk=found.band,
        base_risk=found.base,
        factors=tuple(
            Factor(
                rule.id,
                rule.title,
                effect(rule),
                verdict.applied,
                verdict.because,
                verdict.evidence,
                verdict.value,
                verdict.threshold,
                verdict.since,
            )
            for rule, verdict in found.tested
        ),
        alerts=alerts,
        score_history=None if history is None else tuple(history),
        what_if=what_if(facts, policy),
        screening=screening,
    )


def _dimension(facts: tuple[AlertFact, ...] | None) -> CountedDimension:
    if facts is None:
        return CountedDimension(None, None)
    count = len(counted(facts, s.OPEN_STATUSES))
    return CountedDimension(count, "HIGH" if count else "LOW")


def _sanctions(facts: tuple[AlertFact, ...] | None, lists: tuple[ScreeningList, ...]) -> SanctionsDimension:
    if facts is None:
        return SanctionsDimension(None, None, None)
    count = len(counted(facts, s.OPEN_STATUSES))
    return SanctionsDimension(count, "CRITICAL" if count else "LOW", lists)


SECTION: Final = Section(
    "risk", 50, _KEYS, traversal, assemble,
    under={
        "credit_score": (s.CREDIT_SCORE,), "fraud_alerts": (s.FRAUD_ALERT,), "aml_alerts": (s.AML_ALERT,),
        "sanctions_matches": (s.SANCTIONS_MATCH,),
    },
    near=(s.HAS_DOCUMENT, s.HAS_CREDIT_SCORE, s.SUBJECT_OF, s.OWNS), on_accounts=(s.SUBJECT_OF,),
)  # fmt: skip
