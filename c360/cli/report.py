"""A profile that a person reads in a terminal: who, five figures, what needs attention, and the six sections."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from c360 import words
from c360.cli.sections import BODIES, as_it_is
from c360.cli.tables import facts, heading, table
from c360.cli.words import clean, say
from c360.demo.tour import WHERE_TO_BEGIN
from c360.model import Profile, SectionState
from c360.settings import DEFAULT_GRAPH
from c360.sources.report import LoadReport
from c360.verify.check import Check
from c360.words import share

# Word, shape and colour, so that none of them has to be seen alone.
_RISK: Final = {"LOW": ("●", "green"), "MEDIUM": ("◆", "yellow"), "HIGH": ("▲", "red"), "CRITICAL": ("■", "bold red")}


def render(parts: Iterable[RenderableType], *, width: int, colour: bool) -> str:
    """The parts as text for a terminal of `width`; without `colour` not one escape sequence."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, color_system="auto" if colour else None,
        emoji=False, markup=False, highlight=False, legacy_windows=False,
    )  # fmt: skip
    for part in parts:
        console.print(part)
    # Rich fills every line up to the width.
    return "\n".join(line.rstrip(" ") for line in out.getvalue().split("\n"))


def profile_report(profile: Profile) -> Iterable[RenderableType]:
    """The whole profile, section by section, each with its state."""
    yield _head(profile)
    yield _figures(profile)
    yield from _attention(profile)
    for name, state in profile.sections.items():
        yield Rule(Text(name.capitalize(), style="bold"), align="left", style="dim")
        yield _state(state)
        data = profile.parts.get(name)
        if data is not None:
            yield Padding(Group(*BODIES.get(name, as_it_is)(data, profile)), (0, 0, 1, 2))
    hidden = [name for name in profile.withheld if "." not in name]
    if hidden:
        yield Text(f"Not shown to your role: {clean(', '.join(hidden))}.")
    yield _foot(profile)


def check_report(check: Check) -> Iterable[RenderableType]:
    """What a check found, and what it read."""
    yield Text(f"All {check.figures:,} figures of {check.customers:,} customers agree with the records.", style="bold")
    bases = [(name, clean(basis)) for name, basis in check.bases.items()]
    completeness = [(name, f"{value} %") for name, value in check.completeness.items()]
    yield table(("source", "read from"), bases)
    yield table(("section", "complete"), completeness)
    yield Text(f"Completeness is the mean of {check.of:,} customers. Seed {check.seed}; {check.seconds:,.1f} s.")


def risk_word(level: str | None) -> Text:
    """A risk level as word, shape and colour."""
    if level is None:
        return Text("unknown", style="dim")
    shape, style = _RISK.get(level, ("", ""))
    return Text(f"{shape} {level.capitalize()}".strip(), style=style)


def _head(profile: Profile) -> RenderableType:
    summary = profile.summary
    who = Text(_told(profile, "name"), style="bold")
    who.append(f"   {clean(profile.customer_id)}", style="dim")
    since, segment = _told(profile, "customer_since"), _told(profile, "value_segment")
    line = Text(f"customer since {since} · segment {segment} · risk ")
    hidden = profile.hides("summary.risk_level")
    line.append_text(Text(words.NOT_YOURS, style="dim") if hidden else risk_word(summary.risk_level))
    return Panel(Group(who, line), title=Text(f"as of {say(profile.as_of)}"), title_align="right")


def _told(profile: Profile, key: str) -> str:
    return words.NOT_YOURS if profile.hides(f"summary.{key}") else say(getattr(profile.summary, key))


def _figures(profile: Profile) -> RenderableType:
    summary, products, activity, value = profile.summary, profile.products, profile.activity, profile.value
    completeness = [f"{name} {share(state.completeness)}" for name, state in profile.sections.items() if state.counted]
    days = f"in {activity.window.days} days to {say(activity.window.to)}" if activity else "not available"
    rows: list[tuple[str, Any, str]] = [
        (
            "risk",
            risk_word(summary.risk_level),
            f"score {say(profile.risk.overall_score) if profile.risk else 'unknown'}",
        ),
        (
            "net position",
            products.summary.net_position if products else None,
            f"{profile.currency}, assets less liabilities{_balances_of(profile)}",
        ),
        ("revenue", value.annual_revenue if value else None, f"{profile.currency}, the year to {say(profile.as_of)}"),
        ("transactions", activity.transaction_count if activity else None, days),
        ("completeness", share(summary.completeness), ", ".join(completeness)),
    ]
    keys = ("risk.overall_risk", "products.summary.net_position", "value.annual_revenue", "activity.transaction_count")
    shown = [
        (name, words.NOT_YOURS, "") if profile.hides(key) else row
        for row, key in zip(rows, (*keys, "completeness"), strict=True) for name in row[:1]
    ]  # fmt: skip
    return facts(shown)


def _balances_of(profile: Profile) -> str:
    """From when balances are, where that isn't the day the profile speaks of: the book holds no history of them."""
    day = profile.products.summary.balances_as_of if profile.products else profile.as_of
    return "" if day == profile.as_of else f", balances of {say(day)}"


def _attention(profile: Profile) -> Iterable[RenderableType]:
    if not profile.summary.attention:
        return
    yield heading("Needs attention")
    grid = Table.grid(padding=(0, 2))
    for item in profile.summary.attention:
        grid.add_row("!", Text(clean(item.title), style="bold"), Text(clean(item.why)), Text(item.section, style="dim"))
    yield Padding(grid, (0, 0, 1, 2))


def _state(state: SectionState) -> RenderableType:
    told = [f"complete to {share(state.completeness)}"] if state.counted else []
    told += [] if state.updated_at is None else [f"updated {say(state.updated_at)}"]
    told += [f"masked: {', '.join(state.masked)}"] if state.masked else []
    told += [f"{words.NOT_YOURS}: {', '.join(state.withheld)}"] if state.withheld else []
    line = Text(clean(", ".join(told)), style="dim")
    if state.status != "ok":
        line.append(f"\n{state.status}: {clean(state.reason or 'no reason given')}", style="yellow")
    if state.missing:
        line.append(f"\nmissing: {clean(', '.join(state.missing))}")
    return Padding(line, (0, 0, 1, 2))


def _foot(profile: Profile) -> RenderableType:
    book = profile.book
    sources = ", ".join(f"{clean(s.name)} ({say(s.records)} records, to {say(s.updated_at)})" for s in book.sources)
    incomplete = ", incomplete: rows were left out when it was loaded" if book.incomplete else ""
    return Text(
        f"Book {clean(book.name)} as of {say(book.as_of)}, generation {book.generation}{incomplete}."
        f" Sources: {sources}.\n"
        f"Policy {clean(profile.policy.version)} ({profile.policy.digest[:12]}). {clean(profile.profile_id)}",
        style="dim",
    )


def load_report(report: LoadReport) -> Iterable[RenderableType]:
    """What a load did: rows by label, then the totals, then what a person should know."""
    if report.labels:
        yield table(("label", "rows"), sorted(report.labels.items()))
    yield facts(
        [
            ("source", report.source, f"generation {report.generation}, as of {report.as_of or 'no day'}"),
            ("read", report.read, f"rows, {say(report.bytes)} bytes"),
            ("loaded", report.loaded, "rows"),
            (
                "rejected",
                report.rejected,
                ", ".join(f"{number:,} x {fault}" for fault, number in report.faults.items()),
            ),
            ("seconds", f"{report.seconds:.1f}"),
        ]
    )
    for note in report.notes():
        yield Text(clean(note))


def demo_report(book: str, customers: int, as_of: str, check: Check) -> Iterable[RenderableType]:
    """That the demo bank is there, how it was checked, and where to begin in it."""
    yield Text(f"The demo bank is at {book}: {customers:,} people, as of {as_of}. Where to begin:")
    told = f"{check.figures - check.disagreed:,} of {check.figures:,} figures of {check.customers:,} random customers"
    yield Text(f"Checked against its files: {told} agree.")
    yield table(("id", "name", "what it shows"), [(stop.id, stop.name, stop.shows) for stop in WHERE_TO_BEGIN])
    yield Text("python -m c360 profile customer-12345" + ("" if book == DEFAULT_GRAPH else f" --graph {book}"))
