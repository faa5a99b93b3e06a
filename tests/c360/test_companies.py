"""A company's own records: its accounts and not its owners', who works there, alerts on it, and what isn't held."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from c360 import connect, policy
from c360.audit import AuditLog, NullLog
from c360.companies import company
from c360.errors import NoSuchCustomer
from c360.model.company import Company
from c360.sheets import company as sheets
from tests.c360.sections.bank import account, book, edge, person

FIRM = {"companyId": "co-1", "name": "Acme", "country": "GB", "registrationNumber": "0123", "legalForm": "Ltd"}


def read(folder: Path, ident: str = "co-1", **tables: Any) -> Company:
    graph = connect(book(folder, **{"Person": [person()], "Company": [FIRM], **tables}))
    return company(graph, ident, policy=policy.load(), user="tester", audit=NullLog())


def test_its_accounts_are_its_own_and_not_its_owners(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        Person=[person("c-1")],
        Account=[account("A-1"), account("A-2"), account("A-3", openDate="2025-01-01")],
        OWNS__Person__Account=[edge("c-1", "A-1"), edge("c-1", "A-2")],
        OWNS__Person__Company=[edge("c-1", "co-1", percentage=100)],
        OWNS__Company__Account=[edge("co-1", "A-2"), edge("co-1", "A-3")],
    )
    assert [(row.number, row.joint) for row in found.accounts or ()] == [("A-2", True)]
    assert (found.name, found.country, found.registration_number, found.legal_form) == ("Acme", "GB", "0123", "Ltd")


def test_who_works_there_is_counted_beyond_what_is_listed(tmp_path: Path) -> None:
    people = [person(f"c-{at:03d}") for at in range(305)]
    works = [edge(one["customerId"], "co-1") for one in people]
    found = read(tmp_path, Person=people, EMPLOYEE_OF__Person__Company=works)
    assert (found.employee_count, len(found.employees or ())) == (305, 300)
    assert "the first 300 of 305 employees are listed" in found.limits


def test_alerts_on_it_and_on_its_accounts_as_of_the_day(tmp_path: Path) -> None:
    def alert(key: str, **more: Any) -> dict[str, Any]:
        return {"naturalKey": key, "alertId": key, "status": "OPEN", "raisedAt": "2024-06-01", **more}

    found = read(
        tmp_path,
        Account=[account("A-1"), account("A-2")],
        OWNS__Person__Account=[edge("c-1", "A-2")],
        OWNS__Company__Account=[edge("co-1", "A-1")],
        AMLAlert=[alert("M-1"), alert("M-2"), alert("M-3", status="CLOSED", closedAt="2024-06-02")],
        FraudAlert=[alert("F-1")],
        SUBJECT_OF__AMLAlert__Company=[edge("M-1", "co-1"), edge("M-3", "co-1")],
        SUBJECT_OF__AMLAlert__Account=[edge("M-2", "A-1")],
        SUBJECT_OF__FraudAlert__Account=[edge("F-1", "A-2")],
    )
    assert {row.id: row.on for row in found.alerts or ()} == {
        "M-1": "Company co-1", "M-2": "Account A-1", "M-3": "Company co-1",
    }  # fmt: skip
    assert sheets.standing(found) == "2"


def test_what_no_source_delivers_is_not_none(tmp_path: Path) -> None:
    found = read(tmp_path, everything=False)
    assert (found.employees, found.employee_count, found.alerts, found.addresses) == (None,) * 4
    assert {"EMPLOYEE_OF", "SUBJECT_OF AMLAlert Company"} <= set(found.not_held)
    assert sheets.standing(found) == "unknown"
    assert sheets.alerts(found).none == "Alerts on companies are not held in this book."


def test_nobody_of_this_id_is_said_and_each_look_is_on_record(tmp_path: Path) -> None:
    graph = connect(book(tmp_path / "b", Person=[person()], Company=[FIRM]))
    log = AuditLog(tmp_path / "audit.sqlite")
    company(graph, "co-1", policy=policy.load(), user="ada", audit=log)
    for ident in ("c-1", "nobody", "\ud800"):
        with pytest.raises(NoSuchCustomer):
            company(graph, ident, policy=policy.load(), user="ada", audit=log)
    assert log.verify() == 4


def test_an_alert_on_its_account_is_shown_where_none_can_be_on_companies(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        everything=False,
        Account=[account("A-1")],
        OWNS__Company__Account=[edge("co-1", "A-1")],
        FraudAlert=[{"naturalKey": "F-1", "alertId": "F-1", "status": "OPEN", "raisedAt": "2024-06-01"}],
        SUBJECT_OF__FraudAlert__Account=[edge("F-1", "A-1")],
    )
    assert [(row.id, row.on) for row in found.alerts or ()] == [("F-1", "Account A-1")]
    assert sheets.standing(found) == "1"
    assert "SUBJECT_OF FraudAlert Company" in found.not_held


def test_alerts_on_accounts_that_nobody_delivers_are_not_none(tmp_path: Path) -> None:
    found = read(tmp_path, everything=False, FraudAlert=[], SUBJECT_OF__FraudAlert__Company=[])
    assert found.alerts == ()
    assert "SUBJECT_OF AMLAlert Account" in found.not_held
    assert sheets.standing(found) == "unknown"


def test_whoever_works_there_twice_over_is_listed_once_and_nobody_is_cut_for_it(tmp_path: Path) -> None:
    people = [person(f"c-{at:03d}") for at in range(300)]
    works = [edge(one["customerId"], "co-1") for one in people for _ in range(3)]
    found = read(tmp_path, Person=people, EMPLOYEE_OF__Person__Company=works)
    assert (found.employee_count, len(found.employees or ()), found.limits) == (300, 300, ())
