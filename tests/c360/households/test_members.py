"""Who is a member and who isn't, from a book on disk, and that nobody sees it before it is on record."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path

import pytest

from c360 import policy
from c360.audit import AuditLog
from c360.errors import AuditFailed, NoSuchCustomer
from c360.households import household
from tests.c360.households.homes import ids, of, out, rules, town, why
from tests.c360.sections.bank import account, edge


def test_a_family_is_a_household_whoever_is_asked_for(tmp_path: Path) -> None:
    graph = town(
        tmp_path, {"c-1": "adult", "c-2": "adult", "c-3": "child", "c-4": "child"},
        ties=[("c-1", "SPOUSE", "c-2"), ("c-1", "CHILD", "c-3"), ("c-4", "PARENT", "c-2")],
        homes={"A-1": "c-1 c-2 c-3 c-4"},
    )  # fmt: skip
    found = of(graph)
    assert why(found) == {"c-1": [], "c-2": ["spouse"], "c-3": ["minor_child"], "c-4": ["minor_child"]}
    assert [one.relationship for one in found.members] == [None, "SPOUSE", "CHILD", None]
    reason = found.members[2].reasons[0]
    assert reason.because == "Child of Name of c-1; 10 years old, under 18; same home"
    assert [(one.label, one.id, one.source) for one in reason.evidence] == [
        ("CHILD", "c-1 > c-3", "test"), ("Person", "c-3", "test"), ("Address", "A-1", "test"),
    ]  # fmt: skip
    assert {tuple(sorted(ids(of(graph, one)))) for one in ids(found)} == {("c-1", "c-2", "c-3", "c-4")}
    assert (found.limits, found.not_held, found.left_out) == ((), (), ())


def test_flatmates_are_no_relatives_and_a_shared_account_alone_is_no_home(tmp_path: Path) -> None:
    graph = town(
        tmp_path, {f"c-{n}": "adult" for n in range(1, 6)}, homes={"A-1": "c-1 c-2 c-4", "A-2": "c-3"},
        owns={"N-1": "c-1 c-3", "N-2": "c-1 c-4", "N-3": "c-1 c-5"},
    )  # fmt: skip
    found = of(graph)
    assert why(found) == {"c-1": [], "c-4": ["joint_account_at_home"]}
    assert out(found) == {
        "c-2": "Same address as Name of c-1 and no other tie: who only lives there is no member",
        "c-3": "Joint account with Name of c-1 and no home in common: who only shares an account is no member",
        "c-5": "Joint account with Name of c-1 and no home in common: who only shares an account is no member",
    }
    assert [(one.label, one.id) for one in found.members[1].reasons[0].evidence] == [
        ("Account", "N-2"), ("Address", "A-1"),
    ]  # fmt: skip


def test_a_closed_account_and_one_opened_later_tie_nobody(tmp_path: Path) -> None:
    accounts = [
        account("N-1", closedDate="2024-01-31"), account("N-2", status="CLOSED"), account("N-3", openDate="2024-05-01"),
    ]  # fmt: skip
    graph = town(
        tmp_path, dict.fromkeys(["c-1", "c-2", "c-3", "c-4"], "adult"), homes={"A-1": "c-1 c-2 c-3 c-4"},
        owns={"N-1": "c-1 c-2", "N-2": "c-1 c-3", "N-3": "c-1 c-4"}, accounts=accounts,
    )  # fmt: skip
    assert ids(of(graph)) == ["c-1", "c-4"]
    assert ids(of(graph, as_of="2024-04-30")) == ["c-1"]
    assert ids(of(graph, as_of="2024-01-30")) == ["c-1", "c-2"]


@pytest.mark.parametrize(
    ("homes", "member"),
    [
        ({}, True), ({"A-1": "c-1"}, True), ({"A-1": "c-1", "A-2": "c-2"}, False),
        ({"A-1": "c-1", "mail-1": "c-1 c-2"}, True), ({"A-1": "c-1", "A-2": "c-2", "mail-1": "c-1 c-2"}, False),
        ({"A-1": "c-1", "A-2": "c-1 c-2"}, True),
    ],
)  # fmt: skip
def test_spouses_are_one_household_unless_their_homes_say_otherwise(
    tmp_path: Path, homes: dict[str, str], member: bool
) -> None:
    graph = town(tmp_path, {"c-1": "adult", "c-2": "adult"}, ties=[("c-2", "SPOUSE", "c-1")], homes=homes)
    found = of(graph)
    assert ("c-2" in ids(found)) is member
    assert out(found) == ({} if member else {"c-2": "Spouse of Name of c-1, at another address"})


def test_a_child_stays_a_member_when_grown_only_at_home(tmp_path: Path) -> None:
    people = {"c-1": "adult", "c-2": "2006-07-01", "c-3": "2006-06-30", "c-4": "1999-01-01", "c-5": None, "c-6": None}
    graph = town(
        tmp_path, people, ties=[("c-1", "CHILD", f"c-{n}") for n in range(2, 7)],
        homes={"A-1": "c-1 c-4 c-5", "A-2": "c-3"},
    )  # fmt: skip
    found = of(graph)
    assert why(found) == {"c-1": [], "c-2": ["minor_child"], "c-4": ["child_at_home"], "c-5": ["child_at_home"]}
    assert out(found) == {
        "c-3": "Child of Name of c-1; 18 years old; lives at another address",
        "c-6": "Child of Name of c-1; of unknown age, and no home in common is on record",
    }
    assert "age not known" in found.members[3].reasons[0].because
    assert found.members[3].age is None


def test_parents_who_never_married_are_tied_by_the_child_at_home(tmp_path: Path) -> None:
    ties = [("c-1", "CHILD", "c-3"), ("c-2", "CHILD", "c-3")]
    people = {"c-1": "adult", "c-2": "adult", "c-3": "child"}
    found = of(town(tmp_path, people, ties=ties, homes={"A-1": "c-1 c-2 c-3"}))
    assert why(found)["c-2"] == ["parents_at_home"]
    assert found.limits == ()


def test_a_child_of_two_homes_joins_both_and_makes_one_of_neither(tmp_path: Path) -> None:
    graph = town(
        tmp_path, {"c-1": "adult", "c-2": "adult", "c-3": "child"},
        ties=[("c-1", "CHILD", "c-3"), ("c-2", "CHILD", "c-3")], homes={"A-1": "c-1 c-3", "A-2": "c-2 c-3"},
    )  # fmt: skip
    found = of(graph)
    assert ids(found) == ["c-1", "c-3"]
    assert out(found) == {"c-2": "Parent of Name of c-3, and not of one household with their other parent"}
    assert ids(of(graph, "c-2")) == ["c-2", "c-3"]
    assert ids(of(graph, "c-3")) == ["c-3", "c-1", "c-2"]
    told = "the parents of Name of c-3 are not of one household: each has Name of c-3 in their own"
    assert {of(graph, one).limits for one in ("c-1", "c-2", "c-3")} == {(told,)}


def test_growth_ends_at_so_many_steps_and_people_and_says_who_was_left_out(tmp_path: Path) -> None:
    names = [f"c-{n}" for n in range(1, 7)]
    chain = [(one, "SPOUSE", two) for one, two in itertools.pairwise(names)]
    graph = town(tmp_path, dict.fromkeys(names, "adult"), ties=chain)
    found = of(graph)
    assert ids(found) == names[:5]
    assert out(found) == {"c-6": "Member by the rules, but more than 4 steps away"}
    assert found.limits == ("more than 4 steps away: others are left out",)
    few = of(graph, by=rules(members=3))
    assert ids(few) == names[:3]
    assert out(few) == {"c-4": "Member by the rules, but the household has more than 3 members"}
    assert ids(of(graph, by=rules(steps=1))) == ["c-1", "c-2"]


def test_an_address_of_many_is_nobodys_home_in_common(tmp_path: Path) -> None:
    names = [f"c-{n:02}" for n in range(1, 15)]
    graph = town(
        tmp_path, dict.fromkeys(names, "adult"), homes={"hall": " ".join(names)}, owns={"N-1": "c-01 c-02"},
        ties=[("c-01", "SPOUSE", "c-03"), ("c-01", "CHILD", "c-04")],
    )  # fmt: skip
    found = of(graph, "c-01")
    assert why(found) == {"c-01": [], "c-03": ["spouse"]}
    assert found.limits == ("address hall has more than 12 people, so that it counts as no home in common",)
    assert sorted(out(found)) == ["c-02", "c-04"]


def test_rules_that_the_policy_does_not_name_count_for_nothing(tmp_path: Path) -> None:
    graph = town(tmp_path, {"c-1": "adult", "c-2": "adult"}, ties=[("c-1", "SPOUSE", "c-2")], homes={"A-1": "c-1 c-2"})
    found = of(graph, by=rules(rules=("minor_child",)))
    assert ids(found) == ["c-1"]
    assert "no rule of the policy" in out(found)["c-2"]


def test_who_is_not_yet_born_or_a_customer_is_no_member(tmp_path: Path) -> None:
    people = {"c-1": "adult", "c-2": {"dateOfBirth": "1985-01-01", "customerSince": "2024-03-01"}, "c-3": "2024-04-01"}
    graph = town(tmp_path, people, ties=[("c-1", "SPOUSE", "c-2"), ("c-1", "CHILD", "c-3")], homes={"A-1": "c-1 c-2"})
    assert ids(of(graph)) == ["c-1", "c-2", "c-3"]
    early = of(graph, as_of="2024-02-29")
    assert ids(early) == ["c-1"]
    assert all("not yet born, or not yet a customer" in because for because in out(early).values())


def test_what_no_source_delivers_is_named_and_not_taken_for_none(tmp_path: Path) -> None:
    found = of(town(tmp_path, {"c-1": {}}, everything=False, owns={"N-1": "c-1"}))
    assert ids(found) == ["c-1"]
    assert found.not_held == ("SPOUSE", "CHILD", "PARENT", "HAS_ADDRESS", "dateOfBirth")
    assert of(town(tmp_path / "b", {"c-1": "adult"})).not_held == ()


def test_a_relative_by_no_rule_is_told(tmp_path: Path) -> None:
    graph = town(tmp_path, {"c-1": "adult", "c-2": "adult"}, ties=[("c-1", "FAMILY_MEMBER", "c-2")],
                 homes={"A-1": "c-1 c-2"})  # fmt: skip
    assert out(of(graph)) == {
        "c-2": "Relative of Name of c-1 at the same address; no rule of the policy makes this a household"
    }


def test_every_member_is_on_record_before_anything_is_given(tmp_path: Path) -> None:
    graph = town(tmp_path, {"c-1": "adult", "c-2": "adult"}, ties=[("c-1", "SPOUSE", "c-2")])
    log = AuditLog(tmp_path / "audit.sqlite")
    found = household(graph, "c-1", policy=policy.load(), user="tester", audit=log)
    with pytest.raises(NoSuchCustomer):
        household(graph, "c-9", policy=policy.load(), user="tester", audit=log)
    with pytest.raises(NoSuchCustomer):
        household(graph, "\ud800", policy=policy.load(), user="tester", audit=log)
    with pytest.raises(ValueError, match="The book ends"):
        household(graph, "c-1", policy=policy.load(), user="tester", audit=log, as_of="2024-07-01")
    rows = sqlite3.connect(log.path).execute("SELECT customer_id, outcome, profile_id, detail FROM record ORDER BY seq")
    seen = rows.fetchall()
    assert [row[:3] for row in seen[:2]] == [(one.id, "success", one.profile_id) for one in found.members]
    assert '"household":"2 members"' in seen[0][3]
    assert '"shown":"household of c-1"' in seen[1][3]
    assert "left_out" not in seen[0][3]
    assert [row[1] for row in seen[2:]] == ["no such customer", "no such customer", "failed"]
    blocked = AuditLog(tmp_path / "nowhere" / "audit.sqlite")
    with pytest.raises(AuditFailed):
        household(graph, "c-1", policy=policy.load(), user="tester", audit=blocked)


def test_ties_to_oneself_and_twice_told_change_nothing(tmp_path: Path) -> None:
    ties = [("c-1", "SPOUSE", "c-1"), ("c-1", "SPOUSE", "c-2"), ("c-2", "SPOUSE", "c-1")]
    found = of(town(tmp_path, {"c-1": "adult", "c-2": "adult"}, ties=ties))
    assert why(found) == {"c-1": [], "c-2": ["spouse"]}
    assert [one.id for one in found.members[1].reasons[0].evidence] == ["c-1 > c-2", "c-2 > c-1"]


def test_an_account_with_a_company_is_held_with_somebody_outside(tmp_path: Path) -> None:
    graph = town(
        tmp_path, {"c-1": "adult"}, owns={"N-1": "c-1"}, Company=[{"companyId": "co-1", "name": "Firm"}],
        OWNS__Company__Account=[edge("co-1", "N-1")],
    )  # fmt: skip
    assert [(row.owners, row.outside) for row in of(graph).holdings or ()] == [(("c-1",), 1)]


def test_who_is_left_out_is_in_the_record_and_an_account_of_many_ties_nobody(tmp_path: Path) -> None:
    names = [f"c-{n:02}" for n in range(1, 15)]
    graph = town(tmp_path, dict.fromkeys(names, "adult"), homes={"A-1": "c-01 c-02"}, owns={"N-1": " ".join(names)})
    log = AuditLog(tmp_path / "audit.sqlite")
    found = household(graph, "c-01", policy=policy.load(), user="tester", audit=log)
    assert ids(found) == ["c-01"]
    assert found.limits == ("account N-1 has more than 12 owners, so that it ties nobody",)
    (detail,) = sqlite3.connect(log.path).execute("SELECT detail FROM record").fetchone()
    assert '"left_out":"c-02"' in detail


def test_where_there_are_too_many_the_policys_first_rules_come_first(tmp_path: Path) -> None:
    graph = town(
        tmp_path, {"c-1": "adult", "c-2": "child", "c-3": "child", "c-9": "adult"},
        ties=[("c-1", "SPOUSE", "c-9"), ("c-1", "CHILD", "c-2"), ("c-1", "CHILD", "c-3")],
    )  # fmt: skip
    assert ids(of(graph, by=rules(members=3))) == ["c-1", "c-9", "c-2"]


def test_an_earlier_day_says_that_ties_carry_no_dates(tmp_path: Path) -> None:
    graph = town(tmp_path, {"c-1": "adult"})
    assert of(graph).limits == ()
    assert of(graph, as_of="2024-05-01").limits == (
        "family ties and homes carry no dates: they are those of 2024-06-30",
    )
