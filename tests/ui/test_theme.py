"""How figures, days and words from data look, and that no text becomes markup."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import theme
from tests.ui.reading import plain


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
    assert theme.money(amount, currency, cents=cents) == shown


def test_days_shares_rates_and_codes() -> None:
    assert theme.day(date(2024, 8, 10)) == "10 Aug 2024"
    assert theme.moment(datetime(2024, 6, 30, 14, 5, tzinfo=UTC)) == "30 Jun 2024, 14:05"
    assert theme.share(Decimal("97.06")) == "97.1\u00a0%"
    assert theme.rate(Decimal("3.125")) == "3.125\u00a0%"
    assert theme.rate(Decimal("3")) == "3.00\u00a0%"
    assert theme.word("CREDIT_CARD") == "Credit card"
    assert theme.word("ATM") == "ATM"
    assert theme.word("VYBER KARTOU") == "VYBER KARTOU"
    assert theme.key("dateOfBirth") == "Date of birth"
    assert theme.key("FraudAlert") == "Fraud alert"
    assert theme.dated("Due 2025-01-10, not yet") == "Due 10 Jan 2025, not yet"
    assert theme.dated("2024-13-99 is no day") == "2024-13-99 is no day"
    assert theme.zone("America/New_York") == "New York time"
    assert theme.counted(1, "account") == "1 account"
    assert theme.counted(0, "match", "matches") == "0 matches"


@pytest.mark.parametrize("value", [None, "", 0])
def test_what_nobody_knows_is_a_word_and_not_a_zero(value: object) -> None:
    assert theme.number(None) == theme.day(None) == theme.share(None) == theme.word(None) == "unknown"
    assert theme.level(None).word == "unknown"


def test_each_risk_band_has_word_shape_and_colour_of_its_own() -> None:
    assert [theme.level(name).text for name in ("LOW", "MEDIUM", "HIGH", "CRITICAL")] == [
        "● Low", "◆ Medium", "▲ High", "■ Critical"
    ]  # fmt: skip


@given(st.text())
def test_safe_text_reads_as_it_was(text: str) -> None:
    assert plain(theme.safe(text)) == plain(theme.plain(text))


@given(st.text(alphabet="<>[]()!:*_`$#&@w.-/a \\{}|~\n"))
def test_no_mark_in_safe_text_is_left_unescaped(text: str) -> None:
    shown = theme.safe(text)
    index = 0
    while index < len(shown):
        if shown[index] == "\\":
            index += 2
            continue
        assert shown[index].isalnum() or shown[index] in " \N{WORD JOINER}", shown
        index += 1


@pytest.mark.parametrize("live", [":100:", ":tada:", ":material/home:", "https://x.y", "www.x.y", "a@b.c"])
def test_codes_and_links_that_act_on_escaped_text_are_parted(live: str) -> None:
    assert "\N{WORD JOINER}" in theme.safe(live)
