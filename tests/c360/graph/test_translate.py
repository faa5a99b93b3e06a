"""The script that a traversal becomes: values bound, names written only when they can end no string."""

from __future__ import annotations

from typing import Any

from gremlin_python.process.graph_traversal import __
from gremlin_python.process.traversal import P
from hypothesis import given
from hypothesis import strategies as st

from c360.graph.answers import restore
from c360.graph.shapes import ANY, EDGE, NOTHING, SCALAR, UNKNOWN, VERTEX, Shape, join, listed
from c360.graph.translate import translate


def script(found: Any) -> Any:
    return translate(found.bytecode)


def test_values_are_bound_in_order() -> None:
    made = script(__.V().has("Person", "age", P.between(20, 30)).has("name", "Ada").limit(5))
    assert made.text == ('g.V().hasLabel("Person").has("age",P.between(p0,p1)).has("name",p2).limit(p3).to_list()')
    assert made.params == {"p0": 20, "p1": 30, "p2": "Ada", "p3": 5}
    assert not made.writes


def test_equal_shapes_give_equal_texts() -> None:
    def rows(limit: int, since: int) -> Any:
        return script(__.V().out_e("TRANSACTION").has("timestamp", P.gte(since)).limit(limit).values("amount"))

    assert rows(1, 2).text == rows(5000, 1700000000).text


@given(st.text())
def test_no_text_reaches_the_script_as_a_value(text: str) -> None:
    made = script(__.V().has("name", text).is_(P.within(text, "x")).constant(text))
    assert made.text == script(__.V().has("name", "").is_(P.within("", "x")).constant("")).text


@given(st.text(min_size=1))
def test_a_name_is_written_only_as_an_identifier(text: str) -> None:
    made = script(__.V().out(text).project(text).by(text))
    plain = text.isascii() and text.isidentifier()
    assert (f'"{text}"' in made.text) == plain
    assert (text in made.params.values()) != plain


def test_local_of_plain_steps_costs_nothing_and_any_other_stays_local() -> None:
    """The columns of transactions are read so: a server keeps their order by it, the engine does anyway."""
    ends = script(__.E().fold().map(__.unfold().local(__.out_v().values("accountNumber")).fold()))
    assert ends.text == script(__.E().fold().map(__.unfold().out_v().values("accountNumber").fold())).text
    assert ".local(__.out().limit(p0))" in script(__.V().local(__.out().limit(1))).text


def test_long_chains_are_cut_and_deep_children_moved_out() -> None:
    chain = __.V()
    for _ in range(200):
        chain = chain.identity()
    made = script(chain)
    assert made.before.startswith("let t0=g.V()")
    assert made.query.startswith("t1.")
    nest = __.out()
    for _ in range(60):
        nest = __.where(nest)
    assert script(__.V().where(nest)).before.count("let ") >= 2


_LEAF = st.sampled_from([NOTHING, SCALAR, VERTEX, EDGE, ANY, UNKNOWN, Shape("element", SCALAR)])
_SHAPES = st.recursive(_LEAF, lambda inner: inner.map(listed) | inner.map(lambda s: Shape("set", s)), max_leaves=4)


@given(_SHAPES, _SHAPES)
def test_joining_shapes_does_not_depend_on_the_order(left: Shape, right: Shape) -> None:
    assert join(left, right) == join(right, left)
    assert join(left, left) == left
    assert join(left, NOTHING) == left


def test_plain_answers_are_changed_in_place() -> None:
    rows = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    first = rows[0]
    shape = Shape("map", fields=(("a", SCALAR), ("b", SCALAR)))
    assert restore(rows, shape) is rows
    assert rows[0] is first
