"""Whether rules apply, kept by no more than what they read: most customers' facts, and changes of them, are alike.

Nothing of anybody's records is kept, so that what is found here may serve to find a band and never to explain one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from c360.graph import schema as s
from c360.policy import Policy, Rule
from c360.rules import CONDITIONS, AlertFact, Facts, Verdict
from c360.rules.judging import tested

# Somebody with more alerts is like nobody else.
_FEW: Final = 6
_POLICIES, _KEPT = 8, 50_000
_MANY: Final = object()
_SAID: Final = {applied: Verdict(applied, "") for applied in (True, False, None)}


def _alerts(rows: tuple[AlertFact, ...] | None) -> object:
    if not rows:
        return rows
    return _MANY if len(rows) > _FEW else tuple((one.status, one.severity, one.raised) for one in rows)


_READ: Final[Mapping[str, Callable[[Facts], object]]] = {
    s.CREDIT_SCORE: lambda facts: facts.score,
    s.FRAUD_ALERT: lambda facts: _alerts(facts.fraud),
    s.AML_ALERT: lambda facts: _alerts(facts.aml),
    s.SANCTIONS_MATCH: lambda facts: _alerts(facts.sanctions),
    s.PERSON: lambda facts: (facts.politically_exposed, facts.kyc_reviewed, facts.kyc_due, facts.review),
    s.DOCUMENT: lambda facts: facts.documents and tuple(one.expiry for one in facts.documents),
}


class Alike:
    """Tests the rules that move a band under one policy; `policy` is that policy without those that are only shown."""

    def __init__(self, policy: Policy) -> None:
        self._whole = policy  # as long as it is here, no other policy has its place in memory
        weighing = tuple(rule for rule in policy.rules if rule.weight is not None or rule.floor)
        self.policy = replace(policy, rules=weighing)
        self._reads = {rule.id: _read_by(rule) for rule in weighing}
        self._kept: dict[tuple[Any, ...], Verdict] = {}

    def test(self, facts: Facts, rule: Rule) -> Verdict:
        """Whether the rule applies, and nothing else: neither why nor by which records."""
        key = (rule.id, facts.as_of, *[read(facts) for read in self._reads[rule.id]])
        if _MANY in key:
            return tested(facts, rule)
        said = self._kept.get(key)
        if said is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            said = self._kept[key] = _SAID[tested(facts, rule).applied]
        return said


def _read_by(rule: Rule) -> tuple[Callable[[Facts], object], ...]:
    labels = dict.fromkeys(read.partition(":")[0] for read in CONDITIONS[rule.when].reads)
    return tuple(_READ[label] for label in labels)


_of: Final[dict[int, Alike]] = {}


def alike(policy: Policy) -> Alike:
    """What is kept for this very policy; of the newest few policies."""
    found = _of.get(id(policy))
    if found is None:
        if len(_of) >= _POLICIES:
            _of.clear()
        found = _of[id(policy)] = Alike(policy)
    return found
