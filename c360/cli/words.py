"""How values read in a terminal: money, days, shares, and text that can't take the terminal over."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from c360 import words

# Characters that turn the direction of what follows: a name must not reorder the line it stands on.
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """`text` on one line without control characters, direction marks, lone surrogates and separators."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if c not in _TURNING and unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def say(value: Any) -> str:
    """Any value in words: unknown for None, yes and no, 10 Aug 2024, 1,250.00 with a real minus."""
    match value:
        case None | "":
            return words.UNKNOWN
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return f"{value:,}".replace("-", words.MINUS)
        case datetime():
            return f"{words.day(value)} {value:%H:%M}"
        case date():
            return words.day(value)
        case _:
            return clean(str(value)) or words.UNKNOWN
