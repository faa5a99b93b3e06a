"""Under which terms figures are counted again, and the arithmetic that all of them share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from c360.money import minor_digits
from c360.policy import Policy
from c360.verify.records import Records

# Values by the paths of the profile's JSON.
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """The book's date, currency, zone and first day, and the policy. The as-of is the book's date: balances are its."""

    as_of: date
    currency: str
    zone: ZoneInfo
    policy: Policy
    first_day: date | None


class Money:
    """Amounts in the book's currency."""

    def __init__(self, terms: Terms, records: Records) -> None:
        self._home, self._rates = terms.currency, records.rates

    def round(self, amount: Decimal, currency: str | None = None) -> Decimal:
        """Rounded half to even to the currency's minor unit."""
        return round(amount, minor_digits(currency or self._home))

    def sum(self, amounts: Iterable[Decimal | None]) -> Decimal | None:
        """The sum with the currency's digits; unknown once a part of it is."""
        known = list(amounts)
        if None in known:
            return None
        return self.round(sum((amount for amount in known if amount is not None), Decimal(0)))

    def home(self, amount: Decimal, currency: str | None, on: date) -> Decimal | None:
        """An amount at the last rate of at most ten days, rounded; unknown without one."""
        if currency in (None, self._home):
            return self.round(amount)
        assert currency is not None
        for back in range(11):
            day = on - timedelta(days=back)
            if rate := self._rates.get((currency, self._home), {}).get(day):
                return self.round(self.round(amount, currency) * rate)
            if rate := self._rates.get((self._home, currency), {}).get(day):
                return self.round(self.round(amount, currency) * round(1 / rate, 15))
        return None


def years(start: date, end: date) -> int:
    """Whole anniversaries; that of 29 February is on 1 March in other years."""
    passed = end.year - start.year
    return passed if (start.month, start.day) <= (end.month, end.day) else passed - 1


def begun(day: date | None, as_of: date) -> bool:
    """Whether it has happened by then; what has no day has."""
    return day is None or day <= as_of


def day_of(text: str | None, zone: ZoneInfo) -> date | None:
    """The bank's day of an instant or a day as the tables hold them."""
    if text is None:
        return None
    if len(text) == 10:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(zone).date()


def seconds(text: str | None, zone: ZoneInfo) -> float:
    """An instant or a day as a number to sort by; unknown ones first."""
    if text is None:
        return float("-inf")
    at = datetime.fromisoformat(text)
    return (at.replace(tzinfo=zone) if at.tzinfo is None else at).timestamp()
