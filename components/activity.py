"""The activity tab: what comes in and goes out, when, how and where, and the rows themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from c360 import words
from c360.model import Activity, Profile, SectionState, Tally, TransactionRow
from c360.money import minor_digits
from components import charts, flows, heat, theme
from components.panel import Column, Records, figure, limits, missing, panel, table, unavailable

_DIRECTION = {"in": "↓ In", "out": "↑ Out", "internal": "↔ Between own accounts"}
_PLACES = 12  # bars that still read at a glance; the table below has them all


def show(
    section: Activity | None,
    state: SectionState | None,
    profile: Profile,
    hours: tuple[int, int],
    zone: ZoneInfo,
) -> None:
    """Draw the section. `hours` are the policy's business hours, `zone` the bank's."""
    if unavailable(state, "Activity") or section is None or state is None:
        return
    limits(state)
    where = words.zone(zone.key)
    st.caption(theme.safe(_sentence(section, where)))
    if section.transaction_count is None:
        missing("Transactions of this window are not held in this book, so there is nothing to count or to draw.")
    else:
        _figures(section, profile)
        left, right = st.columns([3, 2])
        with left, panel("Money in and out by week", f"{profile.currency}, weeks from Monday; {where}"):
            flows.show(section.daily or (), profile.currency)
        with right, panel("When: weekday by hour", f"Transactions; hours from 0 to 23, {where}"):
            heat.show(section, hours)
        left, middle, right = st.columns(3)
        with left, panel("By type", f"Transactions and volume in {profile.currency}"):
            _shares(section.transaction_types, "Type", "Transaction types are", profile.currency)
        with middle, panel("By channel", f"Transactions and volume in {profile.currency}"):
            _shares(section.channels, "Channel", "Channels are", profile.currency)
        with right, panel("By place", "Transactions that name a place"):
            _places(section.location_counts)
        _transactions(section, profile)
    with panel("Contacts with the bank", f"Newest first; {where}"):
        _interactions(section, profile)


def _sentence(section: Activity, where: str) -> str:
    window = section.window
    first = window.from_.toordinal() + 1
    span = words.span(type(window.from_).fromordinal(first), window.to)
    text = f"{span}, {where}: {words.counted(window.days, 'day')}."
    counts = [
        f"{words.number(tally.count)} {name}"
        for tally, name in (
            (section.inflow, "in"),
            (section.outflow, "out"),
            (section.internal, "between own accounts"),
        )
        if tally is not None
    ]
    if section.transaction_count is None:
        return text
    return f"{text} {words.counted(section.transaction_count, 'transaction')}: {', '.join(counts)}."


def _figures(section: Activity, profile: Profile) -> None:
    whole = Tally(section.transaction_count, section.total_volume)
    cells = (
        ("All transactions", whole, None), ("In", section.inflow, "in"), ("Out", section.outflow, "out"),
        ("Between own accounts", section.internal, "internal"),
    )  # fmt: skip
    with st.grid(4, min_column_width=230):
        for title, tally, direction in cells:
            count, volume = (None, None) if tally is None else (tally.count, tally.volume)
            told = f"volume {words.money(volume, profile.currency)}"
            if direction is None:
                told += f", average {_average(section, profile.currency)}"
            figure(title, words.number(count), told, records=partial(_records, section, direction))


def _average(section: Activity, currency: str) -> str:
    if section.transaction_count == 0:
        return "none to take"
    return words.money(section.average_transaction, currency)


def _shares(tallies: Mapping[str, Tally] | None, what: str, not_held: str, currency: str) -> None:
    if tallies is None:
        missing(f"{not_held} not held in this book.")
        return
    if not tallies:
        missing("No transaction in this window.", ":material/check:")
        return
    ranked = sorted(tallies.items(), key=lambda item: (-(item[1].count or 0), item[0]))
    _ranked_bars([(words.word(name), tally.count or 0) for name, tally in ranked], what)
    table(
        (Column(what, "word"), Column("Count", "count"), Column(f"Volume, {currency}", "money")),
        [(name, tally.count, tally.volume) for name, tally in ranked],
        alt=f"Transactions by {what.lower()}", digits=minor_digits(currency),
    )  # fmt: skip


def _places(counts: Mapping[str, int] | None) -> None:
    if counts is None:
        missing("Places are not held in this book.")
        return
    if not counts:
        missing("No transaction in this window names a place.", ":material/check:")
        return
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    _ranked_bars(ranked, "Place")
    table((Column("Place"), Column("Count", "count")), ranked, alt="Transactions by place")


def _ranked_bars(ranked: list[tuple[str, int]], what: str) -> None:
    drawn = ranked[:_PLACES]
    charts.bars(
        theme.palette(), [name for name, _ in drawn], [float(count) for _, count in drawn],
        [words.number(count) for _, count in drawn], alt=f"Transactions by {what.lower()}", key=f"by_{what.lower()}",
    )  # fmt: skip
    if len(ranked) > len(drawn):
        st.caption(f"The first {len(drawn)} of {len(ranked)}; the table has them all.")


def _transactions(section: Activity, profile: Profile) -> None:
    listed = section.transactions
    if listed is None:
        return
    note = "Newest first, amounts in their own currency; the table's magnifier searches it"
    with panel("Transactions", note):
        if not listed.rows:
            missing(f"No transaction on record in these {words.counted(section.window.days, 'day')}.",
                    ":material/check:")  # fmt: skip
            return
        if listed.shown < listed.of:
            st.info(
                f"The newest {listed.shown:,} of {listed.of:,} are listed; every figure above counts all of them.",
                icon=":material/info:",
            )
        digits = [minor_digits(row.currency) for row in listed.rows]
        table(COLUMNS, [line(row) for row in listed.rows], alt="Transactions of the window", digits=digits, height=420)


COLUMNS = (
    Column("Day", "day"), Column("Time", none="no time"), Column("Direction"), Column("Amount", "money"),
    Column("Currency"), Column("Type", "word"), Column("Channel", "word"), Column("Counterparty"),
    Column("Place"), Column("Account"), Column("Id"), Column("Source"),
)  # fmt: skip


def line(row: TransactionRow) -> tuple[object, ...]:
    """A transaction as a row of `COLUMNS`."""
    return (
        row.at, _time(row.at), _DIRECTION.get(row.direction, row.direction), row.amount, row.currency, row.type,
        row.channel, row.counterparty, row.location, row.account, row.id, row.source,
    )  # fmt: skip


def _time(at: datetime | date | None) -> str | None:
    return f"{at:%H:%M}" if isinstance(at, datetime) else None


def _records(section: Activity, direction: str | None) -> Records:
    listed = section.transactions
    rows = [] if listed is None else [row for row in listed.rows if direction in (None, row.direction)]
    how = "Transactions that touch an account owned, each counted once."
    if listed is not None and listed.shown < listed.of:
        how += f" The total counts all; listed are those among the newest {listed.shown:,} of {listed.of:,}."
    return Records(how, COLUMNS, [line(row) for row in rows])


def _interactions(section: Activity, profile: Profile) -> None:
    if section.interactions is None:
        missing("Contacts with the bank are not held in this book.")
    elif not section.interactions:
        missing(f"No contact on record in the {words.counted(section.window.days, 'day')} to"
                f" {words.day(profile.as_of)}.", ":material/check:")  # fmt: skip
    else:
        table(
            (Column("Day", "day"), Column("Time", none="no time"), Column("Channel", "word"), Column("Kind", "word"),
             Column("Summary")),
            [(row.at, _time(row.at), row.channel, row.kind, row.summary) for row in section.interactions],
            alt="Contacts with the bank",
        )  # fmt: skip
