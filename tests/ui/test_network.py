"""The network: what is drawn, what is left out and said, and weeks put together from days."""

import json
import math
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from c360.model import Day, Family, Relationships
from components import theme
from components.flows import weeks
from components.network.data import LIMIT, drawn
from components.network.layout import positions
from tests.ui import profiles


def test_every_tie_is_a_line_and_each_neighbour_is_drawn_once() -> None:
    graph = drawn(profiles.relationships(), "customer-12345", "Sarah Johnson", theme._LIGHT)
    ids = [node["id"] for node in graph.nodes]
    assert ids[0] == "person:customer-12345"
    assert len(ids) == len(set(ids)) == 9
    assert {(edge["from"], edge["to"]) for edge in graph.edges} >= {
        ("person:customer-12345", "company:company-1"), ("person:customer-12346", "account:A-1"),
    }  # fmt: skip
    assert "owns 100.0\u00a0%" in {edge["label"] for edge in graph.edges}
    json.dumps([*graph.nodes, *graph.edges])  # what the browser is given is plain


def test_beyond_the_limit_it_says_how_many_are_left_out() -> None:
    many = Relationships(tuple(Family(f"c-{n}", f"N {n}", "CHILD", "crm") for n in range(420)), (), (), (), 420)
    graph = drawn(many, "me", None, theme._DARK)
    assert len(graph.nodes) == LIMIT + 1
    assert graph.left_out == 120


def test_a_hostile_name_stays_a_label() -> None:
    graph = drawn(profiles.hostile().relationships or profiles.relationships(), "me", profiles.HOSTILE, theme._LIGHT)
    assert all("title" not in node for node in graph.nodes)


@given(st.integers(0, 320), st.integers(0, 30))
def test_no_two_nodes_stand_on_one_place(ring: int, outside: int) -> None:
    names = [f"n{n}" for n in range(ring)]
    hung = {f"h{n}": names[n % ring] for n in range(outside)} if ring else {}
    places = positions("me", names, hung)
    assert len(places) == 1 + ring + len(hung)
    ringed = [places["me"], *(places[name] for name in names)]
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in places.values())
    assert len(set(ringed)) == len(ringed)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_weeks_add_up_to_the_days(start: date, count: int) -> None:
    days = [Day(start + timedelta(n), Decimal(n), Decimal(2 * n), n % 3) for n in range(count)]
    found = weeks(days)
    assert sum(week.days for week in found) == count
    assert sum(week.inflow or 0 for week in found) == sum(day.inflow or 0 for day in days)
    assert sum(week.count for week in found) == sum(day.count for day in days)
    assert all(week.start.weekday() == 0 and 1 <= week.days <= 7 for week in found)


def test_a_week_with_an_unknown_day_is_unknown() -> None:
    days = [Day(date(2024, 6, 3), Decimal(1), Decimal(1), 1), Day(date(2024, 6, 4), None, None, 1)]
    assert weeks(days)[0].inflow is None
