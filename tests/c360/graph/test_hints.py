"""What a server is asked ahead is left out by the embedded graph, and is nowhere an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gremlin_python.process.anonymous_traversal import traversal
from gremlin_python.process.graph_traversal import __
from gremlin_python.structure.graph import Graph

from c360 import connect, policy
from c360.asking import ask_for, with_needs
from c360.graph.hints import ahead
from c360.graph.translate import translate
from c360.sections import registry
from c360.sections.ahead import reads
from c360.sections.contract import Ask


def script(found: object) -> str:
    return translate(found.bytecode).text  # type: ignore[attr-defined]


def test_the_embedded_graph_leaves_it_out_and_nothing_else() -> None:
    g = traversal().with_graph(Graph())
    asked = g.V().side_effect(ahead(__.both_e())).values("name")
    assert script(asked) == script(g.V().values("name"))
    assert script(g.V().fold().side_effect(ahead(__.both_e(), of_list=True)).unfold()) == script(g.V().fold().unfold())
    assert "both" in script(g.V().side_effect(__.both_e()).values("name"))


def test_each_section_names_what_it_reads_and_several_share_it(demo_book: Path) -> None:
    view = connect(demo_book).view()
    ask = Ask(view.book.as_of, 90, view.book, policy.load())
    names = with_needs(registry())
    every = reads(names, ask)
    assert reads(names, ask) is every
    assert 1 < len(every) < 9
    for name in names:
        alone = reads((name,), ask)
        assert alone
        assert len(alone) < len(every)
        assert len(reads((name,), ask, many=True)) == len(alone)
    # The same answers with and without, of one and of many.
    bare = replace(ask, prepared={}, ahead={names: (), (*names, "many"): ()})
    for ids in (["customer-12345"], ["customer-12345", "customer-12460", "nobody"], ["nobody", "neither"]):
        assert ask_for(view.g, ids, names, ask) == ask_for(view.g, ids, names, bare)
