"""What was asked for, as it is meant: names of sections, and a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from c360.errors import UsageError, brief
from c360.sections import registry


def sections_wanted(sections: Iterable[str]) -> tuple[str, ...]:
    """These sections in the profile's order. Raises `UsageError` for one that there isn't, and for none."""
    asked = set(sections)
    unknown = sorted(asked - set(registry()))
    if unknown or not asked:
        raise UsageError(
            f"No such section: {brief(', '.join(unknown)) or 'none given'}. There are {', '.join(registry())}."
        )
    return tuple(name for name in registry() if name in asked)


def day_wanted(as_of: date | str) -> date:
    """The day that is meant. Raises `UsageError` for what is none, and for an instant."""
    if isinstance(as_of, datetime):
        raise UsageError("The as-of is a day, without a time.")
    try:
        return as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    except ValueError as error:
        raise UsageError(f"{brief(str(as_of))!r} is not a day: write it as 2024-06-30.") from error
