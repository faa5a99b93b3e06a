"""How figures, days, codes and bands are said."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from c360 import words


@pytest.mark.parametrize(
    ("amount", "currency", "cents", "shown"),
    [
        (Decimal("385000.00"), "USD", False, "$385,000"),
        (Decimal("-1234.50"), "USD", True, "−$1,234.50"),
        (Decimal("49542.20"), "CZK", False, "CZK\u00a049,542.20"),
        (Decimal("1200"), "JPY", True, "JPY\u00a01,200"),
        (None, "USD", True, "unknown"),
    ],
)
def test_money_says_its_currency_once(amount: Decimal | None, currency: str, cents: bool, shown: str) -> None:
    assert words.money(amount, currency, cents=cents) == shown


def test_days_shares_rates_and_codes() -> None:
    assert words.day(date(2024, 8, 10)) == "10 Aug 2024"
    assert words.moment(datetime(2024, 6, 30, 14, 5, tzinfo=UTC)) == "30 Jun 2024, 14:05"
    assert words.share(Decimal("97.06")) == "97.1\u00a0%"
    assert words.rate(Decimal("3.125")) == "3.125\u00a0%"
    assert words.rate(Decimal("3")) == "3.00\u00a0%"
    assert words.word("CREDIT_CARD") == "Credit card"
    assert words.word("ATM") == "ATM"
    assert words.word("VYBER KARTOU") == "Vyber kartou"
    assert words.word("SANKC. UROK") == "SANKC. UROK"
    assert words.key("dateOfBirth") == "Date of birth"
    assert words.key("FraudAlert") == "Fraud alert"
    assert words.key("AMLAlert") == "AML alert"
    assert words.key("FAMILY_MEMBER") == "Family member"
    assert words.spoken("no source delivers SPOUSE, OWNS Company, kycDueAt, Document; 5 of 7 shown") == (
        "no source delivers spouse, owns company, KYC due at, document; 5 of 7 shown"
    )
    assert words.dated("Due 2025-01-10, not yet") == "Due 10 Jan 2025, not yet"
    assert words.dated("2024-13-99 is no day") == "2024-13-99 is no day"
    assert words.zone("America/New_York") == "New York time"
    assert words.counted(1, "account") == "1 account"
    assert words.counted(0, "match", "matches") == "0 matches"


def test_what_nobody_knows_is_a_word_and_not_a_zero() -> None:
    assert words.number(None) == words.day(None) == words.share(None) == words.word(None) == "unknown"
    assert words.money(None, "USD") == words.rate(None) == "unknown"
    assert words.band(None) == "○ unknown"


def test_each_risk_band_has_a_word_and_a_shape_of_its_own() -> None:
    assert [words.band(name) for name in ("LOW", "MEDIUM", "HIGH", "CRITICAL")] == [
        "● Low", "◆ Medium", "▲ High", "■ Critical"
    ]  # fmt: skip
