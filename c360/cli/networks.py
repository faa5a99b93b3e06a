"""Connections and flows as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from rich.console import RenderableType
from rich.text import Text

from c360 import words
from c360.cli.tables import facts, table
from c360.cli.words import clean
from c360.model.networks import Connection, Flows
from c360.sheets import networks as sheets


def connections_report(found: Sequence[Connection], currency: str) -> Iterable[RenderableType]:
    """Each two, their shortest ways step by step, and what was left out."""
    for one in found:
        start, end = (sheets.called(each.name, each.id, each.kind) for each in (one.start, one.end))
        yield Text(clean(f"{start} ({one.start.key}) and {end} ({one.end.key})"), style="bold")
        yield Text(sheets.apart(one), style="dim")
        for number, way in enumerate(one.ways, 1):
            yield Text(f"Way {number}")
            for step, reason in enumerate(sheets.reasons(way, currency), 1):
                yield Text(clean(f"  {step}. {reason}"))
        if one.hubs:
            hubs = ", ".join(sheets.called(each.name, each.id, each.kind) for each in one.hubs)
            yield Text(clean(f"Not walked through, each having too many neighbours: {hubs}."), style="dim")
        for limit in one.limits:
            yield Text(clean(f"{limit[:1].upper()}{limit[1:]}."), style="dim")
        yield Text("")


def flows_report(found: Flows) -> Iterable[RenderableType]:
    """In, out and between own accounts, then each counterparty, the largest first."""
    currency, window = found.currency, words.span(found.from_ + timedelta(days=1), found.to)
    yield Text(clean(f"{found.customer.name or found.customer.id} ({found.customer.id})"), style="bold")
    yield Text(f"Money in {currency}, {window}; generation {found.generation}.", style="dim")
    if not found.held:
        yield Text("Transactions are not held for this window.")
        return
    yield facts([
        ("in from others", words.money(found.inflow, currency)),
        ("out to others", words.money(found.outflow, currency)),
        ("between own accounts", words.money(found.internal, currency)),
        ("transactions", words.number(found.count)),
    ])  # fmt: skip
    rows = [
        (one.id, one.name, words.money(one.inflow, currency), words.money(one.outflow, currency),
         words.number(one.count), sheets.shared(one) or "not counted")
        for one in found.counterparties
    ]  # fmt: skip
    if rows:
        yield table(("account", "counterparty", "in", "out", "transactions", "other customers"), rows)
    else:
        yield Text("No transaction with others in this window.")
    for limit in found.limits:
        yield Text(clean(f"{limit[:1].upper()}{limit[1:]}."), style="dim")
