"""Signals from the graph to the profile: what is looked at, what can't be told, and the very transactions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from c360 import Customer360Builder, Profile, connect
from c360 import policy as policies
from c360.audit import NullLog
from c360.demo import PATTERNS as PLANTED
from c360.model import Signal
from c360.policy import Policy
from c360.signals import PATTERNS
from tests.c360.sections.bank import account, at, book, edge, payment, person

IDS = [pattern.id for pattern in PATTERNS]
POLICY = policies.load()


def cash(number: int, day: str, amount: Any = "9500.00", **more: Any) -> dict[str, Any]:
    """Cash paid in at noon."""
    return payment(number, "CASH", "A", amount, f"{day} 12:00", **({"type": "CASH", "counterparty": "Cash"} | more))


def bank(folder: Path, rows: Sequence[dict[str, Any]], **more: Any) -> Path:
    """c-1's account A, opened long ago, with these transactions; records begin in January 2022."""
    first = payment(900, "A", "SHOP", "5.00", "2022-01-03 12:00", type="CARD")
    tables: dict[str, Any] = {
        "Account": [account("A"), account("B"), account("CASH"), account("SHOP"), account("X")],
        "OWNS__Person__Account": [edge("c-1", "A"), edge("c-1", "B")],
        "TRANSACTION__Account__Account": [first, *rows],
    }
    return book(folder, **(tables | more))


def read(where: Path, policy: Policy = POLICY, **how: Any) -> Profile:
    """The profile with its signals alone."""
    return Customer360Builder(connect(where), policy, NullLog(), "tester").build_profile(
        "c-1", sections=["signals"], **how
    )


def signal(profile: Profile, name: str) -> Signal:
    """One of them."""
    assert profile.signals is not None
    return next(one for one in profile.signals.signals if one.signal == name)


THREE = [cash(1, "2024-06-03"), cash(2, "2024-06-05", "9400.00"), cash(3, "2024-06-07", "9900.00")]


def test_a_signal_has_its_very_transactions_and_says_what_it_is(tmp_path: Path) -> None:
    where = bank(tmp_path, [*THREE, cash(4, "2024-06-06", "120.00")])
    profile = read(where)
    found = signal(profile, "structuring")
    assert (found.found, str(found.amount), str(found.first), str(found.last)) == (
        True, "28800.00", "2024-06-03", "2024-06-07",
    )  # fmt: skip
    assert [row.id for row in found.transactions.rows] == ["t-3", "t-2", "t-1"]
    assert (found.transactions.shown, found.transactions.of) == (3, 3)
    assert found.because.startswith("3 cash deposits of $9,400 to $9,900 from 2024-06-03 to 2024-06-07, $28,800 in all")
    assert (str(found.window.from_), str(found.window.to), found.window.days) == ("2023-07-01", "2024-06-30", 365)  # type: ignore[union-attr]
    assert profile.sections["signals"].status == "ok"
    assert profile.sections["signals"].completeness is None
    told = json.loads(profile.to_json())["signals"]
    assert told["looked_at"] == 4  # that of 2022 is further back than is read
    assert [one["signal"] for one in told["signals"]] == IDS
    assert told["signals"][0]["window"] == {"from": "2023-07-01", "to": "2024-06-30", "days": 365}
    assert [one["found"] for one in told["signals"]] == [True, False, False, False, False, False, False]


def test_what_happened_after_the_day_has_not_happened(tmp_path: Path) -> None:
    where = bank(tmp_path, THREE)
    assert signal(read(where, as_of="2024-06-06"), "structuring").found is False
    assert signal(read(where, as_of="2024-06-07"), "structuring").found is True
    # A year on they are out of the window; the book ends before, so the window is made short instead.
    short = replace(POLICY, signals=replace(POLICY.signals, days=27))
    assert signal(read(where, short), "structuring").found is False
    assert signal(read(where, replace(POLICY, signals=replace(POLICY.signals, days=28))), "structuring").found is True


def test_transfers_between_own_accounts_are_no_signal(tmp_path: Path) -> None:
    rows = [payment(n, *(("A", "B"), ("B", "A"))[n % 2], 5_000 + 1_000 * (n * n % 3), f"2024-06-{n + 1:02} 10:00")
            for n in range(20)]  # fmt: skip
    profile = read(bank(tmp_path, rows))
    assert profile.signals is not None
    assert profile.signals.found == ()


def test_other_currencies_count_at_the_day_s_rate(tmp_path: Path) -> None:
    rows = [{**row, "currency": "EUR", "amount": "8800.00"} for row in THREE]  # 9,680 dollars
    rates = [("2024-06-01", "EUR", "USD", "1.10")]
    found = signal(read(bank(tmp_path, rows, rates=rates)), "structuring")
    assert (found.found, str(found.amount)) == (True, "29040.00")
    assert {(row.currency, str(row.amount)) for row in found.transactions.rows} == {("EUR", "8800.00")}


def test_without_a_rate_nothing_is_said_to_be_absent(tmp_path: Path) -> None:
    rows = [*({**row, "currency": "EUR"} for row in THREE), *(cash(10 + n, f"2024-05-{20 + n}") for n in range(3))]
    profile = read(bank(tmp_path, rows))
    assert signal(profile, "structuring").found is True  # of the amounts that are known
    fans = signal(profile, "many-to-one")
    assert fans.found is None
    assert "no EUR rate within 10 days of 2024-06-0" in fans.because
    state = profile.sections["signals"]
    assert (state.status, state.missing) == ("partial", ("rate EUR",))


def test_a_book_without_transactions_says_so(tmp_path: Path) -> None:
    profile = read(book(tmp_path, everything=False, Person=[person()], Account=[account("A")],
                        OWNS__Person__Account=[edge("c-1", "A")]))  # fmt: skip
    assert profile.signals is not None
    assert profile.signals.looked_at is None
    assert {one.found for one in profile.signals.signals} == {None}
    assert {one.because for one in profile.signals.signals} == {"Transactions are not held in this book."}
    assert profile.sections["signals"].status == "partial"


def test_records_that_begin_late_leave_open_what_needs_a_time_before(tmp_path: Path) -> None:
    profile = read(bank(tmp_path, THREE, TRANSACTION__Account__Account=THREE))
    assert signal(profile, "structuring").found is True
    assert signal(profile, "dormant-then-busy").because == "Records are held from 2024-06-03, less than 180 days."
    assert signal(profile, "new-counterparty").found is None
    assert str(signal(profile, "structuring").window.from_) == "2024-06-02"  # type: ignore[union-attr]
    assert profile.sections["signals"].reason == "transactions are held from 2024-06-03"


def test_of_too_many_rows_the_newest_whole_days_are_looked_at(tmp_path: Path) -> None:
    rows = [cash(n, f"2024-05-{n + 1:02}") for n in range(20)]
    few = replace(POLICY, signals=replace(POLICY.signals, rows=10, shown=4))
    profile = read(bank(tmp_path, rows), few)
    found = signal(profile, "structuring")
    assert (found.found, found.transactions.shown, found.transactions.of) == (True, 4, 10)
    assert [row.id for row in found.transactions.rows] == ["t-19", "t-18", "t-17", "t-16"]
    assert profile.sections["signals"].reason == "the newest 10 transactions are looked at, from 2024-05-11"
    assert signal(profile, "new-counterparty").found is None


def test_days_without_times_are_enough_but_for_what_came_first(tmp_path: Path) -> None:
    rows = [
        payment(10 * n + way, *ends, amount, f"2024-0{n}-1{n} 00:00", dateOnly=True)
        for n, size in ((2, 9_000), (3, 15_000), (5, 6_000))
        for way, ends, amount in ((0, ("X", "A"), size), (1, ("A", "SHOP"), size * 95 // 100))
    ]
    found = signal(read(bank(tmp_path, rows)), "in-and-out")
    assert (found.found, found.transactions.of) == (True, 6)
    assert all(type(row.at).__name__ == "date" for row in found.transactions.rows)


@pytest.fixture(scope="module")
def demo(demo_book: Path) -> dict[str, Profile]:
    """The signals of everybody in the demo book."""
    graph = connect(demo_book)
    ids = graph.g.V().has_label("Person").values("customerId").to_list()
    built = Customer360Builder(graph, POLICY, NullLog(), "tester").build_profiles(ids, sections=["signals"])
    return {profile.customer_id: profile for profile in built}


@pytest.mark.parametrize(("pattern", "ids"), PLANTED.items())
def test_what_was_planted_is_found(pattern: str, ids: tuple[str, ...], demo: dict[str, Profile]) -> None:
    for customer_id in ids:
        profile = demo[customer_id]
        assert signal(profile, pattern).found is True
        assert profile.signals is not None
        assert profile.signals.found[0].transactions.rows


def test_nobody_else_has_a_signal_and_neither_have_the_look_alikes(demo: dict[str, Profile]) -> None:
    planted = {one for ids in PLANTED.values() for one in ids}
    flagged = {one for one, profile in demo.items() if profile.signals and profile.signals.found} - planted
    assert not flagged & {"customer-12345", "customer-12487", "customer-12488"}
    assert len(flagged) * 100 <= len(demo)


def test_the_rows_of_a_signal_touch_the_customer_s_accounts_within_the_window(demo: dict[str, Profile]) -> None:
    for profile in demo.values():
        for one in profile.signals.found if profile.signals else ():
            assert one.window is not None
            assert one.first is not None
            assert one.last is not None
            assert one.window.from_ < one.first <= one.last <= one.window.to
            assert one.amount == sum(row.value for row in one.transactions.rows if row.value is not None)
            assert {row.direction for row in one.transactions.rows} <= {"in", "out"}


def test_a_currency_without_a_threshold_is_converted_from_the_first(tmp_path: Path) -> None:
    dollars = replace(POLICY, signals=replace(POLICY.signals, thresholds={"EUR": POLICY.signals.thresholds["EUR"]}))
    profile = read(bank(tmp_path, THREE), dollars)
    assert {one.found for one in profile.signals.signals} == {None}  # type: ignore[union-attr]
    assert "names no reporting threshold in USD" in signal(profile, "structuring").because
    rates = [("2024-06-28", "EUR", "USD", "1.00")]
    found = signal(read(bank(tmp_path / "priced", THREE, rates=rates), dollars), "structuring")
    assert found.found is True
    assert "$10,000 (€10,000 at the rate of 2024-06-30)" in found.definition


def test_a_moment_of_the_bank_s_day_counts_for_that_day(tmp_path: Path) -> None:
    # Half an hour before midnight in New York is the next day in UTC: 14 days would be 15.
    rows = [cash(1, "2024-06-01"), cash(2, "2024-06-05"),
            {**cash(3, "2024-06-14"), "timestamp": at("2024-06-14 23:30")}]  # fmt: skip
    assert signal(read(bank(tmp_path, rows)), "structuring").found is True
    rows[2]["timestamp"] = at("2024-06-15 00:10")
    assert signal(read(bank(tmp_path / "later", rows)), "structuring").found is False
