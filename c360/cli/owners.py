"""Owners and holdings as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from c360.cli.tables import facts, table
from c360.cli.words import clean
from c360.model.ownership import Ownership, Party
from c360.sheets import ownership as sheets
from c360.words import share


def ownership_report(found: Ownership, what: str) -> Iterable[RenderableType]:
    """Who owns it, or what it owns, with what is not known and what is wrong."""
    up = what == "owners"
    yield Text(clean(f"{found.name or found.id} ({found.kind} {found.id})"), style="bold")
    yield Text(f"{'Owned by' if up else 'Owns'}, effective shares; generation {found.generation}.", style="dim")
    if found.parties is None:
        yield Text("Who owns companies is not held in this book.")
        return
    if not found.parties:
        yield Text("No owner is known." if up else "No company is known that they own or control.")
    else:
        columns = ("kind", "id", "name", "share", "control", *(("beneficial owner",) if up else ()), "way")
        yield table(columns, [_row(one, up) for one in found.parties])
    if rest := list(_rest(found)):
        yield facts(rest)
    for wrong in found.errors:
        yield Text(clean(f"Wrong in the data: {wrong}."), style="bold red")
    for limit in found.limits:
        yield Text(f"{limit[:1].upper()}{limit[1:]}.", style="dim")
    if found.not_held:
        yield Text(f"Not held in this book: {', '.join(found.not_held)}.", style="dim")


def _row(one: Party, up: bool) -> tuple[object, ...]:
    control = sheets.say(one) or "no"
    more = f" and {len(one.paths) - 1} more" if len(one.paths) > 1 else ""
    way = " > ".join(one.paths[0]) + more if one.paths else ""
    beneficial = (one.beneficial or "a company",) if up else ()
    return one.kind, one.id, one.name, sheets.between(one.share_lower, one.share_upper), control, *beneficial, way


def _rest(found: Ownership) -> Iterable[tuple[str, str]]:
    if found.unknown_share is not None:
        yield "owned by nobody known", share(found.unknown_share)
    if found.itself is not None:
        yield "in itself, through others", sheets.between(*found.itself)
