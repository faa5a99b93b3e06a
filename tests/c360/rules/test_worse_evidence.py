"""Worse evidence never lowers a band, whatever else is on record; what becomes known to be bad doesn't either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from c360.policy import BANDS
from c360.rules import AlertFact, Facts
from c360.rules.alerts import weighed
from c360.rules.judging import judge
from tests.c360.rules.told import AS_OF, POLICY, alert, band, days_ago, facts, paper

STATUS = (None, "OPEN", "CONFIRMED", "CLOSED", "CLOSED_FALSE_POSITIVE")
SEVERITY = (None, "LOW", "MEDIUM", "HIGH", "CRITICAL")
AGES = st.none() | st.integers(0, 1500)
ALERTS = st.none() | st.lists(
    st.builds(alert, st.sampled_from(STATUS), st.sampled_from(SEVERITY), AGES), max_size=4
).map(tuple)
DAYS = st.none() | st.integers(-800, 2500).map(days_ago)
FACTS = st.builds(
    facts, score=st.none() | st.integers(300, 850), fraud=ALERTS, aml=ALERTS,
    sanctions=st.none() | st.lists(st.builds(alert, st.sampled_from(("OPEN", "DISMISSED"))), max_size=2).map(tuple),
    politically_exposed=st.sampled_from((None, False, True)), kyc_reviewed=DAYS, kyc_due=DAYS,
    documents=st.none() | st.lists(st.builds(paper, st.integers(-900, 900)), max_size=2).map(tuple),
)  # fmt: skip
KINDS = st.sampled_from(("fraud", "aml"))


def worse_or_equal(one: Facts, other: Facts) -> None:
    """The second is no better; a band that could not be told may become any."""
    before, after = judge(one, POLICY), judge(other, POLICY)
    if before.band is not None:
        assert after.band is not None
        assert BANDS.index(after.band) >= BANDS.index(before.band)
    if before.score is not None:
        assert after.score is not None
        assert after.score >= before.score


@given(FACTS, st.integers(300, 850))
def test_a_lower_score(known: Facts, score: int) -> None:
    lower = score if known.score is None else min(score, int(known.score))
    worse_or_equal(known, replace(known, score=lower))


@given(FACTS, KINDS, st.builds(alert, st.sampled_from(("OPEN", "CONFIRMED")), st.sampled_from(SEVERITY), AGES))
def test_one_alert_more(known: Facts, kind: str, more: AlertFact) -> None:
    added: dict[str, Any] = {kind: (*(getattr(known, kind) or ()), more)}
    worse_or_equal(known, replace(known, **added))


def _each(change: Callable[[AlertFact], AlertFact]) -> Callable[[Facts], Facts]:
    def changed(known: Facts) -> Facts:
        made: dict[str, Any] = {
            kind: None if getattr(known, kind) is None else tuple(map(change, getattr(known, kind)))
            for kind in ("fraud", "aml", "sanctions")
        }
        return replace(known, **made)

    return changed


@given(FACTS, st.integers(1, 1500))
def test_younger_alerts(known: Facts, days: int) -> None:
    def younger(one: AlertFact) -> AlertFact:
        return one if one.raised is None else replace(one, raised=min(AS_OF, one.raised + timedelta(days=days)))

    worse_or_equal(known, _each(younger)(known))


@given(FACTS)
def test_higher_severities_and_unknown_ones_known_to_be_bad(known: Facts) -> None:
    higher = {None: "HIGH", "LOW": "MEDIUM", "MEDIUM": "HIGH", "HIGH": "CRITICAL", "CRITICAL": "CRITICAL"}
    worse_or_equal(known, _each(lambda one: replace(one, severity=higher[one.severity]))(known))


@given(FACTS)
def test_reopened_and_confirmed(known: Facts) -> None:
    """Whatever was closed is open again. An open one that is confirmed leaves the floor of severe open alerts, which
    is MEDIUM, for that of confirmed ones, which is HIGH."""
    opened = _each(lambda one: replace(one, status="CONFIRMED" if one.status == "CONFIRMED" else "OPEN"))
    worse_or_equal(known, opened(known))
    worse_or_equal(known, _each(lambda one: replace(one, status="CONFIRMED"))(known))


@given(FACTS)
def test_exposed_after_all(known: Facts) -> None:
    worse_or_equal(known, replace(known, politically_exposed=True))


@given(FACTS, st.integers(1, 3000))
def test_overdue_for_longer_and_reviewed_longer_ago(known: Facts, days: int) -> None:
    def earlier(day: date | None) -> date:
        return AS_OF - timedelta(days=days) if day is None else min(day, AS_OF) - timedelta(days=days)

    worse_or_equal(known, replace(known, kyc_due=earlier(known.kyc_due)))
    worse_or_equal(known, replace(known, kyc_reviewed=earlier(known.kyc_reviewed)))


@given(FACTS)
def test_documents_expired(known: Facts) -> None:
    worse_or_equal(known, replace(known, documents=(*(known.documents or ()), paper(1))))


@given(FACTS)
def test_the_base_is_the_sum_of_what_applies(known: Facts) -> None:
    judged = judge(known, POLICY)
    weights = [(rule.weight, verdict.applied) for rule, verdict in judged.tested if rule.weight is not None]
    if any(applied is None for _, applied in weights):
        assert judged.score is None
        assert judged.base is None
    else:
        assert judged.score == Decimal("0.25") * sum(bool(applied) for _, applied in weights)


@given(st.lists(st.tuples(st.sampled_from(SEVERITY), st.integers(0, 4000)), max_size=6), st.integers(1, 400))
@settings(max_examples=50)
def test_decay_goes_one_way_and_never_below_nothing(alerts: list[tuple[str | None, int]], more: int) -> None:
    options = next(rule.options for rule in POLICY.rules if rule.when == "alert_points")
    totals = [
        weighed([(severity, days_ago(days + age)) for severity, days in alerts], options["points"],
                options["half_life"], AS_OF)
        for age in (0, more, 2 * more)
    ]  # fmt: skip
    assert totals[0] >= totals[1] >= totals[2] >= 0
    unknown = weighed([(severity, None) for severity, _ in alerts], options["points"], options["half_life"], AS_OF)
    assert unknown >= totals[0]


def test_worse_means_something() -> None:
    """The strategies reach every band, so that the properties above are about something."""
    assert {band(facts()), band(facts(score=400)), band(facts(aml=(alert("CONFIRMED"),))),
            band(facts(sanctions=(alert(),)))} == set(BANDS)  # fmt: skip
