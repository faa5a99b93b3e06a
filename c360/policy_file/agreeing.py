"""Whether the rules of a policy go together: none says what another says already, none is held up by another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from c360.policy import BANDS, Rule
from c360.policy_file.reader import Table
from c360.rules import CONDITIONS, Number, Option, Points, Words


def agree(found: Sequence[tuple[Table, Rule]]) -> None:
    """Note each rule that can change nothing: one like it holds whenever it does, and does at least as much."""
    for at, (row, rule) in enumerate(found):
        for other_at, (_, other) in enumerate(found):
            if at != other_at and (why := _idle(rule, other, later=at > other_at)):
                row.wrong("", why)
                break


def _idle(rule: Rule, other: Rule, *, later: bool) -> str | None:
    """Why a rule changes nothing beside another one; of two that are alike the later is the idle one."""
    if rule.when != other.when or _kind(rule) != _kind(other) or _strength(rule) > _strength(other):
        return None
    if dict(rule.options) == dict(other.options):
        weaker = _strength(rule) < _strength(other)
        return f"holds for the same customers as {other.id}: make one rule of them" if weaker or later else None
    if rule.floor is not None and _within(rule, other):
        return f"could never change a band: {other.id} holds whenever it does, and does as much"
    return None


def _kind(rule: Rule) -> str:
    return "weight" if rule.weight is not None else "floor" if rule.floor is not None else "shown"


def _strength(rule: Rule) -> int:
    return BANDS.index(rule.floor) if rule.floor is not None else 0


def _within(narrow: Rule, wide: Rule) -> bool:
    """Whether the second holds wherever the first does: none of its options asks for more."""
    options = CONDITIONS[narrow.when].options
    return all(_no_wider(option, narrow.options[key], wide.options[key]) for key, option in options.items())


def _no_wider(option: Option, one: Any, other: Any) -> bool:
    match option:
        case Words():
            return set(one) <= set(other)
        case Points():
            return all(one[step] <= other[step] for step in one)
        case Number(wider=wider):
            return bool(one * wider <= other * wider)
