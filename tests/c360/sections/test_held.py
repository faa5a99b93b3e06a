"""Not held is not none: what each section says of a label, a key or an edge that no source delivers."""

from pathlib import Path
from typing import Any

from tests.c360.sections.bank import account, book, edge, payment, person, profile

OWN = [edge("c-1", "A-1")]


def test_alerts_of_one_kind_held_says_nothing_of_the_others(tmp_path: Path) -> None:
    found = profile(book(tmp_path, everything=False, FraudAlert=[], SUBJECT_OF__FraudAlert__Person=[]))
    assert found.risk is not None
    assert found.risk.alerts == ()
    assert found.risk.not_held == ("AML alerts", "Sanctions matches")
    assert found.risk.scores.fraud.alert_count == 0
    assert found.risk.overall_risk is None


def test_no_alerts_at_all_need_no_edges_to_be_none(tmp_path: Path) -> None:
    """A label without a row in the whole book is about nobody; one with rows and no edges could be about anybody."""
    found = profile(book(tmp_path / "a", everything=False, Account=[account("A-1")], FraudAlert=[]))
    assert found.risk is not None
    assert (found.risk.scores.fraud.alert_count, found.risk.scores.fraud.risk_level) == (0, "LOW")
    assert found.risk.scores.aml.alert_count is None
    assert "FraudAlert" not in found.sections["risk"].missing
    untied = profile(book(tmp_path / "b", everything=False, Account=[account("A-1")], FraudAlert=[{"status": "OPEN"}]))
    assert untied.risk is not None
    assert untied.risk.scores.fraud.alert_count is None


def test_what_lacks_is_named_and_nothing_else(tmp_path: Path) -> None:
    where = book(
        tmp_path, everything=False, Account=[account("A-1"), account("X-1")],
        TRANSACTION__Account__Account=[payment(1, "A-1", "X-1", "7.00", "2024-05-28T10:00")],
    )  # fmt: skip
    states = profile(where).sections
    assert "TRANSACTION" not in states["activity"].missing
    assert "OWNS Account" in states["activity"].missing
    found = profile(where).value
    assert found is not None
    assert "Who owns an account is not held" in found.revenue_lines[0].basis


def test_without_types_of_accounts_nobody_knows_what_is_a_debt(tmp_path: Path) -> None:
    where = book(
        tmp_path, everything=False, Account=[{"accountNumber": "A-1", "balance": "5.00"}], OWNS__Person__Account=OWN
    )
    found = profile(where)
    summary = dict(found["products"]["summary"])
    assert (summary["total_accounts"], summary["closed_accounts"]) == (1, 0)
    assert {summary[key] for key in ("total_deposits", "total_loans", "assets", "net_position")} == {None}
    assert found["value"]["revenue_lines"][1]["amount"] is None


def test_a_value_that_has_not_happened_yet_is_missing(tmp_path: Path) -> None:
    who = person(customerSince="2024-03-01", kycReviewedAt="2024-03-01")
    found = profile(book(tmp_path, Person=[who]), as_of="2024-02-01")
    assert found["identity"]["basic_info"]["customerSince"] is None
    assert {"customerSince", "kycReviewedAt"} <= set(found.sections["identity"].missing)
    later = profile(book(tmp_path, Person=[who]), as_of="2024-03-01")
    before, after = (each.sections["identity"].completeness for each in (found, later))
    assert before is not None
    assert after is not None
    assert before < after


def test_one_lack_is_named_once(tmp_path: Path) -> None:
    states: Any = profile(book(tmp_path, everything=False)).sections
    for lack, twin in (("FraudAlert", "fraud_alerts"), ("Address", "addresses"), ("customerSince", "customer_since")):
        missing = [name for state in states.values() for name in state.missing]
        assert lack in missing
        assert twin not in missing
    assert all(len(state.missing) == len(set(state.missing)) for state in states.values())


def test_each_section_says_how_old_its_records_are(tmp_path: Path) -> None:
    when = "2024-06-15T10:00:00Z"
    where = book(
        tmp_path,
        Person=[person(), person("c-2", updatedAt=when)],
        SPOUSE__Person__Person=[edge("c-1", "c-2")],
        Account=[account("A-1", updatedAt="2024-06-20T10:00:00Z"), account("X-1")],
        OWNS__Person__Account=OWN,
        TRANSACTION__Account__Account=[payment(1, "A-1", "X-1", "7.00", "2024-06-28T10:00")],
    )
    states = profile(where).to_dict()["sections"]
    assert states["relationships"]["updated_at"][:10] == "2024-06-20"
    assert states["products"]["updated_at"][:10] == "2024-06-20"
    assert states["activity"]["updated_at"][:10] == states["value"]["updated_at"][:10]
    assert states["activity"]["updated_at"] is not None
