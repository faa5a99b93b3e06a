"""A household as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from c360 import words
from c360.cli.tables import facts, heading, table
from c360.cli.words import clean
from c360.model.household import Household
from c360.sheets import NUMBERS, Column, Sheet, shown
from c360.sheets import household as sheets


def household_report(found: Household) -> Iterable[RenderableType]:
    """Who lives and banks together, what they hold once, what they lack, and who is no member."""
    yield Text(clean(f"Household of {found.name or found.id} ({found.id})"), style="bold")
    yield Text(f"As of {words.day(found.as_of)}, {found.currency}; generation {found.generation}.", style="dim")
    yield facts(sheets.figures(found))
    for made, drop in (
        (sheets.members(found), ()), (sheets.reasons(found), ("Records",)),
        (sheets.holdings(found), ("Type", "Status", "Source")), (sheets.totals(found), ()),
        (sheets.revenue(found), ()), (sheets.lacks(found), ()), (sheets.left_out(found), ()),
    ):  # fmt: skip
        yield from _sheet(made, drop)
    for sentence in sheets.told(found):
        yield Text(clean(sentence), style="dim")


def _sheet(made: Sheet, drop: tuple[str, ...]) -> Iterable[RenderableType]:
    yield heading(made.title)
    if not made.rows:
        yield Text(f"{made.none}\n")
        return
    kept = [at for at, column in enumerate(made.columns) if column.title not in drop]
    columns = [made.columns[at] for at in kept]
    yield table(
        [column.title for column in columns],
        [[_cell(column, row[at]) for at, column in zip(kept, columns, strict=True)] for row in made.rows],
    )


def _cell(column: Column, value: object) -> object:
    """Numbers as they are, to stand to the right; all else as people read it."""
    return value if column.kind in NUMBERS and value is not None else Text(clean(shown(column, value)))
