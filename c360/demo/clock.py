"""The demo bank's calendar: its days, its hours in New York, when people shop and when they are paid.

A moment is (day, second): days since `START`, seconds since local midnight. Nothing happens before 03:00, so that
the nights when clocks change need no care: the offset of a day is its offset at noon.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from c360.demo.dice import Dice, ladder_of

ZONE: Final = "America/New_York"
START: Final = date(2023, 1, 1)
AS_OF: Final = date(2024, 6, 30)
DAYS: Final = (AS_OF - START).days + 1
LAST: Final = DAYS - 1

DATES: Final = tuple(START + timedelta(days=n) for n in range(DAYS))
WEEKDAYS: Final = tuple(d.weekday() for d in DATES)

_TEXTS: Final = tuple(d.isoformat() for d in DATES)
_OFFSETS: Final = tuple(
    "-04:00"
    if datetime(d.year, d.month, d.day, 12, tzinfo=ZoneInfo(ZONE)).utcoffset() == timedelta(hours=-4)
    else "-05:00"
    for d in DATES
)
_MINUTES: Final = tuple(f" {m // 60:02d}:{m % 60:02d}:" for m in range(1440))
_SECONDS: Final = tuple(f"{s:02d}" for s in range(60))

# Federal holidays on which banks are closed, and the days that shops are, by (month, day) or by date.
_FIXED: Final = {(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)}
_MOVED: Final = {
    date(2023, 1, 16), date(2023, 2, 20), date(2023, 5, 29), date(2023, 9, 4), date(2023, 10, 9), date(2023, 11, 23),
    date(2024, 1, 15), date(2024, 2, 19), date(2024, 5, 27),
}  # fmt: skip
BANK_DAYS: Final = tuple(d.weekday() < 5 and (d.month, d.day) not in _FIXED and d not in _MOVED for d in DATES)
_SHUT: Final = frozenset(
    n for n, d in enumerate(DATES) if (d.month, d.day) in {(1, 1), (12, 25)} or d == date(2023, 11, 23)
)


def day_of(when: date) -> int:
    """Days from `START` to `when`: negative before it."""
    return (when - START).days


def stamp(day: int, second: int) -> str:
    """The moment as ISO text with its offset: 2024-06-30 10:05:23-04:00."""
    return _TEXTS[day] + _MINUTES[second // 60] + _SECONDS[second % 60] + _OFFSETS[day]


def banking_day(day: int) -> int:
    """`day`, or the next on which the bank works, or the last before when there is none."""
    for later in range(day, DAYS):
        if BANK_DAYS[later]:
            return later
    return max(n for n in range(DAYS) if BANK_DAYS[n])


@cache
def _monthly(day_of_month: int) -> tuple[int, ...]:
    return tuple(banking_day(n) for n in range(DAYS) if DATES[n].day == day_of_month)


def monthly(day_of_month: int, since: int = 0) -> list[int]:
    """The banking days on or after each month's `day_of_month` (at most 28), from day `since` on."""
    return [day for day in _monthly(day_of_month) if day >= since]


_ENDS: Final = tuple(n for n in range(DAYS) if (DATES[n] + timedelta(days=1)).day == 1)


def month_ends(since: int = 0) -> list[int]:
    """The last day of each month, from day `since` on."""
    return [day for day in _ENDS if day >= since]


@cache
def paydays(kind: str, phase: int) -> tuple[int, ...]:
    """Paydays: BIWEEKLY (Fridays, odd or even by `phase`), SEMIMONTHLY (15th and month's end), MONTHLY."""
    if kind == "BIWEEKLY":
        first = next(n for n in range(DAYS) if WEEKDAYS[n] == 4) + 7 * (phase % 2)
        return tuple(_before(n) for n in range(first, DAYS, 14))
    ends = tuple(_before(n) for n in _ENDS)
    if kind == "MONTHLY":
        return ends
    return tuple(sorted((*ends, *(_before(n) for n in range(DAYS) if DATES[n].day == 15))))


def _before(day: int) -> int:
    while not BANK_DAYS[day] and day > 0:
        day -= 1
    return day


class Rhythm:
    """When one kind of thing is done: hours by weekday, weekdays against each other, months against each other."""

    __slots__ = ("_days", "_hours", "_rest")

    def __init__(
        self, opens: int, closes: int, peak: tuple[int, ...], week: tuple[float, ...],
        season: dict[int, float] | None = None, *, always: bool = False,
    ) -> None:  # fmt: skip
        season = season or {}
        self._days = ladder_of(
            0.0 if n in _SHUT and not always else week[WEEKDAYS[n]] * season.get(DATES[n].month, 1.0)
            for n in range(DAYS)
        )
        # Weekends start an hour later; peak hours are three times as busy.
        self._hours, self._rest = (
            ladder_of((3.0 if h in peak else 1.0) if first <= h < closes else 0.0 for h in range(24))
            for first in (opens, opens + 1)
        )

    def moment(self, dice: Dice, since: int = 0, until: int = LAST) -> tuple[int, int]:
        """A (day, second) at which it's done, between the days `since` and `until`, both included."""
        for _ in range(8):
            day = dice.weighted(self._days)
            if since <= day <= until:
                return day, self.second(dice, day)
        day = dice.whole(since, until)
        return day, self.second(dice, day)

    def second(self, dice: Dice, day: int) -> int:
        """A second of `day` at which it's done."""
        hour = dice.weighted(self._rest if WEEKDAYS[day] > 4 else self._hours)
        return hour * 3600 + int(dice.roll() * 3600)


BRANCH: Final = Rhythm(9, 16, (11, 12), (1.2, 1.0, 1.0, 1.0, 1.4, 0.0, 0.0))
APP: Final = Rhythm(6, 23, (7, 8, 12, 19, 20, 21), (1.0, 1.0, 1.0, 1.0, 1.1, 0.8, 0.8), always=True)
ATM: Final = Rhythm(7, 23, (12, 17, 18), (0.9, 0.9, 0.9, 1.0, 1.6, 1.4, 0.7), always=True)
OFFICE: Final = Rhythm(9, 17, (10, 11, 14, 15), (1.1, 1.1, 1.0, 1.0, 0.9, 0.0, 0.0))
SHOPS: Final = {
    "grocery": Rhythm(7, 21, (10, 11, 17, 18), (0.9, 0.8, 0.9, 1.0, 1.3, 1.8, 1.4), {11: 1.2, 12: 1.25}),
    "coffee": Rhythm(6, 17, (7, 8), (1.3, 1.3, 1.3, 1.3, 1.3, 0.7, 0.6), {7: 0.85, 8: 0.8}),
    "restaurant": Rhythm(11, 22, (12, 18, 19, 20), (0.6, 0.7, 0.9, 1.1, 1.8, 2.0, 1.1), {12: 1.3, 1: 0.8}),
    "fuel": Rhythm(6, 21, (7, 17, 18), (1.1, 1.0, 1.0, 1.1, 1.3, 1.0, 0.9), {7: 1.2, 8: 1.2}),
    "pharmacy": Rhythm(8, 20, (10, 17), (1.2, 1.0, 1.0, 1.0, 1.0, 0.8, 0.5), {1: 1.3, 2: 1.3, 12: 1.2}),
    "clothes": Rhythm(10, 20, (13, 14, 15), (0.6, 0.6, 0.7, 0.9, 1.2, 2.2, 1.5), {12: 1.9, 4: 1.3, 8: 1.3, 1: 0.7}),
    "garden": Rhythm(7, 18, (9, 10), (0.7, 0.6, 0.7, 0.8, 1.1, 2.4, 1.6), {4: 1.8, 5: 2.0, 6: 1.6, 12: 0.5, 1: 0.4}),
    "electronics": Rhythm(10, 20, (14, 18), (0.8, 0.8, 0.8, 0.9, 1.4, 1.9, 1.2), {11: 2.2, 12: 2.0}),
    "online": Rhythm(6, 24, (12, 20, 21, 22), (1.2, 1.0, 1.0, 1.0, 0.9, 0.9, 1.3), {11: 1.7, 12: 1.8}, always=True),
}
