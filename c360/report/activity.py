"""The activity chapter: in and out, when, how and where, the largest transactions, contacts."""

from __future__ import annotations

from typing import Final

from c360 import words
from c360.model import Activity, Profile
from c360.policy import Policy
from c360.report.blocks import Bars, Block, Facts, Flow, Heat, Note, Panel, panel, table
from c360.sheets import Sheet
from c360.sheets import activity as sheets

_LARGEST: Final = 10
_BARS: Final = 10


def panels(section: Activity, profile: Profile, policy: Policy) -> tuple[Panel, ...]:
    """The chapter's panels; the list of transactions is an appendix of its own."""
    window = section.window
    first = type(window.from_).fromordinal(window.from_.toordinal() + 1)
    span = f"{words.span(first, window.to)}, {words.counted(window.days, 'day')}"
    contacts = panel("Contacts with the bank", "Newest first", *table(sheets.interactions(section, profile)))
    if any(map(profile.hides, ("activity.transaction_count", "activity.total_volume", "activity.daily"))):
        return panel("Transactions", span, Note(words.HIDDEN)), contacts
    if section.transaction_count is None:
        told = "Transactions of this window are not held in this book, so there is nothing to count or to draw."
        return panel("Transactions", span, Note(told)), contacts
    currency = profile.currency
    hours = policy.business_hours
    more = [] if not section.converted else [
        Note(f"Amounts in {words.listed(section.converted)} count at each day's rate.")
    ]  # fmt: skip
    return (
        panel("How much", f"{span}; {currency}", Facts(_sums(section, currency)), *more, half=True),
        panel("Money in and out by week", f"{currency}, weeks from Monday", *_flow(section, profile), half=True),
        panel("When: weekday by hour", "Transactions in the bank's time zone", *_heat(section, hours),
              *table(sheets.times(section, hours))),
        panel("By type", f"Transactions and volume in {currency}",
              *_counted(sheets.tallied(section.transaction_types, "types", "Type", profile)), half=True),
        panel("By channel", f"Transactions and volume in {currency}",
              *_counted(sheets.tallied(section.channels, "channels", "Channel", profile)), half=True),
        panel("By place", "Transactions that name a place", *_counted(sheets.places(section, profile))),
        panel("Largest transactions", _of_listed(section), *_largest(section, profile)), contacts,
    )  # fmt: skip


def _sums(section: Activity, currency: str) -> tuple[tuple[str, str], ...]:
    flows = (("In", section.inflow), ("Out", section.outflow), ("Between own accounts", section.internal))
    average = words.money(section.average_transaction, currency) if section.transaction_count else "none to take"
    return (
        ("Transactions", words.number(section.transaction_count)),
        ("Volume", words.money(section.total_volume, currency)), ("Average", average),
        *((name, f"{words.number(tally.count)}, {words.money(tally.volume, currency)}")
          for name, tally in flows if tally is not None),
    )  # fmt: skip


def _flow(section: Activity, profile: Profile) -> tuple[Block, ...]:
    weeks = sheets.weeks(section.daily or ())
    amounts = [amount for week in weeks for amount in (week.inflow, week.outflow) if amount is not None]
    top = max(amounts, default=None)
    if not top:
        return (Note("No money came in or went out in this window."),)
    rows = tuple(
        (
            f"{week.start.day} {week.start:%b}", None if week.inflow is None else float(week.inflow / top),
            None if week.outflow is None else float(week.outflow / top),
        )
        for week in weeks
    )  # fmt: skip
    peak = f"largest bar {words.money(top, profile.currency, cents=False)}"
    return (Flow(f"Money in and out by week, {peak}", peak, rows),)


def _heat(section: Activity, hours: tuple[int, int]) -> tuple[Block, ...]:
    heat = section.heatmap or ()
    top = max((max(day) for day in heat), default=0)
    if not section.transaction_count:
        return (Note("No transaction in this window."),)
    if not top:
        return (Note("These transactions carry no time of day, so there are no hours to show."),)
    steps = tuple(tuple(-(-count * 8 // top) for count in day) for day in heat)
    alt = f"Transactions by weekday and hour, at most {top} in an hour"
    return (Heat(alt, sheets.WEEKDAYS, steps, *hours),)


def _counted(found: Sheet) -> tuple[Block, ...]:
    if not found.rows:
        return table(found)
    top = max(row[1] or 0 for row in found.rows) or 1
    rows = tuple(
        (words.word(str(row[0])), (row[1] or 0) / top, words.number(row[1]), "neutral") for row in found.rows[:_BARS]
    )
    return Bars(found.title, rows), *table(found)  # type: ignore[arg-type]


def _of_listed(section: Activity) -> str:
    listed = section.transactions
    if listed is None or listed.shown == listed.of:
        return "By what each counts for"
    return f"Among the newest {listed.shown:,} of {listed.of:,}"


def _largest(section: Activity, profile: Profile) -> tuple[Block, ...]:
    found = sheets.transactions(sheets.largest(section, _LARGEST), profile)
    return table(found, drop=("Time", "Id", "Source", "Channel"))
