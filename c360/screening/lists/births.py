"""Dates of birth as lists write them, as ISO dates and intervals of them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

# Years to either side of a circa: intervals that the UN gives itself are one to six years wide, most often five.
AROUND: Final = 2

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WRITTEN: Final = re.compile(r"(?:(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?\s+)?(\d{4})")
_ISO: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")
_CIRCA: Final = re.compile(r"^(?:circa|approximately|approx\.?|about|c\.)\s+", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"^between\s+(.+)\s+and\s+(.+)$", re.IGNORECASE)


def birth_of(text: str) -> str | None:
    """The ISO date or interval, both ends inclusive, that a text gives; None where it gives none.

    "05 May 1961", "May 1961", "1961", "1961-05-05", "circa 1961", "1960 to 1965", "01 Jan 1960 to Dec 1961".
    """
    text = " ".join(text.split()).rstrip(".")
    rest = _CIRCA.sub("", text)
    between = _BETWEEN.match(rest)
    if between:
        return interval(between[1], between[2])
    first, found, last = rest.partition(" to ")
    if not found and re.fullmatch(r"\d{4}\s?-\s?\d{4}", rest):
        first, found, last = rest.partition("-")
    if found:
        return interval(first, last)
    day = day_of(rest)
    return around(day) if day and rest != text else day


def interval(first: str, last: str) -> str | None:
    """From and to, both inclusive; None where one of them is no date or they are the wrong way round."""
    start, end = day_of(first), day_of(last)
    if start is None and end is not None and re.fullmatch(r"[A-Za-z.]+", first.strip()):
        start = day_of(f"{first} {end[:4]}")  # "Aug. and Sep. 1977"
    if start is None or end is None or start[: len(end)] > end[: len(start)]:
        return None
    return f"{start}/{end}"


def around(day: str) -> str:
    """The interval that "circa" means."""
    year = int(day[:4])
    return f"{year - AROUND}/{year + AROUND}"


def day_of(text: str) -> str | None:
    """A single date as far as it is known, "1961", "1961-05" or "1961-05-05"; None for what is none."""
    text = text.strip().rstrip(".")
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _WRITTEN.fullmatch(text):
        day, name, year = found.groups()
        month = _month(name) if name else None
        day = f"{int(day):02d}" if day else None
    else:
        return None
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(filter(None, (year, month, day)))


def _month(name: str) -> str:
    """Its number; 13, which no date has, for what is no month."""
    short = name[:3].lower()
    return f"{_MONTHS.index(short) + 1 if short in _MONTHS else 13:02d}"
