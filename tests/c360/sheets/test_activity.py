"""Tables of the activity: weeks add up to their days, and each sheet to the section's own totals."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from c360.model import Day, TimePatterns
from c360.sheets import activity as sheets
from c360.sheets.activity import weeks
from tests import profiles


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_weeks_add_up_to_the_days(start: date, count: int) -> None:
    days = [Day(start + timedelta(n), Decimal(n), Decimal(2 * n), n % 3) for n in range(count)]
    found = weeks(days)
    assert sum(week.days for week in found) == count
    assert sum(week.inflow or 0 for week in found) == sum(day.inflow or 0 for day in days)
    assert sum(week.count for week in found) == sum(day.count for day in days)
    assert all(week.start.weekday() == 0 and 1 <= week.days <= 7 for week in found)


def test_a_week_with_an_unknown_day_is_unknown() -> None:
    days = [Day(date(2024, 6, 3), Decimal(1), Decimal(1), 1), Day(date(2024, 6, 4), None, None, 1)]
    assert weeks(days)[0].inflow is None
    assert weeks(days)[0].net is None


def test_the_largest_are_judged_by_what_they_count_for() -> None:
    given_ = profiles.activity()
    assert given_.transactions is not None
    found = sheets.largest(given_, 5)
    values = [row.value for row in given_.transactions.rows if row.value is not None]
    assert [row.value for row in found] == sorted(values, reverse=True)[:5]


def test_the_hours_sum_to_the_timed_transactions() -> None:
    section = profiles.activity()
    assert section.heatmap is not None
    assert sum(sum(row[1:]) for row in sheets.by_hour(section).rows) == sum(map(sum, section.heatmap))


def test_what_is_not_held_is_said_and_is_not_none() -> None:
    profile = profiles.not_held()
    assert profile.activity is not None
    found = {one.name: one for one in sheets.sheets(profile.activity, profile)}
    assert not found["channels"].held
    assert found["channels"].none == "Channels of transactions are not held in this book."
    quiet = profiles.empty()
    assert quiet.activity is not None
    assert {one.name: one for one in sheets.sheets(quiet.activity, quiet)}["types"].held


def test_without_a_time_of_day_the_hours_are_unknown_and_not_none() -> None:
    given_ = profiles.activity()
    dated = replace(given_, time_patterns=TimePatterns(15, 5, 0, 0, 20))
    assert [row[1] for row in sheets.times(dated, (9, 17)).rows] == [15, 5, None, None, 20]
    quiet = replace(given_, time_patterns=TimePatterns(0, 0, 0, 0, 0))
    assert [row[1] for row in sheets.times(quiet, (9, 17)).rows] == [0] * 5
    some = replace(given_, time_patterns=TimePatterns(15, 5, 0, 1, 19))
    assert [row[1] for row in sheets.times(some, (9, 17)).rows] == [15, 5, 0, 1, 19]
