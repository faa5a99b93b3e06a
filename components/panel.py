"""The panel that everything stands in: a title, its unit and window, the records behind it, facts and tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from c360 import words
from c360.errors import C360Error
from c360.headline import Figure, unfilled
from c360.model import Profile, SectionState
from c360.sheets import NUMBERS, Column, Sheet, shown
from components import theme
from components.fragments import fragment

# What isn't there on record is neither good nor bad: no tick, which a page keeps for what was found to be in order.
NONE: Final = ":material/remove:"
OFF: Final = ":material/visibility_off:"  # of what the role doesn't see
# Beyond so many rows a Styler takes longer than a page may.
_STYLED_ROWS = 500
# Streamlit shows ten rows and the edge of the eleventh: so few more stand whole instead of scrolling.
_WHOLE_ROWS: Final = 14
_RECORDS: Final = "Records"
_SHORT: Final = 20  # letters


@dataclass(frozen=True, slots=True)
class Records:
    """The very rows a figure was worked out from, and a sentence that says how."""

    how: str
    sheet: Sheet


@contextmanager
def panel(title: str, note: str = "", *, records: Callable[[], Records] | None = None) -> Iterator[None]:
    """A bordered panel, as tall as its neighbours. `note` (plain text) gives unit, window and source."""
    with st.container(border=True, height="stretch", gap="small"):
        with st.container(gap=None):
            # In a row of its own a heading has no margin above it.
            st.container(horizontal=True).header(title, anchor=False)
            if note:
                st.caption(theme.safe(note))
        yield
        if records is not None:
            st.space("stretch")
            popover(title, records)


def figure(one: Figure, *, records: Callable[[], Records] | None = None) -> None:
    """One figure as a card: what it is, how much, and one line that says why or of what. All are plain text."""
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(one.label, theme.safe(one.value))
        st.caption(theme.safe(one.reason))
        if records is not None:
            st.space("stretch")
            popover(one.label, records)


@fragment
def popover(title: str, records: Callable[[], Records], label: str = _RECORDS) -> None:
    """Opens the rows behind `title`. A fragment of its own: opening it sends the rows and redraws nothing else."""
    key = "records_" + "".join(c if c.isalnum() else "_" for c in title.lower())
    # A label of its own says already what is opened.
    named, told = f"{label} :gray[of {theme.safe(title)}]", f"The records behind: {title}"
    if label != _RECORDS:
        named, told = theme.safe(label), ""
    box = st.popover(
        named, icon=":material/receipt_long:", type="tertiary", key=key, on_change="rerun", help=told or None
    )
    if box.open:
        with box, st.container(width=720):
            try:
                found = records()
            except C360Error as error:
                st.error(theme.safe(error.title), icon=":material/error:")
                return
            st.caption(theme.safe(found.how))
            table(found.sheet, alt=f"Records behind {title}")


def missing(sentence: str, icon: str = ":material/help:") -> None:
    """One quiet sentence where a figure or a table would have stood."""
    st.markdown(f":gray[{icon}] {theme.safe(sentence)}")


def withheld(profile: Profile, *keys: str) -> bool:
    """Say so where something that a panel is made of is not shown to the role; false where all of it is."""
    if any(map(profile.hides, keys)):
        missing(words.HIDDEN, OFF)
        return True
    return False


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
    """How complete this section is and when it was last updated, what lacks by name, and what is only partly known."""
    # Where something is withheld, how much is filled would tell whether that is.
    told = [f"Complete to {words.share(state.completeness)}"]
    if keys := unfilled(state):
        told.append(f"missing: {', '.join(keys)}")
    if state.updated_at is not None:
        told.append(f"last updated {words.moment(state.updated_at)}")
    if state.withheld:
        hidden = [words.lower(words.key(key.removeprefix("basic_info."))) for key in state.withheld]
        told[0] = f"{words.NOT_YOURS.capitalize()}: {words.listed(hidden)}"
    st.caption(theme.safe("; ".join(told) + "."))
    if state.status == "partial" and state.reason:
        reason = words.spoken(state.reason)
        st.info(theme.safe(reason[:1].upper() + reason[1:]), icon=":material/info:")


def facts(rows: Sequence[tuple[str, str]], *, alt: str) -> None:
    """Labels and their values, in reading order, as plain text."""
    st.table({label: theme.safe(value) for label, value in rows}, border="horizontal", alt=alt)


def wrapped(sheet: Sheet, *, alt: str = "", drop: Sequence[str] = ()) -> None:
    """A sheet of sentences, as a table that wraps them, without the columns of `drop`; cells as `table`'s."""
    if not sheet.rows:
        missing(sheet.none, NONE if sheet.held else ":material/help:")
        return
    kept = [(at, column) for at, column in enumerate(sheet.columns) if column.title not in drop]
    rows = [[theme.safe(_whole(shown(column, row[at]))) for at, column in kept] for row in sheet.rows]
    frame = pd.DataFrame(rows, columns=[column.title for _, column in kept])
    st.table(frame, border="horizontal", hide_index=True, alt=alt or sheet.title)


def _whole(text: str) -> str:
    """Sentences wrap; a day, a band or a word or two stay in one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}") if len(text) <= _SHORT else text


def table(
    sheet: Sheet, *, alt: str = "", drop: Sequence[str] = (),
    height: int | Literal["auto", "stretch", "content"] = "auto", bars: str = "", well: bool = False,
) -> None:  # fmt: skip
    """A sheet as a table that sorts and is searched, without the columns of `drop`; without rows its sentence.

    `well` says that to have no rows is what one wishes for. The column `bars`, of counts, has a bar beside each number.

    Cells are data: nothing in them is markup. Amounts stand without their currency, which the column's title or a
    column of its own gives, with the digits they have. Instants show their day where the time is a column of its own.
    """
    if not sheet.rows:
        missing(sheet.none, ":material/help:" if not sheet.held else ":material/check:" if well else NONE)
        return
    kept = [index for index, column in enumerate(sheet.columns) if column.title not in drop]
    columns = [sheet.columns[index] for index in kept]
    rows = [[row[index] for index in kept] for row in sheet.rows]
    # What has a word of its own for nothing must not read "unknown", which is the browser's only word for it: an open
    # alert is not one whose end nobody knows.
    own = {
        at for at, column in enumerate(columns) if column.none != words.UNKNOWN and any(row[at] is None for row in rows)
    }
    frame = pd.DataFrame({
        column.title: pd.Series(
            [_cell(column, row[at], spoken=at in own) for row in rows],
            dtype="float64" if column.kind in NUMBERS else "object",
        )
        for at, column in enumerate(columns)
    })  # fmt: skip
    digits = {at: _digits([row[at] for row in rows]) for at, column in enumerate(columns) if column.kind == "money"}
    negative = any(bool((frame[column.title] < 0).any()) for column in columns if column.kind in NUMBERS)
    mixed = any(len(set(each)) > 1 for each in digits.values())
    worded = any(columns[at].kind in NUMBERS for at in own)
    styled = len(rows) <= _STYLED_ROWS and (negative or mixed or worded)
    config = {
        column.title: _config(column, max(digits.get(at, [2])), frame[column.title], styled=styled, spoken=at in own)
        for at, column in enumerate(columns)
    }
    if bars:
        most = int(frame[bars].max())
        config[bars] = st.column_config.ProgressColumn(bars, format="%,d", min_value=0, max_value=most)
    st.dataframe(
        _styled(frame, columns, digits) if styled else frame, hide_index=True, alt=alt or sheet.title,
        height="content" if height == "auto" and len(rows) <= _WHOLE_ROWS else height, placeholder=words.UNKNOWN,
        column_config=config,
    )  # fmt: skip


def _styled(frame: pd.DataFrame, columns: Sequence[Column], digits: Mapping[int, list[int]]) -> Any:
    """A Styler gives amounts their real minus and own digits and costs 30 ms; the browser's formats do otherwise."""
    styler: Any = frame.style
    for at, column in enumerate(columns):
        each = digits.get(at, [2] * len(frame))
        for group in set(each) if column.kind in NUMBERS else ():
            rows = [row for row, one in enumerate(each) if one == group]
            styler = styler.format(_formatter(column, group), subset=(rows, [column.title]))
    return styler


def _digits(amounts: Sequence[Any]) -> list[int]:
    """The digits of each amount, which are its currency's; an unknown one has as many as the most."""
    known = [max(0, -int(amount.as_tuple().exponent)) for amount in amounts if isinstance(amount, Decimal)]
    most = max(known, default=2)
    return [max(0, -int(a.as_tuple().exponent)) if isinstance(a, Decimal) else most for a in amounts]


def _cell(column: Column, value: Any, *, spoken: bool) -> Any:
    if column.kind in NUMBERS:
        return None if value is None else float(value)
    if column.kind == "day" and not spoken:
        return None if value is None else words.as_day(value)
    return shown(column, value)


def _formatter(column: Column, digits: int) -> Callable[[float], str]:
    pattern = {"count": "{:,.0f}", "rate": "{:,.2f} %", "share": "{:,.1f} %", "factor": "{:,.6g}"}.get(
        column.kind, f"{{:,.{digits}f}}"
    )

    def text(value: float) -> str:
        if column.kind == "rate" and not math.isnan(value):
            return words.rate(Decimal(repr(value)))
        return column.none if math.isnan(value) else pattern.format(value).replace("-", words.MINUS)

    return text


def _config(column: Column, digits: int, values: Any, *, styled: bool, spoken: bool) -> Any:
    if column.kind in NUMBERS:
        # A rate keeps the digits that it was given: 3.125 is not 3.13.
        known = values.dropna()
        fine = column.kind == "rate" and bool((known.round(2) != known.round(4)).any())
        plain = {"count": "%,d", "rate": "%.3f %%" if fine else "%.2f %%", "share": "%.1f %%", "factor": "%.6g"}.get(
            column.kind, f"%,.{digits}f"
        )
        return st.column_config.NumberColumn(column.title, format=None if styled else plain)
    if column.kind == "day" and not spoken:
        return st.column_config.DateColumn(column.title, format="D MMM YYYY")
    return st.column_config.TextColumn(column.title)
