"""Money: doubles from the graph become `Decimal` the moment they are read.

Inside sums, amounts are whole numbers of minor units (cents), which Python adds exactly.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

# ISO 4217, currencies whose minor unit is not 1/100 (list one, 2024).
_MINOR_DIGITS: Final = {
    currency: digits
    for digits, currencies in {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }.items()
    for currency in currencies.split()
}


def minor_digits(currency: str) -> int:
    """Digits after the point that `currency` (ISO 4217 code) has: 2 for USD, 0 for JPY, 3 for KWD."""
    return _MINOR_DIGITS.get(currency, 2)


def to_minor(amount: float, currency: str) -> int:
    """Minor units of a stored double, rounded half to even.

    The loader refuses amounts with more digits than the minor unit and of 10**13 units or more, so that the
    double's error stays far under half a minor unit and the rounding gives back what the source said.
    """
    return round(amount * int(10 ** minor_digits(currency)))


def from_minor(units: int, currency: str) -> Decimal:
    """The `Decimal` of so many minor units, with the currency's digits: (25000000, "USD") is 250000.00."""
    return Decimal(units).scaleb(-_MINOR_DIGITS.get(currency, 2))


def to_money(amount: float, currency: str) -> Decimal:
    """A stored double as `Decimal` with the currency's digits."""
    return from_minor(to_minor(amount, currency), currency)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half to even to the currency's minor unit."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding=ROUND_HALF_EVEN)
