"""What happened in the window, both ways, in the bank's time zone."""

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c360 import policy as policies
from tests.c360.sections.bank import account, at, book, builder, edge, payment, profile

ACCOUNTS = [account("A-1"), account("A-2", "SAVINGS"), account("X-1", "EXTERNAL")]
OWNS = [edge("c-1", "A-1"), edge("c-1", "A-2")]


def bank(folder: Path, payments: list[dict[str, Any]], **tables: Any) -> Path:
    tables = {"Account": ACCOUNTS, "OWNS__Person__Account": OWNS} | tables
    return book(folder, TRANSACTION__Account__Account=payments, **tables)


def activity(where: Path, **how: Any) -> dict[str, Any]:
    return dict(profile(where, sections=["activity"], **how)["activity"])


def test_in_out_and_internal_each_count_once(tmp_path: Path) -> None:
    found = activity(bank(tmp_path, [
        payment(1, "X-1", "A-1", "100.00", "2024-06-28T10:00"),
        payment(2, "A-1", "X-1", "30.50", "2024-06-28T18:00"),
        payment(3, "A-1", "A-2", "9.50", "2024-06-29T10:00"),
    ]))  # fmt: skip
    assert found["inflow"] == {"count": 1, "volume": "100.00"}
    assert found["outflow"] == {"count": 1, "volume": "30.50"}
    assert found["internal"] == {"count": 1, "volume": "9.50"}
    assert (found["transaction_count"], found["total_volume"], found["average_transaction"]) == (3, "140.00", "46.67")
    assert found["time_patterns"] == {
        "weekday": 2, "weekend": 1, "business_hours": 1, "after_hours": 2, "date_only": 0
    }  # fmt: skip
    assert [row["direction"] for row in found["transactions"]["rows"]] == ["internal", "out", "in"]
    assert found["transactions"]["rows"][1]["at"] == "2024-06-28T18:00:00-04:00"


def test_the_window_ends_with_as_of_and_starts_after_its_first_day(tmp_path: Path) -> None:
    days = ["2024-06-19T23:59:59", "2024-06-20T00:00", "2024-06-29T23:59:59", "2024-06-30T00:00"]
    where = bank(tmp_path, [payment(n, "A-1", "X-1", "1.00", day) for n, day in enumerate(days)])
    found = activity(where, as_of="2024-06-29", lookback_days=10)
    assert found["window"] == {"from": "2024-06-19", "to": "2024-06-29", "days": 10}
    assert [row["id"] for row in found["transactions"]["rows"]] == ["t-2", "t-1"]
    assert [day["date"] for day in found["daily"]] == [f"2024-06-{n}" for n in range(20, 30)]


def test_days_and_hours_are_the_banks_own(tmp_path: Path) -> None:
    # 03:30 UTC on Monday is Sunday evening in New York.
    found = activity(bank(tmp_path, [payment(1, "A-1", "X-1", "1.00", "2024-06-23T23:30")]))
    assert found["time_patterns"]["weekend"] == 1
    assert found["heatmap"][6][23] == 1
    assert next(day["count"] for day in found["daily"] if day["date"] == "2024-06-23") == 1


def test_both_equal_hours_of_autumn_are_told_apart(tmp_path: Path) -> None:
    first = at("2023-11-05T01:30")
    rows = [payment(n, "A-1", "X-1", "1.00", "2023-11-05T01:30", timestamp=first + timedelta(hours=n)) for n in (0, 1)]
    found = activity(bank(tmp_path, rows), as_of="2023-11-05")
    assert [row["at"] for row in found["transactions"]["rows"]] == [
        "2023-11-05T01:30:00-05:00",
        "2023-11-05T01:30:00-04:00",
    ]


def test_date_only_records_stay_out_of_the_time_split(tmp_path: Path) -> None:
    rows = [payment(1, "A-1", "X-1", "1.00", "2024-06-28T00:00", timestamp=date(2024, 6, 28))]
    found = activity(bank(tmp_path, rows))
    assert found["time_patterns"] == {"weekday": 1, "weekend": 0, "business_hours": 0, "after_hours": 0, "date_only": 1}
    assert sum(map(sum, found["heatmap"])) == 0
    assert found["transactions"]["rows"][0]["at"] == "2024-06-28"


def test_other_currencies_count_at_their_own_days_rate(tmp_path: Path) -> None:
    rows = [
        payment(1, "A-1", "X-1", "10.00", "2024-06-10T12:00", currency="EUR"),
        payment(2, "A-1", "X-1", "10.00", "2024-06-20T12:00", currency="EUR"),
        payment(3, "A-1", "X-1", "1000", "2024-06-20T12:00", currency="JPY"),
    ]
    rates = [
        ("2024-06-05", "EUR", "USD", "1.10"),
        ("2024-06-20", "EUR", "USD", "1.20"),
        ("2024-06-19", "USD", "JPY", "160"),
    ]
    found = activity(bank(tmp_path, rows, rates=rates))
    assert found["total_volume"] == "29.25"
    assert {row["currency"]: row["amount"] for row in found["transactions"]["rows"]} == {"EUR": "10.00", "JPY": "1000"}


def test_without_a_rate_in_ten_days_totals_are_unknown_with_the_reason(tmp_path: Path) -> None:
    rows = [
        payment(1, "A-1", "X-1", "10.00", "2024-06-30T12:00", currency="EUR"),
        payment(2, "X-1", "A-1", "1.00", "2024-06-30T12:00"),
    ]
    found = profile(bank(tmp_path, rows, rates=[("2024-06-19", "EUR", "USD", "1.10")]), sections=["activity"])
    got = found["activity"]
    assert got["total_volume"] is got["outflow"]["volume"] is got["average_transaction"] is None
    assert got["transaction_count"] == 2
    assert got["inflow"]["volume"] == "1.00"
    assert any("EUR" in word for word in found.sections["activity"].missing)


def test_beyond_the_limit_rows_are_cut_and_totals_are_not(tmp_path: Path) -> None:
    start = at("2024-06-01T00:00")
    rows = [
        payment(n, "A-1", "X-1", "0.10", "2024-06-01T00:00", timestamp=start + timedelta(minutes=n))
        for n in range(5200)
    ]
    found = profile(bank(tmp_path, rows), sections=["activity"])
    got = found["activity"]
    assert (got["transactions"]["shown"], got["transactions"]["of"], len(got["transactions"]["rows"])) == (
        5000,
        5200,
        5000,
    )
    assert (got["transaction_count"], got["total_volume"]) == (5200, "520.00")
    assert sum(day["count"] for day in got["daily"]) == sum(map(sum, got["heatmap"])) == 5200
    assert "5,000 of 5,200" in (found.sections["activity"].reason or "")


def test_records_that_start_inside_the_window_are_said_and_before_them_nothing_is_known(tmp_path: Path) -> None:
    where = bank(tmp_path, [payment(1, "A-1", "X-1", "1.00", "2024-06-20T12:00")])
    inside = profile(where, sections=["activity"])
    assert inside.sections["activity"].status == "partial"
    assert "2024-06-20" in (inside.sections["activity"].reason or "")
    before = profile(where, sections=["activity"], as_of="2024-06-19")
    assert before["activity"]["transaction_count"] is before["activity"]["total_volume"] is None
    assert before["activity"]["daily"] is None
    assert before.sections["activity"].status == "partial"


def test_no_transactions_held_is_unknown_and_none_delivered_is_zero(tmp_path: Path) -> None:
    held = activity(bank(tmp_path / "a", []))
    assert (held["transaction_count"], held["total_volume"], held["average_transaction"]) == (0, "0.00", None)
    assert held["time_patterns"]["weekday"] == 0
    assert held["locations"] == []
    other = book(tmp_path / "b", everything=False, Account=[account("A-1")], OWNS__Person__Account=[])
    assert activity(other)["transaction_count"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"timestamp": [1719000000, "2024-06-01"]}, {"amount": [1.0, float("nan")]}, {"amount": [1.0]},
        {"ends": [1, 2, 1]}, {"ends": [2, 3, 1, 2]}, {"numbers": {}, "counterparty": ["Ada", ""]},
    ],
)  # fmt: skip
def test_a_graph_that_mixes_formats_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    # Only a foreign graph can hold one: our loader doesn't let it in.
    from c360.sections.activity import SECTION
    from tests.c360.sections.bank import person

    where = book(tmp_path, Person=[person()])
    reader = builder(where)
    ask = reader.ask(reader.graph.view(), None, None)
    rows = {"ends": [1, 2, 1, 2], "numbers": {2: "X-1"}, "amount": [1.0, 2.0], "timestamp": [1719000000, 1719000001]}
    answer = {
        "accounts": [{"accountNumber": ["A-1"]}], "numbers": {1: "A-1"}, "transactions": rows | wrong,
        "interactions": [],
    }  # fmt: skip
    with pytest.raises(Exception, match="one format"):
        SECTION.assemble(answer, ask, {})


def test_the_other_side_is_who_the_row_names_else_the_account(tmp_path: Path) -> None:
    accounts = [*ACCOUNTS, account("A-3", openDate=date(2024, 6, 30))]
    owns = [*OWNS, edge("c-1", "A-3")]
    named = [
        payment(1, "A-1", "X-1", "1.00", "2024-06-28T10:00", counterparty="Corner shop"),
        payment(2, "A-1", "X-1", "2.00", "2024-06-28T11:00", counterparty=None),
        payment(3, "X-1", "A-3", "3.00", "2024-06-28T12:00", counterparty=None),
        payment(4, "A-2", "A-1", "4.00", "2024-06-28T13:00", counterparty=None),
    ]
    for number, rows in enumerate((named, [{k: v for k, v in row.items() if k != "counterparty"} for row in named])):
        where = bank(tmp_path / str(number), rows, Account=accounts, OWNS__Person__Account=owns)
        found = {row["id"]: row for row in activity(where)["transactions"]["rows"]}
        other = ["X-1", "Corner shop"][number == 0]
        assert [(row["account"], row["counterparty"]) for row in found.values()] == [
            ("A-2", "A-1"), ("A-3", "X-1"), ("A-1", "X-1"), ("A-1", other),
        ]  # fmt: skip
        # Before it opens, what touches that account alone is nobody's.
        early = activity(where, as_of="2024-06-29")
        assert [row["id"] for row in early["transactions"]["rows"]] == ["t-4", "t-2", "t-1"]


def test_interactions_of_the_window_newest_first(tmp_path: Path) -> None:
    days = ["2024-07-01T03:59:00Z", "2024-07-01T04:00:00Z", "2024-06-01T12:00:00Z", "2024-01-01T12:00:00Z"]
    rows = [{"naturalKey": f"i-{n}", "channel": "PHONE", "kind": "CALL", "at": day} for n, day in enumerate(days)]
    had = [edge("c-1", row["naturalKey"]) for row in rows]
    found = activity(bank(tmp_path, [], Interaction=rows, HAD_INTERACTION__Person__Interaction=had))
    assert [row["at"] for row in found["interactions"]] == ["2024-06-30T23:59:00-04:00", "2024-06-01T08:00:00-04:00"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(
    st.sampled_from(["A-1", "A-2", "X-1"]), st.sampled_from(["A-1", "A-2", "X-1"]),
    st.decimals("0.01", 10**6, places=2), st.integers(0, 100 * 86400), st.sampled_from(["CARD", "FEE", None]),
), max_size=40))  # fmt: skip
def test_parts_add_up_to_wholes(rows: list[tuple[str, str, Decimal, int, str | None]]) -> None:
    end = at("2024-06-30T12:00")
    payments = [
        payment(n, start, other, amount, "2024-06-01T00:00", timestamp=end - timedelta(seconds=back), type=kind)
        for n, (start, other, amount, back, kind) in enumerate(rows)
    ]
    with tempfile.TemporaryDirectory() as folder:
        found = profile(bank(Path(folder), payments), sections=["activity"]).activity
    assert found is not None
    if found.transaction_count is None:
        return
    first, last = at("2024-04-02T00:00"), at("2024-07-01T00:00")
    touching = [p for p in payments if first <= p["timestamp"] < last and {p["from"], p["to"]} & {"A-1", "A-2"}]
    assert found.transaction_count == len(touching)
    assert found.total_volume == sum((p["amount"] for p in touching), Decimal("0.00"))
    flows = (found.inflow, found.outflow, found.internal)
    assert sum(flow.count or 0 for flow in flows if flow) == found.transaction_count
    assert sum((flow.volume or Decimal(0) for flow in flows if flow), Decimal(0)) == found.total_volume
    patterns, types, daily = found.time_patterns, found.transaction_types, found.daily
    assert patterns is not None
    assert types is not None
    assert daily is not None
    assert found.heatmap is not None
    assert patterns.weekday + patterns.weekend == found.transaction_count
    assert patterns.business_hours + patterns.after_hours + patterns.date_only == found.transaction_count
    assert sum(map(sum, found.heatmap)) == found.transaction_count - patterns.date_only
    assert sum(tally.count or 0 for tally in types.values()) == found.transaction_count
    assert len(daily) == 90
    assert daily[0].date + timedelta(days=89) == daily[-1].date
    assert sum(day.count for day in daily) == found.transaction_count
    assert found.inflow is not None
    assert sum((day.inflow or Decimal(0) for day in daily), Decimal(0)) == found.inflow.volume


def test_the_shipped_limits_are_those_the_page_promises() -> None:
    assert policies.load().transactions_shown == 5000
    assert policies.load().neighbours_shown == 300


def test_interactions_are_all_counted_and_only_the_list_is_cut(tmp_path: Path) -> None:
    days = [f"2024-06-{1 + n % 28:02d}T12:{n // 28:02d}:00Z" for n in range(560)]  # 20 on each of 28 days
    rows = [{"naturalKey": f"i-{n}", "channel": "APP", "kind": "CHAT", "at": day} for n, day in enumerate(days)]
    had = [edge("c-1", row["naturalKey"]) for row in rows]
    where = book(tmp_path, Interaction=rows, HAD_INTERACTION__Person__Interaction=had)
    found = profile(where, sections=["activity"], as_of="2024-06-20")
    assert "the newest 300 of 400 interactions are listed" in (found.sections["activity"].reason or "")
    assert found.activity is not None
    assert found.activity.interactions is not None
    assert len(found.activity.interactions) == 300
    newest = found.activity.interactions[0].at
    assert newest is not None
    assert newest.isoformat() == "2024-06-20T08:19:00-04:00"


def test_what_was_converted_is_said_and_every_row_has_what_it_counts_for(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        rates=[("2024-06-10", "EUR", "USD", "1.10"), ("2024-06-20", "EUR", "USD", "1.20")],
        Account=[account("A-1"), account("E-1", currency="EUR"), account("X-1")],
        OWNS__Person__Account=[edge("c-1", "A-1"), edge("c-1", "E-1")],
        TRANSACTION__Account__Account=[
            payment(1, "A-1", "X-1", "5.00", "2024-06-12T12:00"),
            payment(2, "E-1", "X-1", "10.05", "2024-06-12T12:00", currency="EUR"),
            payment(3, "X-1", "E-1", "10.00", "2024-06-21T12:00", currency="EUR"),
        ],
    )
    found = activity(where)
    assert found["converted"] == ["EUR"]
    assert [row["value"] for row in found["transactions"]["rows"]] == ["12.00", "11.06", "5.00"]
    assert found["total_volume"] == "28.06"
