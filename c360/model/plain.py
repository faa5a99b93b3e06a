"""The one spelling of every value in JSON: money and shares as decimal text, dates ISO, nothing as a float."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import orjson
import rfc8785

_BEYOND_BMP: Final = re.compile(rb"[\xf0-\xf4]")


def _default(value: Any) -> Any:
    if type(value) is Decimal:
        text = str(value)
        return text if "E" not in text else format(value, "f")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        # A named tuple stands where a key of the contract is no name in Python: `from_` is written "from".
        return {key.rstrip("_"): item for key, item in value._asdict().items()}
    raise TypeError(f"no JSON form for {type(value).__name__}")


def to_bytes(value: Any, option: int = 0) -> bytes:
    """UTF-8 JSON of dataclasses, mappings, lists and plain values, keys in the order they have."""
    return orjson.dumps(value, _default, option)


def canonical(value: Any) -> bytes:
    """RFC 8785 form of values without floats and with integers under 2**53: keys sorted, no blanks, UTF-8.

    orjson gives the same bytes in a hundredth of the time, but sorts keys by code point, the RFC by UTF-16 unit: where
    a character beyond U+FFFF is about, which may be in a key, the reference does it. A test holds the two together.
    """
    # Only mappings are sorted, dataclasses keep the order of their fields: so there and back.
    data = orjson.loads(to_bytes(value))
    raw = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    return rfc8785.dumps(data) if not raw.isascii() and _BEYOND_BMP.search(raw) else raw
