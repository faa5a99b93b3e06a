"""The network: every neighbour once, every tie a line, what is left out counted, no two nodes on one place."""

import math

from hypothesis import given
from hypothesis import strategies as st

from c360.model import Family, Relationships
from c360.network import LIMIT, network, positions
from tests import profiles


def test_every_tie_is_a_line_and_each_neighbour_is_drawn_once() -> None:
    found = network(profiles.relationships(), "customer-12345", "Sarah Johnson")
    keys = [node.key for node in found.nodes]
    assert keys[0] == "person:customer-12345"
    assert found.nodes[0].kind == "self"
    assert len(keys) == len(set(keys)) == 9
    assert {(tie.start, tie.end) for tie in found.ties} >= {
        ("person:customer-12345", "company:company-1"), ("person:customer-12346", "account:A-1"),
    }  # fmt: skip
    assert "owns 100.0\u00a0%" in {tie.label for tie in found.ties}


def test_beyond_the_limit_it_says_how_many_are_left_out() -> None:
    many = Relationships(tuple(Family(f"c-{n}", f"N {n}", "CHILD", "crm") for n in range(420)), (), (), (), 420)
    found = network(many, "me", None)
    assert len(found.nodes) == LIMIT + 1
    assert found.left_out == 120
    assert {tie.end for tie in found.ties} == {node.key for node in found.nodes[1:]}


def test_a_company_with_a_persons_id_is_another_node() -> None:
    held = profiles.relationships()
    entities = tuple(type(one)("customer-12346", one.name, one.role, one.ownership, one.source)
                     for one in held.entities or ())  # fmt: skip
    found = network(Relationships(held.family, (), (), entities, 4), "customer-12345", None)
    assert {"person:customer-12346", "company:customer-12346"} <= {node.key for node in found.nodes}


@given(st.integers(0, 320), st.integers(0, 30))
def test_no_two_nodes_stand_on_one_place(ring: int, outside: int) -> None:
    names = [f"n{n}" for n in range(ring)]
    hung = {f"h{n}": names[n % ring] for n in range(outside)} if ring else {}
    places = positions("me", names, hung)
    assert len(places) == 1 + ring + len(hung)
    ringed = [places["me"], *(places[name] for name in names)]
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in places.values())
    assert len(set(ringed)) == len(ringed)
