"""What would change a band: the very sets on known facts, and on any facts that they do what they say and no less."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360 import policy as policies
from c360.graph import schema as s
from c360.model import Evidence
from c360.model.what_if import Change
from c360.policy import BANDS, Policy
from c360.rules import CONDITIONS, AlertFact, DocumentFact, Facts
from c360.rules.judging import judge
from c360.what_if import moved, what_if
from c360.what_if.levers import LEVERS, Lever, lowering, raising

POLICY = policies.load()
DAY = date(2024, 6, 30)
PERSON = Evidence("Person", "c-1", None, None)


def before(days: int) -> date:
    return DAY - timedelta(days=days)


def record(
    number: int, status: str = "OPEN", severity: str | None = "LOW", days: int | None = 100, label: str = s.FRAUD_ALERT
) -> AlertFact:
    raised = None if days is None else before(days)
    return AlertFact(status, severity, raised, Evidence(label, f"r-{number}", None, None))


def facts(**changes: Any) -> Facts:
    """Somebody of whom nothing is known that the policy minds; everything is held."""
    calm = Facts(
        as_of=DAY, score=780.0, scored=before(30), score_evidence=(), fraud=(), aml=(), sanctions=(),
        politically_exposed=False, kyc_reviewed=before(30), kyc_due=DAY + timedelta(days=2000), documents=(),
        person=PERSON,
    )  # fmt: skip
    return replace(calm, **changes)


def told(given: Facts, direction: str, policy: Policy = POLICY) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (one.band, one.steps) for one in what_if(given, policy).changes if one.direction == direction and one.on is None
    ]


def test_every_condition_that_a_rule_may_name_has_its_steps() -> None:
    assert set(LEVERS) == set(CONDITIONS)


def test_what_would_raise_somebody_of_low_risk() -> None:
    assert told(facts(), "lower") == []
    assert told(facts(), "raise") == [
        ("MEDIUM", ("the credit score were below 600 instead of 780",)),
        ("MEDIUM", ("a fraud alert were open",)),
        ("HIGH", ("a fraud alert were confirmed",)),
        ("MEDIUM", ("an AML alert were open",)),
        ("HIGH", ("an AML alert were confirmed",)),
        ("CRITICAL", ("a sanctions match were open",)),
        ("MEDIUM", ("the person were recorded as politically exposed",)),
    ]


def test_what_would_lower_is_each_of_three_equal_factors() -> None:
    given = facts(score=540.0, fraud=(record(1),), aml=(record(2, label=s.AML_ALERT),))
    assert judge(given, POLICY).band == "CRITICAL"
    assert told(given, "lower") == [
        ("HIGH", ("the credit score were 600 or more instead of 540",)),
        ("HIGH", ("fraud alert r-1 (open, raised 2024-03-22) were closed",)),
        ("HIGH", ("AML alert r-2 (open, raised 2024-03-22) were closed",)),
    ]
    assert told(given, "raise") == []


def test_two_alerts_of_one_factor_are_one_change_together() -> None:
    given = facts(fraud=(record(1), record(2, days=None), record(3, "CLOSED_FALSE_POSITIVE")))
    assert told(given, "lower") == [
        ("LOW", ("fraud alert r-1 (open, raised 2024-03-22) were closed", "fraud alert r-2 (open) were closed")),
    ]


def test_more_than_can_be_tried_at_once_is_still_one_minimal_set() -> None:
    given = facts(fraud=tuple(record(number) for number in range(5)), politically_exposed=None)
    ((band, steps),) = told(given, "lower")
    assert (band, len(steps)) == ("LOW", 5)
    many = facts(fraud=tuple(record(number, days=5000) for number in range(40)))
    assert [len(steps) for _, steps in told(many, "lower")] == [40]
    assert what_if(many, POLICY).limits == ("Not all sets of up to 3 changes that would lower the band were tried.",)


def test_what_nobody_can_change_stays_and_is_no_step() -> None:
    given = facts(politically_exposed=True, kyc_due=before(1))
    found = what_if(given, POLICY)
    assert [one for one in found.changes if one.direction == "lower"] == []
    assert found.stays == ("Politically exposed person",)


def test_a_review_and_a_dismissal_lower() -> None:
    assert told(facts(kyc_due=before(1)), "lower") == [("LOW", ("the KYC review were renewed",))]
    match = record(1, "CONFIRMED", None, 3, s.SANCTIONS_MATCH)
    assert told(facts(sanctions=(match,)), "lower") == [
        ("LOW", ("sanctions match r-1 (confirmed, screened 2024-06-27) were dismissed",)),
    ]


def test_of_a_band_that_nobody_can_tell_nothing_is_told() -> None:
    found = what_if(facts(fraud=None), POLICY)
    assert found.changes == ()
    assert found.reason is not None
    # A floor says CRITICAL whatever is not held; without it the band is unknown, which is not lower.
    found = what_if(facts(fraud=None, sanctions=(record(1),)), POLICY)
    assert (found.changes, found.stays, found.reason) == ((), (), None)


def test_an_unknown_score_that_came_to_be_known() -> None:
    assert told(facts(score=None), "raise")[0] == ("MEDIUM", ("a credit score were known and below 600",))


def test_what_is_not_held_is_no_step() -> None:
    given = facts(aml=None, sanctions=(record(1, label=s.SANCTIONS_MATCH),))
    assert not any("AML" in step for _, steps in told(given, "raise") for step in steps)


def test_days_on_which_time_alone_moves_the_band() -> None:
    severe = record(1, severity="HIGH", days=80)
    given = facts(fraud=(severe,), score=780.0, kyc_due=DAY + timedelta(days=30))
    found = [one for one in what_if(given, POLICY).changes if one.on is not None]
    # The alert keeps the band at MEDIUM by its weight, so neither its age nor the review changes it.
    assert found == []
    due = [one for one in what_if(facts(kyc_due=DAY), POLICY).changes if one.on is not None]
    assert due == [Change("raise", "MEDIUM", ("“KYC review overdue” applies",), DAY + timedelta(days=1))]
    late = facts(kyc_due=DAY + timedelta(days=365))
    assert not any(one.on for one in what_if(late, POLICY).changes)  # it is over on the day after the last one


def test_decay_ends_on_its_day() -> None:
    alerts = tuple(record(number, severity="HIGH", days=0) for number in range(4))  # 16 points, 12 are the threshold
    change = next(one for one in what_if(facts(fraud=alerts), POLICY).changes if one.on)
    assert (change.direction, change.band) == ("lower", "MEDIUM")
    assert change.steps == ("“Many or severe alerts of late” no longer applies",)
    # 16 x 0.5 ** (days / 180) is below 11.995, which rounds to 12.00, from day 75 on: log2(16 / 11.995) x 180 is 74.8.
    assert change.on == DAY + timedelta(days=75)


# -- any facts ----------------------------------------------------------------------------------------------------

statuses = st.sampled_from(["OPEN", "CONFIRMED", "CLOSED", "CLOSED_FALSE_POSITIVE", None, "odd"])
severities = st.sampled_from(["LOW", "MEDIUM", "HIGH", "CRITICAL", None])
ages = st.none() | st.integers(0, 400)


def records(label: str, most: int) -> st.SearchStrategy[tuple[AlertFact, ...] | None]:
    rows = st.lists(st.tuples(statuses, severities, ages), max_size=most)

    def made(given: list[tuple[str | None, str | None, int | None]]) -> tuple[AlertFact, ...]:
        return tuple(
            record(at, status or "", severity, days, label) for at, (status, severity, days) in enumerate(given)
        )

    return st.none() | rows.map(made)


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    days = st.none() | st.integers(-500, 500).map(before)
    expiries = draw(st.lists(days, max_size=2))
    return facts(
        score=draw(st.none() | st.sampled_from([540.0, 599.0, 600.0, 780.0])),
        fraud=draw(records(s.FRAUD_ALERT, 3)), aml=draw(records(s.AML_ALERT, 3)),
        sanctions=draw(records(s.SANCTIONS_MATCH, 2)), politically_exposed=draw(st.none() | st.booleans()),
        kyc_due=draw(days), kyc_reviewed=draw(st.none() | st.integers(0, 2000).map(before)),
        documents=tuple(DocumentFact("PASSPORT", day, Evidence("Document", str(at), None, None))
                        for at, day in enumerate(expiries)),
    )  # fmt: skip


def levers_of(given: Facts, change: Change) -> tuple[Lever, ...]:
    """The steps of a change, found again by their words among all there are."""
    every = (*lowering(given, POLICY.rules), *raising(given, POLICY.rules))
    return tuple(next(lever for lever in every if lever.says == step) for step in change.steps)


def away(band: str | None, now: str, direction: str) -> bool:
    if band is None:
        return False
    return BANDS.index(band) < BANDS.index(now) if direction == "lower" else BANDS.index(band) > BANDS.index(now)


@settings(max_examples=60, deadline=None)
@given(any_facts())
def test_all_steps_of_a_change_do_what_it_says_and_no_part_of_them_does(given_facts: Facts) -> None:
    now = judge(given_facts, POLICY).band
    found = what_if(given_facts, POLICY)
    if now is None:
        assert found.changes == ()
        return
    for change in found.changes:
        if change.on is not None:
            continue
        steps = levers_of(given_facts, change)
        band = judge(moved(given_facts, steps), POLICY).band
        assert band == change.band
        assert away(band, now, change.direction)
        for size in range(len(steps)):
            for part in combinations(steps, size):
                assert not away(judge(moved(given_facts, part), POLICY).band, now, change.direction)


@settings(max_examples=40, deadline=None)
@given(any_facts())
def test_where_no_change_is_found_all_steps_at_once_change_nothing(given_facts: Facts) -> None:
    now = judge(given_facts, POLICY).band
    if now is None:
        return
    found = what_if(given_facts, POLICY)
    for direction, levers in (("lower", lowering), ("raise", raising)):
        if not any(one.direction == direction and one.on is None for one in found.changes):
            every = levers(given_facts, POLICY.rules)
            assert not away(judge(moved(given_facts, every), POLICY).band, now, direction)


@settings(max_examples=15, deadline=None)
@given(any_facts())
def test_the_days_are_those_on_which_the_band_changes_when_each_is_judged(given_facts: Facts) -> None:
    bands, changes = [judge(given_facts, POLICY).band], []
    if bands[0] is None:
        return
    for days in range(1, 201):
        day = DAY + timedelta(days=days)
        band = judge(replace(given_facts, as_of=day), POLICY).band
        if band is not None and band != bands[-1]:
            changes.append((day, band))
            bands.append(band)
    assert [(one.on, one.band) for one in what_if(given_facts, POLICY, days=200).changes if one.on] == changes


@pytest.mark.parametrize(("at_once", "cut"), [(1, 3), (3, 3)])
def test_the_bound_is_said(at_once: int, cut: int) -> None:
    found = what_if(facts(fraud=tuple(record(number) for number in range(3))), POLICY, at_once=at_once)
    assert found.at_once == at_once
    assert [len(one.steps) for one in found.changes if one.direction == "lower"] == [cut]
