"""The flow of money between a customer's accounts and others: a Sankey diagram, and the same as tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import streamlit as st

from c360 import words
from c360.headline import Figure
from c360.model.networks import Counterparty, Flows
from c360.sheets import networks as sheets
from components import charts, networking, theme
from components.panel import NONE, figure, missing, panel, table
from components.session import Asked

_DRAWN: Final = 12  # counterparties on either side; the table has them all
_OTHERS: Final = "all others"


def show(asked: Asked) -> None:
    """Draw the tab, on record before it is shown."""
    found = networking.flowing(asked)
    window = words.span(found.from_ + timedelta(days=1), found.to)
    _figures(found)
    for limit in found.limits:
        missing(f"{words.dated(limit[:1].upper() + limit[1:])}.", ":material/info:")
    with panel(
        "Where does the money come from, and where does it go?",
        f"In {found.currency}, {window}; own accounts in the middle, what went between them is apart."
        " ■ marks who other customers of this book deal with, too",
    ):
        _sankey(found)
    with panel(
        "Counterparties", f"In {found.currency}, the largest first; other customers who deal with each in the window"
    ):
        table(sheets.counterparties(found))
    left, right = st.columns(2)
    with left, panel("By own account", f"In {found.currency}"):
        table(sheets.lanes(found))
    with right, panel("Between own accounts", f"In {found.currency}; in none of the sums of in and out"):
        table(sheets.own(found))


def _figures(found: Flows) -> None:
    unknown = "" if found.held else "transactions are not held for this window"
    with st.grid(4, min_column_width=150):
        for label, amount, reason in (
            ("In from others", found.inflow, "the activity section's inflow"),
            ("Out to others", found.outflow, "the activity section's outflow"),
            ("Between own accounts", found.internal, "in neither of the two"),
        ):
            figure(Figure(label, words.money(amount, found.currency, cents=False), unknown or reason))
        count = words.number(len(found.counterparties)) if found.held else words.UNKNOWN
        shared = sum(bool(one.shared) or one.many for one in found.counterparties)
        figure(Figure("Counterparties", count, unknown or f"{words.number(shared)} known to deal with other customers"))


def _sankey(found: Flows) -> None:
    links = _levelled(_links(found))
    if not links:
        missing(sheets.counterparties(found).none if not found.counterparties else "No amount is known.", NONE)
        return
    palette = theme.palette()
    keys = list(dict.fromkeys(end for start, other, _ in links for end in (start, other)))
    parties = {one.id: one for one in found.counterparties}
    labels = [charts.literal(_label(key, parties)) for key in keys]
    trace: dict[str, Any] = {
        "type": "sankey", "arrangement": "snap",
        "textfont": {"color": palette.ink, "size": 12},
        "node": {
            "label": labels, "pad": 12, "thickness": 14, "line": {"width": 0},
            "color": [_colour(side, ident, palette) for side, ident in keys],
            "hovertemplate": "%{label}<extra></extra>",
        },
        "link": {
            "source": [keys.index(start) for start, _, _ in links],
            "target": [keys.index(end) for _, end, _ in links],
            "value": [float(amount) for _, _, amount in links],
            "color": [
                _NONE if "" in (start[1], end[1]) else _faint(palette.inflow if start[0] == "in" else palette.outflow)
                for start, end, _ in links
            ],
            "customdata": [words.money(amount, found.currency) for _, _, amount in links],
            "hovertemplate": "%{source.label} to %{target.label}: %{customdata}<extra></extra>",
        },
    }  # fmt: skip
    height = 160 + 22 * max(sum(side == one for side, _ in keys) for one in ("in", "own", "out"))
    layout = charts.figure(palette, max(320, height), margin={"l": 8, "r": 8, "t": 16, "b": 16})
    alt = f"Money in and out by counterparty in {found.currency}; the tables below say the same"
    with st.container(key=theme.WIDE):
        charts.draw([trace], layout, alt=alt, key="sankey")


_End = tuple[str, str]
_Link = tuple[_End, _End, Decimal]


def _links(found: Flows) -> list[_Link]:
    """From counterparties to own accounts and on to counterparties: those beyond the largest as one."""
    first = {
        "in": {one.id for one in _largest((one, one.inflow) for one in found.counterparties)},
        "out": {one.id for one in _largest((one, one.outflow) for one in found.counterparties)},
    }
    sums: dict[tuple[_End, _End], Decimal] = {}
    for lane in found.lanes:
        for side, amount in (("in", lane.inflow), ("out", lane.outflow)):
            if not amount:
                continue
            party = (side, lane.counterparty if lane.counterparty in first[side] else _OTHERS)
            own = ("own", lane.account)
            pair = (party, own) if side == "in" else (own, party)
            sums[pair] = sums.get(pair, Decimal(0)) + amount
    return [(start, end, amount) for (start, end), amount in sorted(sums.items(), key=lambda item: -item[1])]


def _levelled(links: list[_Link]) -> list[_Link]:
    """With a link too thin to see from and to nobody where an own account has none: else it leaves its column."""
    thin = sum((amount for _, _, amount in links), Decimal(0)) / 1_000_000
    own = dict.fromkeys(end for start, other, _ in links for end in (start, other) if end[0] == "own")
    fed, spent = {end for _, end, _ in links}, {start for start, _, _ in links}
    return [
        *links,
        *((("in", ""), end, thin) for end in own if end not in fed),
        *((end, ("out", ""), thin) for end in own if end not in spent),
    ]


def _largest(parties: Iterable[tuple[Counterparty, Decimal | None]]) -> list[Counterparty]:
    ordered = sorted(((one, amount) for one, amount in parties if amount), key=lambda pair: (-pair[1], pair[0].id))
    return [one for one, _ in ordered[:_DRAWN]]


def _label(end: _End, parties: dict[str, Counterparty]) -> str:
    side, ident = end
    one = parties.get(ident)
    if side == "own" or one is None:
        return f"own account {ident}" if side == "own" else ident
    name = one.name or one.id
    short = name if len(name) <= 34 else name[:33] + "…"
    return f"{short} ■" if one.shared or one.many else short


_NONE: Final = "rgba(0,0,0,0)"


def _colour(side: str, ident: str, palette: theme.Palette) -> str:
    return _NONE if not ident else palette.accent if side == "own" else palette.muted


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.45)"
