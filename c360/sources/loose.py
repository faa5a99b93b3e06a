"""Edges of other sources that a load or unload would leave pointing to nobody.

They stay in what the book keeps of those sources and are only left out of the graph, so that they are back as soon
as the vertices are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from c360.errors import IntegrityError
from c360.graph import schema
from c360.sources.kept import KeptSource, read_kept
from c360.sources.merge import Given, Others, given_by
from c360.sources.problems import Fault, Problem
from c360.sources.sqltext import name_of
from c360.sources.stage import FROM, TO


@dataclass(frozen=True, slots=True)
class Loose:
    """Edges whose ends nobody gives: all, by source, and those among them that had both ends until now."""

    problems: tuple[Problem, ...]
    new: tuple[Problem, ...]
    by_source: Mapping[str, int]


def loose_edges(
    con: duckdb.DuckDBPyConnection, others: Mapping[str, KeptSource], sources: Path, own: Mapping[str, str],
    before: Path | None,
) -> Loose:  # fmt: skip
    """Edges of the `others` whose ends are given neither by them nor by the `own` rows (by label).

    `before` is the folder of what the source gave until now, None where it gave nothing.
    """
    given = [item for name in others for item in given_by(con, name, sources / name)]
    beside = Others(con, given)
    now = _Known(con, "now", beside, own)
    problems: list[Problem] = []
    new: list[Problem] = []
    by_source: Counter[str] = Counter()
    until_now: _Known | None = None
    for table in beside.edges():
        found = _loose(con, table, now, None)
        if not found:
            continue
        if until_now is None:
            rows = {item.name: item.rows for item in _old(con, before) if item.edge is None}
            until_now = _Known(con, "before", beside, rows)
        problems += found
        new += _loose(con, table, now, until_now)
        by_source[table.source] += len(found)
    return Loose(tuple(problems), tuple(new), by_source)


def _old(con: duckdb.DuckDBPyConnection, before: Path | None) -> list[Given]:
    """What the source gave; nothing where that is damaged, which loading it again may be meant to mend."""
    if before is None or not before.is_dir():
        return []
    try:
        read_kept(before)
    except IntegrityError:
        return []
    return given_by(con, before.name, before)


class _Known:
    """Tables of the natural keys that are given, by label, made when they are asked for."""

    def __init__(self, con: duckdb.DuckDBPyConnection, name: str, others: Others, own: Mapping[str, str]) -> None:
        self._con = con
        self._name = name
        self._others = others
        self._own = own
        self._made: dict[str, str] = {}

    def keys(self, label: str) -> str:
        """SQL for a label's keys."""
        if label not in self._made:
            self._made[label] = name_of(f"{self._name}_{label}")
            rows = [self._own[label]] if label in self._own else []
            self._con.execute(f"CREATE TABLE {self._made[label]} AS {self._others.known(label, rows)}")
        return f"(SELECT key FROM {self._made[label]} WHERE key IS NOT NULL)"

    def holds(self, table: Given) -> str:
        """SQL for whether both ends of an edge are given."""
        assert table.edge is not None
        return " AND ".join(
            f"{name_of(column)} IN {self.keys(label)}" for column, label in zip((FROM, TO), table.edge[1:], strict=True)
        )


def _loose(con: duckdb.DuckDBPyConnection, table: Given, now: _Known, until_now: _Known | None) -> list[Problem]:
    """The loose edges of a table, with `until_now` those only that were not loose before."""
    assert table.edge is not None
    natural = schema.EDGES[table.edge[0]].natural_key
    key = name_of(natural) if natural else '"from" || \' -> \' || "to"'
    start = f'"from" IN {now.keys(table.edge[1])}'
    more = f" AND {until_now.holds(table)}" if until_now else ""
    rows = con.execute(
        f"SELECT {key}, CASE WHEN {start} THEN 'to' ELSE 'from' END AS col, CASE WHEN {start} THEN \"to\" ELSE"
        f' "from" END FROM {table.rows} WHERE NOT ({now.holds(table)}){more} ORDER BY 1'
    ).fetchall()
    why = f"the edge of the source {table.source} would point to nobody"
    return [
        Problem(Fault.NOBODY, f"{table.source}/{table.name}.sql", why, None, name, column, value)
        for name, column, value in rows
    ]
