"""What an auditor should look at first, told from records alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from c360 import policy as policies
from c360.acts import unusual as u
from c360.audit import Entry
from c360.audit.unusual import Finding

RULES = policies.load().acts
ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2024, 6, 3, 15, 0, tzinfo=UTC)  # 11:00 in New York
MINUTE = timedelta(minutes=1)


def entry(
    seq: int, customer: str | None = "c-1", user: str = "ann", action: str = "view", after: timedelta = MINUTE * 0,
    outcome: str = "success", **detail: str,
) -> Entry:  # fmt: skip
    return Entry(seq, MONDAY + after, user, action, customer, ("identity",), outcome, None, detail)


def found(rows: Sequence[Entry], kin: str = "") -> list[Finding]:
    return list(u.unusual(rows, RULES, hours=(9, 17), zone=ZONE, tie=lambda user, customer: kin))


def test_an_ordinary_day_is_not_unusual() -> None:
    assert found([entry(n, f"c-{n % 5}", after=MINUTE * n) for n in range(1, 100)]) == []


def test_broken_glass_comes_first_with_what_was_then_looked_at() -> None:
    until = (MONDAY + 60 * MINUTE).isoformat()
    rows = [
        entry(1, "c-7", action="view", outcome="denied"),
        entry(2, "c-7", action="break glass", until=until, reason="Identity check: x"),
        entry(3, "c-7", after=MINUTE), entry(4, "c-8", after=MINUTE), entry(5, "c-7", "ben", after=MINUTE),
        entry(6, "c-7", after=MINUTE * 61),
    ]  # fmt: skip
    (one, *_) = found(rows, kin="Has the user's surname.")
    assert (one.kind, one.user, one.rows[0].customer_id) == ("break glass", "ann", "c-7")
    assert [each.seq for each in one.rows] == [2, 3]
    assert one.found == "Identity check: x"


def test_a_refused_try_is_shown_and_nothing_follows_it() -> None:
    (one,) = found([entry(1, action="break glass", outcome="denied"), entry(2)])
    assert [each.seq for each in one.rows] == [1]


def test_relatives_are_asked_about_once_for_each_user_and_customer() -> None:
    asked = []

    def tie(user: str, customer: str) -> str:
        asked.append((user, customer))
        return "Has the user's surname." if customer == "c-2" else ""

    rows = [entry(1, "c-1"), entry(2, "c-2"), entry(3, "c-2", action="export"), entry(4, "c-2", shown="search result"),
            entry(5, "c-3", outcome="denied"), entry(6, None)]  # fmt: skip
    (one,) = u.relatives(rows, tie)
    assert asked == [("ann", "c-1"), ("ann", "c-2")]
    assert [each.seq for each in one.rows] == [2, 3]


def test_many_customers_by_the_policy_and_not_those_whom_a_search_found() -> None:
    rows = [entry(n, f"c-{n}", after=timedelta(seconds=n)) for n in range(1, RULES.many_customers + 1)]
    (one,) = found(rows)
    assert (one.kind, len(one.rows)) == ("many customers", RULES.many_customers)
    assert found(rows[:-1]) == []
    assert found([entry(n, f"c-{n}", after=n * MINUTE) for n in range(1, 200)]) == []
    assert found([entry(n, f"c-{n}", shown="search result") for n in range(1, 200)]) == []


def test_outside_hours_by_the_policy_in_the_banks_zone() -> None:
    night = timedelta(hours=10)  # 21:00 in New York
    rows = [entry(1), entry(2, after=night), entry(3, "c-2", after=night), entry(4, after=timedelta(days=5)),
            entry(5, after=timedelta(hours=-2, seconds=-1)), entry(6, after=timedelta(hours=-2))]  # fmt: skip
    assert [[each.seq for each in one.rows] for one in found(rows)] == [[2, 3, 5], [4]]
    around = list(u.unusual(rows, RULES, hours=(0, 24), zone=ZONE, tie=lambda user, customer: ""))
    assert [[each.seq for each in one.rows] for one in around] == [[4]]


def test_a_yes_from_the_account_that_asked() -> None:
    def pair(account: str) -> list[Entry]:
        return [entry(1, None, "ann", "approve", step="asked", account="uid 1"),
                entry(2, None, "ben", "approve", step="yes", request="1", account=account)]  # fmt: skip

    (one,) = found(pair("uid 1"))
    assert (one.kind, one.user) == ("one account", "ben")
    assert found(pair("uid 2")) == []
    assert found(pair("")) == []
