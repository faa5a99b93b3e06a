"""The base score, the floors on top of it, and what counts when."""

from pathlib import Path
from typing import Any

import pytest

from tests.c360.sections.bank import account, book, edge, person, profile, together


def alert(number: int, status: str = "OPEN", **more: Any) -> dict[str, Any]:
    row = {"naturalKey": f"al-{number}", "alertId": f"al-{number}", "status": status, "severity": "LOW"}
    return row | {"raisedAt": "2024-05-01T12:00:00Z", "reason": "odd", **more}


def match(number: int, status: str = "OPEN", **more: Any) -> dict[str, Any]:
    return {"naturalKey": f"m-{number}", "listName": "OFAC", "entryId": "1", "status": status,
            "screenedAt": "2024-06-01T00:00:00Z", **more}  # fmt: skip


def score(value: int | None, day: str = "2024-06-01") -> dict[str, Any]:
    rows: list[dict[str, Any]] = (
        [] if value is None else [{"naturalKey": "s-1", "score": value, "bureau": "Bureau", "scoredAt": day}]
    )
    return {"CreditScore": rows, "HAS_CREDIT_SCORE__Person__CreditScore": [edge("c-1", r["naturalKey"]) for r in rows]}


def subject(label: str, rows: list[dict[str, Any]], end: str = "Person", to: str = "c-1") -> dict[str, Any]:
    return {label: rows, f"SUBJECT_OF__{label}__{end}": [edge(row["naturalKey"], to) for row in rows]}


def risk(where: Path, **how: Any) -> dict[str, Any]:
    return dict(profile(where, sections=["risk"], **how)["risk"])


BANDS: list[tuple[dict[str, Any], str, str, str]] = [
    (score(780), "0.00", "LOW", "LOW"),
    (score(600), "0.00", "LOW", "LOW"),
    (score(599), "0.25", "MEDIUM", "MEDIUM"),
    (subject("FraudAlert", [alert(1)]), "0.25", "MEDIUM", "MEDIUM"),
    (subject("FraudAlert", [alert(1), alert(2)]), "0.25", "MEDIUM", "MEDIUM"),
    (subject("FraudAlert", [alert(1, "CONFIRMED")]), "0.25", "MEDIUM", "HIGH"),
    (subject("AMLAlert", [alert(1, "CONFIRMED")]), "0.25", "MEDIUM", "HIGH"),
    (subject("FraudAlert", [alert(1, "CLOSED_FALSE_POSITIVE"), alert(2, "CLOSED")]), "0.00", "LOW", "LOW"),
    (subject("SanctionsMatch", [match(1)]), "0.25", "MEDIUM", "CRITICAL"),
    (subject("SanctionsMatch", [match(1, "CONFIRMED")]), "0.25", "MEDIUM", "CRITICAL"),
    (subject("SanctionsMatch", [match(1, "DISMISSED")]), "0.00", "LOW", "LOW"),
    (subject("FraudAlert", [alert(1)]) | subject("AMLAlert", [alert(1)]), "0.50", "HIGH", "HIGH"),
    (subject("FraudAlert", [alert(1)]) | subject("AMLAlert", [alert(1)]) | score(500),
     "0.75", "CRITICAL", "CRITICAL"),
    ({"Person": [person(politicallyExposed=True)]}, "0.00", "LOW", "MEDIUM"),
    ({"Person": [person(kycDueAt="2024-06-29")]}, "0.00", "LOW", "MEDIUM"),
    ({"Person": [person(kycDueAt="2024-06-30")]}, "0.00", "LOW", "LOW"),
]  # fmt: skip
RATINGS = [
    (750, "Excellent"), (749, "Good"), (700, "Good"), (699, "Fair"), (650, "Fair"), (649, "Poor"), (600, "Poor"),
    (599, "Very poor"),
]  # fmt: skip


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A customer for each row of these tables."""
    return together(
        tmp_path_factory.mktemp("risk"), [*(tables for tables, *_ in BANDS), *(score(value) for value, _ in RATINGS)]
    )


@pytest.mark.parametrize("case", range(len(BANDS)))
def test_bands_and_floors(many: Path, case: int) -> None:
    found = profile(many, f"c-1.{case}", sections=["risk"])["risk"]
    assert (found["overall_score"], found["base_risk"], found["overall_risk"]) == BANDS[case][1:]


@pytest.mark.parametrize("case", range(len(RATINGS)))
def test_credit_bands_at_their_edges(many: Path, case: int) -> None:
    value, rating = RATINGS[case]
    found = profile(many, f"c-1.{len(BANDS) + case}", sections=["risk"])["risk"]
    assert found["scores"]["credit"] == {
        "score": value, "rating": rating, "bureau": "Bureau", "scored_at": "2024-06-01",
    }  # fmt: skip


def test_a_missing_score_is_neither_good_nor_bad(tmp_path: Path) -> None:
    found = profile(book(tmp_path, **score(None)), sections=["risk"])
    credit = found["risk"]["scores"]["credit"]
    assert credit["score"] is credit["rating"] is None
    assert found["risk"]["overall_score"] == "0.00"
    assert "credit_score" in found.sections["risk"].missing


def test_alerts_on_owned_accounts_count_once_and_on_authorised_ones_not(tmp_path: Path) -> None:
    tables = subject("FraudAlert", [alert(1)], "Account", "A-1")
    tables["SUBJECT_OF__FraudAlert__Person"] = [edge("al-1", "c-1")]
    where = book(
        tmp_path,
        Account=[account("A-1"), account("A-2")],
        OWNS__Person__Account=[edge("c-1", "A-1")],
        AUTHORIZED_ON__Person__Account=[edge("c-1", "A-2")],
        **tables,
        **subject("AMLAlert", [alert(2)], "Account", "A-2"),
    )
    found = risk(where)
    assert found["scores"]["fraud"] == {"alert_count": 1, "risk_level": "HIGH"}
    assert found["scores"]["aml"] == {"alert_count": 0, "risk_level": "LOW"}
    assert [row["on"] for row in found["alerts"]] == ["Person c-1"]


def test_what_happened_after_as_of_has_not_happened_but_screening_has(tmp_path: Path) -> None:
    later = alert(1, "CLOSED", closedAt="2024-06-20T12:00:00Z")
    future = alert(2, raisedAt="2024-06-25T12:00:00Z")
    screened = match(1, screenedAt="2024-06-29T00:00:00Z")
    where = book(tmp_path, **subject("FraudAlert", [later, future]), **subject("SanctionsMatch", [screened]))
    found = risk(where, as_of="2024-06-19")
    assert [(row["id"], row["status"], row["closed_at"]) for row in found["alerts"] if row["kind"] == "FRAUD"] == [
        ("al-1", "OPEN", None)
    ]
    assert found["scores"]["fraud"]["alert_count"] == 1
    assert found["scores"]["sanctions"] == {
        "matches": 1, "risk_level": "CRITICAL", "lists": [{"name": "OFAC", "screened_at": "2024-06-28T20:00:00-04:00"}],
    }  # fmt: skip
    assert risk(where)["scores"]["fraud"]["alert_count"] == 1  # the closed one is out, the newer one in


def test_not_held_is_null_and_no_overall_unless_a_floor_says_critical(tmp_path: Path) -> None:
    bare = profile(book(tmp_path / "a", everything=False), sections=["risk"])
    found = bare["risk"]
    assert found["scores"]["fraud"] == {"alert_count": None, "risk_level": None}
    assert found["scores"]["sanctions"]["matches"] is None
    assert found["overall_score"] is found["base_risk"] is found["overall_risk"] is found["alerts"] is None
    assert bare.sections["risk"].status == "partial"
    assert {"FraudAlert", "AMLAlert", "SanctionsMatch"} <= set(bare.sections["risk"].missing)

    listed = risk(book(tmp_path / "b", everything=False, **subject("SanctionsMatch", [match(1)])))
    assert (listed["overall_score"], listed["base_risk"], listed["overall_risk"]) == (None, None, "CRITICAL")


def test_every_factor_says_why_and_by_which_record(tmp_path: Path) -> None:
    found = risk(book(tmp_path, **subject("FraudAlert", [alert(1, "CONFIRMED")]), **score(780)))
    factors = {row["rule"]: row for row in found["factors"]}
    assert factors["floor.fraud.confirmed"]["applied"] is True
    assert factors["floor.fraud.confirmed"]["effect"] == "at least HIGH"
    evidence = factors["floor.fraud.confirmed"]["evidence"]
    assert [(row["label"], row["id"]) for row in evidence] == [("FraudAlert", "al-1")]
    assert evidence[0]["source"]
    assert factors["base.credit"]["applied"] is False
    assert "780" in factors["base.credit"]["because"]
    assert factors["floor.kyc"]["applied"] is None
    assert "Not known" in factors["floor.kyc"]["because"]


def test_score_history_newest_first_and_none_of_later_days(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"naturalKey": f"s-{n}", "score": 700 + n, "scoredAt": f"2024-0{n}-01"} for n in range(1, 7)
    ]
    had = [edge("c-1", row["naturalKey"]) for row in rows]
    found = risk(book(tmp_path, CreditScore=rows, HAS_CREDIT_SCORE__Person__CreditScore=had), as_of="2024-04-15")
    assert [row["score"] for row in found["score_history"]] == [704, 703, 702, 701]
    assert found["scores"]["credit"]["score"] == 704


def test_of_several_runs_over_one_entry_the_latest_counts(tmp_path: Path) -> None:
    runs = [
        match(1, "OPEN", entryId="7", screenedAt="2024-03-01T00:00:00Z"),
        match(2, "DISMISSED", entryId="7", screenedAt="2024-06-01T00:00:00Z"),
        match(3, "DISMISSED", entryId="8", screenedAt="2024-06-01T00:00:00Z"),
    ]
    found = risk(book(tmp_path, **subject("SanctionsMatch", runs)))
    assert found["scores"]["sanctions"]["matches"] == 0
    assert found["overall_risk"] == "LOW"
    assert sorted(row["id"] for row in found["alerts"]) == ["m-2", "m-3"]


def test_a_score_is_judged_as_it_is_shown(tmp_path: Path) -> None:
    found = risk(book(tmp_path, **score(599.5)))  # type: ignore[arg-type]
    assert found["scores"]["credit"] == {
        "score": 600, "rating": "Poor", "bureau": "Bureau", "scored_at": "2024-06-01",
    }  # fmt: skip
    assert found["overall_score"] == "0.00"


def test_alerts_and_scores_say_who_gave_them(tmp_path: Path) -> None:
    rows = [alert(1, updatedAt="2024-05-02T00:00:00Z")]
    found = risk(book(tmp_path, **subject("FraudAlert", rows), **score(700)))
    assert found["alerts"][0]["source"] == found["score_history"][0]["source"] == "test"
    assert found["alerts"][0]["updated_at"] == "2024-05-01T20:00:00-04:00"


def test_a_severe_alert_raises_the_floor_while_it_is_young(tmp_path: Path) -> None:
    severe = alert(1, severity="HIGH", raisedAt="2024-04-02T12:00:00Z")  # 89 days before the book's date
    tables = subject("FraudAlert", [severe]) | score(780)
    rule = next(r for r in risk(book(tmp_path / "a", **tables))["factors"] if r["rule"] == "floor.alert.severe")
    assert rule["applied"] is True
    older = subject("FraudAlert", [severe | {"raisedAt": "2024-04-01T12:00:00Z"}]) | score(780)
    rule = next(r for r in risk(book(tmp_path / "b", **older))["factors"] if r["rule"] == "floor.alert.severe")
    assert rule["applied"] is False
