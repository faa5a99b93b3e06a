"""Edges of other sources that a load or unload would leave pointing to nobody."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb

from c360.graph import schema
from c360.sources.kept import KeptSource
from c360.sources.merge import Given, Others, given_by
from c360.sources.problems import Fault, Problem
from c360.sources.sqltext import name_of, text_of
from c360.sources.stage import FROM, TO


def check_others(
    con: duckdb.DuckDBPyConnection, others: Mapping[str, KeptSource], sources: Path, own: Mapping[str, str],
    leave_out: bool,
) -> tuple[dict[str, KeptSource], list[Problem]]:  # fmt: skip
    """Finds edges of the `others` whose ends are given neither by them nor by the `own` rows (by label).

    With `leave_out` their rows are taken out of what the book keeps of those sources, and counted there.
    """
    given = [item for name in others for item in given_by(con, name, sources / name)]
    beside = Others(con, given)
    known: dict[str, str] = {}
    kept, problems = dict(others), list[Problem]()
    for table in beside.edges():
        assert table.edge is not None
        for label in table.edge[1:]:
            if label not in known:
                known[label] = name_of(f"left_{label}")
                rows = [own[label]] if label in own else []
                con.execute(f"CREATE TABLE {known[label]} AS {beside.known(label, rows)}")
        found = _loose(con, table, known)
        problems += found
        if found and leave_out:
            _drop(con, table, known)
            before = kept[table.source]
            kept[table.source] = replace(
                before, records=before.records - len(found), rejected=before.rejected + len(found)
            )
            _save(kept[table.source], sources / table.source)
    return kept, problems


def _held(table: Given, known: Mapping[str, str]) -> str:
    assert table.edge is not None
    return " AND ".join(
        f"{name_of(column)} IN (SELECT key FROM {known[label]} WHERE key IS NOT NULL)"
        for column, label in zip((FROM, TO), table.edge[1:], strict=True)
    )


def _loose(con: duckdb.DuckDBPyConnection, table: Given, known: Mapping[str, str]) -> list[Problem]:
    assert table.edge is not None
    natural = schema.EDGES[table.edge[0]].natural_key
    key = name_of(natural) if natural else '"from" || \' -> \' || "to"'
    start = f'"from" IN (SELECT key FROM {known[table.edge[1]]} WHERE key IS NOT NULL)'
    rows = con.execute(
        f"SELECT {key}, CASE WHEN {start} THEN 'to' ELSE 'from' END AS col, CASE WHEN {start} THEN \"to\" ELSE"
        f' "from" END FROM {table.rows} WHERE NOT ({_held(table, known)}) ORDER BY 1'
    ).fetchall()
    why = f"the edge of the source {table.source} would point to nobody"
    return [
        Problem(Fault.NOBODY, f"{table.source}/{table.name}.sql", why, None, name, column, value)
        for name, column, value in rows
    ]


def _drop(con: duckdb.DuckDBPyConnection, table: Given, known: Mapping[str, str]) -> None:
    # Written aside and renamed: the file may be a hard link to an older generation's.
    aside = table.path.with_suffix(".new")
    con.execute(
        f"COPY (SELECT * FROM {table.rows} WHERE {_held(table, known)}) TO {text_of(str(aside))}"
        " (FORMAT parquet, COMPRESSION zstd)"
    )
    os.replace(aside, table.path)


def _save(kept: KeptSource, folder: Path) -> None:
    aside = folder / "source.new"
    aside.mkdir()
    kept.save(aside)
    os.replace(aside / "source.json", folder / "source.json")
    aside.rmdir()
