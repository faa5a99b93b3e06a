"""The book: what it is, who feeds it, what it holds and lacks, and how the four targets are met."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import streamlit as st

from c360 import words
from c360.build_times import BuildTimes
from c360.graph.about import BookInfo
from c360.headline import Figure
from c360.sheets import Sheet
from c360.sheets import book as sheets
from c360.sources.report import LoadReport
from c360.verify import tables
from c360.verify.check import Check
from components import charts, looking, places, theme
from components.panel import facts, figure, missing, panel, table

# The founding document's targets.
_SECONDS: Final = 30
_COMPLETE: Final = 95
_ACCURATE: Final = 99
_DAYS: Final = 1
_VERIFY: Final = "`python -m c360 verify --graph BOOK`"


def show(book: BookInfo, check: Check | None, times: BuildTimes | None, report: LoadReport | None) -> None:
    """Draw the page. A target that nothing has measured yet is unknown, and the page says what measures it."""
    st.title(theme.safe(book.name), anchor=False)
    loaded = words.moment(book.moment(book.loaded_at))
    since = f"transactions from {words.day(book.first_day)}" if book.first_day else "no transactions"
    st.caption(
        theme.safe(
            f"As of {words.day(book.as_of)} · generation {book.generation}, loaded {loaded} · {book.currency},"
            f" {words.zone(book.zone.key)} · {since}"
        )
    )
    if book.loading:
        st.warning(
            "**A load has not ended:** each record may be of before or after it.",
            icon=":material/sync:",
        )
    if book.incomplete:
        st.warning(
            "**This book is incomplete:** rows were rejected when it was loaded. Figures may lack some of them.",
            icon=":material/rule:",
        )
    _targets(book, check, times)
    left, right = st.columns([3, 2])
    with left, panel("Who feeds it?", f"Age on {words.day(book.as_of)}, the book's own date"):
        table(sheets.sources(book))
    with right, panel("What was rejected?", "Rows that the last load left out, by fault"):
        _rejected(book, report)
    left, right = st.columns(2)
    with left, panel("How complete are its profiles?", _of(check)):
        _complete(check)
    with right, panel("Do the figures agree with the records?", _when(check, book)):
        _agreement(check)
    with panel("What is delivered, and what is not", "Labels and keys of the graph; what nobody delivers is not none"):
        table(sheets.delivered(book), height=420)


def _targets(book: BookInfo, check: Check | None, times: BuildTimes | None) -> None:
    with st.grid(4, min_column_width=150):
        figure(_built(times))
        figure(_filled(check))
        figure(_fresh(book))
        figure(_right(check))


def _met(met: bool) -> str:
    return "● met" if met else "▲ missed"


def _built(times: BuildTimes | None) -> Figure:
    goal = f"goal: under {_SECONDS} s"
    if times is None or times.p95 is None or times.p50 is None:
        return Figure("Profile built in", words.UNKNOWN, f"no profile was built today; {goal}")
    met = _met(times.p95 < _SECONDS * 1000)
    return Figure(
        "Profile built in", f"{times.p50:,.1f}{words.NBSP}ms",
        f"half of today's {times.count:,}; 95 % within {times.p95:,.1f}{words.NBSP}ms; {met}, {goal}",
    )  # fmt: skip


def _filled(check: Check | None) -> Figure:
    goal = f"goal: over {_COMPLETE} %"
    if check is None or "profile" not in check.completeness:
        return Figure("Complete", words.UNKNOWN, f"not measured yet; {goal}")
    mean = Decimal(check.completeness["profile"])
    return Figure(
        "Complete", words.share(mean),
        f"mean of {check.of:,} customers, {check.complete_enough:,} of them complete enough;"
        f" {_met(mean > _COMPLETE)}, {goal}",
    )  # fmt: skip


def _fresh(book: BookInfo) -> Figure:
    goal = "goal: daily"
    ages = {one.name: sheets.age(one, book) for one in book.sources}
    known = {name: age for name, age in ages.items() if age is not None}
    if not known:
        return Figure("Oldest source", words.UNKNOWN, f"no source says up to when its data speak; {goal}")
    name = max(known, key=lambda one: known[one])
    untold = f"; of {len(ages) - len(known)} sources it is unknown" if len(known) < len(ages) else ""
    return Figure(
        "Oldest source", words.counted(known[name], "day"),
        f"{name}, before the book's date{untold}; {_met(known[name] <= _DAYS)}, {goal}",
    )  # fmt: skip


def _right(check: Check | None) -> Figure:
    goal = f"goal: over {_ACCURATE} %"
    if check is None or check.agreement is None:
        return Figure("Figures that agree", words.UNKNOWN, f"not checked yet; {goal}")
    told = f"{check.figures - check.disagreed:,} of {check.figures:,} figures of {check.customers:,} customers"
    return Figure(
        "Figures that agree", f"{check.agreement}{words.NBSP}%", f"{told}; {_met(check.agreement > _ACCURATE)}, {goal}"
    )  # fmt: skip


def _rejected(book: BookInfo, report: LoadReport | None) -> None:
    total = sum(one.rejected for one in book.sources)
    st.markdown(f"Left out of the whole book: **{words.counted(total, 'row')}**.")
    if report is None:
        missing("The last load's report can't be read.")
        return
    facts(
        [("Last load", report.source), ("Rows read", f"{report.read:,}"), ("Rows loaded", f"{report.loaded:,}"),
         ("Took", f"{report.seconds:,.1f} s"),
         ("Files are whole", "proven by a manifest" if report.complete else "not proven: there was no MANIFEST.csv")],
        alt="The last load",
    )  # fmt: skip
    table(sheets.rejected(report.faults), well=True)


def _of(check: Check | None) -> str:
    return "Percent of the keys that a complete profile has" + ("" if check is None else f", mean of {check.of:,}")


def _when(check: Check | None, book: BookInfo) -> str:
    return "" if check is None else f"Checked {words.moment(book.moment(check.at))}, as of {words.dated(check.as_of)}"


def _complete(check: Check | None) -> None:
    if check is None:
        missing("Not measured yet:")
        st.markdown(f"{_VERIFY} measures it over all customers.")
        return
    found = tables.completeness(check)
    shares = [(str(row[0]), row[1]) for row in found.rows]
    charts.bars(
        theme.palette(), [name for name, _ in shares], [float(share) for _, share in shares],
        [words.share(share) for _, share in shares], alt="Completeness by section", key="completeness",
    )  # fmt: skip
    table(found)


def _agreement(check: Check | None) -> None:
    if check is None:
        missing("Not checked yet:")
        st.markdown(f"{_VERIFY} works 200 random profiles out again from the records.")
        return
    st.markdown(
        "Figures of random customers, worked out again by SQL and plain arithmetic, without the graph, its traversals"
        f" or the sections. Policy `{check.policy[:12]}`, seed {check.seed}, {check.seconds:,.1f} s."
    )
    table(tables.bases(check))
    found = tables.disagreements(looking.of_part(check))
    if check.disagreed:
        st.error(f"**Figures that disagree: {check.disagreed:,}.** Named are the first.", icon=":material/error:")
    _disagreements(found)


def _disagreements(found: Sheet) -> None:
    table(found, well=True)
    for customer_id in dict.fromkeys(str(row[0]) for row in found.rows):
        places.link(customer_id, customer_id)
