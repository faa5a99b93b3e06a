"""The tables of the policy that judge risk: bands, factors and floors, KYC cycles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from c360.policy import BANDS, Rule, Step
from c360.policy_file.agreeing import agree
from c360.policy_file.reader import Table
from c360.rules import CONDITIONS, UNKNOWN, Number, Option, Points, Words


def bands(root: Table) -> tuple[Step, ...]:
    """The bands of the base score, CRITICAL first; each of them, since a floor may name any."""
    found = root.scale("bands", BANDS)
    if all(step.name for step in found) and tuple(step.name for step in found) != BANDS[::-1]:
        root.wrong("bands", f"are {', '.join(BANDS[::-1])}, each once and in this order")
    for index, step in enumerate(found):
        if step.start > 1:
            root.wrong(f"bands.{index}.from", "no score reaches it: the weights add up to 1")
    return found


def rules(root: Table) -> tuple[Rule, ...]:
    """Every factor and floor, in the file's order; each that is right in itself checked against the others."""
    rows = root.rows("factors")
    found = tuple(_rule(row) for row in rows)
    root.unique("factors", [rule.id for rule in found])
    total = sum(rule.weight for rule in found if rule.weight is not None)
    if total != 1 and rows and all(row.right("weight") for row in rows):
        first = next((at for at, rule in enumerate(found) if rule.weight is not None), 0)
        root.wrong(f"factors.{first}", f"the weights of the base score add up to 1, these to {total}")
    agree([(row, rule) for row, rule in zip(rows, found, strict=True) if row.sound])
    return found


def cycles(table: Table) -> Mapping[str, int]:
    """Days from one KYC review to the next by band; a higher band waits no longer than a lower one."""
    found = {band: table.count(band, 1, 36_500) for band in BANDS}
    for lower, higher in pairwise(BANDS):
        if table.sound and found[higher] > found[lower]:
            table.wrong(higher, f"waits longer for a review than {lower}")
    return MappingProxyType(found)


def _rule(row: Table) -> Rule:
    rule_id, title, source = row.word("id"), row.word("title"), row.word("source")
    since = row.day("since")
    when = row.word("when", tuple(CONDITIONS))
    weight = row.number("weight", 0, 1) if "weight" in row else None
    floor = row.word("floor", BANDS[1:]) if "floor" in row else None
    if weight is not None and floor is not None:
        row.wrong("", "has a weight and a floor; make two rules of it")
    options: dict[str, Any] = {}
    if when in CONDITIONS:
        options = {key: _option(row, key, option) for key, option in CONDITIONS[when].options.items()}
    else:
        row.skip()
    return Rule(rule_id, _titled(row, title, options), when, weight, floor, source, since, MappingProxyType(options))


def _titled(row: Table, title: str, options: Mapping[str, Any]) -> str:
    """The title with its options in place of their names in braces, so that it can't say another number."""
    for name in re.findall(r"\{(\w*)\}", title):
        if isinstance(options.get(name), Decimal):
            title = title.replace(f"{{{name}}}", f"{options[name]:f}")
        elif row.right("when"):
            row.wrong("title", f"{{{name}}} is no number of this rule")
    return title


def _option(row: Table, key: str, option: Option) -> Any:
    match option:
        case Words(among):
            return row.some(key, among)
        case Number(low, high, _, _, whole):
            return row.whole(key, low, high) if whole else row.number(key, low, high)
        case Points(steps, high):
            return _points(row.table(key), steps, int(high))


def _points(table: Table, steps: tuple[str, ...], high: int) -> Mapping[str, Any]:
    found = {step: table.number(step, 0, high) for step in (*steps, UNKNOWN)}
    for less, more in pairwise(steps):
        if table.sound and found[more] < found[less]:
            table.wrong(more, f"weighs less than {less}")
    if table.sound and not any(found.values()):
        table.wrong("", "are all 0, so the rule could never apply")
    return MappingProxyType(found)
