"""Every table adds up to the figure it stands behind, on people of the demo bank."""

from decimal import Decimal
from pathlib import Path

import pytest

from c360 import Customer360Builder, Profile, connect
from c360.audit import NullLog
from c360.demo.tour import WHERE_TO_BEGIN
from c360.sheets import products, relationships, risk, value

PEOPLE = [stop.id for stop in WHERE_TO_BEGIN]


@pytest.fixture(scope="module")
def people(demo_book: Path) -> dict[str, Profile]:
    found = Customer360Builder(connect(str(demo_book)), audit=NullLog()).build_profiles(PEOPLE)
    return {profile.customer_id: profile for profile in found}


@pytest.mark.parametrize("customer_id", PEOPLE)
def test_the_rows_behind_a_total_are_the_total(people: dict[str, Profile], customer_id: str) -> None:
    profile = people[customer_id]
    section = profile.products
    assert section is not None
    totals = {
        "total_deposits": ("checking_accounts", "savings_accounts"), "total_investments": ("investments",),
        "total_credit": ("credit_cards",), "total_loans": ("loans",),
    }  # fmt: skip
    for key, names in totals.items():
        sheet = products.behind(section, profile, names, key)
        at = [column.title for column in sheet.columns].index(f"In {profile.currency}")
        assert sum((row[at] for row in sheet.rows), Decimal(0)) == getattr(section.summary, key)
    assert section.summary.assets is not None
    assert section.summary.liabilities is not None
    assert section.summary.net_position == section.summary.assets - section.summary.liabilities


@pytest.mark.parametrize("customer_id", PEOPLE)
def test_categories_and_lines_are_all_there(people: dict[str, Profile], customer_id: str) -> None:
    profile = people[customer_id]
    assert profile.products is not None
    assert profile.value is not None
    open_accounts = sum(row[1] for row in products.by_category(profile.products, profile).rows)
    assert open_accounts == profile.products.summary.total_accounts
    lines = {row[0]: row[1] for row in value.revenue(profile.value, profile).rows}
    total = lines.pop("Total")
    assert sum(lines.values(), Decimal(0)) == total == profile.value.annual_revenue


@pytest.mark.parametrize("customer_id", PEOPLE)
def test_every_row_names_its_source(people: dict[str, Profile], customer_id: str) -> None:
    profile = people[customer_id]
    assert profile.risk is not None
    assert profile.relationships is not None
    tables = [
        risk.alerts(profile.risk, profile), risk.scores(profile.risk, profile),
        relationships.family(profile.relationships, profile), relationships.accounts(profile.relationships, profile),
    ]  # fmt: skip
    for table in tables:
        at = [column.title for column in table.columns].index("Source")
        assert all(row[at] for row in table.rows), table.name
