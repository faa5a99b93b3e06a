"""Money between a customer's accounts and others': the activity section's figures, by counterparty."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360 import Graph, connect
from c360.errors import NoSuchCustomer
from tests.c360.networks.around import bank, flowing
from tests.c360.sections.bank import account, book, edge, payment, person, profile
from tests.contract.compare import builder, customers
from tests.factories import open_book


def test_in_out_and_between_own_accounts(tmp_path: Path) -> None:
    found = flowing(bank(tmp_path))
    assert (found.inflow, found.outflow, found.internal, found.count) == (
        Decimal("105.05"), Decimal("41.30"), Decimal("7.00"), 6,
    )  # fmt: skip
    friend, shop = found.counterparties
    assert (friend.name, friend.inflow, friend.outflow, friend.shared) == (
        "Name of c-5", Decimal("100.00"), Decimal("0.00"), 0,
    )  # fmt: skip
    assert [holder.key for holder in friend.holders] == ["person:c-5"]
    # c-5 deals with the shop too.
    assert (shop.name, shop.inflow, shop.outflow, shop.count, shop.shared) == (
        "Shop", Decimal("5.05"), Decimal("41.30"), 4, 1,
    )  # fmt: skip
    assert [(lane.account, lane.counterparty, lane.inflow, lane.outflow) for lane in found.lanes] == [
        ("a-1", "a-5", Decimal("100.00"), Decimal("0.00")), ("a-1", "shop", Decimal("5.05"), Decimal("30.30")),
        ("a-2", "shop", Decimal("0.00"), Decimal("11.00")),
    ]  # fmt: skip
    assert [(lane.account, lane.counterparty, lane.outflow) for lane in found.own] == [("a-1", "a-2", Decimal("7.00"))]
    assert (found.converted, found.limits) == (("EUR",), ())


def test_a_missing_rate_makes_what_needs_it_unknown_and_nothing_else(tmp_path: Path) -> None:
    rows = [payment(1, "a-2", "shop", "10.00", "2024-05-01 10:00", currency="EUR"),
            payment(2, "a-5", "a-1", "3.00", "2024-05-01 10:00"),
            payment(3, "a-5", "a-1", "3.00", "2024-01-01 10:00")]  # fmt: skip
    found = flowing(bank(tmp_path, TRANSACTION__Account__Account=rows))
    assert (found.outflow, found.inflow) == (None, Decimal("3.00"))
    assert found.limits == ("there is no EUR rate within 10 days of 2024-05-01",)


def test_not_held_and_nobody(tmp_path: Path) -> None:
    found = flowing(open_book(tmp_path, {"Person": [person()]}, as_of="2024-06-30"))
    assert (found.held, found.inflow, found.counterparties) == (False, None, ())
    graph = bank(tmp_path / "b")
    for nobody in ("c-99", "\ud800", ""):
        with pytest.raises(NoSuchCustomer):
            flowing(graph, nobody)


def test_flows_are_the_activity_of_every_tenth_customer(demo_book: Path) -> None:
    graph = connect(demo_book)
    for one in ["customer-12345", *customers(graph)[::10]]:
        _same(graph, one)


def _same(graph: Graph, customer_id: str) -> None:
    found, known = flowing(graph, customer_id), builder(graph).build_profile(customer_id).activity
    assert known is not None
    assert known.inflow is not None
    assert known.outflow is not None
    assert known.internal is not None
    assert (found.inflow, found.outflow, found.internal, found.count) == (
        known.inflow.volume, known.outflow.volume, known.internal.volume, known.transaction_count,
    )  # fmt: skip
    parts = [lane.inflow for lane in found.lanes]
    assert sum(filter(None, parts), Decimal(0)) == found.inflow
    assert sum((one.outflow or Decimal(0) for one in found.counterparties), Decimal(0)) == found.outflow


_ENDS = st.sampled_from(["a-1", "a-2", "a-3", "x", "y"])
_ROWS = st.lists(st.tuples(_ENDS, _ENDS, st.integers(1, 10**9), st.sampled_from(["USD", "EUR", "GBP"])), max_size=15)


@settings(max_examples=5, deadline=None)
@given(_ROWS)
def test_whatever_moves_in_out_and_internal_are_the_activitys(rows: list[tuple[str, str, int, str]]) -> None:
    paid = [
        payment(n, a, b, f"{Decimal(cents) / 100:.2f}", f"2024-06-{n % 28 + 1:02} 10:00", currency=currency)
        for n, (a, b, cents, currency) in enumerate(rows)
    ]
    folder = Path(mkdtemp())
    where = book(
        folder, Person=[person()], Account=[account(n) for n in ("a-1", "a-2", "a-3", "x", "y")],
        OWNS__Person__Account=[edge("c-1", f"a-{n}") for n in (1, 2, 3)], TRANSACTION__Account__Account=paid,
        rates=[("2024-06-01", "EUR", "USD", "1.0837"), ("2024-06-10", "EUR", "USD", "1.0911"),
               ("2024-06-20", "EUR", "USD", "1.0733")],
    )  # fmt: skip
    known, found = profile(where).activity, flowing(connect(where))
    assert known is not None
    sums = [None if one is None else one.volume for one in (known.inflow, known.outflow, known.internal)]
    assert [found.inflow, found.outflow, found.internal] == sums


def test_who_owns_the_very_account_with_this_customer_is_no_other_who_deals_with_it(tmp_path: Path) -> None:
    owners = [edge("c-1", "a-1"), edge("c-2", "a-1"), edge("c-1", "a-2"), edge("c-5", "a-5")]
    friend, shop = flowing(bank(tmp_path, OWNS__Person__Account=owners)).counterparties
    assert (friend.shared, shop.shared) == (0, 1)
