"""The pieces that terminal reports are made of: tables and facts whose every cell is plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from c360.cli.words import clean, say

T = TypeVar("T")


def heading(words: str) -> RenderableType:
    """A small title inside a section."""
    return Text(words, style="bold")


def cell(value: Any) -> Text:
    """A value as text that is never read as markup."""
    return value if isinstance(value, Text) else Text(say(value))


def facts(rows: Iterable[tuple[str, Any] | tuple[str, Any, str]]) -> RenderableType:
    """Names, values, and where there is one a note to each."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    grid.add_column(style="dim")
    for name, value, *note in rows:
        grid.add_row(Text(name), cell(value), Text(clean(note[0]) if note else ""))
    return Padding(grid, (0, 0, 1, 0))


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], of: int | None = None) -> RenderableType:
    """Rows under their column names, numbers to the right; `of` says how many there are when not all are shown."""
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, caption_justify="left")
    for number, name in enumerate(columns):
        numeric = any(_is_number(row[number]) for row in rows)
        drawn.add_column(Text(name), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*map(cell, row))
    if of is not None and of > len(rows):
        drawn.caption = Text(f"{len(rows):,} of {of:,} shown; --json holds more.")
    return drawn


def rows(items: Iterable[T] | None, row: Callable[[T], Sequence[Any]]) -> list[Sequence[Any]] | None:
    """A row for each item; None where the items themselves are not held."""
    return None if items is None else [row(item) for item in items]


def listed(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]] | None, none: str
) -> Iterable[RenderableType]:
    """A titled table, or in one line that there is none, or that it isn't held in this book."""
    if rows is None:
        yield Text(f"{title}: not held in this book.")
    elif not rows:
        yield Text(f"{title}: {none}.")
    else:
        yield heading(title)
        yield table(columns, rows)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
