"""Holdings, and totals that are the sum of what is listed."""

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.c360.sections.bank import account, book, edge, person, profile

TYPES = ["CHECKING", "SAVINGS", "CREDIT_CARD", "LOAN", "MORTGAGE", "BROKERAGE", "INSURANCE", "DEBIT_CARD", "Odd"]


def summary(where: Path, accounts: list[dict[str, Any]], **how: Any) -> dict[str, Any]:
    owns = [edge("c-1", row["accountNumber"]) for row in accounts]
    return dict(profile(book(where, Account=accounts, OWNS__Person__Account=owns), **how)["products"]["summary"])


def test_a_type_is_read_in_any_spelling_and_an_unknown_one_is_other(tmp_path: Path) -> None:
    rows = [
        account("A-1", "checking"),
        account("A-2", "Credit Card"),
        account("A-3", "mortgage"),
        account("A-4", "boat"),
    ]
    owns = [edge("c-1", row["accountNumber"]) for row in rows]
    found = profile(book(tmp_path, Account=rows, OWNS__Person__Account=owns))["products"]
    got = {
        name: [row["number"] for row in found[name]] for name in ("checking_accounts", "credit_cards", "loans", "other")
    }
    assert got == {"checking_accounts": ["A-1"], "credit_cards": ["A-2"], "loans": ["A-3"], "other": ["A-4"]}
    assert found["summary"]["total_accounts"] == 4


def test_deposits_and_debts_stay_apart(tmp_path: Path) -> None:
    rows = [
        account("A-1", "CHECKING", "50.00"), account("A-2", "SAVINGS", "200000.00"),
        account("A-3", "BROKERAGE", "500.00"),
        account("A-4", "MORTGAGE", "350000.00"), account("A-5", "CREDIT_CARD", "15000.00"),
        account("A-6", "CHECKING", "-30.00"),
        account("A-7", "INSURANCE", "9.00"), account("A-8", "BOAT", "9.00"),
    ]  # fmt: skip
    found = summary(tmp_path, rows)
    # The overdrawn account counts as itself in the deposits, and as a liability, not as an asset.
    assert found["total_deposits"] == "200020.00"
    assert (found["total_credit"], found["total_loans"], found["total_investments"]) == (
        "15000.00",
        "350000.00",
        "500.00",
    )
    assert (found["assets"], found["liabilities"], found["net_position"]) == ("200550.00", "365030.00", "-164480.00")


def test_nothing_held_is_zero(tmp_path: Path) -> None:
    found = summary(tmp_path, [])
    assert found["total_deposits"] == found["total_loans"] == found["net_position"] == "0.00"


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"closedDate": "2024-06-30"}, 0),
        ({"closedDate": "2024-07-01"}, 1),
        ({"status": "CLOSED"}, 0),
        ({"status": "CLOSED", "closedDate": "2024-07-01"}, 1),
        ({"status": None}, 1),
        ({"openDate": None}, 1),
    ],
)
def test_closed_accounts_are_listed_and_not_summed(tmp_path: Path, more: dict[str, Any], count: int) -> None:
    found = summary(tmp_path, [account("A-1", "CHECKING", "10.00", **more), account("A-2", "SAVINGS", "1.00")])
    assert found["total_accounts"] == 1 + count
    assert found["closed_accounts"] == 1 - count
    assert found["total_deposits"] == ("11.00" if count else "1.00")


def test_an_account_closed_later_reads_active(tmp_path: Path) -> None:
    rows = [account("A-1", status="CLOSED", closedDate="2024-06-20")]
    where = book(tmp_path, Account=rows, OWNS__Person__Account=[edge("c-1", "A-1")])
    before = profile(where, as_of="2024-06-19")["products"]["checking_accounts"][0]
    after = profile(where, as_of="2024-06-20")["products"]["checking_accounts"][0]
    assert (before["status"], before["closed"]) == ("ACTIVE", None)
    assert (after["status"], after["closed"]) == ("CLOSED", "2024-06-20")


def test_an_unknown_balance_makes_its_totals_unknown_and_is_named(tmp_path: Path) -> None:
    rows = [account("A-1", "LOAN", None), account("A-2", "SAVINGS", "5.00")]
    where = book(tmp_path, Account=rows, OWNS__Person__Account=[edge("c-1", "A-1"), edge("c-1", "A-2")])
    found = profile(where)
    totals = found["products"]["summary"]
    assert totals["total_loans"] is totals["liabilities"] is totals["net_position"] is None
    assert totals["total_deposits"] == "5.00"
    assert any("A-1" in word for word in found.sections["products"].missing)


def test_a_joint_account_is_marked_and_counts_in_full(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Person=[person(), person("c-2")],
        Account=[account("A-1", "CHECKING", "80.00"), account("A-2", "SAVINGS", "7.00")],
        OWNS__Person__Account=[edge("c-1", "A-1"), edge("c-2", "A-1"), edge("c-2", "A-2")],
        AUTHORIZED_ON__Person__Account=[edge("c-1", "A-2")],
    )
    found = profile(where)["products"]
    assert found["checking_accounts"][0]["joint"] is True
    assert [row["number"] for row in found["authorised"]] == ["A-2"]
    assert found["summary"]["total_deposits"] == "80.00"
    assert found["summary"]["total_accounts"] == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(TYPES), st.decimals(-(10**6), 10**6, places=2), st.booleans()), max_size=12))
def test_totals_are_the_sums_of_what_is_listed(rows: list[tuple[str, Decimal, bool]]) -> None:
    accounts = [
        account(f"A-{n:02}", kind, balance, status="CLOSED" if closed else "ACTIVE")
        for n, (kind, balance, closed) in enumerate(rows)
    ]
    with tempfile.TemporaryDirectory() as folder:
        owns = [edge("c-1", row["accountNumber"]) for row in accounts]
        found = profile(book(Path(folder), Account=accounts, OWNS__Person__Account=owns)).products
    assert found is not None
    live = {
        name: [row.balance or Decimal(0) for row in getattr(found, name) if row.status != "CLOSED"]
        for name in ("checking_accounts", "savings_accounts", "credit_cards", "loans", "investments")
    }
    totals = found.summary
    assert totals.total_deposits == sum(live["checking_accounts"] + live["savings_accounts"])
    assert totals.total_credit == sum(live["credit_cards"])
    assert totals.total_loans == sum(live["loans"])
    assert totals.total_investments == sum(live["investments"])
    held, owed = (
        sum(live["checking_accounts"] + live["savings_accounts"] + live["investments"]),
        sum(live["credit_cards"] + live["loans"]),
    )
    assert totals.net_position == held - owed
    assert totals.assets is not None
    assert totals.liabilities is not None
    assert totals.assets >= 0
    assert totals.liabilities >= 0
    assert totals.assets - totals.liabilities == totals.net_position


def test_orders_of_a_closed_account_are_no_orders(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Account=[account("A-1"), account("A-2", closedDate="2024-06-01"), account("X-1")],
        OWNS__Person__Account=[edge("c-1", "A-1"), edge("c-1", "A-2")],
        STANDING_ORDER__Account__Account=[
            edge("A-1", "X-1", amount="5.00", purpose="rent"), edge("A-2", "X-1", amount="7.00", purpose="gym"),
        ],
    )  # fmt: skip
    assert [row["account"] for row in profile(where)["products"]["standing_orders"]] == ["A-1"]
    before = profile(where, as_of="2024-05-31")["products"]["standing_orders"]
    assert [row["account"] for row in before] == ["A-1", "A-2"]


def test_a_balance_says_from_when_it_is(tmp_path: Path) -> None:
    where = book(tmp_path, Account=[account("A-1")], OWNS__Person__Account=[edge("c-1", "A-1")])
    found = profile(where, as_of="2024-01-31")
    assert found["as_of"] == "2024-01-31"
    assert found["products"]["summary"]["balances_as_of"] == "2024-06-30"
    assert "Balance of 2024-06-30" in found["value"]["revenue_lines"][1]["basis"]


def test_converted_balances_name_the_dated_rate(tmp_path: Path) -> None:
    where = book(
        tmp_path, rates=[("2024-06-20", "EUR", "USD", "1.10")],
        Account=[account("E-1", balance="0.05", currency="EUR"), account("E-2", balance="0.05", currency="EUR")],
        OWNS__Person__Account=[edge("c-1", "E-1"), edge("c-1", "E-2")],
    )  # fmt: skip
    summary = profile(where)["products"]["summary"]
    assert summary["converted"] == [{"currency": "EUR", "rate": "1.10", "rate_date": "2024-06-20"}]
    assert summary["total_deposits"] == "0.12"  # each account rounded: 0.06 and 0.06
    assert profile(where, as_of="2024-06-30")["value"]["revenue_lines"][1]["basis"].endswith("at the last rate")
    ten = profile(book(tmp_path / "b", rates=[("2024-06-20", "EUR", "USD", "1.10")],
                       Account=[account("E-1", balance="1.00", currency="EUR")],
                       OWNS__Person__Account=[edge("c-1", "E-1")]))  # fmt: skip
    eleven = profile(book(tmp_path / "c", rates=[("2024-06-19", "EUR", "USD", "1.10")],
                          Account=[account("E-1", balance="1.00", currency="EUR")],
                          OWNS__Person__Account=[edge("c-1", "E-1")]))  # fmt: skip
    assert ten["products"]["summary"]["total_deposits"] == "1.10"
    assert eleven["products"]["summary"]["total_deposits"] is None
