"""The risk section as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from c360.model.what_if import Change, WhatIf
from c360.sheets import risk as sheets
from c360.sheets import what_if
from tests import profiles

RECORDS = [column.title for column in sheets.factors(profiles.risk()).columns].index("Records")


def test_of_what_cannot_be_told_no_number_of_records_is_said() -> None:
    risk = profiles.not_held().risk
    assert risk is not None
    rows = sheets.factors(risk).rows
    counts = {applies: {row[RECORDS] for row in rows if row[2] == applies} for applies in {row[2] for row in rows}}
    assert counts[sheets.APPLIES[None]] == {None}
    assert [row[RECORDS] for row in sheets.factors(profiles.risk()).rows] == [1, 1, None]


def test_each_factor_is_told_with_what_was_found_the_threshold_and_since_when() -> None:
    rows = [row[2:4] for row in sheets.told(profiles.risk()).rows]
    assert rows == [
        ("Doesn't apply", "score 780; threshold below 600"),
        ("Applies since 20 Jun 2024", "1 open; threshold 1 or more"),
        ("Can't be told", "unknown; threshold before 30 Jun 2024"),
    ]


def test_a_change_is_a_clause_and_says_when_time_does_it() -> None:
    given = profiles.risk()
    assert [what_if.clause(one) for one in what_if.changes(given, "raise")] == [
        "if a fraud alert were open and the credit score were below 600",
    ]
    assert [what_if.clause(one) for one in what_if.in_time(given)] == [
        "from 1 Sep 2024 if nothing else happens: “KYC review overdue” applies",
    ]
    many = Change("lower", "LOW", tuple(f"step {at}" for at in range(9)), None)
    assert what_if.clause(many) == (
        "if all 9 of these were so: step 0; step 1; step 2; step 3; step 4; step 5; and 3 more"
    )
    assert [row[3] for row in what_if.what_if(given).rows] == [1, 2, 1]


def test_where_nothing_would_change_it_the_reason_is_said() -> None:
    given = profiles.risk()
    none = WhatIf((), 3, date(2025, 6, 30), ("Politically exposed person",), (), None)
    medium = replace(given, overall_risk="MEDIUM", what_if=none)
    assert what_if.nothing(medium, "lower") == (
        "No change of the facts looked at would lower it. What stays: Politically exposed person."
    )
    assert what_if.nothing(replace(medium, overall_risk="LOW"), "lower") == "Low is the lowest band."
    assert what_if.nothing(replace(medium, overall_risk="CRITICAL"), "raise") == "Critical is the highest band."
    lost = replace(medium, what_if=replace(none, reason="The band is unknown."))
    assert what_if.nothing(lost, "raise") == "The band is unknown."
    assert not what_if.what_if(lost).held
    assert what_if.bounds(replace(medium, what_if=None)) == ""
