"""The risk section as tables."""

from __future__ import annotations

from c360.sheets import risk as sheets
from tests import profiles


def test_of_what_cannot_be_told_no_number_of_records_is_said() -> None:
    risk = profiles.not_held().risk
    assert risk is not None
    rows = sheets.factors(risk).rows
    counts = {applies: {row[4] for row in rows if row[2] == applies} for applies in {row[2] for row in rows}}
    assert counts[sheets.APPLIES[None]] == {None}
    assert [row[4] for row in sheets.factors(profiles.risk()).rows] == [1, 1, None]
