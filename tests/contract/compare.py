"""Both graphs asked the same, and held against each other byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from c360 import Customer360Builder, Graph
from c360.audit import NullLog
from c360.errors import C360Error
from c360.policy import Policy

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def builder(graph: Graph, policy: Policy | None = None) -> Customer360Builder:
    """One whose profiles differ in nothing but the graph."""
    return Customer360Builder(graph, policy, NullLog(), "contract", clock=lambda: NOW)


def customers(graph: Graph) -> list[str]:
    """Every customer's id."""
    return sorted(graph.g.V().has_label("Person").values("customerId").to_list())


def same(first: Graph, second: Graph, ask: Callable[[Customer360Builder], Any], policy: Policy | None = None) -> Any:
    """What both answer, or how both fail."""
    one, other = (_answer(ask, builder(graph, policy)) for graph in (first, second))
    assert one == other
    return one


def _answer(ask: Callable[[Customer360Builder], Any], asked: Customer360Builder) -> Any:
    try:
        return ask(asked)
    except C360Error as error:
        return type(error), error.title


def same_profiles(first: Graph, second: Graph, ids: Iterable[str], **asked: Any) -> int:
    """How many profiles are equal to the byte; a difference is told by customer and section."""
    one, other, count = builder(first), builder(second), 0
    for customer_id in ids:
        left, right = one.build_profile(customer_id, **asked), other.build_profile(customer_id, **asked)
        for section in left.sections:
            assert left.sections[section] == right.sections[section], (customer_id, section)
            assert left.parts[section] == right.parts[section], (customer_id, section)
        assert left.to_json() == right.to_json(), customer_id
        count += 1
    return count
