"""The network in the browser: what it is given is plain, and a hostile name stays a label."""

import json

from c360.network import network
from components import theme
from components.network import as_sheet
from components.network.data import drawn
from tests import profiles


def test_nodes_and_edges_are_plain_and_each_kind_has_its_shape() -> None:
    graph = drawn(network(profiles.relationships(), "customer-12345", "Sarah Johnson"), theme._LIGHT)
    assert graph.nodes[0]["id"] == "person:customer-12345"
    assert [(word, shape) for word, shape, _ in graph.legend] == [
        ("This customer", "star"), ("Person", "dot"), ("Company", "square"), ("Account", "diamond"),
    ]  # fmt: skip
    json.dumps([*graph.nodes, *graph.edges])


def test_a_hostile_name_stays_a_label() -> None:
    held = profiles.hostile().relationships or profiles.relationships()
    graph = drawn(network(held, "me", profiles.HOSTILE), theme._LIGHT)
    assert all("title" not in node for node in graph.nodes)


def test_the_table_says_what_the_picture_shows() -> None:
    found = network(profiles.relationships(), "customer-12345", "Sarah Johnson")
    rows = as_sheet(found).rows
    assert len(rows) == len(found.nodes) - 1
    assert {row[0] for row in rows} == {node.label for node in found.nodes[1:]}
    assert all(row[2] for row in rows), "every neighbour has a tie in words"
