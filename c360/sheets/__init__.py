"""The tables of a profile, once: what pages show, the PDF prints and the CSV holds.

A `Sheet` carries raw values; a column's kind says how they are written for people (`shown`). Modules here are
named after their sections; `every` gives all the tables of a profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from c360 import words
from c360.model import Profile

Kind = Literal[
    "text", "word", "band", "standing", "direction", "count", "money", "rate", "factor", "share", "day", "time",
    "moment",
]  # fmt: skip

NUMBERS: Final = ("count", "money", "rate", "factor", "share")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds decides how it is written. `none` is what an absent value reads as."""

    title: str
    kind: Kind = "text"
    none: str = words.UNKNOWN


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: `name` is a file's name without ending, `none` the sentence that stands where it has no rows.

    Without rows `held` tells "there is none" from "nobody delivers it".
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    none: str = ""
    held: bool = True


def sheet(
    name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], none: str = "", *,
    held: bool = True,
) -> Sheet:  # fmt: skip
    """A `Sheet` from any rows."""
    return Sheet(name, title, tuple(columns), tuple(tuple(row) for row in rows), none, held)


def for_role(made: Sheet, profile: Profile, keys: Mapping[str, str]) -> Sheet:
    """The sheet with "not for your role" in each column, by its title, whose field the profile withholds."""
    titles = {title for title, key in keys.items() if profile.hides(key)}
    if not titles:
        return made
    columns = tuple(replace(one, none=words.NOT_YOURS) if one.title in titles else one for one in made.columns)
    return replace(made, columns=columns)


def told(profile: Profile, key: str, text: str) -> str:
    """A field's text; where the profile withholds the field, that it does."""
    return words.NOT_YOURS if profile.hides(key) else text


def nothing(held: bool, none: str, not_held: str, profile: Profile, key: str = "") -> tuple[str, bool]:
    """What a sheet without rows says: "No address on record as of 30 Jun 2024.", or that it isn't held; where the
    profile withholds what stands under `key`, that it does."""
    if key and profile.hides(key):
        return words.HIDDEN, False
    day = words.day(profile.as_of)
    return (f"{none} on record as of {day}." if held else f"{not_held} not held in this book."), held


_ARROWS: Final = {"in": "↓ In", "out": "↑ Out", "internal": "↔ Internal"}
# A status is a word and a shape, so that colour is never alone: filled where somebody has to act.
_SHAPES: Final = {
    "OPEN": "▲", "CONFIRMED": "■", "EXPIRED": "▲", "EXPIRING": "◆", "VALID": "●", "ACTIVE": "●", "DORMANT": "◆",
    "FROZEN": "■", "DEFAULTED": "▲", "CLOSED": "○", "DISMISSED": "○", "CLOSED_FALSE_POSITIVE": "○",
}  # fmt: skip
_SAID: Final = {"CLOSED_FALSE_POSITIVE": "Closed, false positive", "EXPIRING": "Expires soon"}


def shown(column: Column, value: Any) -> str:
    """One value as people read it; plain text, which whoever prints it makes harmless."""
    if value is None or value == "":
        return column.none
    match column.kind:
        case "money" | "factor":
            return f"{value:,f}".replace("-", words.MINUS)
        case "count":
            return words.number(value)
        case "rate":
            return words.rate(value)
        case "share":
            return words.share(value)
        case "day":
            return words.day(words.as_day(value))
        case "moment":
            return words.moment(value)
        case "time":
            return f"{value:%H:%M}" if isinstance(value, datetime) else column.none
        case "band":
            return words.band(value)
        case "direction":
            return _ARROWS.get(value, str(value))
        case "standing":
            return standing(value)
        case "word":
            return words.plain(words.word(str(value)))
    return words.plain(str(value))


def standing(code: str) -> str:
    """A status with its shape; one that isn't known is only its word."""
    word = _SAID.get(code, words.word(code))
    return f"{_SHAPES[code]} {word}" if code in _SHAPES else words.plain(word)


def exact(value: Any) -> str:
    """One value as a program reads it: ISO days and instants, decimals with their digits, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
