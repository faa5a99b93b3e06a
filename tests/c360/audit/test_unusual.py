"""Unusual looks, found with the very rows; thresholds hold to the second and to the customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from c360.audit import Entry
from c360.audit.unusual import break_glass, many_customers, outside_hours

START = datetime(2026, 11, 2, 9, tzinfo=UTC)  # a Monday


def look(
    seq: int, customer: str | None, seconds: float = 0, *, user: str = "ada", action: str = "view",
    outcome: str = "success", at: datetime | None = None, **detail: str,
) -> Entry:  # fmt: skip
    return Entry(
        seq, at or START + timedelta(seconds=seconds), user, action, customer, ("identity",), outcome, None, detail
    )  # fmt: skip


def numbers(rows: Sequence[Entry]) -> list[int]:
    return [one.seq for one in rows]


def test_many_customers_in_a_short_time() -> None:
    rows = [look(number, f"c-{number}", number * 20) for number in range(1, 5)]
    minute = timedelta(minutes=1)
    (found,) = many_customers(rows, customers=4, within=minute)
    assert (found.kind, found.user, found.found, numbers(found.rows)) == (
        "many customers", "ada", "4 customers in 1 minute", [1, 2, 3, 4],
    )  # fmt: skip
    assert many_customers(rows, customers=5, within=minute) == []
    assert many_customers(rows, customers=4, within=minute - timedelta(microseconds=1)) == []


def test_the_same_customer_again_and_who_was_let_through_nowhere_are_not_many() -> None:
    rows = [
        look(1, "c-1"),
        look(2, "c-1"),
        look(3, "c-2", outcome="denied"),
        look(4, None),
        look(5, "c-3", action="screen"),
    ]
    assert many_customers(rows, customers=2, within=timedelta(hours=1)) == []
    rows = [look(1, "c-1"), look(2, "c-2", user="bob")]
    assert many_customers(rows, customers=2, within=timedelta(hours=1)) == [], "each for themselves"


def test_whoever_goes_on_is_found_once_and_whoever_comes_back_again() -> None:
    rows = [look(number, f"c-{number}", number * 10) for number in range(1, 20)]
    rows += [look(number, f"c-{number}", 10_000 + number) for number in range(20, 23)]
    later, first = many_customers(reversed(rows), customers=3, within=timedelta(seconds=30))
    assert numbers(first.rows) == list(range(1, 20))
    assert numbers(later.rows) == [20, 21, 22]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from("abcd")), max_size=25), st.integers(1, 4))
def test_every_look_in_a_window_with_so_many_is_found_and_no_other(
    looks: list[tuple[int, str]], customers: int
) -> None:
    rows = [look(number, who, at) for number, (at, who) in enumerate(sorted(looks), 1)]
    window = timedelta(seconds=60)
    found = {one.seq for each in many_customers(rows, customers=customers, within=window) for one in each.rows}
    expected = set()
    for first in rows:
        some = [one for one in rows if one.seq >= first.seq and one.at - first.at <= window]
        for end in range(1, len(some) + 1):
            if len({one.customer_id for one in some[:end]}) >= customers:
                expected |= {one.seq for one in some[:end]}
    assert found == expected


def test_outside_hours_is_by_the_banks_clock() -> None:
    zone = ZoneInfo("America/New_York")

    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 11, day, hour, minute, tzinfo=zone).astimezone(UTC)

    rows = [
        look(1, "c-1", at=at(2, 8, 59)), look(2, "c-1", at=at(2, 9)), look(3, "c-1", at=at(2, 16, 59)),
        look(4, "c-2", at=at(2, 17)), look(5, "c-1", at=at(7, 12)), look(6, None, at=at(7, 12)),
    ]  # fmt: skip
    saturday, monday = outside_hours(rows, zone=zone, opens=time(9), closes=time(17))
    assert (monday.user, monday.found, numbers(monday.rows)) == ("ada", "2 looks on 2026-11-02", [1, 4])
    assert (saturday.found, numbers(saturday.rows)) == ("1 look on 2026-11-07", [5])


def test_broken_glass_is_always_found() -> None:
    rows = [
        look(1, "c-1"), look(2, "c-2", action="break glass", reason="fire"),
        look(3, "c-3", action="break glass", outcome="denied"),
    ]  # fmt: skip
    denied, let_in = break_glass(rows)
    assert (let_in.found, numbers(let_in.rows)) == ("fire", [2])
    assert (denied.found, numbers(denied.rows)) == ("no reason given", [3])
