"""What a printed profile is made of: chapters, panels and a handful of blocks, all plain text and plain numbers.

`profile.typ` has one drawing for each block. Text here is data: it reaches the page as JSON strings, which Typst never
reads as markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from c360.sheets import NUMBERS, Column, Sheet, shown

Tone = Literal["in", "out", "neutral", "good", "warn", "bad", "none"]


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence where a figure or a table would have stood."""

    text: str
    tone: Tone = "none"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: titles, which columns are numbers, widths by weight (0 is as wide as what it holds), and cells."""

    titles: tuple[str, ...]
    right: tuple[bool, ...]
    weights: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars: (label, share of the longest from 0 to 1, figure, tone)."""

    alt: str
    rows: tuple[tuple[str, float, str, Tone], ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """Money in (up) and out (down) by week: (label, in, out), both as shares of the largest from 0 to 1."""

    alt: str
    top: str
    rows: tuple[tuple[str, float | None, float | None], ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Weekday by hour: steps of colour from 0 to 8, business hours from `first` up to `last` on the first five days."""

    alt: str
    days: tuple[str, ...]
    steps: tuple[tuple[int, ...], ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Scale:
    """A band scale with a pointer: bands (name, start, end from 0 to 1, tone, label of its start)."""

    alt: str
    title: str
    verdict: str
    bands: tuple[tuple[str, float, float, Tone, str], ...]
    at: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """Values over time: points (x and y from 0 to 1, figure), the labels below the first and the last."""

    alt: str
    points: tuple[tuple[float, float, str], ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Net:
    """A network: nodes (kind, label, x, y from 0 to 1), lines (x1, y1, x2, y2, label)."""

    alt: str
    nodes: tuple[tuple[str, str, float, float], ...]
    lines: tuple[tuple[float, float, float, float, str], ...]


Block = Note | Facts | Table | Bars | Flow | Heat | Scale | Line | Net


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled part of a chapter; `half` ones stand beside each other in pairs."""

    title: str
    note: str
    blocks: tuple[Block, ...]
    half: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the profile: how it is, and its panels; `lost` says why it could not be read."""

    title: str
    state: str
    lost: str | None
    panels: tuple[Panel, ...]


def panel(title: str, note: str, *blocks: Block, half: bool = False) -> Panel:
    """A `Panel` of these blocks."""
    return Panel(title, note, blocks, half)


def table(sheet: Sheet, *, drop: Sequence[str] = (), most: int | None = None, room: float = 90) -> tuple[Block, ...]:
    """A sheet as a table, without the columns of `drop`; where it has no rows, the sentence that says why.

    Columns share the width, of `room` letters, by the length of what they hold; where that is more, short ones are as
    wide as they must and the others share the rest. With `most`, a note says that there are more.
    """
    if not sheet.rows:
        return (Note(sheet.none),)
    kept = [index for index, column in enumerate(sheet.columns) if column.title not in drop]
    columns = [sheet.columns[index] for index in kept]
    rows = tuple(tuple(cell(sheet.columns[index], row[index]) for index in kept) for row in sheet.rows[: most or None])
    right = tuple(column.kind in NUMBERS for column in columns)
    made = Table(
        tuple(column.title for column in columns), right, _weights([c.title for c in columns], rows, room), rows
    )
    if most is not None and len(sheet.rows) > most:
        return made, Note(f"The first {most:,} of {len(sheet.rows):,}; the CSV export has them all.")
    return (made,)


def cell(column: Column, value: Any) -> str:
    """As `shown`, but that a transfer between own accounts is said shortly: on paper columns are narrow."""
    text = "↔ Own" if value == "internal" and column.kind == "direction" else shown(column, value)
    return _SHAPE.sub("\\1\N{NO-BREAK SPACE}", text)


_SAMPLE, _WIDEST, _WIDE, _SHORT = 200, 34, 14, 18
# A shape and its word are one.
_SHAPE: Final = re.compile("([●◆▲■○▼]) ")


def _weights(titles: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> tuple[float, ...]:
    """Widths by what columns hold, so that short ones stay on one line and long ones wrap."""
    found = []
    for at, title in enumerate(titles):
        longest = max([len(row[at]) for row in rows[:_SAMPLE]] or [0])
        # A column a little wider than it needs costs nothing; a day or an amount in two lines is hard to read.
        # Beyond a line's length sentences wrap, and longer ones need but a little more.
        found.append(max(min(longest, _WIDEST), min(len(title), _WIDE)) + max(longest - _WIDEST, 0) ** 0.5 + 2.5)
    if sum(found) > room and max(found) > _SHORT:
        return tuple(0.0 if weight <= _SHORT else weight for weight in found)
    return tuple(found)


def plain(value: Any) -> Any:
    """Blocks as JSON values; each carries its `kind`."""
    if hasattr(value, "__dataclass_fields__"):
        return {"kind": type(value).__name__.lower(), **{f.name: plain(getattr(value, f.name)) for f in fields(value)}}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
