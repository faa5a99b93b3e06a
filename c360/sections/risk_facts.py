"""What the policy's rules read of one customer, from the graph: scores, alerts, matches, documents, KYC days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __

from c360.graph import schema as s
from c360.graph.about import Delivers
from c360.model import ScoreRow
from c360.model.screening import Screening
from c360.rules import DocumentFact, Facts
from c360.sections import alerts, screened
from c360.sections.accounts import owned_accounts
from c360.sections.alerts import Alert
from c360.sections.contract import Answer, Ask
from c360.sections.reading import Row, happened, sort_moment, started

_STAMP: Final = ("naturalKey", "source", "updatedAt")
_DOCUMENT: Final = ("type", "number", "issueDate", "expiryDate", *_STAMP)
_PERSON: Final = (
    "customerId", "politicallyExposed", "kycReviewedAt", "kycDueAt", "source", "updatedAt", *screened.PERSON,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """The facts, and the rows that they were made of. `held` says of each label of alerts and matches whether the book
    says anything about it, and of entries of lists whether anybody was screened against them; `scores` is `None` where
    they aren't held."""

    facts: Facts
    scores: tuple[tuple[ScoreRow, Row], ...] | None
    alerts: tuple[Alert, ...]
    matches: tuple[Alert, ...]
    held: Mapping[str, bool]
    screening: Screening


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


def read_facts(answer: Answer, ask: Ask) -> RiskFacts:
    """The facts of the traversal's answer as of the day; no policy has a say in them."""
    holds, zone = ask.book.delivers, ask.book.zone
    person = Row(answer["person"], zone)
    scores = _scores(answer["scores"], ask) if holds.holds_edge(s.HAS_CREDIT_SCORE, s.PERSON) else None
    about = f"{s.PERSON} {person.get('customerId')}"
    found = alerts.alerts(about, answer["subjects"], answer["accounts"], ask)
    screening = screened.screening(person, answer["documents"], ask)
    matches = [*alerts.matches(runs_of(answer), about, ask), *screened.alerts_of(screening, about)]
    held = {label: _held(holds, label) for label in (*alerts.ALERTS, s.SANCTIONS_MATCH)}
    held[screened.ENTRY] = screened.held_here(screening)
    has_documents = holds.holds_edge(s.HAS_DOCUMENT, s.PERSON)
    score, row = scores[0] if scores else (None, None)
    facts = Facts(
        as_of=ask.as_of,
        score=score.score if score else None,
        scored=score.scored_at if score else None,
        score_evidence=(row.evidence(s.CREDIT_SCORE, "naturalKey"),) if row else (),
        fraud=alerts.facts(found, s.FRAUD_ALERT) if held[s.FRAUD_ALERT] else None,
        aml=alerts.facts(found, s.AML_ALERT) if held[s.AML_ALERT] else None,
        sanctions=screened.facts(matches, held, screening),
        politically_exposed=person.flag("politicallyExposed"),
        # A review after the day has not happened, and of the one before it nothing is known.
        kyc_reviewed=happened(person.day("kycReviewedAt"), ask.as_of),
        kyc_due=person.day("kycDueAt"),
        documents=_documents(answer["documents"], ask) if has_documents else None,
        person=person.evidence(s.PERSON, "customerId"),
    )
    return RiskFacts(facts, scores, tuple(found), tuple(matches), held, screening)


def runs_of(answer: Answer) -> list[Any]:
    """The records of every screening run that points at the customer."""
    return [item["record"] for item in answer["subjects"] if item["label"] == s.SANCTIONS_MATCH]


def _held(holds: Delivers, label: str) -> bool:
    """Whether the book says anything about such alerts: the label, and an edge to people or to accounts with owners."""
    on_accounts = holds.holds_edge(s.SUBJECT_OF, label, s.ACCOUNT) and holds.holds_edge(s.OWNS, s.PERSON, s.ACCOUNT)
    return holds.holds(label) and (holds.holds_edge(s.SUBJECT_OF, label, s.PERSON) or on_accounts)


def _scores(rows: list[Any], ask: Ask) -> tuple[tuple[ScoreRow, Row], ...]:
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
    return tuple(found)


def _documents(rows: list[Any], ask: Ask) -> tuple[DocumentFact, ...]:
    documents = [row for row in (Row(item, ask.book.zone) for item in rows) if started(row.day("issueDate"), ask.as_of)]
    facts = (DocumentFact(row.text("type"), row.day("expiryDate"), row.evidence(s.DOCUMENT, "naturalKey"))
             for row in documents)  # fmt: skip
    return tuple(sorted(facts, key=lambda fact: fact.evidence.id))
