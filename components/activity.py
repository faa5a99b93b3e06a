"""The activity tab: what comes in and goes out, when, how and where, and the rows themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from c360 import words
from c360.graph.about import BookInfo
from c360.headline import Figure
from c360.model import Activity, Profile, SectionState, Tally, TransactionRow
from c360.sheets import activity as sheets
from components import calendar, flows, heat, theme
from components.fragments import fragment
from components.panel import OFF, Records, figure, limits, missing, panel, table, unavailable
from components.session import YEAR

_FEW: Final = 10
_WAYS: Final = {"All": None, "In": "in", "Out": "out", "Between own accounts": "internal"}


def show(
    section: Activity | None, state: SectionState | None, profile: Profile, hours: tuple[int, int], book: BookInfo,
    year: Callable[[], Profile],
) -> None:  # fmt: skip
    """Draw the section. `hours` are the policy's business hours; `year` asks for the activity of a whole year."""
    if unavailable(state, "Activity") or section is None or state is None:
        return
    limits(state)
    where = words.zone(book.zone.key)
    st.caption(theme.safe(_sentence(section, where)))
    if profile.hides("activity.transaction_count") or profile.hides("activity.total_volume"):
        # What is left is tables, each of which says whether it is shown.
        _how(section, profile)
        _rows(section, profile)
        missing(words.HIDDEN, OFF)
    elif section.transaction_count is None:
        missing("Transactions of this window are not held in this book, so there is nothing to count or to draw.")
    else:
        _figures(section, profile)
        _when(section, profile, hours, where)
        with panel("The year, day by day", f"Transactions on each day of the {YEAR} to {words.day(profile.as_of)}"):
            calendar.show(year(), book.first_day)
        _how(section, profile)
        _rows(section, profile)
    with panel("Contacts with the bank", f"Newest first; {where}"):
        table(sheets.interactions(section, profile))


def _when(section: Activity, profile: Profile, hours: tuple[int, int], where: str) -> None:
    every = partial(_records, section, profile, None)
    left, right = st.columns([3, 2])
    with left, panel("Money in and out by week", f"{profile.currency}, weeks from Monday; {where}", records=every):
        flows.show(section, profile)
    with right, panel("When: weekday by hour", f"Transactions; hours from 0 to 23, {where}"):
        heat.show(section, hours)


def _how(section: Activity, profile: Profile) -> None:
    left, middle, right = st.columns(3)
    for place, title, found in (
        (left, "By type", sheets.tallied(section.transaction_types, "types", "Type", profile)),
        (middle, "By channel", sheets.tallied(section.channels, "channels", "Channel", profile)),
        (right, "By place", sheets.places(section, profile)),
    ):
        note = f"Transactions and volume in {profile.currency}" if title != "By place" else "Those that name a place"
        with place, panel(title, note, records=partial(_records, section, profile, None)):
            table(found, bars="Count")


def _sentence(section: Activity, where: str) -> str:
    window = section.window
    first = date.fromordinal(window.from_.toordinal() + 1)
    text = f"{words.span(first, window.to)}, {where}: {words.counted(window.days, 'day')}."
    if section.transaction_count is None or section.inflow is None:
        return text
    counts = [
        f"{words.number(tally.count)} {name}"
        for tally, name in (
            (section.inflow, "in"), (section.outflow, "out"), (section.internal, "between own accounts"),
        )
        if tally is not None
    ]  # fmt: skip
    text += f" {words.counted(section.transaction_count, 'transaction')}: {', '.join(counts)}."
    if section.converted:
        text += f" Amounts in {words.listed(section.converted)} count at each day's rate."
    return text


def _figures(section: Activity, profile: Profile) -> None:
    whole = Tally(section.transaction_count, section.total_volume)
    cells = (
        ("All transactions", whole, None), ("In", section.inflow, "in"), ("Out", section.outflow, "out"),
        ("Between own accounts", section.internal, "internal"),
    )  # fmt: skip
    with st.grid(4, min_column_width=150):
        for title, tally, direction in cells:
            count, volume = (None, None) if tally is None else (tally.count, tally.volume)
            told = f"volume {words.money(volume, profile.currency)}"
            if direction is None:
                told += f", average {_average(section, profile.currency)}"
            figure(Figure(title, words.number(count), told), records=partial(_records, section, profile, direction))


def _average(section: Activity, currency: str) -> str:
    if section.transaction_count == 0:
        return "none to take"
    return words.money(section.average_transaction, currency)


def _rows(section: Activity, profile: Profile) -> None:
    listed = section.transactions
    if listed is None:
        if profile.hides("activity.transactions"):
            with panel("Transactions"):
                missing(words.HIDDEN, OFF)
        return
    cut = f"among the newest {listed.shown:,} of {listed.of:,}" if listed.shown < listed.of else "of this window"
    largest, latest = sheets.largest(section, _FEW), listed.rows[:_FEW]
    # Where all are in one currency it is said once, and there is room for the place.
    alike = {row.currency for row in (*largest, *latest)} == {profile.currency}
    unit = f", in {profile.currency}" if alike else ""
    narrow = ("Id", "Source", "Time", "Channel", "Account", *(["Currency"] if alike else ()), *_unheld(section))
    left, right = st.columns(2)
    with left, panel("Largest", f"The {_FEW} largest {cut}, by what they count for{unit}"):
        table(sheets.transactions(largest, profile), alt="Largest transactions", drop=narrow)
    with right, panel("Latest", f"The {_FEW} latest{unit}"):
        table(sheets.transactions(latest, profile), alt="Latest transactions", drop=narrow)
    with panel("Transactions", "Newest first, amounts in their own currency"):
        if listed.shown < listed.of:
            st.info(
                f"The newest {listed.shown:,} of {listed.of:,} are listed; every figure above counts all of them.",
                icon=":material/info:",
            )
        if listed.rows:
            _search(section, profile)
        else:
            table(sheets.transactions((), profile))


def _unheld(section: Activity) -> tuple[str, ...]:
    """The columns that could only say "unknown" in every row: nobody delivers what they hold."""
    times = section.heatmap
    return tuple(
        title
        for title, held in (
            ("Channel", section.channels is not None), ("Place", section.location_counts is not None),
            ("Time", times is None or any(map(any, times))),
        )
        if not held
    )  # fmt: skip


@fragment
def _search(section: Activity, profile: Profile) -> None:
    """The list, narrowed by what is typed; a fragment, so that typing redraws nothing else."""
    listed = section.transactions.rows if section.transactions else ()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Search these transactions", key="ledger", max_chars=100, type="search", autocomplete="off",
            placeholder="Counterparty, place, type, account, id or amount", icon=":material/search:", width=420,
        )  # fmt: skip
        way = st.selectbox("Direction", list(_WAYS), key="ledger_way", width=220)
    found = matching(listed, text or "", _WAYS.get(way or "All"))
    if len(found) != len(listed):
        st.caption(f"{len(found):,} of the {len(listed):,} listed.")
    shown = sheets.transactions(found, profile)
    if found:
        table(shown, alt="Transactions of the window", height=420, drop=_unheld(section))
    else:
        missing("No listed transaction matches.", ":material/search_off:")


def matching(rows: tuple[TransactionRow, ...], text: str, direction: str | None) -> tuple[TransactionRow, ...]:
    """The rows in which every word of `text` occurs, in any letter case; amounts with or without separators."""
    wanted = text.casefold().replace(",", "").split()

    def fits(row: TransactionRow) -> bool:
        if direction is not None and row.direction != direction:
            return False
        held = " ".join(filter(None, (row.counterparty, row.location, row.type, row.channel, row.account, row.id)))
        held = f"{held} {words.word(row.type)} {row.amount} {row.currency} {words.moment(row.at)}".casefold()
        return all(word in held for word in wanted)

    return rows if not wanted and direction is None else tuple(row for row in rows if fits(row))


def _records(section: Activity, profile: Profile, direction: str | None) -> Records:
    listed = section.transactions
    rows = [] if listed is None else [row for row in listed.rows if direction in (None, row.direction)]
    how = "Transactions that touch an account owned, each counted once."
    if listed is not None and listed.shown < listed.of:
        how += f" The total counts all; listed are those among the newest {listed.shown:,} of {listed.of:,}."
    return Records(how, sheets.transactions(rows, profile))
