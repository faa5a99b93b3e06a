"""The days on which a band changes if nothing happens but that time passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from c360.model.what_if import Change
from c360.policy import BANDS, Rule
from c360.rules import CONDITIONS, Facts
from c360.rules.judging import Judgement, judge
from c360.what_if.alike import Alike


def in_time(facts: Facts, known: Alike, today: Judgement, until: date) -> Iterator[Change]:
    """Each change of the band from the day after `facts.as_of` up to and including `until`, in order."""
    before, policy = today, known.policy
    for day in sorted(_days(facts, known, today, until)):
        now = judge(replace(facts, as_of=day), policy, test=known.test)
        if now.band is None or before.band is None or now.band == before.band:
            continue
        turned = [rule for rule in policy.rules if now.applied(rule) != before.applied(rule)]
        steps = (f"“{rule.title}” {'applies' if now.applied(rule) else 'no longer applies'}" for rule in turned)
        lower = BANDS.index(now.band) < BANDS.index(before.band)
        yield Change("lower" if lower else "raise", now.band, tuple(steps), day)
        before = now


def _days(facts: Facts, known: Alike, today: Judgement, until: date) -> set[date]:
    """The days on which a rule may judge otherwise than the day before."""
    end, days = replace(facts, as_of=until), set[date]()
    for rule, verdict in today.tested:
        condition = CONDITIONS[rule.when]
        if not condition.last:
            if verdict.applied != known.test(end, rule).applied:
                days.add(_turn(facts, rule, until, verdict.applied))
        elif facts.kyc_reviewed is not None:
            # These rest on the band as well, which gives the review its cycle: the day after any of the cycles.
            ends = (facts.kyc_reviewed + timedelta(days=cycle + 1) for cycle in known.policy.kyc_cycles.values())
            days.update(day for day in ends if facts.as_of < day <= until)
    return days


def _turn(facts: Facts, rule: Rule, until: date, today: bool | None) -> date:
    """The first day on which the rule judges otherwise than today: by time alone such a verdict turns once at most."""
    same, other = 0, (until - facts.as_of).days
    while other - same > 1:
        middle = (same + other) // 2
        at = replace(facts, as_of=facts.as_of + timedelta(days=middle))
        if CONDITIONS[rule.when].test(at, rule).applied == today:
            same = middle
        else:
            other = middle
    return facts.as_of + timedelta(days=other)
