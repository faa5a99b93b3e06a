"""What would change the band, in sentences and as a table; information, never advice."""

from __future__ import annotations

from typing import Final

from c360 import words
from c360.model import Risk
from c360.model.what_if import Change
from c360.sheets import Column, Sheet, sheet

NOTE: Final = "Changed facts, judged again by the same policy. What would be, not what should be done"
_LISTED: Final = 2  # clauses that one sentence takes
_MOST: Final = 6  # that are told at all; the table has them all
_DIRECTIONS: Final = {"lower": "Lower", "raise": "Higher"}


def changes(section: Risk, direction: str) -> list[Change]:
    """The changes of one direction by facts, those of few steps first."""
    return [one for one in _all(section) if one.direction == direction and one.on is None]


def in_time(section: Risk) -> list[Change]:
    """The changes by time alone, in the order of their days."""
    return [one for one in _all(section) if one.on is not None]


def _all(section: Risk) -> tuple[Change, ...]:
    return section.what_if.changes if section.what_if else ()


def clause(change: Change) -> str:
    """When that would be: "if a fraud alert were open", or from which day on by time alone."""
    many, more = len(change.steps) > _LISTED, len(change.steps) - _MOST
    told = (*change.steps[:_MOST], *([f"and {more} more"] if more > 0 else []))
    steps = words.dated("; ".join(told) if many else words.listed(told))
    if change.on is not None:
        return f"from {words.day(change.on)} if nothing else happens: {steps}"
    return f"if all {len(change.steps)} of these were so: {steps}" if many else f"if {steps}"


def nothing(section: Risk, direction: str) -> str:
    """Why no change of this direction is listed."""
    found, top = section.what_if, "CRITICAL"
    if found is None or found.reason:
        return found.reason or "" if found else "It was not worked out."
    if direction == "lower":
        if section.overall_risk == "LOW":
            return "Low is the lowest band."
        kept = f" What stays: {'; '.join(found.stays)}." if found.stays else ""
        return f"No change of the facts looked at would lower it.{kept}"
    return "Critical is the highest band." if section.overall_risk == top else "No change looked at would raise it."


def bounds(section: Risk) -> str:
    """How far was looked."""
    found = section.what_if
    if found is None or found.until is None:
        return ""
    told = f"Looked at: up to {found.at_once} changes at once, and time until {words.day(found.until)}."
    return " ".join([told, *found.limits])


def what_if(section: Risk) -> Sheet:
    """Every change found: the band it would be, what would have to be so, the day where time alone does it."""
    rows = [
        (_DIRECTIONS[one.direction], one.band, words.dated(words.listed(one.steps)), len(one.steps), one.on)
        for one in _all(section)
    ]
    columns = (
        Column("It would be"), Column("Band", "band"), Column("If"), Column("Changes", "count"),
        Column("By time alone on", "day", none="not by time"),
    )  # fmt: skip
    none = (section.what_if and section.what_if.reason) or "No change looked at would move the band."
    held = section.what_if is not None and section.what_if.reason is None
    return sheet("what_would_change", "What would change the band", columns, rows, none, held=held)
