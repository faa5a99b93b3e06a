"""Exchange rates of the demo bank: one a banking day, for the currencies that its customers meet.

The levels are those of 2023 and 2024 in round figures; the movements are invented.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from c360.demo.clock import AS_OF, START
from c360.demo.dice import Dice
from c360.demo.tables import Tables

# Currency: (level, digits after the point). US dollars for one unit.
_LEVELS: Final = {"EUR": (1.08, 4), "GBP": (1.26, 4), "JPY": (0.0068, 6), "CAD": (0.74, 4)}


class Rates:
    """US dollars for one unit of a currency, by day; a day without a rate has the last before it."""

    __slots__ = ("_by_day", "_rows")

    def __init__(self, seed: int) -> None:
        self._by_day: dict[str, list[float]] = {}
        self._rows: list[tuple[str, str, str]] = []
        first = START - timedelta(days=9)
        for currency, (level, digits) in _LEVELS.items():
            dice = Dice(seed, "rates", currency)
            rate, days = level, []
            for n in range((AS_OF - first).days + 1):
                day = first + timedelta(days=n)
                if day.weekday() < 5:
                    # A random walk of at most 0.6 % a day, drawn back to its level.
                    rate = rate * (1 + (dice.roll() - 0.5) * 0.012) + (level - rate) * 0.02
                    self._rows.append((day.isoformat(), currency, f"{rate:.{digits}f}"))
                if day >= START:
                    days.append(round(rate, digits))
            self._by_day[currency] = days

    def dollars(self, cents: int, currency: str, day: int) -> int:
        """US cents for hundredths of `currency` on `day`."""
        return cents if currency == "USD" else round(cents * self._by_day[currency][day])

    def units(self, dollars: int, currency: str, day: int) -> int:
        """Hundredths of `currency` for US cents on `day`; whole yen."""
        if currency == "USD":
            return dollars
        units = round(dollars / self._by_day[currency][day])
        return units // 100 * 100 if currency == "JPY" else units

    def write(self, tables: Tables) -> None:
        """Append the rates to the files."""
        for day, currency, rate in sorted(self._rows):
            tables.row("core/rates", day, currency, "USD", rate)
