"""Folding of names, numbers and addresses, so that what a person types meets what a bank has stored.

Folding is for finding only: what is shown is always the stored text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Letters that Unicode doesn't take apart: NFKD leaves the stroke of ł and the crossbar of đ where they are.
# Casefold has already made ß "ss" and capitals small.
_LETTERS: Final = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t",
    "ŋ": "n", "ĸ": "k", "ſ": "s", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
})  # fmt: skip
# Apostrophes of all kinds stand inside a name: O'Brien, O’Brien and OBrien are one.
_APOSTROPHES: Final = re.compile(r"['\u2018\u2019\u201b\u02bb\u02bc\u02b9\u00b4`\uff07]")
_PLAIN: Final = str.maketrans("", "", "'`")
_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """`text` without case, accents, apostrophes and compatibility forms; other characters stay.

    NFKD first (full-width letters, ligatures), then casefold, then marks (Mn) fall away, and lone surrogates
    (Cs), which no stored text holds.
    """
    if text.isascii():  # most of what a bank holds, and ten times faster
        return text.casefold().translate(_PLAIN)
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if unicodedata.category(c) not in ("Mn", "Cs"))
    return unicodedata.normalize("NFC", _APOSTROPHES.sub("", bare.translate(_LETTERS)))


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text` in their order: letters and digits of any script."""
    return tuple(_WORD.findall(fold(text)))


def digits(text: str) -> str:
    """The decimal digits of `text` in ASCII, whatever script they were written in."""
    return "".join(c if c.isascii() else str(unicodedata.decimal(c)) for c in text if c.isdecimal())
