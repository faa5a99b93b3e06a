"""Tables of the signals section."""

from __future__ import annotations

from typing import Final

from c360 import words
from c360.model import Profile
from c360.model.signals import Signal, Signals
from c360.sheets import Column, Sheet, sheet
from c360.sheets.activity import transactions

FOUND: Final = {True: "◆ Found", False: "○ Not found", None: "Can't be told"}
WHAT: Final = "Patterns worth a question. They are not alerts, and no band depends on them."


def overview(section: Signals, profile: Profile) -> Sheet:
    """Every kind of signal: found or not, why, in how many transactions and of what sum."""
    rows = [
        (one.title, FOUND[one.found], words.dated(one.because), *_in(one)) for one in section.signals
    ]  # fmt: skip
    columns = (
        Column("Signal"), Column("Found?"), Column("Why"), Column("Transactions", "count", none="none"),
        Column(f"Sum, {profile.currency}", "money", none="none"), Column("First", "day", none="none"),
        Column("Last", "day", none="none"),
    )  # fmt: skip
    return sheet("signals", "Signals from transactions", columns, rows)


def _in(one: Signal) -> tuple[object, ...]:
    return (one.transactions.of, one.amount, one.first, one.last) if one.found else (None, None, None, None)


def definitions(section: Signals) -> Sheet:
    """What each kind is, by which thresholds, where that comes from and what was looked at."""
    rows = [
        (one.title, one.definition, one.source, one.window.from_ if one.window else None,
         one.window.to if one.window else None)
        for one in section.signals
    ]  # fmt: skip
    columns = (
        Column("Signal"), Column("Definition", none="can't be told"), Column("Source"), Column("After", "day"),
        Column("Up to", "day"),
    )  # fmt: skip
    return sheet("signal_definitions", "How each signal is defined", columns, rows)


def behind(one: Signal, profile: Profile) -> Sheet:
    """The very transactions of a signal, newest first."""
    return transactions(one.transactions.rows, profile)


def cut(one: Signal) -> str:
    """That more transactions are part of a signal than are listed; nothing where all are."""
    listed = one.transactions
    return f"The newest {listed.shown:,} of {listed.of:,} are listed." if listed.shown < listed.of else ""


def all_behind(section: Signals, profile: Profile) -> Sheet:
    """The transactions of every signal that was found, each with the signal's title before it."""
    columns = transactions((), profile, foreign=True).columns
    rows = [
        (one.title, *row) for one in section.found
        for row in transactions(one.transactions.rows, profile, foreign=True).rows
    ]  # fmt: skip
    none = "No signal was found." if section.looked_at is not None else "Transactions are not held in this book."
    return sheet(
        "signal_transactions", "Transactions of the signals", (Column("Signal"), *columns), rows, none,
        held=section.looked_at is not None,
    )  # fmt: skip


def sheets(section: Signals, profile: Profile) -> tuple[Sheet, ...]:
    """All of them."""
    return overview(section, profile), definitions(section), all_behind(section, profile)
