"""Tables of a policy's trial: the bands before and after, from which to which, who moves and why; a policy's rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from c360 import words
from c360.model.trial import Move, RuleLine, Trial
from c360.sheets import Column, Sheet, sheet
from c360.sheets.risk import effect

ORDER: Final = (*words.BANDS, None)


def bands(found: Trial) -> Sheet:
    """How many customers stand in each band under the one policy and under the other."""
    rows = [
        (band, before := found.total(band, after=False), after := found.total(band, after=True), after - before)
        for band in ORDER
    ]
    columns = (Column("Band", "band"), Column("Today", "count"), Column("New policy", "count"),
               Column("Difference", "count"))  # fmt: skip
    return sheet("bands", "Customers by band", columns, rows)


def matrix(found: Trial) -> Sheet:
    """From each band, in the row, to each, in the column; who stays is on the diagonal."""
    counts = {(cell.before, cell.after): cell.count for cell in found.matrix}
    rows = [(band, *(counts[band, other] for other in ORDER), found.total(band, after=False)) for band in ORDER]
    columns = (Column("Today", "band"), *(Column(f"to {words.band(band)}", "count") for band in ORDER),
               Column("Together", "count"))  # fmt: skip
    return sheet("matrix", "From which band to which", columns, rows)


def ratings(found: Trial) -> Sheet:
    """How many customers have each credit rating, by the credit bands of the one policy and of the other."""
    rows = [(one.name, one.before, one.after, one.after - one.before) for one in found.ratings]
    columns = (Column("Credit rating", none="no score"), Column("Today", "count"), Column("New policy", "count"),
               Column("Difference", "count"))  # fmt: skip
    return sheet("ratings", "Customers by credit rating", columns, rows)


def moved(found: Trial) -> Sheet:
    """Who changes their band, the highest new one first, with what changed and why."""
    rows = [(one.id, one.name, one.before, one.after, _changed(one), _why(one)) for one in found.moved]
    columns = (Column("Customer"), Column("Name"), Column("From", "band"), Column("To", "band"),
               Column("What changed"), Column("Why"))  # fmt: skip
    none = "Nobody changes their band." if not found.moves else "Whoever changes is not for this role to see."
    return sheet("moved", "Who moves", columns, rows, none)


def rules(lines: Iterable[RuleLine]) -> Sheet:
    """Every rule of a policy, as compliance reads it."""
    rows = [
        (
            one.title,
            one.when,
            _first(", ".join(map(words.spoken, one.reads))),
            effect(one.effect),
            one.since,
            one.source,
            one.id,
        )
        for one in lines
    ]
    columns = (
        Column("Rule"), Column("Condition"), Column("Reads"), Column("Effect"), Column("Since", "day"),
        Column("Source"), Column("Id"),
    )  # fmt: skip
    return sheet("rules", "Every factor and floor", columns, rows)


def sentence(found: Trial) -> str:
    """The whole in words: how many, and what is not in the list."""
    told = f"{words.counted(found.moves, 'customer')} of {words.number(found.customers)} would change their band"
    if found.changed_alike:
        told += f"; of {words.number(found.changed_alike)} more a rule says otherwise and the band stays"
    if found.unread:
        told += f"; {words.number(found.unread)} could not be read and stand as unknown"
    return f"{told}."


def _changed(one: Move) -> str:
    return "; ".join(f"{change.title}: {_said(change.before)} → {_said(change.after)}" for change in one.changes)


def _why(one: Move) -> str:
    return "; ".join(words.dated(change.because) for change in one.changes)


def _said(text: str) -> str:
    return words.BANDS[text][0] if text in words.BANDS else effect(text)


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
