"""A part by value segments is of those whose profiles say so, in the graph and in the search."""

from __future__ import annotations

from pathlib import Path

import pytest

from c360 import policy
from c360.access import LOCAL, Part, Role
from c360.audit import NullLog
from c360.errors import UsageError
from c360.graph.connect import connect
from c360.profile import Customer360Builder
from c360.scope import Scope, segments
from c360.search import Search

POLICY = policy.load()


def test_segments_are_those_of_the_profiles(demo_book: Path) -> None:
    graph = connect(str(demo_book))
    ids = [hit.id for hit in Search(graph).find("born:1970..1985", 60)]
    builder = Customer360Builder(graph, audit=NullLog(), role=LOCAL)
    held = {one.customer_id: one.value for one in builder.build_profiles(ids, sections=["value"])}
    found = {customer: value.value_segment if value else None for customer, value in held.items()}
    assert len({*found.values()} - {None}) > 1
    for segment in {*found.values()} - {None}:
        part = Part(segments=frozenset({segment or ""}))
        wanted = {one for one, said in found.items() if said == segment}
        assert set(ids) - Scope(graph.view(), Role("some", part=part), POLICY).outside(ids) == wanted


def test_too_many_to_tell_are_refused_in_words(demo_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MOST", 20)
    graph = connect(str(demo_book))
    gold = Part(segments=frozenset({"Gold"}))
    with pytest.raises(UsageError, match="value segments"):
        Search(graph, gold, segments.segmented(graph, POLICY)).find("a")
