"""The demo bank reads the same from a book and from JanusGraph: every customer, whole, to the byte."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from c360 import Customer360Builder, Graph, policy
from c360.access import Part, Role
from c360.audit import NullLog
from c360.errors import GraphUnavailable, TraversalRefused, WriteRefused
from c360.graph import schema
from c360.graph.about import BOOK_KEY
from c360.holders import holders
from c360.near import near
from c360.profile import ALL
from c360.scope import Scope
from c360.search import Search
from tests.conftest import CUSTOMERS
from tests.contract.compare import builder, customers, same, same_profiles

HUB = "customer-12460"
SARAH = "customer-12345"


def test_every_customer_is_the_same_to_the_byte(embedded_demo: Graph, served_demo: Graph) -> None:
    ids = customers(embedded_demo)
    assert ids == customers(served_demo)
    assert same_profiles(embedded_demo, served_demo, ids) >= CUSTOMERS


def test_what_the_book_says_of_itself_is_the_same(embedded_demo: Graph, served_demo: Graph) -> None:
    assert embedded_demo.book == served_demo.book


def test_the_book_names_its_parts_so_that_no_server_looks_through_everything(
    embedded_demo: Graph, served_demo: Graph
) -> None:
    for graph in (embedded_demo, served_demo):
        (parts,) = graph.g.V().has(schema.BOOK, schema.NATURAL_KEY, BOOK_KEY).values("parts").to_list()
        named = json.loads(parts)
        for label in (schema.SOURCE, schema.EXCHANGE_RATES):
            there = graph.g.V().has_label(label).values(schema.NATURAL_KEY).to_list()
            assert sorted(named[label]) == sorted(there)


def test_many_at_once_are_the_same_as_one_by_one(embedded_demo: Graph, served_demo: Graph) -> None:
    ids = customers(embedded_demo)
    one, other = (builder(graph).build_profiles(ids) for graph in (embedded_demo, served_demo))
    assert [profile.to_json() for profile in one] == [profile.to_json() for profile in other]
    alone = builder(served_demo)
    assert [profile.to_json() for profile in other[:20]] == [alone.build_profile(one).to_json() for one in ids[:20]]


@pytest.mark.parametrize("as_of", ["2024-06-29", "2024-03-31", "2023-11-05", "2020-02-29", "1999-12-31"])
def test_another_day_is_the_same(embedded_demo: Graph, served_demo: Graph, as_of: str) -> None:
    ids = [SARAH, HUB, *customers(embedded_demo)[::9]]
    assert same_profiles(embedded_demo, served_demo, ids, as_of=as_of) == len(ids)


@pytest.mark.parametrize("days", [1, 30, 365, 36_500])
def test_another_window_is_the_same(embedded_demo: Graph, served_demo: Graph, days: int) -> None:
    ids = [SARAH, HUB, *customers(embedded_demo)[::9]]
    assert same_profiles(embedded_demo, served_demo, ids, lookback_days=days) == len(ids)


@pytest.mark.parametrize("section", ALL)
def test_a_section_alone_is_the_same(embedded_demo: Graph, served_demo: Graph, section: str) -> None:
    ids = [SARAH, HUB, *customers(embedded_demo)[::15]]
    assert same_profiles(embedded_demo, served_demo, ids, sections=(section,)) == len(ids)


@pytest.mark.parametrize("shown", [1, 7, 100])
def test_lists_are_cut_at_the_same_rows(embedded_demo: Graph, served_demo: Graph, shown: int) -> None:
    cut = replace(policy.load(), transactions_shown=shown, neighbours_shown=shown, interactions_shown=shown)
    for customer_id in (SARAH, HUB, *customers(embedded_demo)[::15]):
        same(embedded_demo, served_demo, partial(_json, customer_id), cut)


@pytest.mark.parametrize("line", ["fees", "interchange"])
def test_the_records_behind_revenue_are_the_same(embedded_demo: Graph, served_demo: Graph, line: str) -> None:
    for customer_id in (SARAH, HUB, *customers(embedded_demo)[::15], "nobody"):
        same(embedded_demo, served_demo, partial(_records, customer_id, line))


def test_uncovered_fields_are_the_same(embedded_demo: Graph, served_demo: Graph) -> None:
    for field in ("ssn", "documents.number"):
        assert same(embedded_demo, served_demo, partial(_uncovered, field))


def _json(customer_id: str, asked: Customer360Builder) -> str:
    return asked.build_profile(customer_id).to_json()


def _records(customer_id: str, line: str, asked: Customer360Builder) -> object:
    return asked.records(customer_id, line)


def _uncovered(field: str, asked: Customer360Builder) -> object:
    return asked.uncover(SARAH, field, "a test")


HOSTILE = ["", "nobody", "' OR 1=1 --", "g.V().drop()", "${7*7}", '"); System.exit(0); ("', "\0", "\n", "\ud800",
           "😀" * 50, "x" * 100_000, "customer-12345 ", "CUSTOMER-12345"]  # fmt: skip


@pytest.mark.parametrize("customer_id", HOSTILE, ids=range(len(HOSTILE)))
def test_who_is_nobody_is_nobody_on_both(embedded_demo: Graph, served_demo: Graph, customer_id: str) -> None:
    kind, _ = same(embedded_demo, served_demo, lambda asked: asked.build_profile(customer_id))
    assert kind.__name__ == "_NoSuchCustomers"
    same(embedded_demo, served_demo, lambda asked: asked.build_profiles([SARAH, customer_id]))
    assert builder(served_demo).build_profile(SARAH)["name"] == "Sarah Johnson"


@pytest.mark.parametrize("text", ["sarah", "Sarah Johnson", "john", "o", "customer-123", "2000001022", "555", "llc",
                                  "@", "", "müller", "' OR 1=1 --", "\ud800"])  # fmt: skip
def test_a_search_finds_the_same(embedded_demo: Graph, served_demo: Graph, text: str) -> None:
    for limit in (1, 10, 1000):
        assert Search(embedded_demo).find(text, limit) == Search(served_demo).find(text, limit)


@pytest.mark.parametrize(
    "asked", ["customer-12354", "CUSTOMER-12345", "custmer-12345", "12345", "", "nobody", "\ud800"]
)
def test_ids_that_look_like_one_are_the_same(embedded_demo: Graph, served_demo: Graph, asked: str) -> None:
    how: Any = {"policy": policy.load(), "user": "ada", "audit": NullLog()}
    one, other = (near(graph, asked, **how) for graph in (embedded_demo, served_demo))
    assert one == other


@pytest.mark.parametrize(("kind", "label", "key"), [
    ("account", "Account", "accountNumber"), ("company", "Company", "companyId")
])  # fmt: skip
def test_who_holds_what_is_the_same(embedded_demo: Graph, served_demo: Graph, kind: str, label: str, key: str) -> None:
    ids = sorted(embedded_demo.g.V().has_label(label).values(key).to_list())
    for start in range(0, len(ids), 100):
        batch = [*ids[start : start + 100], "nothing"]
        one, other = (
            holders(graph.view(), kind, batch, policy=policy.load()) for graph in (embedded_demo, served_demo)
        )
        assert one == other


@pytest.mark.parametrize("part", [
    Part(frozenset({"Main St"})), Part(staff=False, vips=False), Part(segments=frozenset({"Gold"})),
])  # fmt: skip
def test_a_part_is_the_same(embedded_demo: Graph, served_demo: Graph, part: Part) -> None:
    ids = sorted(embedded_demo.g.V().has_label("Person").values("customerId").to_list())[:120]
    numbers = sorted(embedded_demo.g.V().has_label("Account").values("accountNumber").to_list())[:200]
    role, kept = Role("part", part=part), policy.load()
    one, other = (Scope(graph.view(), role, kept) for graph in (embedded_demo, served_demo))
    assert one.outside([*ids, "nobody"]) == other.outside([*ids, "nobody"])
    assert one.hidden_accounts(numbers) == other.hidden_accounts(numbers)
    assert one.names_on(numbers) == other.names_on(numbers)
    within = [customer_id for customer_id in ids if customer_id not in one.outside(ids)][:10]
    askers = [builder(graph) for graph in (embedded_demo, served_demo)]
    for asker in askers:
        asker.role = role
    first, second = (asker.build_profiles(within) for asker in askers)
    assert [profile.to_json() for profile in first] == [profile.to_json() for profile in second]


def test_nothing_can_be_written_and_no_label_be_misspelt(served_demo: Graph) -> None:
    g = served_demo.g
    for traversal in (g.V().drop(), g.add_v("Person"), g.V().has("Person", "customerId", SARAH).property("name", "x")):
        with pytest.raises(WriteRefused):
            traversal.to_list()
    for misspelt in (g.V().has_label("Persn"), g.V().has("Persn", "customerId", "x"), g.V().out("OWNZ")):
        with pytest.raises(TraversalRefused):
            misspelt.to_list()


def test_a_generation_that_is_not_there_is_said(served_demo: Graph) -> None:
    from c360 import connect

    with pytest.raises(GraphUnavailable, match="and no 99"):
        connect(served_demo.url, generation=99)
