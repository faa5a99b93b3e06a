"""The household's sums against its members' own, on households that nobody thought up, and on one by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360 import Customer360Builder, policy
from c360.asking import Answers
from c360.assembling import assemble
from c360.audit import NullLog
from c360.households.figures import Money, money
from c360.model import Profile
from c360.money import round_money
from c360.sections.contract import Ask
from tests.c360.households.homes import of, town
from tests.c360.sections.bank import account, edge, payment
from tests.factories import open_book

PEOPLE = ("c-1", "c-2", "c-3")
RATES = [("2024-06-21", "EUR", "USD", "1.07")]  # good for all of the accounts' days here
ASSETS, DEBTS = ("CHECKING", "SAVINGS", "BROKERAGE"), ("CREDIT_CARD", "MORTGAGE")
MARGIN = {"CHECKING": "1.5", "SAVINGS": "0.8", "CREDIT_CARD": "6", "MORTGAGE": "1.2", "BROKERAGE": "0.25", "GIFT": "0"}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    graph = town(tmp_path_factory.mktemp("sums"), {"c-1": "adult"}, rates=RATES)
    return Customer360Builder(graph, policy.load(), NullLog()).ask(graph.view(), None)


CENTS = st.integers(-5_000_000, 50_000_000)
ACCOUNTS = st.lists(
    st.fixed_dictionaries({
        "type": st.sampled_from([*ASSETS, *DEBTS, "GIFT"]), "cents": CENTS, "currency": st.sampled_from(["USD", "EUR"]),
        "closed": st.booleans(), "owners": st.sets(st.sampled_from(PEOPLE), min_size=1),
        "fees": st.lists(st.integers(1, 20_000), max_size=3), "cards": st.lists(st.integers(1, 90_000), max_size=3),
    }),
    max_size=7,
)  # fmt: skip


def answers(drawn: list[dict[str, Any]]) -> Answers:
    """What the graph would say of these accounts, for each of the people."""
    found: dict[str, dict[str, Any]] = {
        one: {"who": {"customerId": [one]}, "products": {"accounts": [], "orders": []},
              "value": {"person": {}, "accounts": []}} for one in PEOPLE
    }  # fmt: skip
    for number, row in enumerate(drawn):
        values = {
            "accountNumber": [f"N-{number}"], "accountType": [row["type"]], "balance": [row["cents"] / 100],
            "status": ["CLOSED" if row["closed"] else "ACTIVE"], "currency": [row["currency"]],
        }  # fmt: skip
        fees = [{"amount": cents / 100, "timestamp": 1_719_000_000} for cents in row["fees"]]
        cards = [cents / 100 for cents in row["cards"]]
        for one in row["owners"]:
            item = {"role": "OWNS", "account": values, "owners": len(row["owners"])}
            found[one]["products"]["accounts"].append(item)
            found[one]["value"]["accounts"].append({"account": values, "fees": fees, "cards": cards, "foreign": []})
    return Answers(found)


def counted(drawn: list[dict[str, Any]], ask: Ask) -> tuple[Money, dict[str, Profile]]:
    told = answers(drawn)
    now = datetime(2024, 6, 30, tzinfo=UTC)
    profiles = {one: assemble(one, told[one], ("products", "value"), ask, now) for one in PEOPLE}
    return money(list(profiles.values()), told, ask), profiles


def home(row: Mapping[str, Any]) -> Decimal:
    """A balance in dollars."""
    amount = Decimal(row["cents"]) / 100
    return round_money(amount if row["currency"] == "USD" else amount * Decimal("1.07"), "USD")


@given(drawn=ACCOUNTS)
@settings(max_examples=150, deadline=None)
def test_totals_are_each_account_once_and_the_members_less_what_is_joint(drawn: list[dict[str, Any]], ask: Ask) -> None:
    found, profiles = counted(drawn, ask)
    live = [row for row in drawn if not row["closed"] and row["type"] != "GIFT"]
    signed = [home(row) * (-1 if row["type"] in DEBTS else 1) for row in live]
    assert found.totals.assets == sum((one for one in signed if one > 0), Decimal(0))
    assert found.totals.liabilities == -sum((one for one in signed if one < 0), Decimal(0))
    assert found.totals.net_position == sum(signed, Decimal(0))
    joint = sum((one * (len(row["owners"]) - 1) for one, row in zip(signed, live, strict=True)), Decimal(0))
    own = [one.products.summary.net_position for one in profiles.values() if one.products]
    assert found.totals.twice == joint
    for part, sign in (("assets", 1), ("liabilities", -1)):
        again = sum(
            (abs(one) * (len(row["owners"]) - 1) for one, row in zip(signed, live, strict=True) if one * sign > 0),
            Decimal(0),
        )
        each = [getattr(one.products.summary, part) for one in profiles.values() if one.products]
        assert sum(each, Decimal(0)) - again == getattr(found.totals, part)
    assert sum(filter(None, own), Decimal(0)) - joint == found.totals.net_position
    # What is listed adds up to what is totalled.
    rows = [row for row in found.holdings or () if row.counted is not None]
    by_category = {one.category: one.total for one in found.categories or ()}
    for category, total in by_category.items():
        assert sum((row.counted or Decimal(0) for row in rows if row.category == category), Decimal(0)) == total
    assert len(found.holdings or ()) == len(drawn)
    assert found.missing == ()


@given(drawn=ACCOUNTS)
@settings(max_examples=150, deadline=None)
def test_revenue_is_each_account_once_and_the_members_less_what_is_joint(drawn: list[dict[str, Any]], ask: Ask) -> None:
    found, profiles = counted(drawn, ask)
    lines = {line.line: line.amount for line in found.worth.lines}
    assert lines["fees"] == sum((home({**row, "cents": one}) for row in drawn for one in row["fees"]), Decimal(0))
    assert lines["interest_margin"] == sum(
        (round_money(home(row) * Decimal(MARGIN[row["type"]]) / 100, "USD") for row in drawn if not row["closed"]),
        Decimal(0),
    )
    volume = sum((Decimal(cents) / 100 for row in drawn for cents in row["cards"]), Decimal(0))
    # Rounded for each member, so within half a cent of each.
    assert abs((lines["interchange"] or Decimal(0)) - volume / 100) <= Decimal("0.005") * len(PEOPLE)
    assert found.worth.revenue == sum(filter(None, lines.values()), Decimal(0))
    assert found.worth.revenue == sum((one for one in found.here.values() if one is not None), Decimal(0))
    own = [one.value.annual_revenue for one in profiles.values() if one.value]
    assert found.worth.twice is not None
    assert sum(filter(None, own), Decimal(0)) - found.worth.twice == found.worth.revenue
    if all(len(row["owners"]) == 1 for row in drawn):
        assert found.worth.twice == 0
        assert [one.value.annual_revenue for one in profiles.values() if one.value] == list(found.here.values())


def test_a_household_by_hand(tmp_path: Path) -> None:
    accounts = [
        account("N-1", balance="1000.00"), account("N-2", "SAVINGS", "500.00"), account("N-3", "MORTGAGE", "300.00"),
        account("N-4", "SAVINGS", "900.00", status="CLOSED"), account("N-5", "BROKERAGE", "100.00", currency="EUR"),
        account("N-6", "CHECKING", "77.00"), account("N-7"),
    ]  # fmt: skip
    graph = town(
        tmp_path, {"c-1": "adult", "c-2": "adult", "c-3": "child", "c-9": "adult"},
        ties=[("c-1", "SPOUSE", "c-2"), ("c-2", "CHILD", "c-3")], homes={"A-1": "c-1 c-2 c-3"}, accounts=accounts,
        owns={"N-1": "c-1 c-2", "N-2": "c-3", "N-3": "c-1 c-2", "N-4": "c-1", "N-5": "c-2 c-9"}, rates=RATES,
        AUTHORIZED_ON__Person__Account=[edge("c-1", "N-2"), edge("c-1", "N-6")],
        TRANSACTION__Account__Account=[
            payment(1, "N-1", "N-7", "12.00", "2024-06-01T12:00", type="FEE"),
            payment(2, "N-1", "N-7", "100.00", "2024-06-02T12:00", type="CARD"),
        ],
    )  # fmt: skip
    found = of(graph)
    assert [(row.number, row.owners, row.outside, str(row.counted)) for row in found.holdings or ()] == [
        ("N-1", ("c-1", "c-2"), 0, "1000.00"), ("N-2", ("c-3",), 0, "500.00"), ("N-4", ("c-1",), 0, "None"),
        ("N-3", ("c-1", "c-2"), 0, "300.00"), ("N-5", ("c-2",), 1, "107.00"),
    ]  # fmt: skip
    totals = found.totals
    assert [str(one) for one in (totals.assets, totals.liabilities, totals.net_position, totals.twice)] == [
        "1607.00", "300.00", "1307.00", "700.00",
    ]  # fmt: skip
    assert [(one.currency, str(one.rate)) for one in totals.converted] == [("EUR", "1.07")]
    assert [str(one.net_position) for one in found.members] == ["700.00", "807.00", "500.00"]
    # Fees 12; margin 1,000 x 1.5 % + 300 x 1.2 % + 500 x 0.8 % + 107 x 0.25 %; interchange 1 % of 100.
    assert {line.line: str(line.amount) for line in found.worth.lines} == {
        "fees": "12.00", "interest_margin": "22.87", "interchange": "1.00",
    }  # fmt: skip
    assert (str(found.worth.revenue), str(found.worth.twice)) == ("35.87", "31.60")
    assert [str(one.revenue_here) for one in found.members] == ["31.60", "0.27", "4.00"]
    assert str(found.worth.lifetime_value) == "121.96"  # x 0.85 / 0.25
    assert found.worth.segment == "Bronze"
    assert found.nobody_has == ("credit_cards", "insurance")


def test_what_is_not_known_makes_totals_unknown_and_is_told(tmp_path: Path) -> None:
    accounts = [account("N-1", balance=None), account("N-2", "SAVINGS", "5.00", currency="CHF")]
    ties = [("c-1", "SPOUSE", "c-2")]
    graph = town(tmp_path, {"c-1": "adult", "c-2": "adult"}, ties=ties, owns={"N-1": "c-2", "N-2": "c-1"},
                 accounts=accounts)  # fmt: skip
    found = of(graph)
    assert (found.totals.net_position, found.totals.twice, found.worth.revenue, found.worth.lifetime_value) == (
        None, None, None, None,
    )  # fmt: skip
    assert found.missing[:2] == (
        "the balance of account N-1 is not known", "there is no CHF rate within 10 days of 2024-06-30",
    )  # fmt: skip
    assert [str(one.total) for one in found.categories or ()] == ["None", "None"]
    (tmp_path / "b").mkdir()
    bare = of(open_book(tmp_path / "b", {"Person": [{"customerId": "c-1"}]}))
    assert (bare.holdings, bare.nobody_has, bare.totals.assets) == (None, None, None)
    assert bare.missing[0] == "who owns an account is not held in this book"


def test_its_members_figures_are_their_profiles(demo_book: Path) -> None:
    from c360 import connect

    graph = connect(demo_book)
    builder = Customer360Builder(graph, audit=NullLog())
    people = sorted(graph.g.V().has_label("Person").values("customerId").to_list())[::9]
    seen = 0
    for customer_id in people:
        found = of(graph, customer_id)
        for one, own in zip(found.members, builder.build_profiles([one.id for one in found.members]), strict=True):
            assert own.products is not None
            assert own.value is not None
            assert one.net_position == own.products.summary.net_position
            assert (one.revenue, one.lifetime_value) == (own.value.annual_revenue, own.value.lifetime_value)
            assert (one.risk, one.name) == (own.summary.risk_level, own.summary.name)
            seen += 1
        again = of(graph, found.members[-1].id)
        assert {one.id for one in again.members} == {one.id for one in found.members}
        assert (again.totals, again.worth) == (found.totals, found.worth)
    assert seen > len(people)
