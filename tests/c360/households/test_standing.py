"""The highest risk and whose, what members lack, the deceased, and what could not be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from c360.access import Role, visible_household
from c360.access.show import Show
from c360.errors import QueryFailed
from c360.model.household import Household
from c360.sheets import household as sheets
from tests.c360.households.homes import of, town
from tests.c360.sections.bank import account, edge
from tests.c360.sections.test_risk import alert, match, subject

COUPLE = [("c-1", "SPOUSE", "c-2")]
FULL = {"dateOfBirth": "1980-05-01", "email": "a@example.com", "mobilePhone": "1", "kycDueAt": "2025-01-01"}


def said(found: Household) -> dict[str, list[str] | None]:
    return {one.id: None if one.lacks is None else [lack.because for lack in one.lacks] for one in found.members}


def test_the_highest_risk_is_somebodys_and_has_its_reason(tmp_path: Path) -> None:
    graph = town(tmp_path, {"c-1": "adult", "c-2": "adult"}, ties=COUPLE,
                 **subject("SanctionsMatch", [match(1)], to="c-2"))  # fmt: skip
    found = of(graph)
    assert (found.risk.level, found.risk.of, found.risk.unknown) == ("CRITICAL", ("c-2",), ())
    assert sheets.risk(found) == "■ Critical"
    assert (
        sheets.risk_of(found)
        == "Name of c-2: Sanctions match open or confirmed: 1 open or confirmed of 1 sanctions matches"
    )


def test_a_risk_of_several_has_each_ones_reason(tmp_path: Path) -> None:
    people = {"c-1": {"politicallyExposed": True}, "c-2": {"kycDueAt": "2024-06-01"}, "c-3": {"kycDueAt": "2024-06-01"}}
    found = of(town(tmp_path, people, ties=[*COUPLE, ("c-1", "SPOUSE", "c-3")]))
    assert (found.risk.level, found.risk.of) == ("MEDIUM", ("c-1", "c-2", "c-3"))
    assert sheets.risk_of(found) == (
        "Name of c-1: Politically exposed person: Recorded as politically exposed;"
        " Name of c-2 and Name of c-3: KYC review overdue: Due 1 Jun 2024, overdue"
    )


def test_a_risk_that_nobody_can_tell_makes_it_at_least(tmp_path: Path) -> None:
    graph = town(
        tmp_path, {"c-1": "adult", "c-2": "adult"}, ties=COUPLE, everything=False,
        **subject("FraudAlert", [alert(1, "CONFIRMED")], to="c-2"), SanctionsMatch=[match(1)],
        SUBJECT_OF__SanctionsMatch__Person=[edge("m-1", "c-1")],
    )  # fmt: skip
    found = of(graph)
    # AML alerts aren't held, so that only a floor of CRITICAL can be told.
    assert (found.risk.level, found.risk.of, found.risk.unknown) == ("CRITICAL", ("c-1",), ("c-2",))
    assert sheets.risk(found) == "at least ■ Critical"
    assert sheets.risk_of(found).endswith("; not known for Name of c-2")


def test_what_members_lack(tmp_path: Path) -> None:
    accounts = [account("N-1"), account("N-2", "SAVINGS"), account("N-3", "INSURANCE", status="CLOSED")]
    document = {"naturalKey": "D-1", "type": "PASSPORT", "expiryDate": "2024-01-01"}
    graph = town(
        tmp_path, {"c-1": FULL, "c-2": {"dateOfBirth": "1980-01-01", "kycDueAt": "2024-06-01"}, "c-3": "child"},
        ties=[*COUPLE, ("c-1", "CHILD", "c-3")], owns={"N-1": "c-1", "N-2": "c-2", "N-3": "c-1"}, accounts=accounts,
        Document=[document], HAS_DOCUMENT__Person__Document=[edge("c-1", "D-1")],
    )  # fmt: skip
    found = of(graph)
    assert said(found) == {
        "c-1": ["No savings account; another member has one", "No credit card; nobody here has one",
                "No investment account; nobody here has one", "No insurance; nobody here has one",
                "Every identification document has expired"],
        "c-2": ["No checking account; another member has one", "No credit card; nobody here has one",
                "No investment account; nobody here has one", "No insurance; nobody here has one",
                "No e-mail address on record", "No mobile number on record", "No identification document on record",
                "KYC review overdue since 2024-06-01"],
        "c-3": ["No savings account; another member has one", "No date of the next KYC review on record"],
    }  # fmt: skip
    assert found.nobody_has == ("credit_cards", "investments", "insurance")


def test_the_deceased_are_members_whose_accounts_count_and_who_lack_nothing(tmp_path: Path) -> None:
    graph = town(
        tmp_path, {"c-1": FULL, "c-2": {**FULL, "status": "DECEASED"}}, ties=COUPLE, owns={"N-1": "c-2"},
        accounts=[account("N-1", balance="70.00")],
    )  # fmt: skip
    found = of(graph)
    assert [one.deceased for one in found.members] == [False, True]
    assert said(found)["c-2"] == []
    assert str(found.totals.net_position) == "70.00"


def test_what_no_source_delivers_is_not_what_a_member_lacks(tmp_path: Path) -> None:
    graph = town(tmp_path, {"c-1": {"dateOfBirth": "1980-01-01"}}, everything=False, owns={"N-1": "c-1"})
    assert not [one for one in said(of(graph))["c-1"] or () if "record" in one]


@pytest.mark.parametrize(("lost", "unknown"), [("products", True), ("value", False), ("identity", False)])
def test_what_could_not_be_read_is_unknown_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str, unknown: bool
) -> None:
    from c360 import asking

    graph = town(tmp_path, {"c-1": FULL, "c-2": FULL}, ties=COUPLE, owns={"N-1": "c-1"})
    request = asking._request

    def failing(g: Any, ids: list[str], names: Any, ask: Any) -> Any:
        if lost in names and (len(ids) > 1 or ids == ["c-2"]):
            raise QueryFailed("The graph took too long to answer.")
        return request(g, ids, names, ask)

    monkeypatch.setattr(asking, "_request", failing)
    found = of(graph)
    assert (found.totals.net_position is None) is unknown
    assert (found.worth.revenue is None) is (lost != "identity")
    assert [one.unread for one in found.members] == [(), (lost,) if lost != "products" else ("products", "value")]
    if lost != "identity":
        assert f"{lost} of Name of c-2 could not be read" in found.missing
        masked = visible_household(found, Role("r", fields={"identity.basic_info.name": Show.MASKED}))
        (why,) = masked.missing
        assert "c-2" not in why
        assert "Name of c-2" not in " ".join(sheets.told(masked))
    if lost == "products":
        assert found.holdings is None
        assert "What the members hold is not known." in sheets.holdings(found).none
    assert (said(found)["c-2"] is None) is (lost != "value")
