"""Revenue by line, lifetime value by both models, segment."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360 import policy as policies
from c360.policy import named
from c360.sections.value import lifetime_value
from tests.c360.sections.bank import account, book, edge, payment, person, profile

RETENTION, PERPETUITY = policies.load().models


def value(where: Path, **how: Any) -> dict[str, Any]:
    return dict(profile(where, sections=["value"], **how)["value"])


def bank(folder: Path, payments: list[dict[str, Any]], **tables: Any) -> Path:
    rows = [account("A-1", "CHECKING", "1000.00"), account("A-2", "MORTGAGE", "200000.00"), account("X-1", "EXTERNAL")]
    owns = [edge("c-1", "A-1"), edge("c-1", "A-2")]
    return book(
        folder, TRANSACTION__Account__Account=payments, **{"Account": rows, "OWNS__Person__Account": owns, **tables}
    )


def test_the_worked_example_by_both_models() -> None:
    assert lifetime_value(RETENTION, Decimal(8500)) == Decimal(28900)
    assert lifetime_value(PERPETUITY, Decimal(8500)) == Decimal(72250)


def test_revenue_is_fees_margin_and_interchange(tmp_path: Path) -> None:
    found = value(bank(tmp_path, [
        payment(1, "A-1", "X-1", "25.00", "2024-03-01T12:00", type="FEE"),
        payment(2, "A-1", "X-1", "4.50", "2024-03-01T12:00", type="OTHER", purpose="SLUZBY"),
        payment(3, "A-1", "X-1", "100.00", "2024-03-01T12:00", type="CARD"),
        payment(4, "A-1", "X-1", "55.55", "2023-07-02T00:00", type="CARD"),
        payment(5, "A-1", "X-1", "99.00", "2023-07-01T23:59", type="CARD"),
        payment(6, "X-1", "A-1", "70.00", "2024-03-01T12:00", type="CARD"),
    ]))  # fmt: skip
    lines = {row["line"]: row["amount"] for row in found["revenue_lines"]}
    # 1.5 % of 1,000 and 1.2 % of 200,000; 1 % of 155.55, half even.
    assert lines == {"fees": "29.50", "interest_margin": "2415.00", "interchange": "1.56"}
    assert found["annual_revenue"] == "2446.06"
    assert found["total_balances"] == "-199000.00"
    assert [row["lifetime_value"] for row in found["models"]] == ["8316.60", "20791.51"]
    assert (found["lifetime_value"], found["value_segment"]) == ("8316.60", "Silver")


def test_the_look_back_does_not_change_the_yearly_revenue(tmp_path: Path) -> None:
    where = bank(tmp_path, [payment(1, "A-1", "X-1", "25.00", "2023-09-01T12:00", type="FEE")])
    assert (
        value(where, lookback_days=7)["annual_revenue"]
        == value(where, lookback_days=365)["annual_revenue"]
        == "2440.00"
    )


def test_an_unknown_line_makes_the_whole_unknown(tmp_path: Path) -> None:
    rows = [account("A-1", "LOAN", None)]
    found = profile(bank(tmp_path, [], Account=rows, OWNS__Person__Account=[edge("c-1", "A-1")]))
    got = found["value"]
    lines = {row["line"]: row["amount"] for row in got["revenue_lines"]}
    assert lines == {"fees": "0.00", "interest_margin": None, "interchange": "0.00"}
    assert got["annual_revenue"] is got["lifetime_value"] is got["value_segment"] is None
    assert "interest_margin" in found.sections["value"].missing


def test_not_held_transactions_are_not_zero_revenue(tmp_path: Path) -> None:
    where = book(tmp_path, everything=False, Account=[account("A-1")], OWNS__Person__Account=[])
    assert [row["amount"] for row in value(where)["revenue_lines"]] == [None, "0.00", None]


@pytest.mark.parametrize(
    ("since", "as_of", "years"),
    [("2015-03-15", "2024-06-30", 9), ("2015-06-30", "2024-06-30", 9), ("2015-07-01", "2024-06-30", 8),
     ("2020-02-29", "2021-02-28", 0), ("2020-02-29", "2021-03-01", 1)],
)  # fmt: skip
def test_years_are_whole_anniversaries(tmp_path: Path, since: str, as_of: str, years: int) -> None:
    assert value(book(tmp_path, Person=[person(customerSince=since)]), as_of=as_of)["relationship_years"] == years


def test_a_bankers_own_segment_goes_first(tmp_path: Path) -> None:
    where = book(tmp_path, Person=[person(segmentOverride="Private")])
    assert value(where)["value_segment"] == "Private"


def test_foreign_card_payments_count_at_their_days_rate(tmp_path: Path) -> None:
    rows = [payment(1, "A-1", "X-1", "100.00", "2024-06-20T12:00", type="CARD", currency="EUR")]
    found = value(bank(tmp_path, rows, rates=[("2024-06-20", "EUR", "USD", "1.20")]))
    assert {row["line"]: row["amount"] for row in found["revenue_lines"]}["interchange"] == "1.20"


@given(st.decimals(0, 10**7, places=2))
def test_both_models_put_a_customer_into_the_same_segment(revenue: Decimal) -> None:
    one, two = (named(lifetime_value(model, revenue), model.segments) for model in (RETENTION, PERPETUITY))
    assert one == two


def test_before_the_first_transaction_nothing_is_known_of_fees(tmp_path: Path) -> None:
    where = bank(tmp_path, [payment(1, "A-1", "X-1", "1.00", "2024-06-01T12:00")])
    found = profile(where, as_of="2024-05-31", sections=["value"])
    assert [row["amount"] for row in found["value"]["revenue_lines"]] == [None, "2415.00", None]
    assert found["value"]["annual_revenue"] is None
    assert "2024-06-01" in (found.sections["value"].reason or "")


def test_millions_of_millions_add_up_to_the_cent(tmp_path: Path) -> None:
    amounts = [Decimal("8999999999999.99") - n for n in range(150)]
    rows = [payment(n, "A-1", "X-1", one, "2024-06-20T12:00", type="CARD") for n, one in enumerate(amounts)]
    found = profile(bank(tmp_path, rows))
    assert found["activity"]["total_volume"] == str(sum(amounts))
    assert f"{sum(amounts):,}" in next(
        r["basis"] for r in found["value"]["revenue_lines"] if r["line"] == "interchange"
    )
