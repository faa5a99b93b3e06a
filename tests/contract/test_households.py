"""Households of the demo bank, on both graphs alike."""

from __future__ import annotations

from c360 import Graph
from c360.model.plain import to_bytes
from tests.c360.households.homes import of
from tests.contract.compare import customers


def test_every_fourth_customers_household(embedded_demo: Graph, served_demo: Graph) -> None:
    ids = ["customer-12345", *customers(embedded_demo)[::4]]
    found = {one: of(embedded_demo, one) for one in ids}
    assert len([one for one in found.values() if len(one.members) > 1]) > 10
    assert any(one.left_out for one in found.values())
    for customer_id, one in found.items():
        assert to_bytes(one) == to_bytes(of(served_demo, customer_id)), customer_id
