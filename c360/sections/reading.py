"""Reading the graph's values: text to dates, doubles to money, lists of one to their item.

A value that is not of its key's kind is a fault of the graph, not of the reader: it raises `BadValue`, and the section
is shown as unavailable with the reason, never half read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from c360.errors import QueryFailed
from c360.model import Evidence
from c360.money import to_money


class BadValue(QueryFailed):
    """A stored value is not what its key says."""


class Row:
    """The values of one vertex or edge as the traversal gave them: bare, or lists of one (`valueMap` of a vertex)."""

    __slots__ = ("_values", "_zone")

    def __init__(self, values: Mapping[str, Any], zone: ZoneInfo) -> None:
        self._values = values
        self._zone = zone

    def get(self, key: str) -> Any:
        """The bare value of `key`, or `None`."""
        value = self._values.get(key)
        if type(value) is list:
            value = value[0] if value else None
        return value

    def text(self, key: str) -> str | None:
        """A text; the empty text is no value."""
        value = self.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise _bad(key, "a text")
        return value

    def flag(self, key: str) -> bool | None:
        """A yes or no."""
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            raise _bad(key, "yes or no")
        return value

    def day(self, key: str) -> date | None:
        """A day from ISO text."""
        text = self.text(key)
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError as error:
            raise _bad(key, "a date") from error

    def moment(self, key: str) -> datetime | date | None:
        """An instant in the bank's zone, or a day where the source gave no time of day."""
        text = self.text(key)
        if text is None:
            return None
        try:
            if len(text) == 10:
                return date.fromisoformat(text)
            instant = datetime.fromisoformat(text)
        except ValueError as error:
            raise _bad(key, "an instant") from error
        if instant.tzinfo is None:
            raise _bad(key, "an instant with its offset")
        return instant.astimezone(self._zone)

    def money(self, key: str, currency: str) -> Decimal | None:
        """An amount of `currency` with its digits."""
        value = self.number(key)
        return None if value is None else to_money(value, currency)

    def number(self, key: str) -> float | None:
        """A finite number."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value - value != 0:
            raise _bad(key, "a number")
        return value

    def evidence(self, label: str, id_key: str) -> Evidence:
        """This record as evidence: its label, natural key, source and age."""
        return Evidence(label, str(self.get(id_key)), self.text("source"), self.moment("updatedAt"))


def _bad(key: str, expected: str) -> BadValue:
    # The value itself may be personal data: it's named by its key only.
    return BadValue(f"A record's {key} is not {expected}, so this part can't be read.", key)


def day_of(at: datetime | date) -> date:
    """The day of an instant in its own zone."""
    return at.date() if isinstance(at, datetime) else at


def started(at: datetime | date | None, as_of: date) -> bool:
    """Whether something with this date has happened by the end of `as_of`; without a date it has."""
    return at is None or day_of(at) <= as_of


def happened(day: date | None, as_of: date) -> date | None:
    """`day`, unless it is after `as_of`: then it hasn't happened."""
    return day if started(day, as_of) else None


def newest(moments: Iterable[datetime | date | None], zone: ZoneInfo) -> datetime | date | None:
    """The latest of the moments, a day counting as its start in the bank's zone."""
    known = [moment for moment in moments if moment is not None]
    return max(known, key=lambda at: sort_moment(at, zone), default=None)


def sort_moment(at: datetime | date | None, zone: ZoneInfo) -> float:
    """A sort key for moments, a day as its start in the bank's zone; unknown ones first."""
    if at is None:
        return float("-inf")
    instant = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=zone)
    return instant.timestamp()


def years_between(start: date, end: date) -> int:
    """Whole anniversaries of `start` passed by `end`; one of 29 February falls on 1 March in other years."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
