"""What is held: not held is not none."""

from __future__ import annotations

import pytest

from c360.graph.about import Delivers

TEXT = '{"FraudAlert":[],"OWNS.Person.Account":["percentage"],"Person":["customerId","name"]}'


def test_delivers_reads_and_writes_the_same_text() -> None:
    assert Delivers.parse(TEXT).to_json() == TEXT
    with pytest.raises(ValueError, match="not a label"):
        Delivers.parse('{"a.b": []}')


def test_held_labels_keys_and_edges() -> None:
    held = Delivers.parse(TEXT)
    assert held.holds("FraudAlert")
    assert not held.holds("FraudAlert", "status")
    assert held.holds("Person", "name")
    assert not held.holds("Company")
    assert held.holds_edge("OWNS")
    assert held.holds_edge("OWNS", end="Account", key="percentage")
    assert not held.holds_edge("OWNS", start="Company")
    assert not held.holds_edge("CONTROLS")


def test_union_has_what_any_has() -> None:
    both = Delivers.union([Delivers.parse(TEXT), Delivers.parse('{"Person":["email"],"OWNS.Person.Company":[]}')])
    assert both.labels["Person"] == {"customerId", "name", "email"}
    assert both.holds_edge("OWNS", end="Company")
    assert both.holds("FraudAlert")
