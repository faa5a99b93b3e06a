"""What goes to a graph server, before there is one: addresses, values, what is refused rather than left out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from gremlin_python.process.anonymous_traversal import traversal
from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import P
from gremlin_python.structure.graph import Graph
from hypothesis import given
from hypothesis import strategies as st

from c360.errors import C360Error, QueryFailed, TraversalRefused, UsageError, WriteRefused
from c360.graph.driver_errors import answered
from c360.graph.pool import Pool
from c360.graph.remote import ServerConnection
from c360.graph.wire import SERIALIZER, Address, Request, new_id

NOWHERE = "ws://127.0.0.1:1"


@pytest.mark.parametrize(("given_", "meant"), [
    ("ws://h", "ws://h:8182/gremlin"), ("wss://h:1/x", "wss://h:1/x"), ("ws://[::1]:5", "ws://[::1]:5/gremlin"),
    ("ws://127.0.0.1:8182/gremlin", "ws://127.0.0.1:8182/gremlin"),
])  # fmt: skip
def test_an_address_is_completed(given_: str, meant: str) -> None:
    assert Address.of(given_).url == meant


@pytest.mark.parametrize("wrong", ["http://h", "ws://", "ws://h:0", "ws://h:70000", "ws://h:x", "ws://u:p@h", "h:8182"])
def test_an_address_that_can_be_none_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError):
        Address.of(wrong)


def test_a_password_leaves_this_machine_only_encrypted_and_is_in_no_repr() -> None:
    with pytest.raises(UsageError, match="wss"):
        Address.of("ws://bank.example", "ada", "secret")
    for url in ("ws://127.0.0.1", "wss://bank.example"):
        assert "secret" not in repr(Address.of(url, "ada", "secret"))


def asked(found: GraphTraversal) -> bytes:
    return Request(found.bytecode, 1_000).encoded(new_id())


def g() -> Any:
    return traversal().with_graph(Graph())


@pytest.mark.parametrize("value", [
    dt.date(2024, 6, 30), dt.timedelta, object(), 1 << 63, -(1 << 63) - 1, "\ud800", P.within(dt.date(2024, 6, 30)),
], ids=range(7))  # fmt: skip
def test_what_the_driver_would_leave_out_in_silence_is_refused(value: Any) -> None:
    with pytest.raises(TraversalRefused, match="can't be asked this"):
        asked(g().V().has("Person", "name", value))


@given(st.integers(min_value=-(1 << 63), max_value=(1 << 63) - 1))
def test_whole_numbers_of_64_bits_are_written(number: int) -> None:
    assert number.to_bytes(4 if -(1 << 31) <= number < 1 << 31 else 8, "big", signed=True) in asked(g().inject(number))


@given(st.text())
def test_text_is_bound_whole(text: str) -> None:
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    assert data in asked(g().V().has("Person", "name", text))
    assert data in Request("x", 1, {"x": text}).encoded(new_id())


def test_each_try_has_an_id_of_its_own() -> None:
    request = Request("1", 1_000)
    one, other = new_id(), new_id()
    assert one.bytes in request.encoded(one)
    assert one.bytes not in request.encoded(other)
    assert SERIALIZER is not None


@pytest.mark.parametrize("found", [
    g().V().drop(), g().add_v("Person"), g().V().where(__.out("OWNS").drop()), g().merge_v({"name": "x"}),
    g().V().side_effect(__.property("name", "x")),
], ids=range(5))  # fmt: skip
def test_nothing_is_written(found: GraphTraversal) -> None:
    with pytest.raises(WriteRefused):
        ServerConnection(Pool(Address.of(NOWHERE))).submit(found.bytecode)


@pytest.mark.parametrize("found", [
    g().V().has_label("Persn"), g().V().has("Persn", "name", "x"), g().V().out("OWNS", "OWNZ"),
    g().V().where(__.in_e("owns")),
], ids=range(4))  # fmt: skip
def test_a_label_that_there_is_none_of_is_refused(found: GraphTraversal) -> None:
    with pytest.raises(TraversalRefused, match="a label that the schema doesn't have"):
        ServerConnection(Pool(Address.of(NOWHERE))).submit(found.bytecode)


@pytest.mark.parametrize("timeout", [0, -1, True, "10", 1.5])
def test_a_time_limit_is_a_whole_number(timeout: Any) -> None:
    with pytest.raises(TraversalRefused, match="evaluationTimeout"):
        ServerConnection(Pool(Address.of(NOWHERE))).submit(g().with_("evaluationTimeout", timeout).V().bytecode)


@pytest.mark.parametrize(("status", "exceptions", "kind"), [
    (401, (), "GraphRefused"), (403, (), "GraphRefused"), (429, (), "GraphOverloaded"), (598, (), "QueryTimeout"),
    (500, ("org.janusgraph.diskstorage.TemporaryBackendException",), "StorageUnavailable"),
    (500, ("org.janusgraph.core.JanusGraphException", "x.TraversalInterruptedException"), "QueryTimeout"),
    (500, ("java.lang.IllegalStateException",), "QueryFailed"), (499, (), "QueryFailed"), (597, (), "QueryFailed"),
])  # fmt: skip
def test_what_a_server_answers_is_one_of_our_errors(status: int, exceptions: tuple[str, ...], kind: str) -> None:
    with pytest.raises(C360Error) as told:
        answered(status, {"exceptions": list(exceptions), "stackTrace": "customer-12345"})
    assert type(told.value).__name__ == kind
    assert "customer-12345" not in told.value.title + told.value.detail


@pytest.mark.parametrize("status", [200, 204, 206])
def test_what_holds_results_is_none(status: int) -> None:
    answered(status, {})


def test_an_answer_that_cannot_be_read_is_a_failure() -> None:
    from c360.graph.pool import _rows

    with pytest.raises(QueryFailed, match="can't be read"):
        _rows([b"\x81\x00" + bytes(40)])
