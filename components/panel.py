"""The panel that everything stands in: a title, its unit and window, the records behind it, facts and tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import pandas as pd
import streamlit as st

from c360 import words
from c360.errors import C360Error
from c360.model import SectionState
from components import theme

Kind = Literal["text", "word", "count", "money", "rate", "factor", "share", "day"]

# Beyond so many rows a Styler takes longer than a page may.
_STYLED_ROWS = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it holds decides its format.

    `none` is what an absent text reads as; absent numbers and days are unknown.
    """

    title: str
    kind: Kind = "text"
    none: str = words.UNKNOWN


@dataclass(frozen=True, slots=True)
class Records:
    """The very rows a figure was worked out from, and a sentence that says how."""

    how: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


@contextmanager
def panel(title: str, note: str = "", *, records: Callable[[], Records] | None = None) -> Iterator[None]:
    """A bordered panel, as tall as its neighbours. `note` (plain text) gives unit, window and source."""
    with st.container(border=True, height="stretch", gap="small"):
        with st.container(gap=None):
            # In a row of its own a heading has no margin above it.
            st.container(horizontal=True).subheader(title, anchor=False)
            if note:
                st.caption(theme.safe(note))
        yield
        if records is not None:
            st.space("stretch")
            popover(title, records)


def figure(label: str, value: str, reason: str, *, records: Callable[[], Records] | None = None) -> None:
    """One figure as a card: what it is, how much, and one line that says why or of what. All are plain text."""
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(label, theme.safe(value))
        st.caption(theme.safe(reason))
        if records is not None:
            st.space("stretch")
            popover(label, records)


@st.fragment
def popover(title: str, records: Callable[[], Records], label: str = "Records") -> None:
    """Opens the rows behind `title`. A fragment of its own: opening it sends the rows and redraws nothing else."""
    key = "records_" + "".join(c if c.isalnum() else "_" for c in title.lower())
    box = st.popover(
        label, icon=":material/receipt_long:", type="tertiary", key=key, on_change="rerun",
        help=f"The records behind: {title}",
    )  # fmt: skip
    if box.open:
        with box, st.container(width=720):
            try:
                found = records()
            except C360Error as error:
                st.error(theme.safe(error.title), icon=":material/error:")
                return
            st.caption(theme.safe(found.how))
            table(found.columns, found.rows, alt=f"Records behind {title}")


def missing(sentence: str, icon: str = ":material/help:") -> None:
    """One quiet sentence where a figure or a table would have stood."""
    st.markdown(f":gray[{icon}] {theme.safe(sentence)}")


def unavailable(state: SectionState | None, what: str) -> bool:
    """Say so where a section could not be read; false when there is something to show."""
    if state is None:
        st.error(f"**{what} was not read.** Reload the page to ask for it.", icon=":material/cloud_off:")
        return True
    if state.status == "unavailable":
        reason = theme.safe((state.reason or "the graph gave no reason").rstrip("."))
        st.error(
            f"**{what} could not be read:** {reason}. This is not the same as none; reload to ask again.",
            icon=":material/cloud_off:",
        )
        return True
    return False


def limits(state: SectionState) -> None:
    """What is not known about this section, in one line above it; nothing where all of it is."""
    if state.status == "partial" and state.reason:
        reason = words.spoken(state.reason)
        st.info(theme.safe(reason[:1].upper() + reason[1:]), icon=":material/info:")


def facts(rows: Mapping[str, str], *, alt: str) -> None:
    """Labels and their values, in reading order. Values are plain text; empty ones read unknown."""
    shown = {label: theme.safe(value) if value else words.UNKNOWN for label, value in rows.items()}
    st.table(shown, border="horizontal", alt=alt)


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    alt: str,
    digits: int | Sequence[int] = 2,
    height: int | Literal["auto", "stretch", "content"] = "auto",
) -> None:
    """A table that sorts and is searched. Cells are data: nothing in them is markup.

    Amounts stand without their currency, which the column's title or a column of its own gives; `digits` are the
    currency's, one number for each row where they differ. Instants show their day here; where the time of day
    matters it is a column of its own.
    """
    frame = pd.DataFrame({
        column.title: pd.Series(
            [_cell(column, row[index]) for row in rows], dtype="float64" if column.kind in _NUMBERS else "object"
        )
        for index, column in enumerate(columns)
    })  # fmt: skip
    numbers = [column for column in columns if column.kind in _NUMBERS]
    each = [digits] * len(rows) if isinstance(digits, int) else list(digits)
    # A Styler gives amounts their real minus and own digits and costs 30 ms; the browser's formats do otherwise.
    negative = any(bool((frame[column.title] < 0).any()) for column in numbers)
    styled = len(rows) <= _STYLED_ROWS and (negative or len(set(each)) > 1)
    shown: Any = frame.style if styled else frame
    for group in set(each) if styled else ():
        at = [index for index, one in enumerate(each) if one == group]
        for column in numbers:
            shown = shown.format(_formatter(column, group), subset=(at, [column.title]))
    most = max(each, default=2)
    st.dataframe(
        shown, hide_index=True, alt=alt, height=height, placeholder=words.UNKNOWN,
        column_config={c.title: _config(c, most, frame[c.title], styled=styled) for c in columns},
    )  # fmt: skip


_NUMBERS = ("count", "money", "rate", "factor", "share")


def _cell(column: Column, value: Any) -> Any:
    if value is None:
        return None if column.kind == "day" or column.kind in _NUMBERS else column.none
    if column.kind in _NUMBERS:
        return float(value)
    if column.kind == "day":
        return value.date() if isinstance(value, datetime) else value
    return words.plain(words.word(str(value)) if column.kind == "word" else str(value))


def _formatter(column: Column, digits: int) -> Callable[[float], str]:
    pattern = {"count": "{:,.0f}", "rate": "{:,.2f} %", "share": "{:,.1f} %", "factor": "{:,.6g}"}.get(
        column.kind, f"{{:,.{digits}f}}"
    )

    def text(value: float) -> str:
        if column.kind == "rate" and not math.isnan(value):
            return words.rate(Decimal(repr(value)))
        return column.none if math.isnan(value) else pattern.format(value).replace("-", words.MINUS)

    return text


def _config(column: Column, digits: int, values: Any, *, styled: bool) -> Any:
    if column.kind in _NUMBERS:
        # A rate keeps the digits that it was given: 3.125 is not 3.13.
        known = values.dropna()
        fine = column.kind == "rate" and bool((known.round(2) != known.round(4)).any())
        plain = {"count": "%,d", "rate": "%.3f %%" if fine else "%.2f %%", "share": "%.1f %%", "factor": "%.6g"}.get(
            column.kind, f"%,.{digits}f"
        )
        return st.column_config.NumberColumn(column.title, format=None if styled else plain)
    if column.kind == "day":
        return st.column_config.DateColumn(column.title, format="D MMM YYYY")
    return st.column_config.TextColumn(column.title)
