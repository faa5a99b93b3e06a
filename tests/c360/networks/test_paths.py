"""How two are connected: shortest ways held against networkx, hubs left out by name, each step with its reason."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from c360 import Graph, connect
from c360.audit import AuditLog
from c360.errors import NoSuchCustomer, UsageError
from c360.networks.connections import connections
from tests.c360.networks.around import POLICY, bank, connected, ways
from tests.c360.sections.bank import account, book, edge, payment, person


def test_the_reason_of_each_step(tmp_path: Path) -> None:
    graph = bank(tmp_path)
    (found,) = connected(graph, "c-2", "c-6")
    assert (found.steps, found.count, found.complete) == (3, 2, True)
    assert ways(found) == [
        ["person:c-2", "person:c-1", "company:co-1", "person:c-6"],
        ["person:c-2", "person:c-1", ways(found)[1][2], "person:c-6"],
    ]
    assert [[one.role for one in step] for step in found.ways[0].steps] == [["SPOUSE"], ["OWNS"], ["EMPLOYEE_OF"]]
    assert found.ways[0].steps[1][0].share == Decimal("40.0")
    assert "P123456789" not in repr(found)
    (money,) = connected(graph, "c-1", "c-5")
    assert [one.id for one in money.ways[0].entities] == ["c-1", "a-1", "a-5", "c-5"]
    (between,) = money.ways[0].steps[1]
    assert (between.role, between.count, between.amount, str(between.last)) == (
        "TRANSACTION", 1, Decimal("100.00"), "2024-06-05",
    )  # fmt: skip


def test_only_over_what_is_chosen_and_as_far(tmp_path: Path) -> None:
    graph = bank(tmp_path)
    (found,) = connected(graph, "c-2", "c-6", over=("family", "companies"))
    assert [each[2] for each in ways(found)] == ["company:co-1"]
    (near,) = connected(graph, "c-2", "c-6", steps=2)
    assert (near.steps, near.ways, near.complete) == (0, (), True)
    (none,) = connected(graph, "c-2", "c-6", over=("business",))
    assert none.ways == ()
    # A company is reached over companies, whatever was chosen.
    (firm,) = connected(graph, "c-2", "co-1", over=("family",))
    assert ways(firm) == [["person:c-2", "person:c-1", "company:co-1"]]
    (shop,) = connected(graph, "c-1", "shop", lookback_days=5)
    assert shop.ways == ()


def test_several_picked_are_asked_two_by_two(tmp_path: Path) -> None:
    found = connected(bank(tmp_path), "c-1", "c-2", "c-4")
    assert [(one.start.id, one.end.id, one.steps) for one in found] == [
        ("c-1", "c-2", 1), ("c-1", "c-4", 2), ("c-2", "c-4", 3),
    ]  # fmt: skip


def test_who_can_be_picked(tmp_path: Path) -> None:
    graph = bank(tmp_path, Company=[{"companyId": "c-1"}, {"companyId": "co-1"}])
    with pytest.raises(UsageError, match=r"person:… or company:…"):
        connected(graph, "c-1", "c-2")
    assert connected(graph, "person:c-1", "c-2")[0].steps == 1
    with pytest.raises(NoSuchCustomer):
        connected(graph, "person:c-1", "c-99")
    for picked in (["c-2"], ["c-2", "c-2"], ["c-2", "person:c-2"], ["1", "2", "3", "4", "5", "6"]):
        with pytest.raises(UsageError):
            connected(graph, *picked)
    with pytest.raises(UsageError):
        connected(graph, "c-2", "c-3", over=("friends",))
    with pytest.raises(UsageError):
        connected(graph, "c-2", "c-3", steps=5)
    with pytest.raises(NoSuchCustomer):
        connected(graph, "c-2", "\ud800")


def test_all_who_stand_on_a_way_are_on_record(tmp_path: Path) -> None:
    graph, log = bank(tmp_path), AuditLog(tmp_path / "audit.sqlite")
    connected(graph, "c-2", "c-3", audit=log)
    with pytest.raises(NoSuchCustomer):
        connected(graph, "c-2", "c-99", audit=log)
    rows = sqlite3.connect(tmp_path / "audit.sqlite").execute("SELECT customer_id, outcome, detail FROM record")
    seen = list(rows)
    assert [row[:2] for row in seen] == [
        ("c-2", "success"), ("c-3", "success"), ("c-1", "success"), ("c-2", "failed"),
        ("c-99", "no such customer"),
    ]  # fmt: skip
    assert '"network":"connections"' in seen[0][2]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """A shop with 50,000 payments: of 25,000 accounts, those of c-1 and c-2 among them; who share a friend."""
    folder = tmp_path_factory.mktemp("hub")
    many = [account(f"n-{n}") for n in range(25_000)]
    paid: list[dict[str, Any]] = [payment(n, f"n-{n // 2}", "shop", "1.00", "2024-06-01 10:00") for n in range(50_000)]
    return connect(
        book(
            folder, Person=[person(f"c-{n}") for n in range(1, 6)], Account=[*many, account("shop")],
            OWNS__Person__Account=[edge("c-1", "n-0"), edge("c-2", "n-1"), edge("c-5", "shop")],
            TRANSACTION__Account__Account=paid,
            FAMILY_MEMBER__Person__Person=[edge("c-1", "c-3"), edge("c-3", "c-4"), edge("c-4", "c-2")],
        )
    )  # fmt: skip


def test_a_hub_of_50_000_edges_does_not_stop_it_and_is_named(hub: Graph) -> None:
    started = time.perf_counter()
    (found,) = connected(hub, "c-1", "c-2")
    assert time.perf_counter() - started < 2
    assert [one.key for one in found.hubs] == ["account:shop"]
    assert ways(found) == [["person:c-1", "person:c-3", "person:c-4", "person:c-2"]]
    (without,) = connected(hub, "c-1", "c-2", over=("accounts", "money"))
    assert (without.ways, without.complete) == ((), False)


def test_a_hub_that_is_an_end_is_found_from_the_other_end(hub: Graph) -> None:
    (found,) = connected(hub, "c-1", "shop")
    assert ways(found) == [["person:c-1", "account:n-0", "account:shop"]]
    assert found.ways[0].steps[1][0].count == 2


def test_random_networks_against_networkx(tmp_path: Path) -> None:
    for seed in range(4):
        oracle, graph = _random(tmp_path / str(seed), seed)
        for a, b in random.Random(seed).sample([(a, b) for a in oracle for b in oracle if a < b], 12):
            (found,) = connections(graph, [a, b], policy=POLICY, user="u", audit=AuditLog(tmp_path / "audit.sqlite"))
            right = sorted(map(tuple, nx.all_shortest_paths(oracle, a, b))) if nx.has_path(oracle, a, b) else []
            right = right if right and len(right[0]) <= 5 else []
            assert sorted(tuple(one.id for one in way.entities) for way in found.ways) == right[:25]
            assert found.count == len(right)
            assert all(step for way in found.ways for step in way.steps)


def _random(folder: Path, seed: int) -> tuple[Any, Graph]:
    some = random.Random(seed)
    people, firms = [f"c-{n:02}" for n in range(24)], [f"d-{n:02}" for n in range(6)]
    knows = {tuple(sorted(some.sample(people, 2))) for _ in range(16)}
    works = {(some.choice(people), some.choice(firms)) for _ in range(10)}
    oracle = nx.Graph([*knows, *works])
    oracle.add_nodes_from([*people, *firms])
    rows: Any = {
        "Person": [person(one) for one in people], "Company": [{"companyId": one} for one in firms],
        "PARTNER__Person__Person": [edge(*some.sample(pair, 2)) for pair in sorted(knows)],
        "EMPLOYEE_OF__Person__Company": [edge(*pair) for pair in sorted(works)],
    }  # fmt: skip
    return oracle, connect(book(folder, **rows))


def test_what_begins_after_the_day_is_on_no_way(tmp_path: Path) -> None:
    passport = [{"naturalKey": "P1", "type": "PASSPORT", "number": "P1", "issueDate": "2024-06-25"}]
    held = [edge("c-1", "P1"), edge("c-6", "P1")]
    accounts = [account("a-1"), account("a-2"), account("a-5"), account("shop", "MERCHANT"),
                account("new", openDate="2024-06-20")]  # fmt: skip
    graph = bank(tmp_path, Document=passport, HAS_DOCUMENT__Person__Document=held, Account=accounts)
    day = date(2024, 6, 10)
    (found,) = connected(graph, "c-1", "c-6", over=("documents",), as_of=day)
    assert (found.steps, found.ways) == (0, ())
    assert any("carry no dates" in limit for limit in found.limits)
    with pytest.raises(NoSuchCustomer):
        connected(graph, "c-1", "new", as_of=day)
    assert connected(graph, "c-1", "c-6", over=("documents",))[0].steps == 2


def test_the_record_is_of_whom_it_names(tmp_path: Path) -> None:
    graph = bank(tmp_path, Person=[person(f"c-{n}") for n in range(1, 7)])
    log = AuditLog(tmp_path / "audit.sqlite")
    with pytest.raises(NoSuchCustomer):
        connected(graph, "c-1", "Yc-1", audit=log)
    with closing(sqlite3.connect(log.path)) as db:
        rows = db.execute("SELECT customer_id, outcome FROM record ORDER BY seq").fetchall()
    assert rows == [("c-1", "failed"), ("Yc-1", "no such customer")]
