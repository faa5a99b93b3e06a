"""Which two people are one household, by the rules that the policy names, and why others with a tie are not.

Every rule reads the same from both ends: what makes B a member of A's household makes A one of B's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from c360.graph import schema as s
from c360.households.people import Somebody
from c360.model import Evidence
from c360.model.household import Reason
from c360.policy import HouseholdRules

_WORD: Final = {s.SPOUSE: "Spouse", s.CHILD: "Child", s.PARENT: "Parent", s.FAMILY_MEMBER: "Relative"}


def reasons(
    one: Somebody, other: Somebody, people: Mapping[str, Somebody], rules: HouseholdRules
) -> tuple[Reason, ...]:
    """Why `other` is of `one`'s household; none where no rule says so. `people` holds the children of both."""
    found = _own(one, other, rules)
    if not found and "parents_at_home" in rules.rules and one.known and other.known:
        found = _parents(one, other, people, rules)
    order = rules.rules.index
    return tuple(sorted(found, key=lambda reason: (order(reason.rule), reason.because)))


def _own(one: Somebody, other: Somebody, rules: HouseholdRules) -> list[Reason]:
    """By what the two are to each other, whoever else there is."""
    if not (one.known and other.known):
        return []
    found = []
    roles, home = one.family.get(other.id, {}), _home(one, other)
    together = home or not apart(one, other)
    where = "same home" if home else "nothing on record says that they live apart"
    if s.SPOUSE in roles and together:
        found.append(_reason("spouse", one, f"Spouse of {one.said}; {where}", (*roles[s.SPOUSE], *home)))
    for role, child in ((s.CHILD, other), (s.PARENT, one)):
        if role not in roles:
            continue
        tie = f"{_WORD[role]} of {one.said}"
        if child.age is not None and child.age < rules.adult_age and together:
            minor = "" if role == s.CHILD else f" {child.said} is"
            why = f"{tie};{minor} {_years(child.age)}, under {rules.adult_age}; {where}"
            found.append(_reason("minor_child", one, why, (*roles[role], child.person, *home)))
        elif home:
            age = "age not known" if child.age is None else _years(child.age)
            told = age if role == s.CHILD else f"{child.said}: {age}"
            found.append(_reason("child_at_home", one, f"{tie}; {told}; same home", (*roles[role], *home)))
    if home:
        for account, (owners, evidence) in one.joint.items():
            if other.id in owners:
                why = f"Owns account {account} together with {one.said}; same home"
                found.append(_reason("joint_account_at_home", one, why, (evidence, *home)))
    return [reason for reason in found if reason.rule in rules.rules]


def _parents(one: Somebody, other: Somebody, people: Mapping[str, Somebody], rules: HouseholdRules) -> list[Reason]:
    home = _home(one, other)
    shared = [
        child for ident in sorted(_children(one) & _children(other)) if (child := people.get(ident)) is not None
    ] if home else []  # fmt: skip
    return [
        _reason(
            "parents_at_home", one, f"Parent of {child.said}, as {one.said} is; same home",
            (*one.family[child.id][s.CHILD], *other.family[child.id][s.CHILD], *home),
        )
        for child in shared
        if _own(one, child, rules) and _own(other, child, rules)
    ]  # fmt: skip


def _children(one: Somebody) -> set[str]:
    return {ident for ident, roles in one.family.items() if s.CHILD in roles}


def way(one: Somebody, other: Somebody) -> str:
    """Which way a tie goes: "down" to a child, "up" to a parent, "side" to anybody else."""
    roles = one.family.get(other.id, {})
    if (s.CHILD in roles) == (s.PARENT in roles):
        return "side"
    return "down" if s.CHILD in roles else "up"


def apart(one: Somebody, other: Somebody) -> bool:
    """Whether both have a home on record and none in common."""
    return bool(one.addresses and other.addresses and not one.addresses & other.addresses)


def relationship(one: Somebody, other: Somebody) -> str | None:
    """What `other` is to `one` by a tie of family, the most specific; None where there is none."""
    roles = one.family.get(other.id, {})
    return next((role for role in _WORD if role in roles), None)


def why_not(one: Somebody, other: Somebody, rules: HouseholdRules) -> str:
    """Why a tie to `one` makes `other` no member, in a sentence."""
    if not (one.known and other.known):
        return f"Tied to {one.said}; not yet born, or not yet a customer, on this day"
    role, home = relationship(one, other), _home(one, other)
    if role in (s.CHILD, s.PARENT):
        child = other if role == s.CHILD else one
        said = "" if role == s.CHILD else f"{child.said} is "
        if child.age is None:
            return f"{_WORD[role]} of {one.said}; {said}of unknown age, and no home in common is on record"
        lives = "lives at another address" if apart(one, other) else "no home in common is on record"
        return f"{_WORD[role]} of {one.said}; {said}{_years(child.age)}; {lives}"
    if role == s.SPOUSE and apart(one, other):
        return f"Spouse of {one.said}, at another address"
    if role is not None:
        at = " at the same address" if home else ""
        return f"{_WORD[role]} of {one.said}{at}; no rule of the policy makes this a household"
    if home:
        return f"Same address as {one.said} and no other tie: who only lives there is no member"
    return f"Joint account with {one.said} and no home in common: who only shares an account is no member"


def _home(one: Somebody, other: Somebody) -> tuple[Evidence, ...]:
    """The homes in common."""
    return tuple(one.homes[key][1] for key in sorted(one.homes.keys() & other.homes.keys()))


def _reason(rule: str, one: Somebody, because: str, evidence: tuple[Evidence, ...]) -> Reason:
    return Reason(rule, one.id, because, tuple(dict.fromkeys(evidence)))


def _years(age: int) -> str:
    return "1 year old" if age == 1 else f"{age} years old"
