"""Family, business, accounts and entities as the edges that were walked say."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.c360.sections.bank import AS_OF, account, book, edge, person, profile
from tests.factories import make_book

PEOPLE = [person(), person("c-2"), person("c-3"), person("c-4")]


def family(where: Path, customer_id: str = "c-1") -> list[tuple[str, str]]:
    rows = profile(where, customer_id, sections=["relationships"])["relationships"]["family"]
    return [(row["id"], row["relationship"]) for row in rows]


def test_relationship_is_what_the_other_is_to_this_customer(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Person=PEOPLE,
        SPOUSE__Person__Person=[edge("c-2", "c-1")],
        CHILD__Person__Person=[edge("c-1", "c-3")],
        PARENT__Person__Person=[edge("c-1", "c-4")],
    )
    assert family(where) == [("c-3", "CHILD"), ("c-4", "PARENT"), ("c-2", "SPOUSE")]
    assert family(where, "c-2") == [("c-1", "SPOUSE")]
    assert family(where, "c-3") == [("c-1", "PARENT")]
    assert family(where, "c-4") == [("c-1", "CHILD")]


def test_child_and_the_inverse_parent_are_one_fact(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Person=PEOPLE,
        CHILD__Person__Person=[edge("c-1", "c-3")],
        PARENT__Person__Person=[edge("c-3", "c-1")],
    )
    assert family(where) == [("c-3", "CHILD")]
    assert family(where, "c-3") == [("c-1", "PARENT")]


def test_family_member_yields_to_what_says_more(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Person=PEOPLE,
        FAMILY_MEMBER__Person__Person=[edge("c-1", "c-2"), edge("c-3", "c-1")],
        SPOUSE__Person__Person=[edge("c-1", "c-2")],
    )
    assert family(where) == [("c-3", "FAMILY_MEMBER"), ("c-2", "SPOUSE")]


def test_an_employer_is_a_company_with_its_own_id(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Person=PEOPLE,
        Company=[{"companyId": "co-1", "name": "Works"}],
        EMPLOYEE_OF__Person__Company=[edge("c-1", "co-1")],
        PARTNER__Person__Person=[edge("c-2", "c-1")],
    )
    rows = profile(where, sections=["relationships"])["relationships"]["business"]
    assert rows == [
        {"id": "co-1", "name": "Works", "type": "Company", "relationship": "EMPLOYEE_OF", "source": "test"},
        {"id": "c-2", "name": "Name of c-2", "type": "Person", "relationship": "PARTNER", "source": "test"},
    ]


def test_only_this_customers_stake_is_shown(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Person=PEOPLE,
        Company=[{"companyId": "co-1", "name": "Works"}],
        OWNS__Person__Company=[edge("c-1", "co-1", percentage=60), edge("c-2", "co-1", percentage=40)],
        DIRECTOR_OF__Person__Company=[edge("c-1", "co-1")],
    )
    found = profile(where, sections=["relationships"])
    assert [(row["role"], row["ownership"]) for row in found["relationships"]["entities"]] == [
        ("DIRECTOR_OF", None),
        ("OWNS", "60.0"),
    ]
    assert found.summary.relationship_count == 1


def test_joint_with_names_everybody_else_on_the_account(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Person=PEOPLE,
        Account=[account("A-1"), account("A-2")],
        OWNS__Person__Account=[edge("c-1", "A-1"), edge("c-2", "A-1"), edge("c-3", "A-2")],
        AUTHORIZED_ON__Person__Account=[edge("c-1", "A-2"), edge("c-4", "A-1")],
    )
    rows = profile(where, sections=["relationships"])["relationships"]["accounts"]
    assert [(row["account"], row["role"], [(j["id"], j["role"]) for j in row["joint_with"]]) for row in rows] == [
        ("A-1", "OWNS", [("c-4", "AUTHORIZED_ON"), ("c-2", "OWNS")]),
        ("A-2", "AUTHORIZED_ON", [("c-3", "OWNS")]),
    ]


def test_an_account_opened_later_is_in_no_list(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Account=[account("A-1", openDate="2024-06-01")],
        OWNS__Person__Account=[edge("c-1", "A-1")],
    )
    assert profile(where, as_of="2024-05-31")["relationships"]["accounts"] == []
    assert profile(where, as_of="2024-05-31")["products"]["checking_accounts"] == []
    assert len(profile(where, as_of="2024-06-01")["relationships"]["accounts"]) == 1


def test_more_neighbours_than_are_listed_are_counted_all_the_same(tmp_path: Path) -> None:
    companies = [{"companyId": f"co-{n:04}", "name": f"Firm {n}"} for n in range(350)]
    stakes = [edge("c-1", row["companyId"], percentage=1) for row in companies]
    found = profile(book(tmp_path, Company=companies, OWNS__Person__Company=stakes))
    rows = found.relationships
    assert rows is not None
    assert rows.entities is not None
    assert (len(rows.entities), rows.entities[0].entity, rows.relationship_count) == (300, "co-0000", 350)
    state = found.sections["relationships"]
    assert state.status == "partial"
    assert "300" in (state.reason or "")
    assert "350" in (state.reason or "")


def test_not_held_is_not_none(tmp_path: Path) -> None:
    where = book(tmp_path, everything=False, OWNS__Person__Account=[])
    found = profile(where, sections=["relationships"])
    assert found["relationships"]["family"] is None
    assert found["relationships"]["accounts"] == []
    assert found.summary.relationship_count is None
    assert found.sections["relationships"].status == "partial"
    assert "SPOUSE" in found.sections["relationships"].missing
    assert found.sections["relationships"].completeness == Decimal("25.0")


def test_parallel_stakes_add_up_and_a_second_source_tells_of_the_same_ones(tmp_path: Path) -> None:
    companies = [{"companyId": f"co-{n}", "name": f"Firm {n}"} for n in range(4)]
    stakes = [edge("c-1", "co-0", percentage="16.66") for _ in range(6)]
    stakes += [edge("c-1", "co-1", percentage=40), edge("c-1", "co-1"), edge("c-1", "co-2", percentage=60)]
    where = book(tmp_path, Company=companies, OWNS__Person__Company=stakes)
    again = [edge("c-1", "co-2", percentage=60)]
    make_book(tmp_path, vertices={}, edges={"OWNS.Person.Company": again}, source="crm", as_of=AS_OF)
    rows = profile(where)["relationships"]["entities"]
    assert {row["entity"]: row["ownership"] for row in rows} == {"co-0": "100.0", "co-1": None, "co-2": "60.0"}


def test_a_company_with_the_customers_id_is_somebody_else(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Person=PEOPLE,
        Company=[{"companyId": "c-1", "name": "Namesake"}, {"companyId": "c-2", "name": "Other"}],
        Account=[account("A-1")],
        PARTNER__Person__Company=[edge("c-1", "c-1"), edge("c-1", "c-2")],
        PARTNER__Person__Person=[edge("c-1", "c-2")],
        OWNS__Person__Account=[edge("c-1", "A-1")],
        OWNS__Company__Account=[edge("c-1", "A-1")],
    )
    found = profile(where)
    assert [(row["id"], row["type"]) for row in found["relationships"]["business"]] == [
        ("c-1", "Company"),
        ("c-2", "Company"),
        ("c-2", "Person"),
    ]
    assert found.summary.relationship_count == 3
    assert [row["name"] for row in found["relationships"]["accounts"][0]["joint_with"]] == ["Namesake"]


def test_business_ties_read_the_same_from_both_ends_and_control_is_a_role(tmp_path: Path) -> None:
    where = book(
        tmp_path, Person=[person(), person("c-2")], Company=[{"companyId": "co-1", "name": "Works"}],
        BUSINESS_ASSOCIATE__Person__Person=[edge("c-2", "c-1")],
        CONTROLS__Person__Company=[edge("c-1", "co-1", percentage=60)],
    )  # fmt: skip
    mine = profile(where, sections=["relationships"])["relationships"]
    theirs = profile(where, "c-2", sections=["relationships"])["relationships"]
    assert [row["id"] for row in mine["business"]] == ["c-2"]
    assert [row["id"] for row in theirs["business"]] == ["c-1"]
    assert [(row["role"], row["ownership"], row["source"]) for row in mine["entities"]] == [
        ("CONTROLS", "60.0", "test")
    ]


def test_at_the_reading_limit_what_is_known_is_told_and_beyond_it_nothing_is_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("c360.sections.relationships._READ", 4)
    people = [person(), *(person(f"c-{n}") for n in range(2, 8))]
    at = book(tmp_path / "a", Person=people, CHILD__Person__Person=[edge("c-1", f"c-{n}") for n in range(2, 6)])
    found = profile(at, sections=["relationships"])
    assert found.sections["relationships"].reason is None
    assert found["relationships"]["relationship_count"] == 4
    over = book(tmp_path / "b", Person=people, CHILD__Person__Person=[edge("c-1", f"c-{n}") for n in range(2, 8)])
    found = profile(over, sections=["relationships"])
    assert found["relationships"]["relationship_count"] is None
    assert "more than 4 ties" in (found.sections["relationships"].reason or "")


@pytest.mark.parametrize(
    ("kind", "edges"),
    [("relatives", "CHILD__Person__Person"), ("business ties", "PARTNER__Person__Person")],
)
def test_lists_of_people_are_cut_and_say_so(tmp_path: Path, kind: str, edges: str) -> None:
    people = [person(), *(person(f"c-{n}") for n in range(2, 304))]
    tables: dict[str, Any] = {"Person": people, edges: [edge("c-1", f"c-{n}") for n in range(2, 304)]}
    found = profile(book(tmp_path, **tables))
    assert f"the first 300 of 302 {kind} are listed" in (found.sections["relationships"].reason or "")
    assert found["relationships"]["relationship_count"] == 302


def test_accounts_and_the_others_on_them_are_cut_and_say_so(tmp_path: Path) -> None:
    numbers = [f"A-{n:03}" for n in range(301)]
    people = [person(), *(person(f"c-{n}") for n in range(2, 304))]
    where = book(
        tmp_path, Person=people, Account=[account(number) for number in numbers],
        OWNS__Person__Account=[edge("c-1", number) for number in numbers],
        AUTHORIZED_ON__Person__Account=[edge(f"c-{n}", "A-000") for n in range(2, 304)],
    )  # fmt: skip
    found = profile(where, sections=["relationships"])
    reason = found.sections["relationships"].reason or ""
    assert "the first 300 of 301 accounts are listed" in reason
    assert "the first 300 of 302 others on account A-000 are listed" in reason
    assert len(found["relationships"]["accounts"][0]["joint_with"]) == 300
