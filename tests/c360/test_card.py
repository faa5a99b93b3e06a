"""Sarah Johnson's card in the founding document, read out of the product: every number on it, to the digit."""

from pathlib import Path
from typing import Any

import pytest

from c360 import Customer360Builder, connect
from c360.audit import NullLog

SARAH = "customer-12345"


@pytest.fixture(scope="module")
def card(demo_book: Path) -> dict[str, Any]:
    return Customer360Builder(connect(demo_book), audit=NullLog(), user="tester").build_profile(SARAH).to_dict()


def test_who_she_is_and_since_when(card: dict[str, Any]) -> None:
    assert (card["as_of"], card["currency"]) == ("2024-06-30", "USD")
    assert card["summary"]["name"] == "Sarah Johnson"
    assert card["summary"]["customer_since"] == "2015-03-15"
    assert card["value"]["relationship_years"] == 9


def test_five_accounts_and_what_they_come_to(card: dict[str, Any]) -> None:
    products = card["products"]
    kinds = ("checking_accounts", "savings_accounts", "credit_cards", "loans", "investments")
    assert [[row["type"] for row in products[kind]] for kind in kinds] == [
        ["CHECKING"], ["SAVINGS"], ["CREDIT_CARD"], ["MORTGAGE"], ["BROKERAGE"],
    ]  # fmt: skip
    assert products["insurance"] == products["other"] == []
    assert len(products["authorised"]) == 2
    summary = products["summary"]
    assert summary["total_accounts"] == card["summary"]["total_accounts"] == 5
    assert summary["total_deposits"] == "250000.00"
    assert summary["total_credit"] == "15000.00"
    assert summary["total_loans"] == "350000.00"
    assert summary["total_investments"] == "500000.00"
    assert (summary["assets"], summary["liabilities"]) == ("750000.00", "365000.00")
    assert summary["net_position"] == card["value"]["total_balances"] == "385000.00"
    assert card["summary"]["total_value"] == "750000.00"


def test_whom_she_belongs_to_and_what_she_owns(card: dict[str, Any]) -> None:
    ties = card["relationships"]
    assert sorted(row["relationship"] for row in ties["family"]) == ["CHILD", "CHILD", "SPOUSE"]
    assert [row["name"] for row in ties["family"] if row["relationship"] == "SPOUSE"] == ["John Johnson"]
    assert ties["business"] == []
    assert [(row["name"], row["role"], row["ownership"]) for row in ties["entities"]] == [
        ("Johnson Consulting LLC", "OWNS", "100.0")
    ]
    assert len(ties["accounts"]) == 7
    joint = [row for row in ties["accounts"] if row["role"] == "OWNS" and row["joint_with"]]
    assert [(row["type"], row["joint_with"][0]["name"]) for row in joint] == [("CHECKING", "John Johnson")]
    college = [row for row in ties["accounts"] if row["role"] == "AUTHORIZED_ON"]
    children = {row["id"] for row in ties["family"] if row["relationship"] == "CHILD"}
    assert {row["joint_with"][0]["id"] for row in college} == children
    assert {row["type"] for row in college} == {"SAVINGS"}
    assert card["summary"]["relationship_count"] == ties["relationship_count"] == 4


def test_what_she_does_in_ninety_days(card: dict[str, Any]) -> None:
    did = card["activity"]
    assert did["window"] == {"from": "2024-04-01", "to": "2024-06-30", "days": 90}
    assert (did["transaction_count"], did["total_volume"], did["average_transaction"]) == (145, "181250.00", "1250.00")
    assert len(did["locations"]) == 4
    assert "Online banking" in did["locations"]


def test_how_risky_she_is(card: dict[str, Any]) -> None:
    scores = card["risk"]["scores"]
    assert (scores["credit"]["score"], scores["credit"]["rating"]) == (780, "Excellent")
    assert (scores["fraud"]["alert_count"], scores["aml"]["alert_count"], scores["sanctions"]["matches"]) == (0, 0, 0)
    assert card["risk"]["overall_risk"] == card["summary"]["risk_level"] == "LOW"


def test_what_she_is_worth(card: dict[str, Any]) -> None:
    worth = card["value"]
    assert worth["annual_revenue"] == "8500.00"
    assert worth["lifetime_value"] == "28900.00"
    assert {model["lifetime_value"] for model in worth["models"]} == {"28900.00", "72250.00"}
    assert worth["value_segment"] == card["summary"]["value_segment"] == "Platinum"


def test_the_rest_of_her_page_is_complete_enough_to_be_shown_off(card: dict[str, Any]) -> None:
    assert card["summary"]["completeness"] == "100.0"
    assert {state["status"] for state in card["sections"].values()} == {"ok"}
