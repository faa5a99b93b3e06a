"""What a book is and what its sources deliver, read from the graph itself.

"Not held" is not "none": a label or key is held when some source has a query for it, even one without rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P

from c360.errors import NoBook
from c360.graph.rates import Rates
from c360.graph.schema import BOOK, EXCHANGE_RATES, NATURAL_KEY, SOURCE

# naturalKey of a book's one Book vertex.
BOOK_KEY: Final = "book"


@dataclass(frozen=True, slots=True)
class Delivers:
    """Which labels and keys a source (or all of a book's) has a query for."""

    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    edges: Mapping[tuple[str, str, str], frozenset[str]] = field(default_factory=dict)
    _held: frozenset[tuple[str, str | None, str | None, str | None]] = field(init=False, repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> Delivers:
        """Reads `{"Person": ["customerId", "name"], "OWNS.Person.Account": ["percentage"]}`."""
        labels: dict[str, frozenset[str]] = {}
        edges: dict[tuple[str, str, str], frozenset[str]] = {}
        for name, keys in json.loads(text).items():
            match name.split("."):
                case [label]:
                    labels[label] = frozenset(keys)
                case [edge, start, end]:
                    edges[edge, start, end] = frozenset(keys)
                case _:
                    raise ValueError(f"not a label or an edge: {name}")
        return cls(labels, edges)

    @classmethod
    def union(cls, parts: Iterable[Delivers]) -> Delivers:
        """What any of `parts` delivers."""
        labels: dict[str, frozenset[str]] = {}
        edges: dict[tuple[str, str, str], frozenset[str]] = {}
        for part in parts:
            for label, keys in part.labels.items():
                labels[label] = labels.get(label, frozenset()) | keys
            for edge, keys in part.edges.items():
                edges[edge] = edges.get(edge, frozenset()) | keys
        return cls(labels, edges)

    def to_json(self) -> str:
        """The text that `parse` reads, keys sorted."""
        named = {**self.labels, **{".".join(edge): keys for edge, keys in self.edges.items()}}
        return json.dumps({name: sorted(named[name]) for name in sorted(named)}, separators=(",", ":"))

    def holds(self, label: str, key: str | None = None) -> bool:
        """Whether a query delivers this vertex label, and this key of it."""
        return label in self.labels and (key is None or key in self.labels[label])

    def holds_edge(self, edge: str, start: str | None = None, end: str | None = None, key: str | None = None) -> bool:
        """Whether a query delivers this edge label, and between these labels and with this key where given."""
        return (edge, start, end, key) in self._held

    def __post_init__(self) -> None:
        # A profile asks some forty times: every question has its answer here, about 50 for each query.
        held = {
            (name, a, b, key)
            for (name, start, end), keys in self.edges.items()
            for a in (None, start)
            for b in (None, end)
            for key in (None, *keys)
        }
        object.__setattr__(self, "_held", frozenset(held))


@dataclass(frozen=True, slots=True)
class Filled:
    """The transaction keys that every TRANSACTION has, and those that none has; of others nothing is known."""

    always: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Filled:
        """Reads `{"always": [..], "never": [..]}`; nothing from the empty text."""
        found = json.loads(text) if text else {"always": (), "never": ()}
        return cls(frozenset(found["always"]), frozenset(found["never"]))

    def to_json(self) -> str:
        """The text that `parse` reads, keys sorted."""
        return json.dumps({"always": sorted(self.always), "never": sorted(self.never)}, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One source of a book.

    `updated_at` is up to when its data speak (its newest `updatedAt`, else the day of its newest transaction)
    as ISO text, `loaded_at` when it was loaded, UTC; `records` are the vertices and edges it gave, `rejected`
    the rows that were left out.
    """

    name: str
    updated_at: str | None
    records: int
    rejected: int
    delivers: Delivers
    loaded_at: str | None = None


@dataclass(frozen=True, slots=True)
class BookInfo:
    """What one generation of a book is; `first_day` is that of its first transaction, in the bank's zone.

    `loading`: a load is changing its records right now, so that each may be of before or after it.
    """

    name: str
    as_of: date
    loaded_at: str
    generation: int
    currency: str
    zone: ZoneInfo
    delivers: Delivers
    incomplete: bool
    first_day: date | None
    sources: tuple[SourceInfo, ...]
    rates: Rates
    filled: Filled = Filled()
    loading: bool = False

    def moment(self, text: str | None) -> datetime | date | None:
        """An instant of the book's own records in the bank's zone, or a day; `None` stays that."""
        if text is None:
            return None
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(self.zone)


def read_about(g: GraphTraversalSource) -> BookInfo:
    """Reads a graph's Book, Source and ExchangeRates vertices; `NoBook` when it holds none."""
    books = _rows(
        g.V().has(BOOK, NATURAL_KEY, BOOK_KEY),
        (
            "name",
            "asOf",
            "loadedAt",
            "generation",
            "currency",
            "zone",
            "delivers",
            "filled",
            "incomplete",
            "firstDay",
            "parts",
        ),
    )
    if len(books) != 1:
        raise NoBook("This graph holds no book: load a source that has a Book.sql into it first.")
    book = books[0]
    parts = json.loads(book["parts"]) if book["parts"] else {}
    sources = _rows(_part(g, SOURCE, parts), ("name", "updatedAt", "records", "rejected", "delivers", "loadedAt"))
    rates = _rows(_part(g, EXCHANGE_RATES, parts), (NATURAL_KEY, "series"))
    return BookInfo(
        name=book["name"],
        as_of=date.fromisoformat(book["asOf"]),
        loaded_at=book["loadedAt"],
        generation=int(book["generation"]),
        currency=book["currency"],
        zone=ZoneInfo(book["zone"]),
        delivers=Delivers.parse(book["delivers"]),
        incomplete=book["incomplete"] is True,
        first_day=date.fromisoformat(book["firstDay"]) if book["firstDay"] else None,
        sources=tuple(_source(row) for row in sorted(sources, key=lambda row: str(row["name"]))),
        filled=Filled.parse(book["filled"]),
        rates=Rates.of((row[NATURAL_KEY], row["series"]) for row in rates),
    )


def _part(g: GraphTraversalSource, label: str, parts: Mapping[str, list[str]]) -> GraphTraversal:
    """The vertices of a label that the book names; of a book written before it named any, all that there are."""
    return g.V().has(label, NATURAL_KEY, P.within(parts[label])) if parts else g.V().has_label(label)


def _source(row: Mapping[str, Any]) -> SourceInfo:
    return SourceInfo(
        name=row["name"],
        updated_at=row["updatedAt"] or None,
        records=int(row["records"]),
        rejected=int(row["rejected"]),
        delivers=Delivers.parse(row["delivers"]),
        loaded_at=row["loadedAt"] or None,
    )


def _rows(found: GraphTraversal, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Values by key, "" where a property is missing; never elements, so that it runs on every graph alike."""
    traversal = found.project(*keys)
    for key in keys:
        traversal = traversal.by(__.coalesce(__.values(key), __.constant("")))
    rows: list[dict[str, Any]] = traversal.to_list()
    return rows
