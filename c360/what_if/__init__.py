"""What would change a band, worked out by judging changed facts anew; nothing in the search knows what a rule says.

A set of steps is minimal where no part of it changes the band: sets are tried from the smallest, and whatever holds a
set that was found is left out. This is the search for minimal hitting sets, cut off by size (Reiter, "A theory of
diagnosis from first principles", Artificial Intelligence 32, 1987). Steps of one direction never work against each
other (the policy's rules are monotone, and a test holds them to it), so that where all of them at once change nothing,
no part does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from math import comb
from typing import Final, Literal

from c360.model import Evidence
from c360.model.what_if import Change, WhatIf
from c360.policy import BANDS, Policy, Rule
from c360.rules import CONDITIONS, Facts, Verdict
from c360.rules.judging import Judgement, judge
from c360.what_if.alike import Alike, alike
from c360.what_if.levers import Lever, SetStatus, lowering, raising, with_statuses
from c360.what_if.time import in_time

AT_ONCE: Final = 3
DAYS: Final = 365
# Sets that are tried for one direction at most: of 12 alerts all sets of up to three. One takes about 30 microseconds.
_TRIES: Final = 300
Steps = tuple[Lever, ...]


def what_if(facts: Facts, policy: Policy, *, at_once: int = AT_ONCE, days: int = DAYS) -> WhatIf:
    """What would lower or raise the band that `policy` gives of `facts`; days in the bank's zone."""
    # What is only shown moves no band, and would be judged a hundred times.
    known = alike(policy)
    policy = known.policy
    today = judge(facts, policy)
    if today.band is None:
        reason = "The band is unknown, so what would change it can't be told either."
        return WhatIf((), at_once, None, (), (), reason)
    now, applied = BANDS.index(today.band), [rule for rule, verdict in today.tested if verdict.applied]
    less = lowering(facts, [rule for rule in applied if _holds_up(rule, today, now)])
    more = raising(facts, [rule for rule in policy.rules if rule not in applied and _could_lift(rule, policy, now)])
    down = _Search(facts, known, today, "lower", at_once)
    up = _Search(facts, known, today, "raise", at_once)
    until = facts.as_of + timedelta(days=days)
    changes = (*down.changes(less), *up.changes(more), *in_time(facts, known, today, until))
    limits = [f"Not all sets of up to {at_once} changes that would {one.direction} the band were tried."
              for one in (down, up) if one.cut]  # fmt: skip
    best = judge(moved(facts, less), policy) if less else today
    stays = tuple(rule.title for rule in applied if best.applied(rule) and _holds_up(rule, best, now))
    return WhatIf(changes, at_once, until, stays, tuple(limits), None)


def _holds_up(rule: Rule, judged: Judgement, now: int) -> bool:
    """Whether the band can't be below `now` while this rule applies: its floor, or its part of a base score."""
    if rule.floor is not None:
        return now > 0 and BANDS.index(rule.floor) >= now
    return now > 0 and rule.weight is not None and judged.base is not None and BANDS.index(judged.base) >= now


def _could_lift(rule: Rule, policy: Policy, now: int) -> bool:
    """Whether the rule, did it apply, could have a part in a band above `now`.

    Lower floors could only by the band that a review's cycle goes by, and do where a floor rests on that cycle.
    """
    if rule.floor is None:
        return rule.weight is not None
    cycle = any(one.floor is not None and CONDITIONS[one.when].last for one in policy.rules)
    return BANDS.index(rule.floor) > now or cycle


def moved(facts: Facts, steps: Sequence[Lever]) -> Facts:
    """The facts with all of the steps taken."""
    statuses: dict[str, dict[Evidence, str]] = {}
    for step in sorted(steps, key=lambda lever: lever.degree):
        if isinstance(step.move, SetStatus):
            statuses.setdefault(step.move.kind, {})[step.move.record] = step.move.status
        else:
            facts = step.move(facts)
    for kind, by_record in statuses.items():  # of many alerts all at once
        facts = with_statuses(facts, kind, by_record)
    return facts


@dataclass(slots=True)
class _Search:
    """A search in one direction from what is judged `today`; `cut` where it did not go to its end."""

    facts: Facts
    known: Alike
    today: Judgement
    direction: Literal["lower", "raise"]
    at_once: int
    cut: bool = False
    kept: dict[frozenset[str], dict[str, Verdict]] = field(default_factory=dict)

    def changes(self, levers: Sequence[Lever]) -> Iterator[Change]:
        for steps, band in self.minimal(levers):
            yield Change(self.direction, band, tuple(lever.says for lever in steps), None)

    def minimal(self, levers: Sequence[Lever]) -> list[tuple[Steps, str]]:
        """The minimal sets, smallest first; one of any size where none of up to `at_once` does it but all together."""
        found: list[tuple[Steps, str]] = []
        left, tries, alone = list(levers), 0, set[Lever]()
        for size in range(1, self.at_once + 1):
            # What does it alone is in no larger minimal set; and where the rest together does nothing, no part does.
            if not left or self.reached(_furthest(left)) is None:
                return found
            tries += comb(len(left), size)
            if tries > _TRIES:
                self.cut = True
                break
            for steps in combinations(left, size):
                if _holds_one(steps, found):
                    continue
                band = self.reached(steps)
                if band is None:
                    continue
                if size == 1:
                    alone.update(steps)
                if not _more_than_another(steps, band, found):
                    found.append((steps, band))
            left = [lever for lever in left if lever not in alone]
        return found or [self.reduced(_furthest(left))]

    def reached(self, steps: Sequence[Lever]) -> str | None:
        """The band after the steps where it lies in the direction looked for; else nothing."""
        changed = frozenset(step.label for step in steps)
        if changed not in self.kept:
            self.kept[changed] = _kept(self.today, changed)
        band = judge(moved(self.facts, steps), self.known.policy, self.kept[changed], self.known.test).band
        if band is None or self.today.band is None:
            return None
        away = BANDS.index(band) - BANDS.index(self.today.band)
        return band if (away < 0 if self.direction == "lower" else away > 0) else None

    def reduced(self, levers: Sequence[Lever]) -> tuple[Steps, str]:
        """All steps, less whatever can be left out one by one: minimal, though perhaps not the smallest."""
        kept = list(levers)
        for lever in levers:
            fewer = [one for one in kept if one is not lever]
            if fewer and self.reached(fewer) is not None:
                kept = fewer
        band = self.reached(kept)
        assert band is not None  # all together did it, and each that was left out did not matter
        return tuple(kept), band


def _kept(today: Judgement, changed: frozenset[str]) -> dict[str, Verdict]:
    """The verdicts of the rules that read no record of a label that has changed."""
    labels = tuple(changed)
    return {
        rule.id: verdict
        for rule, verdict in today.tested
        if not any(read.startswith(labels) for read in CONDITIONS[rule.when].reads)
    }


def _holds_one(steps: Steps, found: Sequence[tuple[Steps, str]]) -> bool:
    """Whether a smaller set that was found is a part of this one, or goes less far; or two steps are on one fact."""
    if len({step.fact for step in steps}) < len(steps):
        return True
    return any(len(other) < len(steps) and _covers(steps, other) for other, _ in found)


def _more_than_another(steps: Steps, band: str, found: Sequence[tuple[Steps, str]]) -> bool:
    """Whether a set of the same facts leads there by less: a score of 600 where one of 650 was tried too."""
    return any(where == band and _covers(steps, other) for other, where in found)


def _covers(steps: Steps, other: Steps) -> bool:
    return all(any(one.fact == step.fact and one.degree <= step.degree for step in steps) for one in other)


def _furthest(levers: Sequence[Lever]) -> Steps:
    """Of the steps on one fact the one that goes furthest."""
    return tuple({lever.fact: lever for lever in sorted(levers, key=lambda one: one.degree)}.values())
