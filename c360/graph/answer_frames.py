"""A Gremlin server's answer, read from GraphBinary 1.0 in one pass over its bytes; what isn't whole is an error.

The driver's own reader takes a dozen calls for each value, half of a hub's time, and takes a text that is cut short
for a shorter one. Here are the types that JanusGraph gives for values and for lists and maps of them. What else there
is, vertices, edges and paths among it, is refused: an edge's id is of a type that the driver can't read either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from struct import Struct
from typing import Any, Final, NamedTuple
from uuid import UUID

from gremlin_python.process.traversal import T, Traverser
from gremlin_python.statics import BigDecimal, SingleByte
from gremlin_python.structure.io.util import HashableDict

from c360.errors import QueryFailed

# Codes of types, each followed by a flag that is 1 for a null.
_STRING, _DOUBLE, _LONG, _INT, _LIST, _MAP, _NULL = 0x03, 0x07, 0x02, 0x01, 0x09, 0x0A, 0xFE
_HEAD: Final = Struct(">BB16si")  # version, a flag, the request's id, the status
_VERSION: Final = 0x81
_int32: Final = Struct(">i").unpack_from
_int64: Final = Struct(">q").unpack_from
_double: Final = Struct(">d").unpack_from
# Lists of numbers are read at once where all their items have this code and no null is among them.
_RUNS: Final = {_DOUBLE: Struct(">2xd"), _LONG: Struct(">2xq"), _INT: Struct(">2xi")}
# Far above any limit of ours: how often one value may be said to be there.
_MOST: Final = 10_000_000


class Frame(NamedTuple):
    """One frame of an answer: its status, what the server says of it, and its rows."""

    status: int
    attributes: Mapping[str, Any]
    rows: list[Any]


def read_frame(data: bytes) -> Frame:
    """The frame that `data` is. Raises `QueryFailed` where it isn't one whole frame, or holds what isn't known here."""
    try:
        version, missing, _, status = _HEAD.unpack_from(data)
        if version != _VERSION or missing:
            raise ValueError("no answer of GraphBinary 1.0")
        # The server's words may repeat the whole request: nobody reads them.
        at = 23 if _is_null(data, 22) else _text(data, 23)[1]
        attributes, at = _map(data, at)
        _, at = _map(data, at)
        rows, at = _value(data, at)
        if at != len(data) or not (rows is None or type(rows) is list):
            raise ValueError("longer than it says, or no list")
    except Exception as error:  # whatever a byte that isn't what it should be leads to; its text may hold data
        raise QueryFailed("The graph server's answer can't be read.", type(error).__name__) from None
    return Frame(status, attributes, rows or [])


def _is_null(data: bytes, at: int) -> bool:
    if data[at] > 1:
        raise ValueError("a flag that is none")
    return data[at] == 1


def _value(data: bytes, at: int) -> tuple[Any, int]:
    """The value at `at` with its type's code, and where it ends."""
    kind = data[at]
    if _is_null(data, at + 1):
        return None, at + 2
    at += 2
    # The most frequent first, without a call.
    if kind == _STRING:
        return _text(data, at)
    if kind == _LIST:
        return _list(data, at)
    if kind == _MAP:
        return _map(data, at)
    if kind == _DOUBLE:
        return _double(data, at)[0], at + 8
    if kind == _LONG:
        return _int64(data, at)[0], at + 8
    if kind == _INT:
        return _int32(data, at)[0], at + 4
    return _OTHERS[kind](data, at)


def _size(data: bytes, at: int, least: int) -> int:
    """A count of things that take `least` bytes each, which there must be."""
    (size,) = _int32(data, at)
    if not 0 <= size <= (len(data) - at - 4) // least:
        raise ValueError("less than it says")
    return int(size)


def _text(data: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + _size(data, at, 1)
    return data[at + 4 : end].decode(), end


def _list(data: bytes, at: int) -> tuple[list[Any], int]:
    size = _size(data, at, 2)
    at += 4
    run = _RUNS.get(data[at]) if size else None
    if run is not None:
        end, step = at + size * run.size, run.size
        if data[at:end:step] == bytes((data[at],)) * size and data[at + 1 : end : step] == bytes(size):
            return [value for (value,) in run.iter_unpack(data[at:end])], end
    items: list[Any] = []
    add = items.append
    for _ in range(size):
        # A column's values are mostly texts: no call for each.
        if data[at] == _STRING and not data[at + 1]:
            (length,) = _int32(data, at + 2)
            if length < 0:
                raise ValueError("less than it says")
            start = at + 6
            at = start + length
            add(data[start:at].decode())
        else:
            item, at = _value(data, at)
            add(item)
    if at > len(data):
        raise ValueError("less than it says")
    return items, at


def _map(data: bytes, at: int) -> tuple[dict[Any, Any], int]:
    size = _size(data, at, 4)
    at += 4
    found = {}
    for _ in range(size):
        key, at = _value(data, at)
        found[key if type(key) is str else HashableDict.of(key)], at = _value(data, at)
    if len(found) != size:
        raise ValueError("a key twice")
    return found, at


def _set(data: bytes, at: int) -> tuple[set[Any], int]:
    items, at = _list(data, at)
    return set(items), at


def _bulk(data: bytes, at: int) -> int:
    (bulk,) = _int64(data, at)
    if not 0 < bulk <= _MOST:
        raise ValueError("so often nothing is there")
    return int(bulk)


def _bulk_set(data: bytes, at: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    size = _size(data, at, 10)
    at += 4
    for _ in range(size):
        item, at = _value(data, at)
        items += [item] * _bulk(data, at)
        at += 8
        if len(items) > _MOST:
            raise ValueError("so much nothing holds")
    return items, at


def _traverser(data: bytes, at: int) -> tuple[Traverser, int]:
    value, end = _value(data, at + 8)
    return Traverser(value, _bulk(data, at)), end


def _boolean(data: bytes, at: int) -> tuple[bool, int]:
    return _is_null(data, at), at + 1  # 1 is true, 0 false, and nothing else is anything


def _whole(data: bytes, at: int) -> tuple[int, int]:
    """A `BigInteger`: its bytes, big end first."""
    end = at + 4 + _size(data, at, 1)
    if end == at + 4:
        raise ValueError("a number of no digits")
    return int.from_bytes(data[at + 4 : end], "big", signed=True), end


def _decimal(data: bytes, at: int) -> tuple[BigDecimal, int]:
    value, end = _whole(data, at + 4)
    return BigDecimal(_int32(data, at)[0], value), end


def _uuid(data: bytes, at: int) -> tuple[UUID, int]:
    return UUID(bytes=data[at : at + 16]), at + 16


def _token(data: bytes, at: int) -> tuple[T, int]:
    name, end = _value(data, at)
    return T[name], end


def _number(code: str, kind: Callable[[Any], Any]) -> Callable[[bytes, int], tuple[Any, int]]:
    number = Struct(f">{code}")

    def read(data: bytes, at: int) -> tuple[Any, int]:
        return kind(number.unpack_from(data, at)[0]), at + number.size

    return read


_OTHERS: Final[Mapping[int, Callable[[bytes, int], tuple[Any, int]]]] = {
    0x08: _number("f", float), 0x0B: _set, 0x0C: _uuid, 0x20: _token, 0x21: _traverser, 0x22: _decimal, 0x23: _whole,
    0x24: _number("b", SingleByte), 0x26: _number("h", int), 0x27: _boolean, 0x2A: _bulk_set,
}  # fmt: skip
