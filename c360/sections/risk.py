"""How risky the customer is: four dimensions, the policy's factors and floors, alerts, score history (step 6).

Alerts on the customer or on an owned account count once each, those on authorised accounts don't. What happened after
`as_of` has not happened, screening aside: the latest run and decision on a match always count.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __

from c360.graph import schema as s
from c360.graph.about import Delivers
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
from c360.policy import BANDS, Policy, Rule, named
from c360.rules import CONDITIONS, AlertFact, DocumentFact, Facts, Verdict, counted
from c360.sections import alerts
from c360.sections.accounts import owned_accounts
from c360.sections.contract import Answer, Ask, Part, Section
from c360.sections.reading import Row, newest, sort_moment, started

_STAMP: Final = ("naturalKey", "source", "updatedAt")
_DOCUMENT: Final = ("type", "issueDate", "expiryDate", *_STAMP)
_PERSON: Final = ("customerId", "politicallyExposed", "kycDueAt", "source", "updatedAt")
_KEYS: Final = ("credit_score", "fraud_alerts", "aml_alerts", "sanctions_matches")


def traversal(ask: Ask) -> GraphTraversal:
    """Maps `person`, `documents`, `scores`, `subjects` (alerts and matches) and `accounts` with theirs."""

    return (
        __.project("person", "documents", "scores", "subjects", "accounts")
        .by(__.value_map(*_PERSON))
        .by(__.out(s.HAS_DOCUMENT).has_label(s.DOCUMENT).dedup().value_map(*_DOCUMENT).fold())
        .by(__.out(s.HAS_CREDIT_SCORE).dedup().value_map("score", "bureau", "scoredAt", *_STAMP).fold())
        .by(alerts.subjects())
        .by(alerts.on_accounts(owned_accounts()))
    )  # fmt: skip


def assemble(answer: Answer, ask: Ask, needs: Mapping[str, Any]) -> Part:
    """The `Risk` of the answer."""
    holds, zone = ask.book.delivers, ask.book.zone
    person = Row(answer["person"], zone)
    scores = _scores(answer["scores"], ask)
    about = f"{s.PERSON} {person.get('customerId')}"
    found = alerts.alerts(about, answer["subjects"], answer["accounts"], ask)
    runs = [item["record"] for item in answer["subjects"] if item["label"] == s.SANCTIONS_MATCH]
    matches = alerts.matches(runs, about, ask)
    held = {label: _held(holds, label) for label in (*alerts.ALERTS, s.SANCTIONS_MATCH)}
    has_scores = holds.holds_edge(s.HAS_CREDIT_SCORE, s.PERSON)
    has_documents = holds.holds_edge(s.HAS_DOCUMENT, s.PERSON)
    newest_score = scores[0] if scores else None
    facts = Facts(
        as_of=ask.as_of,
        score=newest_score[0].score if newest_score else None,
        score_evidence=(newest_score[1].evidence(s.CREDIT_SCORE, "naturalKey"),) if newest_score else (),
        fraud=alerts.facts(found, s.FRAUD_ALERT) if held[s.FRAUD_ALERT] else None,
        aml=alerts.facts(found, s.AML_ALERT) if held[s.AML_ALERT] else None,
        sanctions=alerts.facts(matches, s.SANCTIONS_MATCH) if held[s.SANCTIONS_MATCH] else None,
        politically_exposed=person.flag("politicallyExposed"),
        kyc_due=person.day("kycDueAt"),
        documents=_documents(answer["documents"], ask) if has_documents else None,
        person=person.evidence(s.PERSON, "customerId"),
    )
    listed = sorted(
        (alert for alert in (*found, *matches) if held[alert.fact.evidence.label]),
        key=lambda a: (-sort_moment(a.row.raised_at, zone), a.row.kind, a.row.id, a.fact.evidence.id),
    )
    data = _judged(
        facts,
        ask.policy,
        [row for row, _ in scores] if has_scores else None,
        alerts.lists(runs, ask),
        tuple(alert.row for alert in listed) if any(held.values()) else None,
    )
    known = {
        "credit_score": facts.score is not None, "fraud_alerts": facts.fraud is not None,
        "aml_alerts": facts.aml is not None, "sanctions_matches": facts.sanctions is not None,
    }  # fmt: skip
    lacking = [label for label, there in held.items() if not there]
    lacking += [] if has_scores else [s.CREDIT_SCORE]
    lacking += [] if has_documents else [s.DOCUMENT]
    lacking += [key for key in ("politicallyExposed", "kycDueAt") if not holds.holds(s.PERSON, key)]
    missing = [key for key in ("politicallyExposed", "kycDueAt") if person.get(key) is None and key not in lacking]
    stamps = [alert.fact.evidence.updated_at for alert in (*found, *matches)]
    updated = newest([*stamps, *(row.moment("updatedAt") for _, row in scores)], zone)
    return Part(data, known, tuple(lacking), (), tuple(missing), updated)


def _held(holds: Delivers, label: str) -> bool:
    """Whether the book says anything about such alerts: the label, and an edge to people or to accounts with owners."""
    on_accounts = holds.holds_edge(s.SUBJECT_OF, label, s.ACCOUNT) and holds.holds_edge(s.OWNS, s.PERSON, s.ACCOUNT)
    return holds.holds(label) and (holds.holds_edge(s.SUBJECT_OF, label, s.PERSON) or on_accounts)


def _scores(rows: list[Any], ask: Ask) -> list[tuple[ScoreRow, Row]]:
    """The scores of `as_of` and before, newest first."""
    found = []
    for row in (Row(item, ask.book.zone) for item in rows):
        score, day = row.number("score"), row.day("scoredAt")
        if score is not None and started(day, ask.as_of):
            found.append((ScoreRow(round(score), row.text("bureau"), day, row.text("source")), row))
    found.sort(
        key=lambda pair: (sort_moment(pair[0].scored_at, ask.book.zone), pair[0].bureau or "", pair[0].score),
        reverse=True,
    )
    return found


def _documents(rows: list[Any], ask: Ask) -> tuple[DocumentFact, ...]:
    documents = [row for row in (Row(item, ask.book.zone) for item in rows) if started(row.day("issueDate"), ask.as_of)]
    facts = (DocumentFact(row.text("type"), row.day("expiryDate"), row.evidence(s.DOCUMENT, "naturalKey"))
             for row in documents)  # fmt: skip
    return tuple(sorted(facts, key=lambda fact: fact.evidence.id))


def _judged(
    facts: Facts,
    policy: Policy,
    history: list[ScoreRow] | None,
    lists: tuple[ScreeningList, ...],
    alerts: tuple[AlertRow, ...] | None,
) -> Risk:
    verdicts = [(rule, CONDITIONS[rule.when].test(facts, rule)) for rule in policy.rules]
    score, base = base_score(verdicts, policy)
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
        overall_score=score,
        overall_risk=overall(verdicts, base),
        base_risk=base,
        factors=tuple(
            Factor(rule.id, rule.title, _effect(rule), verdict.applied, verdict.because, verdict.evidence)
            for rule, verdict in verdicts
        ),
        alerts=alerts,
        score_history=None if history is None else tuple(history),
    )


def base_score(verdicts: list[tuple[Rule, Verdict]], policy: Policy) -> tuple[Decimal | None, str | None]:
    """The sum of the weights that apply, and its band; both `None` when a weighted factor can't be told."""
    weighted = [(rule.weight, verdict.applied) for rule, verdict in verdicts if rule.weight is not None]
    if any(applied is None for _, applied in weighted):
        return None, None
    score = sum((weight for weight, applied in weighted if applied), Decimal(0)).quantize(Decimal("0.01"))
    return score, named(score, policy.bands)


def overall(verdicts: list[tuple[Rule, Verdict]], base: str | None) -> str | None:
    """The higher of the base band and the floors that apply; unknown without a base, unless a floor says CRITICAL."""
    floors = [rule.floor for rule, verdict in verdicts if rule.floor is not None and verdict.applied]
    if base is None:
        return BANDS[-1] if BANDS[-1] in floors else None
    return max((base, *floors), key=BANDS.index)


def _effect(rule: Rule) -> str:
    if rule.weight is not None:
        return f"+{rule.weight:.2f}"
    return f"at least {rule.floor}" if rule.floor is not None else "shown only"


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
