"""Which rate counts on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from c360.graph.rates import Rate, Rates

RATES = Rates.of(
    [
        ("EUR/USD", "2024-06-14=1.07;2024-06-28=1.0705"),
        ("USD/CZK", "2024-06-28=23.37"),
        ("CZK/USD", "2024-06-29=0.04"),
    ]
)


@pytest.mark.parametrize(
    ("pair", "on", "expected"),
    [
        (("EUR", "EUR"), date(2000, 1, 1), Rate(Decimal(1), date(2000, 1, 1))),
        (("EUR", "USD"), date(2024, 6, 28), Rate(Decimal("1.0705"), date(2024, 6, 28))),
        (("EUR", "USD"), date(2024, 6, 27), None),  # 13 days old
        (("EUR", "USD"), date(2024, 6, 24), Rate(Decimal("1.07"), date(2024, 6, 14))),
        (("EUR", "USD"), date(2024, 6, 25), None),
        (("EUR", "USD"), date(2024, 6, 13), None),
        (("EUR", "USD"), date(2024, 7, 8), Rate(Decimal("1.0705"), date(2024, 6, 28))),
        (("EUR", "USD"), date(2024, 7, 9), None),
        (("USD", "EUR"), date(2024, 6, 28), Rate(Decimal("0.934142923867352"), date(2024, 6, 28))),
        (("USD", "CZK"), date(2024, 6, 28), Rate(Decimal("23.37"), date(2024, 6, 28))),
        (("USD", "CZK"), date(2024, 6, 29), Rate(Decimal("25"), date(2024, 6, 29))),  # the younger
        (("EUR", "CZK"), date(2024, 6, 28), None),
    ],
)
def test_rate(pair: tuple[str, str], on: date, expected: Rate | None) -> None:
    assert RATES.rate(*pair, on) == expected
