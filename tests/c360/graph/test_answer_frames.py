"""A server's answers, read as the driver reads what it writes; cut ones, lying ones and strangers are errors."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from gremlin_python.process.traversal import T, Traverser
from gremlin_python.statics import BigDecimal, SingleByte, long
from gremlin_python.structure.graph import Edge, Vertex
from gremlin_python.structure.io.graphbinaryV1 import (
    GraphBinaryReader,
    GraphBinaryWriter,
    float_pack,
    int16_pack,
    int32_pack,
    int64_pack,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from c360.errors import QueryFailed, ServerUnavailable
from c360.graph.answer_frames import read_frame
from c360.graph.pool import _rows
from c360.graph.wire import SERIALIZER, new_id

NULL = b"\xfe\x01"


def written(value: Any) -> bytes:
    """A value with its type, as the driver writes it."""
    data: bytearray = GraphBinaryWriter().to_dict(value, bytearray())
    return bytes(data)


def frame(rows: Any, status: int = 200, exceptions: tuple[str, ...] = ()) -> bytes:
    """An answer as a server writes it; `rows` may be bytes that say what they are."""
    head = b"\x81\x00" + new_id().bytes + int32_pack(status) + b"\x00" + written("about customer-12345")[2:]
    head += written({"exceptions": list(exceptions)})[2:] + written({})[2:]
    return bytes(head + (rows if isinstance(rows, bytes) else written(rows)))


texts = st.text(st.characters(exclude_categories=["Cs"]))
longs = st.integers(-(1 << 63), (1 << 63) - 1).map(long)
ints = st.integers(-(1 << 31), (1 << 31) - 1)
leaves = st.one_of(
    st.none(), st.booleans(), texts, ints, longs, st.floats(allow_nan=False), st.uuids(), st.sampled_from(list(T))
)


def several(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(inner), st.dictionaries(st.one_of(texts, st.uuids(), ints), inner), st.sets(st.one_of(texts, ints)),
        st.lists(st.floats(allow_nan=False)), st.lists(longs), st.lists(ints), st.lists(texts),
    )  # fmt: skip


values = st.recursive(leaves, several, max_leaves=30)


def kinds(value: Any) -> Any:
    """The value with the type of each part: True is no 1 here, and 1.0 neither."""
    if isinstance(value, dict):
        return type(value).__name__, [(kinds(key), kinds(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return "list", [kinds(inner) for inner in value]
    if isinstance(value, Traverser):
        return "traverser", value.bulk, kinds(value.object)
    return type(value).__name__, value


@settings(max_examples=200)
@given(st.lists(st.one_of(values, st.builds(lambda v, n: Traverser(v, long(n)), values, st.integers(1, 1_000)))))
def test_what_the_driver_writes_is_read_as_the_driver_reads_it(rows: list[Any]) -> None:
    data = frame(rows)
    theirs = SERIALIZER.deserialize_message(data)
    ours = read_frame(data)
    assert kinds(ours.rows) == kinds(theirs["result"]["data"])
    assert ours.status == theirs["status"]["code"]
    assert ours.attributes == theirs["status"]["attributes"]


def _big(number: int) -> bytes:
    raw = number.to_bytes((number.bit_length() + 8) // 8, "big", signed=True)
    return bytes(int32_pack(len(raw)) + raw)


@given(st.integers(), st.integers(0, 20), st.integers(-128, 127), st.integers(-(1 << 15), (1 << 15) - 1),
       st.floats(width=32, allow_nan=False), st.lists(st.tuples(texts, st.integers(1, 5))))  # fmt: skip
def test_the_kinds_of_values_that_python_has_not_are_read(
    whole: int, scale: int, byte: int, short: int, single: float, bulks: list[tuple[str, int]]
) -> None:
    held = [
        b"\x23\x00" + _big(whole), b"\x24\x00" + byte.to_bytes(1, "big", signed=True), b"\x26\x00" + int16_pack(short),
        b"\x08\x00" + float_pack(single), b"\x22\x00" + int32_pack(scale) + _big(whole),
        b"\x2a\x00" + int32_pack(len(bulks)) + b"".join(written(text) + int64_pack(n) for text, n in bulks), NULL,
        *(bytes((code, 1)) for code in (1, 2, 3, 7, 9, 10, 11, 12, 0x20, 0x21, 0x22, 0x23, 0x27, 0x2A)),
    ]  # fmt: skip
    rows = read_frame(frame(b"\x09\x00" + int32_pack(len(held)) + b"".join(held))).rows
    decimal = rows.pop(4)
    assert (type(decimal), decimal.scale, decimal.unscaled_value) == (BigDecimal, scale, whole)
    assert rows[:5] == [whole, byte, short, single, [text for text, n in bulks for _ in range(n)]]
    assert type(rows[1]) is SingleByte
    assert rows[5:] == [None] * 15
    for number, code in zip(rows[:4], held, strict=False):
        assert number == GraphBinaryReader().read_object(bytearray(code))


@given(st.lists(st.one_of(values, st.lists(st.sampled_from([1.5, None, "x", long(3)])))), st.data())
def test_whatever_is_cut_off_is_an_error(rows: list[Any], data: st.DataObject) -> None:
    whole = frame(rows)
    for cut in (data.draw(st.integers(0, len(whole) - 1)), len(whole) - 1):
        with pytest.raises(QueryFailed, match="can't be read"):
            read_frame(whole[:cut])
    with pytest.raises(QueryFailed, match="can't be read"):
        read_frame(whole + b"\x00")


@settings(max_examples=200)
@given(st.lists(values, min_size=1), st.data())
def test_another_byte_is_an_error_or_another_value_and_never_less(rows: list[Any], data: st.DataObject) -> None:
    whole = bytearray(frame(rows))
    start = len(whole) - len(written(rows)) + 6
    at = data.draw(st.integers(start, len(whole) - 1)) if start < len(whole) else len(whole) - 1
    whole[at] = data.draw(st.integers(0, 255))
    with suppress(QueryFailed):
        assert len(read_frame(bytes(whole)).rows) == len(rows)


LIES = {
    "more in a list than there is": b"\x09\x00" + int32_pack(3) + written("x"),
    "fewer than nothing": b"\x09\x00" + int32_pack(-1),
    "two billion": b"\x09\x00" + int32_pack((1 << 31) - 1) + written("x"),
    "a text of more than there is": b"\x09\x00" + int32_pack(1) + b"\x03\x00" + int32_pack(9) + b"abc",
    "a text of less than nothing": b"\x09\x00" + int32_pack(2) + b"\x03\x00" + int32_pack(-6) + b"\x03\x00" + bytes(4),
    "no text": b"\x09\x00" + int32_pack(1) + b"\x03\x00" + int32_pack(2) + b"\xff\xfe",
    "neither null nor not": b"\x09\x00" + int32_pack(1) + b"\x07\x02" + bytes(8),
    "neither true nor false": b"\x09\x00" + int32_pack(1) + b"\x27\x00\x02",
    "never there": b"\x09\x00" + int32_pack(1) + b"\x21\x00" + int64_pack(0) + written("x"),
    "there for ever": b"\x09\x00" + int32_pack(1) + b"\x21\x00" + int64_pack(1 << 62) + written("x"),
    "a crowd": b"\x09\x00" + int32_pack(1) + b"\x2a\x00" + int32_pack(1) + written("x") + int64_pack(1 << 62),
    "a key twice": b"\x09\x00" + int32_pack(1) + b"\x0a\x00" + int32_pack(2) + written("x") * 4,
    "without end": b"\x09\x00\x00\x00\x00\x01" * 100_000,
    "no list": written("x"),
    "a list that can be in no set": b"\x09\x00" + int32_pack(1) + b"\x0b\x00" + int32_pack(1) + written([]),
    "of no digits": b"\x09\x00" + int32_pack(1) + b"\x23\x00" + int32_pack(0),
    "an unknown token": b"\x09\x00" + int32_pack(1) + b"\x20\x00" + written("x"),
    "an edge's id": b"\x09\x00" + int32_pack(1) + b"\x00\x00",
    "a vertex": written([Vertex(1, "Person")]),
    "an edge": written([Edge(1, Vertex(1), "OWNS", Vertex(2))]),
    "a day": b"\x09\x00" + int32_pack(1) + b"\x04\x00" + int64_pack(0),
    "nothing known": b"\x09\x00" + int32_pack(1) + b"\x99\x00" + bytes(30),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_or_a_stranger_is_an_error(lie: bytes) -> None:
    with pytest.raises(QueryFailed, match="can't be read") as told:
        read_frame(frame(lie))
    assert told.value.detail.isidentifier()
    with pytest.raises(QueryFailed, match="can't be read"):
        _rows([frame(["right"], 206), frame(lie)])


def test_nothing_is_no_rows() -> None:
    assert read_frame(frame(NULL, 204)).rows == read_frame(frame([])).rows == []


NO_ANSWERS = [b"", b"\x81", bytes(60), b"\x01" + frame([])[1:], b"\x81\x01" + frame([])[2:]]


@pytest.mark.parametrize("data", NO_ANSWERS, ids=range(len(NO_ANSWERS)))
def test_what_is_no_answer_is_an_error(data: bytes) -> None:
    with pytest.raises(QueryFailed, match="can't be read"):
        read_frame(data)


def test_parts_are_one_answer_and_an_error_in_one_of_them_is_all_there_is() -> None:
    assert _rows([frame([1, 2], 206), frame([3])]) == [1, 2, 3]
    gone = ("org.janusgraph.diskstorage.TemporaryBackendException",)
    with pytest.raises(ServerUnavailable) as told:
        _rows([frame([1, 2], 206), frame(NULL, 500, gone)])
    assert "customer-12345" not in told.value.title + told.value.detail
