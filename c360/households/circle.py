"""How far a household reaches: from one person through ties that make a household, so many steps and people at most.

Whoever is asked for, the household is the same. Two things break that, and both are told. A bound, by the household
that lacks somebody for it: from another member they are nearer. And a child of two homes, whose parents are not of one
household: each parent's has the child and not the other parent, since nobody is a member through a child whom they
share; the child's own has both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from c360.households.people import Somebody
from c360.households.rules import reasons, way, why_not
from c360.model.household import LeftOut, Reason
from c360.policy import HouseholdRules

Read = Callable[[Iterable[str]], Mapping[str, Somebody]]
LISTED: Final = 50  # of those left out; more are counted


@dataclass(slots=True)
class Circle:
    """Who is a member, at how many steps and why, nearest first; who is left out; what bounded it."""

    people: dict[str, Somebody]
    steps: dict[str, int]
    reasons: dict[str, tuple[Reason, ...]]
    left_out: list[LeftOut] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)


def grow(read: Read, start: Somebody, rules: HouseholdRules) -> Circle:
    """The household around `start`; one reading for each step."""
    people = {start.id: start}
    found = Circle(people, {start.id: 0}, {start.id: ()})
    far: dict[str, str] = {}
    # A member is gone on from once for each way of coming to them: by way of a parent, or by another.
    gone, level = {(start.id, False)}, [(start.id, False)]
    for step in range(1, rules.steps + 2):
        unread = {other for one, _ in level for other in people[one].others()} - people.keys()
        people |= read(unread) if unread else {}
        reached: dict[str, list[Reason]] = {}
        following: dict[tuple[str, bool], None] = {}
        for one, from_above in level:
            for other in sorted(people[one].others() & people.keys()):
                to = way(people[one], people[other])
                if (from_above and to == "up") or not (why := reasons(people[one], people[other], people, rules)):
                    continue
                if other not in found.steps:
                    reached.setdefault(other, []).extend(why)
                following[other, to == "down"] = None
        _take(found, reached, step, rules, far)
        level = [state for state in following if state not in gone and state[0] in found.steps]
        gone.update(level)
        if not level:
            break
    _leave_out(found, far, rules)
    return found


def _take(
    found: Circle, reached: Mapping[str, list[Reason]], step: int, rules: HouseholdRules, far: dict[str, str]
) -> None:
    # Where there are too many, the policy's first rules come first.
    first = {other: min(rules.rules.index(reason.rule) for reason in why) for other, why in reached.items()}
    for other, why in sorted(reached.items(), key=lambda item: (first[item[0]], item[0])):
        if step > rules.steps:
            far[other] = f"more than {_steps(rules.steps)} away"
        elif len(found.steps) >= rules.members:
            far[other] = f"the household has more than {rules.members} members"
        else:
            found.steps[other] = step
            found.reasons[other] = tuple(dict.fromkeys(why))
    for bound in dict.fromkeys(far[other] for other in reached if other in far):
        if (limit := f"{bound}: others are left out") not in found.limits:
            found.limits.append(limit)


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _leave_out(found: Circle, far: Mapping[str, str], rules: HouseholdRules) -> None:
    people, out = found.people, dict[str, LeftOut]()
    for one in found.steps:
        for other in sorted(people[one].others() & people.keys()):
            if other in found.steps or other in out:
                continue
            if reasons(people[one], people[other], people, rules):
                child = people[one].said
                because = (
                    f"Member by the rules, but {far[other]}" if other in far
                    else f"Parent of {child}, and not of one household with their other parent"
                )  # fmt: skip
            else:
                because = why_not(people[one], people[other], rules)
            out[other] = LeftOut(other, people[other].name, one, because)
    found.left_out = list(out.values())[:LISTED]
    if len(out) > LISTED:
        found.limits.append(f"of {len(out):,} who are left out the first {LISTED} are listed")
    found.limits += [
        f"the parents of {people[child].said} are not of one household: each has {people[child].said} in their own"
        for child in found.steps
        if _two_homes(child, found, rules)
    ]
    found.limits += dict.fromkeys(limit for one in found.steps for limit in people[one].limits)


def _two_homes(child: str, found: Circle, rules: HouseholdRules) -> bool:
    people = found.people
    parents = [
        other for other in sorted(people[child].others() & people.keys())
        if way(people[child], people[other]) == "up" and reasons(people[child], people[other], people, rules)
    ]  # fmt: skip
    return any(not reasons(people[one], people[two], people, rules) for one, two in combinations(parents, 2))
