"""Who is in a part: the same by the graph and by the index as by the rows themselves, for any part and any customer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360 import policy
from c360.access import EVERYONE, NOBODY, Part, Role
from c360.access.part import Belongs, flag, may_hold
from c360.graph.connect import Graph, connect
from c360.scope import Scope
from c360.scope.segments import segmented
from c360.search import Search
from tests.factories import make_book

BRANCHES: Final = (None, "North", "South", "Zürich \u202e'\"")
MANAGERS: Final = (None, "Rita", "Otto")
FLAGS: Final = (None, True, False)
SEGMENTS: Final = (None, "Gold", "Silver")
POLICY: Final = policy.load()
Rows = Mapping[str, Mapping[str, Any]]


def people(*, flags: bool) -> list[dict[str, Any]]:
    """One for each way to belong; a third has no flags, where sources deliver those at all."""
    found = []
    for at, (branch, manager, staff, vip, segment) in enumerate(product(BRANCHES, MANAGERS, FLAGS, FLAGS, SEGMENTS)):
        row: dict[str, Any] = {
            "customerId": f"c-{at}", "name": f"Person{at}", "branch": branch, "relationshipManager": manager,
            "segmentOverride": segment,
        }  # fmt: skip
        found.append(row | ({"staff": staff, "vip": vip} if flags else {}))
    return found


def book(folder: Path, *, flags: bool) -> tuple[Graph, Rows]:
    rows = people(flags=flags)
    # Each owns an account, and two out of three another one with the next.
    accounts = [{"accountNumber": f"a-{at}"} for at in range(len(rows))]
    accounts += [{"accountNumber": f"j-{at}"} for at in range(len(rows)) if at % 3]
    owns = [(f"c-{at}", f"a-{at}") for at in range(len(rows))]
    owns += [(f"c-{at}", f"j-{at}") for at in range(len(rows)) if at % 3]
    uses = [(f"c-{(at + 1) % len(rows)}", f"j-{at}") for at in range(len(rows)) if at % 3]
    path = make_book(
        folder, {"Person": rows, "Account": accounts},
        {"OWNS.Person.Account": owns, "AUTHORIZED_ON.Person.Account": uses}, as_of="2024-06-30",
    )  # fmt: skip
    return connect(str(path)), {row["customerId"]: row for row in rows}


@pytest.fixture(scope="module")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, Rows]:
    return book(tmp_path_factory.mktemp("flagged"), flags=True)


@pytest.fixture(scope="module")
def unflagged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, Rows]:
    return book(tmp_path_factory.mktemp("unflagged"), flags=False)


def some(*values: str) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from([*values, "nobody's"]))


PARTS: Final = st.builds(
    Part, some("North", BRANCHES[3] or "", "north"), some("Gold", "Silver", "Bronze"), some("Rita", "Otto"),
    st.booleans(), st.booleans(), st.frozensets(st.integers(0, 500).map(lambda n: f"c-{n}"), max_size=3),
)  # fmt: skip


def inside(part: Part, rows: Rows) -> set[str]:
    """By the words of the brief, from the rows."""
    found = set()
    for one, row in rows.items():
        held = "staff" in row
        fits = (
            (part.branches is None or row["branch"] in part.branches)
            and (part.managers is None or row["relationshipManager"] in part.managers)
            # Without accounts nobody has a segment but by hand.
            and (part.segments is None or row["segmentOverride"] in part.segments)
            and (part.staff or (held and not row["staff"]))
            and (part.vips or (held and not row["vip"]))
        )
        if fits or one in part.also:
            found.add(one)
    return found


def check(graph: Graph, rows: Rows, part: Part) -> None:
    wanted = inside(part, rows) if not part.everyone else set(rows)
    scope = Scope(graph.view(), Role("any", part=part), POLICY)
    assert set(rows) - scope.outside(rows) == wanted
    index = Search(graph, part, segmented(graph, POLICY))
    assert {hit.id for hit in index.find("kind:person", 1000)} == wanted
    accounts = {f"a-{one[2:]}" for one in wanted}
    accounts |= {f"j-{at}" for at in range(len(rows)) if at % 3 and {f"c-{at}", f"c-{(at + 1) % len(rows)}"} & wanted}
    assert {hit.id for hit in index.find("kind:account", 1000)} == accounts
    assert (
        scope.hidden_accounts(f"{kind}-{at}" for kind in "aj" for at in range(len(rows)) if kind == "a" or at % 3)
        == ({f"a-{at}" for at in range(len(rows))} | {f"j-{at}" for at in range(len(rows)) if at % 3}) - accounts
    )
    counts = index.counts()
    assert (counts.get("person", 0), counts.get("account", 0)) == (len(wanted), len(accounts))
    assert set(index.nearest("Person", 1000)) <= {f"person{one[2:]}" for one in wanted}


@settings(max_examples=25, deadline=None)
@given(part=PARTS)
def test_graph_and_index_agree_with_the_rows(flagged: tuple[Graph, Rows], part: Part) -> None:
    check(*flagged, part)


@settings(max_examples=8, deadline=None)
@given(part=PARTS)
def test_without_flags_nobody_is_known_not_to_be_staff(unflagged: tuple[Graph, Rows], part: Part) -> None:
    check(*unflagged, part)


def test_everyone_is_asked_nothing(flagged: tuple[Graph, Rows]) -> None:
    scope = Scope(None, Role("all", part=EVERYONE), POLICY)  # type: ignore[arg-type]
    assert (scope.outside(["c-1", "nobody"]), scope.hidden_accounts(["a-1"])) == (frozenset(), frozenset())


def test_nobody_is_in_the_part_of_nobody(flagged: tuple[Graph, Rows]) -> None:
    graph, rows = flagged
    assert Scope(graph.view(), Role("none", part=NOBODY), POLICY).outside(rows) == set(rows)
    assert Search(graph, NOBODY).find("Person1", 100) == []
    assert Search(graph, NOBODY).counts() == {}


def test_a_part_by_segments_is_nobodys_for_a_search_that_can_not_tell_them(flagged: tuple[Graph, Rows]) -> None:
    gold = Part(segments=frozenset({"Gold"}), also=frozenset({"c-7"}))
    assert [hit.id for hit in Search(flagged[0], gold).find("kind:person", 1000)] == ["c-7"]


def test_a_branch_of_another_case_or_with_a_blank_is_another() -> None:
    part = Part(frozenset({"North"}))
    told = [may_hold(part, Belongs(branch)) for branch in ("North", "north", "North ", "", None)]
    assert told == [True, False, False, False, False]


def test_what_is_not_said_is_no_where_it_is_delivered() -> None:
    assert [flag(value, delivered=held) for value in (None, True, False) for held in (True, False)] == [
        False, None, True, True, False, False,
    ]  # fmt: skip


@given(who=st.builds(Belongs, st.none() | st.text(), st.none() | st.text(), st.none() | st.booleans(), st.none()))
def test_how_somebody_belongs_is_read_as_it_was_written(who: Belongs) -> None:
    assert Belongs.of(who.code) == who
