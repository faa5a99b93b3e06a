"""Alerts over time, and the transactions of the days before one: by account and day, and never called its cause."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from c360.model import AlertRow, Profile
from c360.sheets import alerts
from tests import profiles

DAY = profiles.AS_OF


def alert(**changes: Any) -> AlertRow:
    row = AlertRow("al-1", "AML", "OPEN", "HIGH", date(2024, 6, 20), None, "odd", "Account A-1", "x", None)
    return replace(row, **changes)


@pytest.mark.parametrize(
    ("changes", "end", "still_open", "counts"),
    [
        ({}, DAY, True, True),
        ({"status": None}, DAY, True, True),
        ({"status": "confirmed"}, DAY, True, True),
        ({"status": "CONFIRMED", "closed_at": date(2024, 6, 25)}, date(2024, 6, 25), False, True),
        ({"status": "CLOSED", "closed_at": date(2024, 6, 25)}, date(2024, 6, 25), False, False),
        ({"status": "CLOSED_FALSE_POSITIVE"}, date(2024, 6, 20), False, False),
        # A match may have been screened after the day looked at.
        ({"kind": "SANCTIONS", "raised_at": DAY + timedelta(days=3)}, DAY + timedelta(days=3), True, True),
    ],
)  # fmt: skip
def test_a_span_ends_where_it_was_closed_or_with_the_day(
    changes: dict[str, Any], end: date, still_open: bool, counts: bool
) -> None:
    (found,) = alerts.spans([alert(**changes)], DAY)
    assert (found.end, found.still_open, found.counts) == (end, still_open, counts)
    assert ("not closed" in found.says) == still_open


def test_a_record_without_a_day_has_no_span() -> None:
    assert alerts.spans([alert(raised_at=None)], DAY) == []


def with_rows(*rows: tuple[str, Any], shown_of: tuple[int, int] = (9, 9)) -> Profile:
    given = profiles.profile()
    activity = given.activity
    assert activity is not None
    assert activity.transactions is not None
    one = activity.transactions.rows[0]
    made = tuple(replace(one, account=account, at=at) for account, at in rows)
    listed = replace(activity.transactions, rows=made, shown=shown_of[0], of=shown_of[1])
    return replace(given, parts={**given.parts, "activity": replace(activity, transactions=listed)})


def test_the_seven_days_are_half_open_and_of_that_account() -> None:
    raised = date(2024, 6, 20)
    rows = [
        ("A-1", date(2024, 6, 21)), ("A-1", datetime(2024, 6, 20, 23, 59, tzinfo=UTC)), ("A-2", date(2024, 6, 20)),
        ("A-1", date(2024, 6, 14)), ("A-1", date(2024, 6, 13)),
    ]  # fmt: skip
    found, how = alerts.before(alert(raised_at=raised), with_rows(*rows))
    assert [str(row.at)[:10] for row in found] == ["2024-06-20", "2024-06-14"]
    assert how.startswith("On account A-1 from 14 Jun to 20 Jun 2024, the 7 days to the day the alert was raised.")
    assert "not recorded" in how


def test_what_lies_outside_of_what_was_read_is_said() -> None:
    old = alerts.before(alert(raised_at=date(2022, 1, 2)), with_rows())
    assert "The look-back begins after" in old[1]
    cut = alerts.before(alert(), with_rows(shown_of=(5, 12)))
    assert "Only the newest 5 of 12 transactions were read." in cut[1]
    lost = alerts.before(alert(), profiles.unavailable("activity"))
    assert lost == ((), "Transactions could not be read, or are not held in this book.")


def test_an_alert_on_a_person_is_on_no_account() -> None:
    assert alerts.account(alert(on="Person c-1")) is None
    assert alerts.account(alert(on="Account A 1")) == "A 1"
