"""The interpreter: every rule of a policy tested on one customer's facts, and the band that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from c360.policy import BANDS, Policy, Rule, named
from c360.rules import CONDITIONS, KYC, Facts, Review, Verdict

Tested = Sequence[tuple[Rule, Verdict]]
_HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a policy says of a customer: each rule's verdict in the policy's order, the base score and its band, and
    the band after the floors. `None` where it can't be told."""

    tested: tuple[tuple[Rule, Verdict], ...]
    score: Decimal | None
    base: str | None
    band: str | None

    def applied(self, rule: Rule) -> bool | None:
        """Whether this rule of the policy applies."""
        return next(verdict.applied for one, verdict in self.tested if one is rule)


def tested(facts: Facts, rule: Rule) -> Verdict:
    """What the rule's condition says of the facts."""
    return CONDITIONS[rule.when].test(facts, rule)


def judge(
    facts: Facts,
    policy: Policy,
    told: Mapping[str, Verdict] = {},
    test: Callable[[Facts, Rule], Verdict] = tested,
) -> Judgement:
    """Today's policy on these facts, whatever their day: a rule's `since` says from when it holds and stops nothing.

    Conditions marked `last` are tested when the band without the KYC rules is known, and with it the review cycle.
    `told` are verdicts on these facts by the same rules under another policy, which need no second test; `test` is who
    tests the others.
    """
    verdicts = {rule.id: told.get(rule.id) or test(facts, rule) for rule in policy.rules
                if not CONDITIONS[rule.when].last}  # fmt: skip
    if len(verdicts) < len(policy.rules):
        others = [(rule, verdicts[rule.id]) for rule in policy.rules if rule.when not in KYC]
        band = overall(others, base_score(others, policy)[1])
        known = replace(facts, review=Review(band, None if band is None else policy.kyc_cycles[band]))
        verdicts |= {rule.id: test(known, rule) for rule in policy.rules
                     if CONDITIONS[rule.when].last}  # fmt: skip
    tested = tuple((rule, verdicts[rule.id]) for rule in policy.rules)
    score, base = base_score(tested, policy)
    return Judgement(tested, score, base, overall(tested, base))


def base_score(tested: Tested, policy: Policy) -> tuple[Decimal | None, str | None]:
    """The sum of the weights that apply, and its band; both `None` when a weighted factor can't be told."""
    weighted = [(rule.weight, verdict.applied) for rule, verdict in tested if rule.weight is not None]
    if any(applied is None for _, applied in weighted):
        return None, None
    score = sum((weight for weight, applied in weighted if applied), Decimal(0)).quantize(_HUNDREDTH)
    return score, named(score, policy.bands)


def overall(tested: Iterable[tuple[Rule, Verdict]], base: str | None) -> str | None:
    """The higher of the base band and the floors that apply; unknown without a base, unless a floor says CRITICAL."""
    floors = [rule.floor for rule, verdict in tested if rule.floor is not None and verdict.applied]
    if base is None:
        return BANDS[-1] if BANDS[-1] in floors else None
    return max((base, *floors), key=BANDS.index)


def effect(rule: Rule) -> str:
    """What a rule does where it applies: "+0.25", "at least HIGH" or "shown only"."""
    if rule.weight is not None:
        return f"+{rule.weight:.2f}"
    return f"at least {rule.floor}" if rule.floor is not None else "shown only"
