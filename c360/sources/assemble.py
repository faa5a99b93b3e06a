"""What a new generation says of itself: its date, currency, zone, sources and rates."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from c360.graph.about import BOOK_KEY, Delivers, Filled
from c360.graph.schema import BOOK, EDGES, EXCHANGE_RATES, NATURAL_KEY, SOURCE
from c360.sources import rates_file
from c360.sources.graphfile import BookVertex
from c360.sources.kept import BookRow, KeptSource
from c360.sources.problems import Fault, LoadRefused, Problem, refuse


def open_work(staging: Path, name: str) -> duckdb.DuckDBPyConnection:
    """The loader's own database in the staging folder."""
    con = duckdb.connect(
        str(staging / name),
        config={
            "memory_limit": "700MB", "threads": 2, "temp_directory": str(staging / "spill-work"),
            "autoinstall_known_extensions": False, "autoload_known_extensions": False,
            "python_enable_replacements": False,
        },
    )  # fmt: skip
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    return con


def declared(kept: Mapping[str, KeptSource]) -> BookRow | None:
    """What the sources' Book.sql say; `LoadRefused` naming both where two differ, None where none says."""
    found: tuple[str, BookRow] | None = None
    for name, source in kept.items():
        if source.book is None:
            continue
        if found is not None and found[1] != source.book:
            why = f"{found[0]} says {_words(found[1])}, and {name} says {_words(source.book)}"
            raise refuse(Fault.CONFLICT, "Book.sql", why)
        found = (name, source.book)
    return found[1] if found else None


def _words(row: BookRow) -> str:
    return f"{row.name}, {row.currency}, {row.zone}"


@dataclass(frozen=True, slots=True)
class About:
    """The facts of one generation."""

    row: BookRow
    as_of: date
    loaded_at: str
    generation: int
    first_day: date | None

    @classmethod
    def of(
        cls, kept: Mapping[str, KeptSource], as_of: date | None, generation: int, loaded: Collection[str] = ()
    ) -> About | None:
        """None for a book without sources; `LoadRefused` when no source declares the book.

        The date is `as_of`, else the newest transaction's, else today's, in the bank's zone. It is refused where
        a source has its balances of another: `loaded` are those that are given anew.
        """
        row = declared(kept)
        if row is None:
            if not kept:
                return None
            why = "no source in the book says its name, currency and zone: one source needs a Book.sql"
            raise LoadRefused([Problem(Fault.MISSING_FILE, "Book.sql", why)])
        zone, now = ZoneInfo(row.zone), datetime.now(UTC)
        newest = max((item.newest for item in kept.values() if item.newest is not None), default=None)
        oldest = min((item.oldest for item in kept.values() if item.oldest is not None), default=None)
        day = as_of or (datetime.fromtimestamp(newest, zone) if newest is not None else now.astimezone(zone)).date()
        first = datetime.fromtimestamp(oldest, zone).date() if oldest is not None else None
        _check_days(kept, day.isoformat(), loaded)
        return cls(row, day, now.strftime("%Y-%m-%dT%H:%M:%SZ"), generation, first)


def _check_days(kept: Mapping[str, KeptSource], day: str, loaded: Collection[str]) -> None:
    """Refuses a book's date that is not that of a source's balances."""
    dated = {name: source.of_day for name, source in kept.items() if source.of_day is not None}
    for name, own in dated.items():
        if own == day:
            continue
        why = f"the book would be of {day}, and the balances of {name} are of {own}: give --as-of "
        if name in loaded:
            why += day
        elif len(dated.keys() - set(loaded)) == 1:
            why += f"{own}, or load {name} again with --as-of {day} first"
        else:  # of which none could be loaded alone
            why += f"{own}, or unload {name} first and load it again afterwards with --as-of {day}"
        raise refuse(Fault.CONFLICT, name, why)


def day_after_unload(kept: Mapping[str, KeptSource]) -> date | None:
    """The date of a book that is left with these sources: that of their balances, else what the last load gave."""
    last = max(kept.values(), key=lambda item: (item.of_day is not None, item.loaded_at), default=None)
    day = (last.of_day or last.as_of) if last else None
    return date.fromisoformat(day) if day else None


def book_vertices(
    about: About, kept: Mapping[str, KeptSource], rates: Mapping[str, rates_file.Pairs],
    left_out: Mapping[str, int], empty: Collection[str],
) -> list[BookVertex]:  # fmt: skip
    """The Book, Source and ExchangeRates vertices.

    `left_out` counts the edges of each source that lack an end, `empty` are the labels without a vertex in the book.
    """
    delivers = with_impossible(Delivers.union(source.delivered for source in kept.values()), empty)
    book: dict[str, Any] = {
        NATURAL_KEY: BOOK_KEY, "name": about.row.name, "asOf": about.as_of.isoformat(),
        "loadedAt": about.loaded_at, "generation": about.generation, "currency": about.row.currency,
        "zone": about.row.zone, "delivers": delivers.to_json(),
        "incomplete": any(left_out.values()) or any(source.rejected for source in kept.values()),
    }  # fmt: skip
    filled = [(source.always, source.never) for source in kept.values() if source.always is not None]
    if filled:
        always = set.intersection(*(set(some or ()) for some, _ in filled))
        never = set.intersection(*(set(none or ()) for _, none in filled))
        book["filled"] = Filled(frozenset(always), frozenset(never)).to_json()
    if about.first_day:
        book["firstDay"] = about.first_day.isoformat()
    found: list[BookVertex] = [(BOOK, book)]
    for name, source in sorted(kept.items()):
        row: dict[str, Any] = {
            NATURAL_KEY: name, "name": name, "delivers": source.delivers,
            "records": source.records - left_out.get(name, 0),
            "loadedAt": source.loaded_at, "rejected": source.rejected + left_out.get(name, 0),
        }  # fmt: skip
        if source.updated_at:
            row["updatedAt"] = source.updated_at
        found.append((SOURCE, row))
    found += [(EXCHANGE_RATES, {NATURAL_KEY: pair, "series": text}) for pair, text in rates_file.series(rates)]
    parts = {label: [row[NATURAL_KEY] for of, row in found if of == label] for label in (SOURCE, EXCHANGE_RATES)}
    book["parts"] = json.dumps(parts)
    return found


def with_impossible(delivers: Delivers, empty: Collection[str]) -> Delivers:
    """What is delivered, and with it the edges that can't be: those of a delivered label without a vertex.

    "There are no alerts" says as well that nobody is the subject of one. Of a label that has vertices nothing of
    the kind follows: its edges, where no query gives them, are not held.
    """
    impossible = {
        (edge.name, start, end): frozenset(edge.keys) - {"source"}
        for edge in EDGES.values()
        for start, end in edge.ends
        if {start, end} <= delivers.labels.keys() and {start, end} & set(empty)
    }
    return Delivers.union((delivers, Delivers(edges=impossible)))
