"""The fixed scripts beside this module, and the rows that those for records are bound to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

_FOLDER = Path(__file__).parent


@cache
def script(name: str) -> str:
    """The text of a script."""
    return (_FOLDER / f"{name}.groovy").read_text("utf-8")


def batch_of(label: str, keys: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """What the scripts for vertices and `edges` are bound to as `batch`: each row has a value for each of the keys."""
    return orjson.dumps({"name": label, "keys": keys, "rows": rows}).decode()
