"""Masks: what keeps what helps to recognise a value, and no more."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

HIDDEN: Final = "•••"

_SSN_MASK: Final = re.compile(r"\*{3}-\*{2}-([0-9]{4}|\*{4})")
_NUMBER_MASK: Final = re.compile(r"\*{4}([^\W_]{4})?")
_PHONE_MASK: Final = re.compile("•••([0-9]{2})?")
_TOP: Final = re.compile(r"\.[A-Za-z]{2,6}\Z")


def mask_ssn(text: str) -> str:
    """`***-**-6789`: the last four of nine or more digits, and nothing of a shorter number.

    The mask's groups are always the same, so that they tell nothing of how the number was stored. A mask
    stays as it is.
    """
    digits = _tail(text, "0123456789", 9)
    return text if _SSN_MASK.fullmatch(text) else "***-**-" + (digits or "****")


def mask_number(text: str) -> str:
    """`****6789`: the last four of eight or more letters and digits, and nothing of a shorter number.

    Always four stars, whatever was hidden. A mask stays as it is.
    """
    return text if _NUMBER_MASK.fullmatch(text) else "****" + _tail(text, None, 8)


def is_mask(text: str) -> bool:
    """Whether a document's number is a mask already."""
    return _NUMBER_MASK.fullmatch(text) is not None


def _tail(text: str, alphabet: str | None, least: int) -> str:
    """The last four characters that count, where there are at least `least` of them; else nothing."""
    counted = [c for c in text if (c.isalnum() if alphabet is None else c in alphabet)]
    return "".join(counted[-4:]) if len(counted) >= least else ""


def mask_email(text: str) -> str:
    """`s•••@•••.com`: the first letter and the top-level domain of an address, and nothing of what is none."""
    name, at, host = text.rpartition("@")
    end = _TOP.search(host)
    if not at or not name or end is None:
        return HIDDEN
    return f"{name[0] if name[0].isalnum() else ''}{HIDDEN}@{HIDDEN}{end[0]}"


def mask_phone(text: str) -> str:
    """`•••00`: the last two digits of seven or more, and nothing of a shorter number. A mask stays as it is."""
    if _PHONE_MASK.fullmatch(text):
        return text
    digits = [c for c in text if c in "0123456789"]
    return HIDDEN + ("".join(digits[-2:]) if len(digits) >= 7 else "")


def mask_name(text: str) -> str:
    """`S••• J•••`: the initials, and nothing of a word of one letter. A mask stays as it is."""
    words = (word[0] if len(word) > 1 and word[0].isalnum() else "" for word in text.split())
    return " ".join(f"{initial}{HIDDEN}" for initial in words) or HIDDEN


def mask_text(text: str) -> str:
    """`•••`: that there is something."""
    return HIDDEN


def year_alone(born: date | str) -> str:
    """The year of a day of birth: `1980`. A mask stays as it is."""
    return born if isinstance(born, str) else f"{born.year:04}"
