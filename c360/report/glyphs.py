"""Which characters the bundled fonts have: what none of them has is printed as an empty box, and counted.

PDF/A wants every character mapped to a glyph, so that one unknown character in a name would cost the whole document.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont

FONTS: Final = Path(__file__).parent / "fonts"
BOX: Final = "\N{WHITE SQUARE}"
# This one names Han characters too, and draws nothing for them.
_HANGUL_ONLY: Final = "NanumSquareR"


@cache
def drawable() -> frozenset[int]:
    """The code points that some bundled font has a glyph for."""
    found: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            named = font.getBestCmap() or ()
        found.update(code for code in named if path.stem != _HANGUL_ONLY or _is_hangul(code))
    return frozenset(found)


def _is_hangul(code: int) -> bool:
    return 0x1100 <= code <= 0x11FF or 0x3130 <= code <= 0x318F or 0xAC00 <= code <= 0xD7A3


@cache
def _unknown() -> re.Pattern[str]:
    """Matches one character that no font has."""
    ranges: list[tuple[int, int]] = []
    for code in sorted(drawable()):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    inside = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)
    return re.compile(f"[^{inside}]")


class Glyphs:
    """Replaces what can't be drawn; `lost` counts how many characters that were."""

    def __init__(self) -> None:
        self.lost = 0

    def clean(self, value: Any) -> Any:
        """JSON values with every text drawable."""
        if isinstance(value, str):
            if value.isascii():
                return value
            text, lost = _unknown().subn(BOX, value)
            self.lost += lost
            return text
        if isinstance(value, dict):
            return {key: self.clean(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.clean(item) for item in value]
        return value
