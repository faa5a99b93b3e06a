"""Text in a CSV file that no spreadsheet takes for a formula (OWASP, CSV injection), for every such file we write."""

from __future__ import annotations

import unicodedata
from typing import Final

# What starts a formula in a spreadsheet, its full-width forms, and what such a program skips before one; any other
# blank or invisible character before it may be skipped by another program or on the way there.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe(text: str) -> str:
    """The text without NUL, and with an apostrophe before it where a spreadsheet might calculate it."""
    text = text.replace("\0", "")
    if text[:1].isalnum():  # as nearly all text does
        return text
    seen = next((at for at, char in enumerate(text) if unicodedata.category(char)[0] not in "ZC"), len(text))
    return f"'{text}" if any(text.startswith(_FORMULA, at) for at in range(seen + 1)) else text
