"""Facts for the rules, without a graph: what a test says nothing of is held and harmless."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from c360 import policy as policies
from c360.model import Evidence
from c360.policy import Policy, Rule
from c360.rules import CONDITIONS, AlertFact, DocumentFact, Facts, Verdict
from c360.rules.judging import judge

AS_OF = date(2024, 6, 30)
POLICY = policies.load()


def days_ago(days: int | None) -> date | None:
    return None if days is None else AS_OF - timedelta(days=days)


def evidence(label: str = "FraudAlert", key: str = "x-1") -> Evidence:
    return Evidence(label, key, "test", None)


def alert(
    status: str | None = "OPEN", severity: str | None = "LOW", days: int | None = 10, key: str = "a-1"
) -> AlertFact:
    return AlertFact(status, severity, days_ago(days), evidence(key=key))


def paper(days: int | None) -> DocumentFact:
    """A document that expired so many days ago."""
    return DocumentFact("PASSPORT", days_ago(days), evidence("Document"))


def facts(**given: Any) -> Facts:
    usual: dict[str, Any] = {
        "as_of": AS_OF, "score": 700, "scored": days_ago(5), "score_evidence": (evidence("CreditScore"),), "fraud": (),
        "aml": (), "sanctions": (), "politically_exposed": False, "kyc_reviewed": days_ago(30),
        "kyc_due": AS_OF + timedelta(days=300), "documents": (), "person": evidence("Person"),
    }  # fmt: skip
    return Facts(**{**usual, **given})


def rule(rule_id: str, **options: Any) -> Rule:
    """A rule of the shipped policy, with some options otherwise."""
    found = next(one for one in POLICY.rules if one.id == rule_id)
    return replace(found, options={**found.options, **options})


def verdict(rule_id: str, found: Facts, **options: Any) -> Verdict:
    one = rule(rule_id, **options)
    return CONDITIONS[one.when].test(found, one)


def band(found: Facts, policy: Policy = POLICY) -> str | None:
    return judge(found, policy).band
