"""Exchange rates that a book was given, by pair of currencies and day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

# Older rates say nothing about a day: decisions.md, "none within 10 days".
MAX_AGE: Final = timedelta(days=10)

# Digits kept of an inverse: far below a minor unit for amounts under 10**13.
_INVERSE_DIGITS: Final = Decimal("1e-15")


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of the first currency is `rate` units of the second, as given for `day`."""

    rate: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Series:
    """The rates of one pair, days ascending."""

    days: tuple[date, ...]
    rates: tuple[Decimal, ...]

    @classmethod
    def parse(cls, text: str) -> Series:
        """Reads `ExchangeRates.series`: "2024-06-28=1.0705;2024-06-29=1.0713"."""
        pairs = sorted(item.split("=") for item in text.split(";") if item)
        return cls(tuple(date.fromisoformat(day) for day, _ in pairs), tuple(Decimal(rate) for _, rate in pairs))

    def last(self, on: date) -> Rate | None:
        """The last rate on or before `on`, none older than `MAX_AGE`."""
        at = bisect_right(self.days, on) - 1
        if at < 0 or on - self.days[at] > MAX_AGE:
            return None
        return Rate(self.rates[at], self.days[at])


@dataclass(frozen=True, slots=True)
class Rates:
    """All rates of a book; empty where its sources came without a rates.csv."""

    series: Mapping[tuple[str, str], Series] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> Rates:
        """From (naturalKey "EUR/USD", series) of the ExchangeRates vertices."""
        return cls({(key[:3], key[4:]): Series.parse(text) for key, text in rows})

    def rate(self, currency: str, into: str, on: date) -> Rate | None:
        """How many units of `into` one unit of `currency` is on a day; 1 for the same currency.

        The last rate on or before `on` and at most 10 days old; the inverse of the other direction where only
        that is given (of the two the younger, the direct one on the same day). None where there is no rate.
        """
        if currency == into:
            return Rate(Decimal(1), on)
        direct, other = self._last(currency, into, on), self._last(into, currency, on)
        if other is not None and (direct is None or other.day > direct.day):
            return Rate((1 / other.rate).quantize(_INVERSE_DIGITS), other.day)
        return direct

    def _last(self, currency: str, into: str, on: date) -> Rate | None:
        series = self.series.get((currency, into))
        return series.last(on) if series else None
