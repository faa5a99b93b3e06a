"""Who owns a company and what somebody owns, from a book on disk to shares, a say and ways."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from c360 import policy
from c360.audit import AuditLog
from c360.errors import NoSuchCustomer, UsageError
from c360.model.ownership import Ownership, Party
from c360.ownership import owners
from tests.c360.ownership.holdings import Line, above, below, holding, shares
from tests.c360.sections.bank import book, person

CIRCLE = [("c-p", 80, "co-a"), ("co-a", 50, "co-b"), ("co-b", 20, "co-a"), ("c-x", 50, "co-b")]


def by_id(found: Ownership, ident: str) -> Party:
    return next(one for one in found.parties or () if one.id == ident)


def test_the_circle_of_the_literature_both_ways(tmp_path: Path) -> None:
    graph = holding(tmp_path, CIRCLE)
    found = above(graph, "co-a")
    assert shares(found) == {"c-p": ("88.9", "88.9"), "co-b": ("22.2", "22.2"), "c-x": ("11.1", "11.1")}
    assert (str(found.unknown_share), tuple(map(str, found.itself or ()))) == ("0.0", ("11.1", "11.1"))
    assert by_id(found, "c-x").paths == (("c-x", "co-b", "co-a"),)
    assert (found.errors, found.limits, found.not_held) == ((), (), ())
    assert shares(below(graph, "c-p")) == {"co-a": ("88.9", "88.9"), "co-b": ("44.4", "44.4")}
    assert shares(below(graph, "c-x"))["co-a"] == ("11.1", "11.1")
    assert shares(below(graph, "co-b"))["co-a"] == ("22.2", "22.2")


def test_ways_side_by_side_add_up_and_are_all_told(tmp_path: Path) -> None:
    owns = [("c-p", 50, "co-a"), ("c-p", 20, "co-b"), ("co-a", 60, "co-t"), ("co-b", 30, "co-t"), ("co-a", 40, "co-b")]
    found = above(holding(tmp_path, owns), "co-t")
    one = by_id(found, "c-p")
    assert str(one.share_lower) == "42.0"
    assert one.paths == (("c-p", "co-a", "co-t"), ("c-p", "co-b", "co-t"), ("c-p", "co-a", "co-b", "co-t"))
    assert one.beneficial == "yes"
    assert str(found.unknown_share) == "58.0"


def test_who_is_missing_up_to_all_of_it_is_shown(tmp_path: Path) -> None:
    found = above(holding(tmp_path, [("c-p", 30, "co-t"), ("co-a", 20, "co-t")]), "co-t")
    # co-a stands at the end of a way: who owns it is not in the book.
    assert (shares(found), str(found.unknown_share)) == ({"c-p": ("30.0", "30.0"), "co-a": ("20.0", "20.0")}, "50.0")
    nobody = above(holding(tmp_path / "b", [("co-t", 10, "co-u")]), "co-t")
    assert (nobody.parties, str(nobody.unknown_share)) == ((), "100.0")


def test_a_missing_share_is_not_none(tmp_path: Path) -> None:
    owns = [("c-p", None, "co-t"), ("c-q", 60, "co-t"), ("c-r", 20, "co-t"), ("c-p", None, "co-u")]
    found = above(holding(tmp_path, owns), "co-t")
    assert shares(found) == {"c-q": ("60.0", "60.0"), "c-r": ("20.0", "20.0"), "c-p": ("0.0", "20.0")}
    assert [by_id(found, one).beneficial for one in ("c-p", "c-q", "c-r")] == ["no", "yes", "no"]
    assert [by_id(found, one).may_control for one in ("c-p", "c-q", "c-r")] == [False, False, False]
    alone = by_id(above(holding(tmp_path / "b", owns), "co-u"), "c-p")
    assert (str(alone.share_lower), str(alone.share_upper)) == ("0.0", "100.0")
    assert (alone.beneficial, alone.control, alone.may_control) == ("possibly", (), True)


def test_shares_of_more_than_all_are_an_error_in_the_data(tmp_path: Path) -> None:
    graph = holding(tmp_path, [("c-p", 80, "co-a"), ("c-q", 50, "co-a"), ("co-a", 50, "co-t")])
    found = above(graph, "co-t")
    assert found.errors == ("the shares of co-a add up to 130.0\N{NO-BREAK SPACE}%",)
    assert shares(found)["c-p"] == ("0.0", "40.0")
    assert by_id(found, "c-p").control == ()
    rounded = above(holding(tmp_path / "b", [(f"c-{n}", 33.34, "co-t") for n in range(3)]), "co-t")
    assert rounded.errors == ()
    wrong = above(holding(tmp_path / "c", [("co-a", 100, "co-b"), ("co-b", 100, "co-a")]), "co-a")
    assert wrong.errors == ("co-a, co-b own each other wholly, and nobody outside owns any of them",)


@pytest.mark.parametrize(("share", "beneficial"), [(25, "no"), (25.01, "yes"), (24.99, "no")])
def test_more_than_a_quarter_is_a_beneficial_owner(tmp_path: Path, share: float, beneficial: str) -> None:
    found = above(holding(tmp_path, [("c-p", share, "co-t")]), "co-t")
    assert by_id(found, "c-p").beneficial == beneficial


def test_control_is_apart_from_worth(tmp_path: Path) -> None:
    owns = [
        ("c-p", 51, "co-a"), ("co-a", 51, "co-t"),  # 26 % of the worth, and all of the say
        ("c-q", 50, "co-b"), ("co-b", 49, "co-t"),  # half is no majority
    ]  # fmt: skip
    graph = holding(tmp_path, owns, controls=[("c-r", "co-b")], directs=[("c-d", "co-t"), ("c-e", "co-a")])
    found = above(graph, "co-t")
    p = by_id(found, "c-p")
    assert (str(p.share_lower), p.control, p.paths) == ("26.0", ("votes",), (("c-p", "co-a", "co-t"),))
    assert (by_id(found, "c-q").control, by_id(found, "c-q").beneficial) == ((), "no")
    d = by_id(found, "c-d")
    assert (str(d.share_upper), d.control, d.beneficial, d.paths) == ("0.0", ("director",), "no", (("c-d", "co-t"),))
    assert "c-r" not in shares(found)  # it controls co-b, which has no majority
    assert "c-e" not in shares(found)  # a seat on the board above is none here
    assert by_id(above(graph, "co-b"), "c-r").control == ("controls",)
    down = below(graph, "c-p")
    assert [(one.id, one.control) for one in down.parties or ()] == [("co-a", ("votes",)), ("co-t", ("votes",))]
    assert [one.id for one in below(graph, "c-e").parties or ()] == ["co-a"]


def test_votes_of_controlled_companies_add_up(tmp_path: Path) -> None:
    owns = [("c-p", 60, "co-a"), ("c-p", 60, "co-b"), ("co-a", 30, "co-t"), ("co-b", 30, "co-t")]
    one = by_id(above(holding(tmp_path, owns), "co-t"), "c-p")
    assert (str(one.share_lower), one.control) == ("36.0", ("votes",))
    assert set(one.paths) == {("c-p", "co-a", "co-t"), ("c-p", "co-b", "co-t")}


def test_two_sources_that_differ_are_two_bounds(tmp_path: Path) -> None:
    from tests.factories import make_book

    graph = holding(tmp_path, [("c-p", 30, "co-t"), ("c-q", 50, "co-t")])
    again = [{"from": "c-p", "to": "co-t", "percentage": 40}, {"from": "c-q", "to": "co-t", "percentage": 50}]
    make_book(tmp_path, vertices={}, edges={"OWNS.Person.Company": again}, source="crm", as_of="2024-06-30")
    assert shares(above(graph, "co-t")) == {"c-q": ("50.0", "50.0"), "c-p": ("30.0", "40.0")}


def test_two_shares_of_one_source_are_one_told_twice_or_two_lots(tmp_path: Path) -> None:
    found = above(holding(tmp_path, [("c-p", 20, "co-t"), ("c-p", 10, "co-t"), ("c-q", 70, "co-t")]), "co-t")
    assert shares(found) == {"c-q": ("70.0", "70.0"), "c-p": ("20.0", "30.0")}
    assert by_id(found, "c-p").beneficial == "possibly"


def test_what_is_rounded_up_is_no_more_than_all_of_a_company(tmp_path: Path) -> None:
    owns: list[Line] = [("co-b", 100, "co-a"), ("c-p", 0.05, "co-a"), ("co-a", 99.99, "co-b"), ("c-q", 0.01, "co-b")]
    found = above(holding(tmp_path, owns), "co-a")
    people = [one for one in found.parties or () if one.kind == "person"]
    assert sum(one.share_lower for one in people) == 100
    assert str(found.unknown_share) == "0.0"
    owns = [("co-b", 50.02, "co-a"), ("co-c", 50.02, "co-a"), ("co-a", 50.02, "co-b"), ("co-c", 50.02, "co-b"),
            ("co-a", 50, "co-c"), ("co-b", 49.97, "co-c"), ("c-p", 0.03, "co-c")]  # fmt: skip
    assert str(by_id(above(holding(tmp_path / "b", owns), "co-a"), "c-p").share_lower) == "100.0"


def test_an_open_share_in_a_circle_that_hands_it_on_is_all_at_most(tmp_path: Path) -> None:
    owns: list[Line] = [("co-b", None, "co-a"), ("c-p", None, "co-a"), ("co-a", 99.99, "co-b"), ("c-q", 0.01, "co-b")]
    one = by_id(above(holding(tmp_path, owns), "co-a"), "c-q")
    assert (str(one.share_lower), str(one.share_upper), one.beneficial) == ("0.0", "100.0", "possibly")
    closed: list[Line] = [("co-a", 100, "co-b"), ("co-b", 100, "co-a"), ("c-p", None, "co-a")]
    found = above(holding(tmp_path / "b", closed), "co-a")
    assert (shares(found)["c-p"], by_id(found, "c-p").beneficial) == (("0.0", "100.0"), "possibly")


def test_a_company_that_one_directs_and_owns_further_up_is_walked_on_from(tmp_path: Path) -> None:
    owns: list[Line] = [("c-p", 100, "co-a"), ("co-a", 100, "co-b"), ("co-b", 100, "co-x"), ("co-x", 100, "co-y")]
    found = below(holding(tmp_path, owns, directs=[("c-p", "co-x")]), "c-p")
    assert shares(found) == dict.fromkeys(["co-a", "co-b", "co-x", "co-y"], ("100.0", "100.0"))


def test_a_say_is_neither_by_a_circle_nor_by_half(tmp_path: Path) -> None:
    owns: list[Line] = [("c-p", 60, "co-a"), ("co-a", 60, "co-b")]
    one = by_id(above(holding(tmp_path, owns, controls=[("co-b", "co-a")]), "co-a"), "c-p")
    assert (one.control, one.paths) == (("votes", "controls"), (("c-p", "co-a"),))
    halves: list[Line] = [
        *(("c-p", 100, one) for one in ("co-a", "co-b", "co-c")),
        ("co-a", 17, "co-t"), ("co-b", 28, "co-t"), ("co-c", 5, "co-t"), ("c-q", 50, "co-t"),
    ]  # fmt: skip
    assert by_id(above(holding(tmp_path / "b", halves), "co-t"), "c-p").control == ()


def test_a_say_that_hangs_on_open_shares_is_no_more_than_they_leave(tmp_path: Path) -> None:
    owns: list[Line] = [
        ("c-p", 100, "co-a"), ("c-p", 100, "co-b"), ("c-q", 60, "co-t"), ("co-a", None, "co-t"), ("co-b", None, "co-t"),
    ]  # fmt: skip
    assert not by_id(above(holding(tmp_path, owns), "co-t"), "c-p").may_control
    way = by_id(above(holding(tmp_path / "b", [("co-a", None, "co-t")], controls=[("c-p", "co-a")]), "co-t"), "c-p")
    assert (way.may_control, way.beneficial, way.paths) == (True, "possibly", (("c-p", "co-a", "co-t"),))


def test_where_the_walk_ends_nothing_is_taken_for_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("c360.ownership.web.LEVELS", 3)
    owns: list[Line] = [("c-p", 100, "co-0"), *((f"co-{n}", 100, f"co-{n + 1}") for n in range(6))]
    found = above(holding(tmp_path, owns), "co-6")
    assert (str(found.unknown_share), found.limits) == ("100.0", ("companies more than 3 steps away are left out",))
    nil = above(holding(tmp_path / "b", [("co-a", 50, "co-t"), ("c-p", 0, "co-a")]), "co-t")
    assert str(nil.unknown_share) == "50.0"


def test_who_is_asked_for_and_what_the_book_lacks(tmp_path: Path) -> None:
    graph = holding(tmp_path / "a", CIRCLE)
    with pytest.raises(UsageError, match="Nobody owns a person"):
        above(graph, "c-p")
    for nobody in ("co-z", "", "c-\ud800"):
        with pytest.raises(NoSuchCustomer):
            above(graph, nobody)
    both = holding(tmp_path / "b", [("co-1", 10, "co-2"), ("c-1", 20, "co-1")])
    assert below(both, "co-1").kind == "company"
    same = book(tmp_path / "c", Person=[person("x")], Company=[{"companyId": "x", "name": "X"}])
    from c360 import connect

    with pytest.raises(UsageError, match="say which kind"):
        below(connect(same), "x")
    assert below(connect(same), "x", kind="person").kind == "person"
    bare = connect(book(tmp_path / "d", everything=False, Company=[{"companyId": "x", "name": "X"}]))
    found = above(bare, "x")
    assert (found.parties, found.unknown_share) == (None, None)
    assert "OWNS Company Company" in found.not_held


def test_it_is_on_record_before_it_is_given(tmp_path: Path) -> None:
    graph = holding(tmp_path, CIRCLE)
    audit = AuditLog(tmp_path / "audit.sqlite")
    owners(graph, "co-a", policy=policy.load(), user="ada", audit=audit)
    with pytest.raises(NoSuchCustomer):
        owners(graph, "co-z", policy=policy.load(), user="ada", audit=audit)
    import sqlite3

    rows = sqlite3.connect(tmp_path / "audit.sqlite").execute(
        "SELECT user, action, customer_id, outcome FROM record ORDER BY rowid"
    )
    assert list(rows)[-2:] == [("ada", "view", "co-a", "success"), ("ada", "view", "co-z", "no such customer")]


def test_a_holding_of_many_companies_is_read_level_by_level(tmp_path: Path) -> None:
    levels = [[f"co-{level}-{n}" for n in range(8)] for level in range(12)]
    owns = [(owner, 12, company) for upper, lower in itertools.pairwise(levels) for company in lower for owner in upper]
    owns += [("c-p", 96, company) for company in levels[0]]
    found = above(holding(tmp_path, owns), levels[-1][0])
    # 96 % at each of the 12 steps.
    assert str(by_id(found, "c-p").share_lower) == str(round(100 * 0.96**12, 1))
    assert len(found.parties or ()) == 11 * 8 + 1
    assert len(by_id(found, "c-p").paths) == 10
    assert any("the first 10 ways" in limit for limit in found.limits)
