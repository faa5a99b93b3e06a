"""Tables of the activity section."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from c360 import words
from c360.model import Activity, Day, Profile, Tally, TransactionRow
from c360.sheets import Column, Sheet, nothing, sheet

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Week:
    """One week from Monday, or what of it lies in the window; `None` where a day's sum is unknown."""

    start: date
    days: int
    inflow: Decimal | None
    outflow: Decimal | None
    count: int

    @property
    def net(self) -> Decimal | None:
        """What came in less what went out."""
        return None if self.inflow is None or self.outflow is None else self.inflow - self.outflow


def weeks(days: Sequence[Day]) -> list[Week]:
    """The days of a window put together by week, in order; the parts add up to the whole."""
    found: dict[date, list[Day]] = {}
    for one in days:
        found.setdefault(one.date - timedelta(days=one.date.weekday()), []).append(one)
    return [
        Week(
            start, len(part), _sum([d.inflow for d in part]), _sum([d.outflow for d in part]),
            sum(d.count for d in part),
        )
        for start, part in sorted(found.items())
    ]  # fmt: skip


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def by_week(section: Activity, profile: Profile) -> Sheet:
    """Money in and out by week."""
    rows = [(w.start, w.days, w.inflow, w.outflow, w.net, w.count) for w in weeks(section.daily or ())]
    columns = (
        Column("Week from", "day"), Column("Days", "count"), Column(f"In, {profile.currency}", "money"),
        Column(f"Out, {profile.currency}", "money"), Column(f"Net, {profile.currency}", "money"),
        Column("Transactions", "count"),
    )  # fmt: skip
    return sheet("weeks", "Money in and out by week", columns, rows, _none(profile, "activity.daily"))


def _none(profile: Profile, key: str, none: str = "No transaction in this window.") -> str:
    return words.HIDDEN if profile.hides(key) else none


def by_day(section: Activity, profile: Profile) -> Sheet:
    """Every day of the window, quiet ones too."""
    rows = [(d.date, d.inflow, d.outflow, d.count) for d in section.daily or ()]
    columns = (
        Column("Day", "day"), Column(f"In, {profile.currency}", "money"), Column(f"Out, {profile.currency}", "money"),
        Column("Transactions", "count"),
    )  # fmt: skip
    return sheet("days", "Every day", columns, rows)


def ranked(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    """Most transactions first."""
    return sorted(tallies.items(), key=lambda item: (-(item[1].count or 0), item[0]))


def tallied(tallies: Mapping[str, Tally] | None, name: str, what: str, profile: Profile) -> Sheet:
    """Transactions and volume by type or channel."""
    rows = [(key, tally.count, tally.volume) for key, tally in ranked(tallies or {})]
    columns = (Column(what, "word"), Column("Count", "count"), Column(f"Volume, {profile.currency}", "money"))
    held, key = tallies is not None, {"types": "transaction_types"}.get(name, name)
    none = "No transaction in this window." if held else f"{what}s of transactions are not held in this book."
    none = _none(profile, f"activity.{key}", none)
    return sheet(name, f"By {what.lower()}", columns, rows, none, held=held)


def places(section: Activity, profile: Profile) -> Sheet:
    """Transactions that name a place, by place."""
    rows = sorted((section.location_counts or {}).items(), key=lambda item: (-item[1], item[0]))
    held = section.location_counts is not None
    none = "No transaction in this window names a place." if held else "Places are not held in this book."
    none = _none(profile, "activity.location_counts", none)
    return sheet("places", "By place", (Column("Place"), Column("Count", "count")), rows, none, held=held)


def times(section: Activity, hours: tuple[int, int]) -> Sheet:
    """How the counts split by time; `hours` are the policy's business hours. Without a time of day it is unknown."""
    split = section.time_patterns
    business = after = None
    if split is not None and (split.business_hours or split.after_hours or not split.date_only):
        business, after = split.business_hours, split.after_hours
    rows = [] if split is None else [
        ("Weekdays", split.weekday), ("Weekends", split.weekend),
        (f"Business hours (Mon to Fri, {hours[0]:02}:00 to {hours[1]:02}:00)", business),
        ("After hours", after), ("Date only, no time of day", split.date_only),
    ]  # fmt: skip
    return sheet("times", "Transactions by time", (Column("When"), Column("Transactions", "count")), rows)


def by_hour(section: Activity) -> Sheet:
    """Counts by hour of the day and weekday."""
    heat = section.heatmap or ()
    rows = [(f"{hour:02}:00", *(day[hour] for day in heat)) for hour in range(24)] if heat else []
    return sheet("hours", "By weekday and hour", (Column("Hour"), *(Column(day, "count") for day in WEEKDAYS)), rows)


def transactions(rows: Sequence[TransactionRow], profile: Profile, *, foreign: bool | None = None) -> Sheet:
    """Transactions with all that is held of each; what each counts for stands beside it where currencies differ."""
    mixed = any(row.currency != profile.currency for row in rows) if foreign is None else foreign
    more: tuple[tuple[Column, Callable[[TransactionRow], object]], ...] = (
        ((Column(f"In {profile.currency}", "money"), lambda row: row.value),) if mixed else ()
    )
    columns = (
        Column("Day", "day"), Column("Time", "time", none="no time"), Column("Direction", "direction"),
        Column("Amount", "money"), Column("Currency"), *(column for column, _ in more), Column("Type", "word"),
        Column("Channel", "word"), Column("Counterparty"), Column("Place"), Column("Account"), Column("Id"),
        Column("Source"),
    )  # fmt: skip
    lines = [
        (row.at, row.at, row.direction, row.amount, row.currency, *(read(row) for _, read in more), row.type,
         row.channel, row.counterparty, row.location, row.account, row.id, row.source)
        for row in rows
    ]  # fmt: skip
    return sheet("transactions", "Transactions", columns, lines,
                 _none(profile, "activity.transactions", "No transaction on record in this window."))  # fmt: skip


def largest(section: Activity, most: int) -> list[TransactionRow]:
    """The largest of the listed transactions by what they count for, largest first; unknown ones are left out."""
    listed = section.transactions.rows if section.transactions else ()
    known = [(row.value, row) for row in listed if row.value is not None]
    return [row for _, row in sorted(known, key=lambda pair: pair[0], reverse=True)[:most]]


def interactions(section: Activity, profile: Profile) -> Sheet:
    """Contacts with the bank, newest first."""
    rows = [(i.at, i.at, i.channel, i.kind, i.summary, i.source) for i in section.interactions or ()]
    columns = (
        Column("Day", "day"), Column("Time", "time", none="no time"), Column("Channel", "word"),
        Column("Kind", "word"), Column("Summary"), Column("Source"),
    )  # fmt: skip
    none, held = nothing(
        section.interactions is not None, f"No contact in {words.counted(section.window.days, 'day')}",
        "Contacts with the bank are", profile, "activity.interactions",
    )  # fmt: skip
    return sheet("interactions", "Contacts with the bank", columns, rows, none, held=held)


def sheets(section: Activity, profile: Profile) -> tuple[Sheet, ...]:
    """All of them."""
    listed = section.transactions.rows if section.transactions else ()
    return (
        transactions(listed, profile, foreign=True), by_week(section, profile), by_day(section, profile),
        tallied(section.transaction_types, "types", "Type", profile),
        tallied(section.channels, "channels", "Channel", profile), places(section, profile), by_hour(section),
        interactions(section, profile),
    )  # fmt: skip
