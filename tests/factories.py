"""Tiny real books for tests, made by the loader from rows in Python."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from c360.graph import schema
from c360.graph.connect import Graph, connect
from c360.sources.load import load
from c360.sources.report import LoadReport

Row = Mapping[str, Any]
Rates = Iterable[tuple[str, str, str, str]]  # date, from, to, rate


def make_book(
    tmp_path: Path,
    vertices: Mapping[str, Sequence[Row]] | None = None,
    edges: Mapping[str, Sequence[Row | tuple[Any, ...]]] | None = None,
    *,
    name: str = "Test bank",
    currency: str = "USD",
    zone: str = "America/New_York",
    as_of: date | str | None = None,
    rates: Rates = (),
    source: str = "test",
    book: str = "test.book",
) -> Path:
    """Loads rows into a book in `tmp_path` and returns its path.

    `vertices` are rows by label, `edges` by "EDGE.From.To": mappings with `from` and `to`, or tuples (from, to)
    or (from, to, {key: value}). Values may be text, numbers, dates (no time of day), datetimes (naive is the
    bank's local time) or None; a timestamp may be epoch seconds. A naturalKey or transactionId left out is made
    up ("Document-1", "T1"). A label given with no rows is delivered, with all its keys, and holds none. Calling
    it again with another `source` adds to the book.
    """
    load_rows(tmp_path, vertices, edges, name=name, currency=currency, zone=zone, as_of=as_of, rates=rates,
              source=source, book=book)  # fmt: skip
    return tmp_path / book


def open_book(tmp_path: Path, *args: Any, **keywords: Any) -> Graph:
    """`make_book`, connected."""
    return connect(make_book(tmp_path, *args, **keywords))


def load_rows(
    tmp_path: Path, vertices: Mapping[str, Sequence[Row]] | None = None,
    edges: Mapping[str, Sequence[Row | tuple[Any, ...]]] | None = None, *, name: str = "Test bank",
    currency: str = "USD", zone: str = "America/New_York", as_of: date | str | None = None, rates: Rates = (),
    source: str = "test", book: str = "test.book", declare: bool = True, rejects: Path | None = None,
) -> LoadReport:  # fmt: skip
    """The load behind `make_book`; with `declare=False` the source has no Book.sql."""
    files, queries = write_rows(
        tmp_path, vertices, edges, name=name, currency=currency, zone=zone, rates=rates, source=source, declare=declare
    )
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return load(source, files, tmp_path / book, source=queries, as_of=day, rejects=rejects)


def write_rows(
    tmp_path: Path, vertices: Mapping[str, Sequence[Row]] | None = None,
    edges: Mapping[str, Sequence[Row | tuple[Any, ...]]] | None = None, *, name: str = "Test bank",
    currency: str = "USD", zone: str = "America/New_York", rates: Rates = (), source: str = "test",
    declare: bool = True,
) -> tuple[Path, Path]:  # fmt: skip
    """The folders of files and of SQL that such a load reads, made anew."""
    files, queries = tmp_path / f"{source}-files", tmp_path / f"{source}-sql"
    for folder in (files, queries):
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
    if declare:
        _write(queries / "Book.sql", f"SELECT '{name}' AS name, '{currency}' AS currency, '{zone}' AS zone")
    for label, rows in (vertices or {}).items():
        natural = schema.VERTICES[label].natural_key
        made = [{natural: f"{label}-{at}", **row} for at, row in enumerate(rows, 1)]
        _table(files, queries, label, made, [key for key in schema.all_keys(label) if key != "source"])
    for edge, given in (edges or {}).items():
        known = schema.EDGES[edge.split(".")[0]]
        rows = [_edge(row) for row in given]
        if known.natural_key:
            rows = [{known.natural_key: f"T{at}", **row} for at, row in enumerate(rows, 1)]
        _table(files, queries, edge, rows, ["from", "to", *(key for key in known.keys if key != "source")])
    if rates:
        with open(files / "rates.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("date", "from", "to", "rate"), *rates])
    return files, queries


def _edge(row: Row | tuple[Any, ...]) -> dict[str, Any]:
    if isinstance(row, tuple):
        start, end, *more = row
        return {"from": start, "to": end, **(more[0] if more else {})}
    return dict(row)


def _table(files: Path, queries: Path, name: str, rows: Sequence[Row], all_keys: list[str]) -> None:
    if not rows:
        columns = ", ".join(f'NULL::VARCHAR AS "{key}"' for key in all_keys)
        _write(queries / f"{name}.sql", f"SELECT {columns} WHERE false")
        return
    keys = list(dict.fromkeys(key for row in rows for key in row))
    with open(files / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(keys)
        writer.writerows([_text(row.get(key)) for key in keys] for row in rows)
    # Epoch seconds must come as a number: text of digits could be a date as well.
    epoch = any(type(row.get("timestamp")) is int for row in rows)
    types = ", types={'timestamp': 'BIGINT'}" if epoch else ""
    _write(queries / f"{name}.sql", f"SELECT * FROM read_csv('{name}.csv', delim=','{types})")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float):
        return repr(value)
    return str(value)


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", "utf-8")
