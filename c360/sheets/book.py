"""Tables of a book: its sources, what they deliver and don't, what was rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c360 import words
from c360.graph import schema as s
from c360.graph.about import BookInfo, SourceInfo
from c360.sheets import Column, Sheet, sheet


def sources(book: BookInfo) -> Sheet:
    """Who fed the book, up to when their data speak, and how old that is on the book's date."""
    rows = [
        (one.name, book.moment(one.updated_at), age(one, book), one.records, one.rejected, book.moment(one.loaded_at))
        for one in book.sources
    ]
    columns = (
        Column("Source"), Column("Data up to", "moment"), Column("Days before the book's date", "count"),
        Column("Records", "count"), Column("Rejected rows", "count"), Column("Loaded", "moment"),
    )  # fmt: skip
    return sheet("sources", "Sources", columns, rows, "No source is in this book.")


def age(source: SourceInfo, book: BookInfo) -> int | None:
    """Days from up to when a source's data speak to the book's date, none below 0; unknown where nothing says."""
    at = book.moment(source.updated_at)
    return None if at is None else max(0, (book.as_of - words.as_day(at)).days)


def delivered(book: BookInfo) -> Sheet:
    """Every label and edge of the schema: who delivers it, which of its keys, and which not."""
    rows = []
    for name, keys, held in _labels(book):
        by = words.listed([one.name for one in book.sources if name in _given(one.delivers.labels, one.delivers.edges)])
        some = [key for key in keys if key in held] if held is not None else []
        lacking = [key for key in keys if key not in some]
        said = "held" if held is not None else "not held"
        label, _, ends = name.partition(".")
        between = ends.replace(".", " → ")
        rows.append(tuple(told or None for told in (label, between, said, by, ", ".join(lacking), ", ".join(some))))
    columns = (
        Column("Label"), Column("From, to", none="stands alone"), Column("In this book"),
        Column("Delivered by", none="nobody"), Column("Keys not delivered", none="none"),
        Column("Keys delivered", none="none"),
    )  # fmt: skip
    return sheet("delivered", "What is delivered", columns, rows)


def _labels(book: BookInfo) -> Iterator[tuple[str, tuple[str, ...], frozenset[str] | None]]:
    ours = {"source"}
    for label in s.VERTICES.values():
        keys = tuple(key for key in (label.natural_key, *label.keys) if key not in ours)
        yield label.name, keys, book.delivers.labels.get(label.name)
    for edge in s.EDGES.values():
        for start, end in edge.ends:
            keys = tuple(key for key in edge.keys if key not in ours)
            yield f"{edge.name}.{start}.{end}", keys, book.delivers.edges.get((edge.name, start, end))


def _given(labels: Mapping[str, object], edges: Mapping[tuple[str, str, str], object]) -> set[str]:
    return {*labels, *(".".join(edge) for edge in edges)}


def rejected(faults: Mapping[str, int]) -> Sheet:
    """Why rows were left out by the last load, by kind of fault."""
    rows = sorted(faults.items(), key=lambda item: (-item[1], item[0]))
    none = "The last load rejected no row."
    return sheet("rejected", "Rejected by the last load", (Column("Why"), Column("Rows", "count")), rows, none)
