"""Whoever is asked for, the household is the same: on towns that nobody thought up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from c360 import policy
from c360.households.circle import Circle, grow
from c360.households.people import Somebody
from c360.model import Evidence

RULES = policy.load().household
PEOPLE = [f"c-{n}" for n in range(9)]
INVERSE = {"CHILD": "PARENT", "PARENT": "CHILD"}

PAIRS = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).filter(lambda pair: pair[0] < pair[1])
TIES = st.lists(st.tuples(PAIRS, st.sampled_from(["SPOUSE", "CHILD", "CHILD", "PARENT"])), max_size=10)
HOMES = st.dictionaries(st.sampled_from(PEOPLE), st.sets(st.sampled_from("ABC"), min_size=1, max_size=2))
JOINT = st.lists(st.sets(st.sampled_from(PEOPLE), min_size=2, max_size=3), max_size=3)
AGES = st.fixed_dictionaries({one: st.one_of(st.none(), st.integers(0, 90)) for one in PEOPLE})


def town(
    ties: Iterable[tuple[tuple[str, str], str]], homes: Mapping[str, set[str]], joint: Iterable[set[str]],
    ages: Mapping[str, int | None],
) -> dict[str, Somebody]:  # fmt: skip
    """The people, with what ties them read from both ends."""
    family: dict[str, dict[str, dict[str, tuple[Evidence, ...]]]] = {one: {} for one in PEOPLE}
    for (one, two), word in ties:
        record = (Evidence(word, f"{one} > {two}", None, None),)
        family[one].setdefault(two, {})[word] = record
        family[two].setdefault(one, {})[INVERSE.get(word, word)] = record
    found = {}
    for one in PEOPLE:
        own = homes.get(one, set())
        living = {at: frozenset(who for who in PEOPLE if at in homes.get(who, ())) for at in own}
        accounts = {f"N-{at}": frozenset(owners) for at, owners in enumerate(joint) if one in owners}
        found[one] = Somebody(
            one, one, ages[one], True, family[one],
            {at: (who, Evidence("Address", at, None, None)) for at, who in living.items()}, frozenset(own),
            {at: (who, Evidence("Account", at, None, None)) for at, who in accounts.items()},
            Evidence("Person", one, None, None),
        )  # fmt: skip
    return found


def households(people: Mapping[str, Somebody]) -> dict[str, Circle]:
    return {one: grow(lambda ids: {i: people[i] for i in ids if i in people}, people[one], RULES) for one in people}


@given(ties=TIES, homes=HOMES, joint=JOINT, ages=AGES)
@settings(max_examples=400, deadline=None)
def test_every_member_has_the_same_household_unless_it_says_what_bounds_it(
    ties: list[tuple[tuple[str, str], str]], homes: dict[str, set[str]], joint: list[set[str]],
    ages: dict[str, int | None],
) -> None:  # fmt: skip
    found = households(town(ties, homes, joint, ages))
    for one, circle in found.items():
        for other in circle.steps:
            # Being a member is mutual, whatever bounds there are to the household as a whole.
            assert one in found[other].steps
            # The household that lacks somebody is the one that says so: from its end they are further away.
            if not circle.limits and not found[other].limits:
                assert set(found[other].steps) == set(circle.steps)
        # All but the one who is asked for have a reason, and it leads to somebody nearer.
        for other, reasons in circle.reasons.items():
            assert bool(reasons) == (other != one)
            assert all(circle.steps[reason.to] < circle.steps[other] for reason in reasons)
        assert not {row.id for row in circle.left_out} & circle.steps.keys()


@given(ties=TIES, homes=HOMES, joint=JOINT, ages=AGES)
@settings(max_examples=200, deadline=None)
def test_a_tie_makes_no_member_of_who_shares_neither_family_nor_purse(
    ties: list[tuple[tuple[str, str], str]], homes: dict[str, set[str]], joint: list[set[str]],
    ages: dict[str, int | None],
) -> None:  # fmt: skip
    people = town(ties, homes, joint, ages)
    bare = {one for one in people if not people[one].family and not people[one].joint}
    for one, circle in households(people).items():
        assert not (set(circle.steps) - {one}) & bare
