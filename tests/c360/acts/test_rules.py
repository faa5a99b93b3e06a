"""The table of the policy that bounds these acts."""

from __future__ import annotations

from importlib.resources import files

import pytest

from c360.errors import PolicyError
from c360.policy_file import parse

TEXT = (files("c360") / "policy.toml").read_text("utf-8")


def test_the_shipped_numbers() -> None:
    rules = parse(TEXT.encode()).acts
    assert (rules.uncover_minutes, rules.glass_minutes, rules.bulk_export, rules.approval_hours) == (5, 60, 25, 24)
    assert "Identity check" in rules.reasons


@pytest.mark.parametrize(("old", "new", "told"), [
    ("uncover_minutes = 5 ", "uncover_minutes = 0 ", "access.uncover_minutes: expected a whole number from 1 to 60"),
    ("bulk_export = 25 ", 'bulk_export = "all" ', "access.bulk_export: expected a whole number"),
    ("approval_hours = 24 ", "", "access.approval_hours: is missing"),
    ('"Identity check"', '" "', "access.reasons: expected a list of texts of 1 to 80"),
    ('"Identity check"', f'"{"x" * 81}"', "access.reasons: expected a list of texts of 1 to 80"),
    ('"Identity check"', '"Complaint or error"', "access.reasons: names one reason twice"),
    ("many_minutes = 10", "many_minutes = 10\nmany_hours = 1", "access.many_hours: is not a key"),
])  # fmt: skip
def test_what_is_wrong_is_named_by_line_and_reason(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError, match=told) as error:
        parse(TEXT.replace(old, new, 1).encode())
    assert "line " in error.value.title
