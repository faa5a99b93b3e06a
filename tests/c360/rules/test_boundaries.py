"""Each threshold of each condition: just on this side, at it, just on the other; and what can't be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from c360.rules import CONDITIONS, Review
from c360.rules.alerts import weighed
from c360.rules.judging import judge
from tests.c360.rules.told import AS_OF, POLICY, alert, band, days_ago, facts, paper, verdict


@pytest.mark.parametrize(("score", "applied"), [(599, True), (600, False), (601, False), (None, False)])
def test_a_score_below(score: int | None, applied: bool) -> None:
    found = verdict("base.credit", facts(score=score))
    assert found.applied is applied
    assert found.threshold == "below 600"
    assert found.value == (None if score is None else f"score {score}")
    assert found.since == (days_ago(5) if applied else None)


@pytest.mark.parametrize(
    ("kind", "rule"), [("fraud", "base.fraud"), ("aml", "base.aml"), ("sanctions", "base.sanctions")]
)
@pytest.mark.parametrize(
    ("status", "applied"),
    [("OPEN", True), ("confirmed", True), (None, True), ("odd", True), ("CLOSED", False),
     ("CLOSED_FALSE_POSITIVE", False), ("DISMISSED", False)],
)  # fmt: skip
def test_one_alert_is_enough_and_a_closed_one_is_none(kind: str, rule: str, status: str, applied: bool) -> None:
    found = verdict(rule, facts(**{kind: (alert(status),)}))
    assert found.applied is applied
    assert found.value == f"{int(applied)} open or confirmed"
    assert found.since == (days_ago(10) if applied else None)
    assert verdict(rule, facts(**{kind: ()})).applied is False
    assert verdict(rule, facts(**{kind: None})).applied is None


def test_since_is_the_oldest_that_counts_and_unknown_where_one_has_no_day() -> None:
    several = (alert(days=10), alert(days=400), alert("CLOSED", days=900))
    assert verdict("base.fraud", facts(fraud=several)).since == days_ago(400)
    assert verdict("base.fraud", facts(fraud=(*several, alert(days=None)))).since is None


@pytest.mark.parametrize(
    ("severity", "days", "applied"),
    [("HIGH", 89, True), ("HIGH", 90, False), ("HIGH", 91, False), ("HIGH", None, True), ("CRITICAL", 0, True),
     ("MEDIUM", 0, False), (None, 0, False)],
)  # fmt: skip
def test_severe_and_young(severity: str | None, days: int | None, applied: bool) -> None:
    assert verdict("floor.alert.severe", facts(aml=(alert("OPEN", severity, days),))).applied is applied
    assert verdict("floor.alert.severe", facts(aml=(alert("CONFIRMED", severity, days),))).applied is False


def test_half_of_an_alert_is_left_after_the_half_life() -> None:
    """8 points halved once are 4, twice 2: 8 + 4 + 2 = 14; 1 point a quarter of a half-life old is 2 ** -0.25."""
    weights = {
        "LOW": Decimal(1),
        "MEDIUM": Decimal(2),
        "HIGH": Decimal(4),
        "CRITICAL": Decimal(8),
        "UNKNOWN": Decimal(2),
    }
    aged = [("CRITICAL", days_ago(0)), ("CRITICAL", days_ago(180)), ("CRITICAL", days_ago(360))]
    assert weighed(aged, weights, Decimal(180), AS_OF) == 14
    assert weighed([("low", days_ago(45))], weights, Decimal(180), AS_OF) == Decimal("0.84")
    assert weighed([("HIGH", None), (None, None), ("odd", None)], weights, Decimal(180), AS_OF) == 8


@pytest.mark.parametrize(("threshold", "applied"), [("11.99", True), ("12", True), ("12.01", False)])
def test_enough_points(threshold: str, applied: bool) -> None:
    three = tuple(alert(severity="HIGH", days=0) for _ in range(3))
    found = verdict("floor.alert.points", facts(fraud=three[:2], aml=three[2:]), threshold=Decimal(threshold))
    assert (found.applied, found.value) == (applied, "12.00 points")
    closed = tuple(replace(one, status="CLOSED") for one in three)
    assert verdict("floor.alert.points", facts(fraud=closed)).value == "0.00 points"


def test_points_that_are_enough_need_no_other_kind() -> None:
    many = tuple(alert(severity="CRITICAL", days=0) for _ in range(2))
    assert verdict("floor.alert.points", facts(fraud=many, aml=None)).applied is True
    assert verdict("floor.alert.points", facts(fraud=many[:1], aml=None)).applied is None
    assert verdict("floor.alert.points", facts(fraud=None, aml=None)).applied is None
    assert band(facts(fraud=many)) == "HIGH"


@pytest.mark.parametrize(("flag", "applied"), [(True, True), (False, False), (None, None)])
def test_exposed(flag: bool | None, applied: bool | None) -> None:
    assert verdict("floor.pep", facts(politically_exposed=flag)).applied is applied


@pytest.mark.parametrize(("days", "applied"), [(1, True), (0, False), (-1, False), (None, None)])
def test_review_overdue(days: int | None, applied: bool | None) -> None:
    found = verdict("floor.kyc", facts(kyc_due=days_ago(days)))
    assert found.applied is applied
    assert found.since == (days_ago(1) if applied else None)


@pytest.mark.parametrize(("days", "applied"), [(1, True), (0, False), (-1, False), (None, False)])
def test_a_document_expired(days: int | None, applied: bool) -> None:
    assert verdict("shown.document", facts(documents=(paper(days), paper(-900)))).applied is applied


@pytest.mark.parametrize(("level", "cycle"), [("LOW", 1826), ("MEDIUM", 1095), ("HIGH", 365), ("CRITICAL", 365)])
def test_the_review_cycle_of_each_band(level: str, cycle: int) -> None:
    evidence: dict[str, dict[str, Any]] = {
        "LOW": {}, "MEDIUM": {"score": 500}, "HIGH": {"aml": (alert("CONFIRMED"),)},
        "CRITICAL": {"sanctions": (alert(),)},
    }  # fmt: skip
    for more, applied in ((-1, False), (0, False), (1, True)):
        known = facts(kyc_reviewed=AS_OF - timedelta(days=cycle + more), **evidence[level])
        judged = judge(known, POLICY)
        found = next(verdict for rule, verdict in judged.tested if rule.id == "shown.kyc.cycle")
        assert (judged.band, found.applied) == (level, applied)
        assert found.since == (days_ago(1) if applied else None)
        assert level in found.because


def test_the_cycle_rests_on_no_kyc_rule() -> None:
    """An overdue review makes the band MEDIUM; the cycle stays that of LOW, or it would speak of itself."""
    known = facts(kyc_due=days_ago(1), kyc_reviewed=days_ago(1200))
    judged = judge(known, POLICY)
    found = next(verdict for rule, verdict in judged.tested if rule.id == "shown.kyc.cycle")
    assert (judged.band, found.applied) == ("MEDIUM", False)
    assert "LOW" in found.because


def test_a_cycle_that_nobody_can_tell() -> None:
    rule = next(rule for rule in POLICY.rules if rule.id == "shown.kyc.cycle")
    test = CONDITIONS[rule.when].test
    assert test(facts(kyc_reviewed=None), rule).because == "Not known when KYC was last reviewed"
    blind = judge(facts(fraud=None), POLICY)
    assert blind.band is None
    told = next(verdict for one, verdict in blind.tested if one is rule)
    assert (told.applied, told.value) == (None, None)
    assert test(replace(facts(), review=Review(None, None)), rule).applied is None


@pytest.mark.parametrize(
    ("alerts", "score", "expected"),
    [((), 700, "LOW"), ((), 599, "MEDIUM"), (("fraud",), 600, "MEDIUM"), (("fraud",), 599, "HIGH"),
     (("fraud", "aml"), 600, "HIGH"), (("fraud", "aml"), 599, "CRITICAL")],
)  # fmt: skip
def test_bands_of_the_base_score(alerts: tuple[str, ...], score: int, expected: str) -> None:
    assert band(facts(score=score, **{kind: (alert(),) for kind in alerts})) == expected


@pytest.mark.parametrize(("edge", "expected"), [("0.24", "MEDIUM"), ("0.25", "MEDIUM"), ("0.26", "LOW")])
def test_the_edge_of_a_band(edge: str, expected: str) -> None:
    bands = tuple(replace(one, start=Decimal(edge)) if one.name == "MEDIUM" else one for one in POLICY.bands)
    assert band(facts(score=500), replace(POLICY, bands=bands)) == expected


def test_a_rule_holds_on_every_day_whatever_its_since() -> None:
    later = replace(POLICY, rules=tuple(replace(rule, since=AS_OF + timedelta(days=900)) for rule in POLICY.rules))
    assert band(facts(score=500), later) == "MEDIUM"
