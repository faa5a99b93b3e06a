"""Checks what a source's queries gave and types it: one table for each query, problems in another.

Tables of the loader's own database, beside the attached `files.given` that the queries filled:
`own."Person"` has a typed row for each given row, with `_row` its number; `problem` names every wrong value.
A row with a problem is good for nothing and left out of what `save` writes. A query may find a row wrong itself:
a column `wrong` says why, and is NULL where nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from c360.graph import schema
from c360.graph.schema import Kind
from c360.money import minor_digits
from c360.sources.checks import Check, Column, of_column
from c360.sources.convert import Conversion, Place, convert
from c360.sources.problems import Fault, Problem, refuse
from c360.sources.queries import Query
from c360.sources.sqltext import name_of, parquet_of, text_of

FROM = "from"
TO = "to"
WRONG = "wrong"

# Written by the loader alone.
_OURS = frozenset({"source"})


@dataclass(frozen=True, slots=True)
class Staged:
    """A query's typed table: its keys as stored, in the order given, without `from` and `to`."""

    query: Query
    keys: tuple[str, ...]
    rows: int

    @property
    def table(self) -> str:
        """The table's quoted name."""
        return f"own.{name_of(self.query.name)}"

    @property
    def label(self) -> str:
        """The vertex or edge label."""
        return self.query.edge[0] if self.query.edge else self.query.name


class Stage:
    """Types and checks one source's tables in the loader's database."""

    def __init__(self, con: duckdb.DuckDBPyConnection, zone: str, currency: str, today: date) -> None:
        """`today` is the day of the load in the bank's zone, after which nothing can have been booked."""
        self._con = con
        self._zone = zone
        self._currency = currency
        self._until = int(datetime.combine(today + timedelta(days=1), time(), ZoneInfo(zone)).timestamp())
        con.execute("CREATE SCHEMA own")
        con.execute("CREATE SEQUENCE problem_number")
        con.execute(
            "CREATE TABLE problem (nr BIGINT, query VARCHAR, _row BIGINT, natural_key VARCHAR, col VARCHAR,"
            " value VARCHAR, fault VARCHAR, reason VARCHAR)"
        )

    def type(self, query: Query) -> Staged:
        """Types a query's rows and notes those that are wrong in themselves."""
        given = f"files.given.{name_of(query.name)}"
        columns = {str(row[0]): str(row[1]) for row in self._rows(f"DESCRIBE {given}")}
        wrong = columns.pop(WRONG, None) is not None
        allowed, required, natural = _columns(query)
        for column in columns:
            if column not in allowed:
                raise refuse(Fault.COLUMN, query.file, _unknown(column, allowed))
        for column in required:
            if column not in columns:
                raise refuse(Fault.MISSING, query.file, f"the column {column!r} is missing")
        if wrong:
            self._note_own(query, _key_sql(query, natural))
        conversions = self._conversions(query, columns, given)
        checks: dict[str, Sequence[Check]] = {}
        for column, item in conversions.items():
            label = query.edge[0] if query.edge else query.name
            asked = Column(label, column, item.value, column == natural, column in required)
            checks[column] = (*item.checks, *of_column(asked, self._until))
        rows = self._number(f"SELECT count(*) FROM {given}")
        for column in self._wrong_columns(given, checks) if rows else ():
            self._note(query, column, _key_sql(query, natural), checks[column])
        values = {column: item.value for column, item in conversions.items()}
        if query.edge:
            _add_date_only(values, conversions)
        selected = ", ".join(f"{value} AS {name_of(column)}" for column, value in values.items())
        keys = tuple(column for column in values if column not in (FROM, TO))
        staged = Staged(query, keys, rows)
        self._con.execute(f"CREATE TABLE {staged.table} AS SELECT rowid AS _row, {selected} FROM {given}")
        if natural:
            self._duplicates(staged, natural)
        if "dateOnly" in columns and "timestamp" in columns:
            self._timed_days(staged)
        return staged

    def _conversions(self, query: Query, columns: Mapping[str, str], given: str) -> dict[str, Conversion]:
        place = Place(self._zone, self._digits(query, columns, given))
        conversions: dict[str, Conversion] = {}
        for column, kind in columns.items():
            found = convert(column, _kind(column), kind, place)
            if isinstance(found, str):
                raise refuse(Fault.TYPE, query.file, f"{column}: {found}")
            conversions[column] = found
        return conversions

    def note_rows(self, staged: Staged, select: str, column: str, fault: Fault) -> None:
        """Notes the rows (_row, natural_key, value, reason) that `select` finds in a typed table."""
        if not staged.rows:  # to find nothing in a label that is delivered and empty takes as long as in one of a row
            return
        self._con.execute(
            f"INSERT INTO problem SELECT nextval('problem_number'), {text_of(staged.query.file)}, _row,"
            f" natural_key, {text_of(column)}, value, {text_of(fault)}, reason FROM ({select})"
        )

    def key_of(self, staged: Staged) -> str:
        """SQL for what names a row of a typed table to people."""
        return _key_sql(staged.query, _columns(staged.query)[2])

    def good(self, staged: Staged) -> str:
        """SQL for the good rows of a typed table."""
        bad = f"SELECT _row FROM problem WHERE query = {text_of(staged.query.file)}"
        if not staged.rows or not self._number(f"SELECT count(*) FROM ({bad})"):
            return f"(SELECT * EXCLUDE (_row) FROM {staged.table})"
        return f"(SELECT * EXCLUDE (_row) FROM {staged.table} WHERE _row NOT IN ({bad}))"

    def save(self, staged: Staged, folder: Path) -> int:
        """Writes the good rows as Parquet; how many."""
        path = folder / f"{staged.query.name}.parquet"
        self._con.execute(f"COPY {self.good(staged)} TO {text_of(str(path))} (FORMAT parquet, COMPRESSION zstd)")
        return self._number(f"SELECT count(*) FROM {parquet_of(path)}")

    def counts(self) -> dict[str, int]:
        """Problems by fault."""
        found = self._rows("SELECT fault, count(*) FROM problem GROUP BY fault ORDER BY min(nr)")
        return {str(fault): int(number) for fault, number in found}

    def problems(self, each: int) -> list[Problem]:
        """The first `each` problems of each query and fault, in the order noted."""
        found = self._rows(
            "SELECT query, natural_key, col, value, fault, reason FROM problem"
            f" QUALIFY row_number() OVER (PARTITION BY query, fault ORDER BY nr) <= {each} ORDER BY nr"
        )
        return [
            Problem(Fault(fault), query, reason, None, key, column, value)
            for query, key, column, value, fault, reason in found
        ]

    def rejected_rows(self) -> int:
        """Rows with at least one problem."""
        return self._number("SELECT count(*) FROM (SELECT DISTINCT query, _row FROM problem)")

    def _digits(self, query: Query, columns: Mapping[str, str], given: str) -> str:
        """SQL for the minor digits of a row's currency: its own where the query gives one, else the book's."""
        usual = str(minor_digits(self._currency))
        if columns.get("currency") != "VARCHAR":
            return usual
        codes = [str(row[0]) for row in self._rows(f"SELECT DISTINCT currency FROM {given} LIMIT 500")]
        odd = [code for code in codes if len(code) == 3 and minor_digits(code) != 2]
        cases = "".join(f" WHEN currency = {text_of(code)} THEN {minor_digits(code)}" for code in odd)
        return f"CASE WHEN nullif(trim(currency), '') IS NULL THEN {usual}{cases} ELSE 2 END"

    def _wrong_columns(self, given: str, checks: Mapping[str, Sequence[Check]]) -> list[str]:
        """The columns with a wrong value, found in one pass over the rows: usually none."""
        checked = [column for column, some in checks.items() if some]
        if not checked:
            return []
        cases = (_first_wrong(checks[column]) for column in checked)
        wrong = ", ".join(f"coalesce(bool_or({case} IS NOT NULL), false)" for case in cases)
        [found] = self._rows(f"SELECT {wrong} FROM {given}")
        return [column for column, flag in zip(checked, found, strict=True) if flag]

    def _note(self, query: Query, column: str, key: str, checks: Sequence[Check]) -> None:
        """Notes each wrong value of a column with the first check that it fails."""
        case = _first_wrong(checks)
        listed = ", ".join(f"({at}, {text_of(c.fault)}, {text_of(c.reason)})" for at, c in enumerate(checks))
        self._con.execute(
            f"INSERT INTO problem SELECT nextval('problem_number'), {text_of(query.file)}, g.row, g.natural_key,"
            f" {text_of(column)}, g.value, f.fault, f.reason FROM ("
            f"  SELECT rowid AS row, {key} AS natural_key, CAST({name_of(column)} AS VARCHAR) AS value,"
            f"  {case} AS nth FROM files.given.{name_of(query.name)} WHERE {case} IS NOT NULL"
            f") g JOIN (VALUES {listed}) f(nth, fault, reason) ON f.nth = g.nth ORDER BY g.row"
        )

    def _note_own(self, query: Query, key: str) -> None:
        """Notes the rows that the query itself finds wrong."""
        reason = f"nullif(trim(CAST({WRONG} AS VARCHAR)), '')"
        self._con.execute(
            f"INSERT INTO problem SELECT nextval('problem_number'), {text_of(query.file)}, rowid, {key}, NULL, NULL,"
            f" {text_of(Fault.VALUE)}, {reason} FROM files.given.{name_of(query.name)}"
            f" WHERE {reason} IS NOT NULL ORDER BY rowid"
        )

    def _timed_days(self, staged: Staged) -> None:
        """A row that says of itself that it has no time of day must be at 00:00 of the bank's day."""
        local = f"timezone({text_of(self._zone)}, to_timestamp(timestamp))"
        self.note_rows(
            staged,
            f"SELECT _row, {self.key_of(staged)} AS natural_key, CAST({local} AS VARCHAR) AS value,"
            f" 'dateOnly, and has a time of day' AS reason FROM {staged.table}"
            f' WHERE "dateOnly" AND {local} <> CAST({local} AS DATE) ORDER BY _row',
            "timestamp",
            Fault.TYPE,
        )

    def _duplicates(self, staged: Staged, natural: str) -> None:
        key = name_of(natural)
        self.note_rows(
            staged,
            f"SELECT _row, {key} AS natural_key, {key} AS value, 'given ' || n || ' times' AS reason FROM ("
            f"SELECT _row, {key}, count(*) OVER (PARTITION BY {key}) AS n FROM {staged.table} WHERE {key} IN ("
            f"SELECT {key} FROM {staged.table} GROUP BY {key} HAVING count(*) > 1)) ORDER BY _row",
            natural,
            Fault.DUPLICATE,
        )

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._con.execute(sql).fetchall()

    def _number(self, sql: str) -> int:
        row = self._con.execute(sql).fetchone()
        return int(row[0]) if row else 0


def _columns(query: Query) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """The columns a query may give, those that it must, and its natural key."""
    if query.edge:
        label = schema.EDGES[query.edge[0]]
        keys, required, natural = (FROM, TO, *label.keys), (FROM, TO, *label.required), label.natural_key
    else:
        vertex = schema.VERTICES[query.name]
        natural = vertex.natural_key
        keys, required = (natural, *vertex.keys), (natural,)
    return tuple(key for key in keys if key not in _OURS), required, natural


def _first_wrong(checks: Sequence[Check]) -> str:
    """SQL for the number of the first check that a value fails, NULL where it fails none."""
    return f"(CASE {' '.join(f'WHEN {check.wrong} THEN {at}' for at, check in enumerate(checks))} END)"


def _add_date_only(values: dict[str, str], conversions: Mapping[str, Conversion]) -> None:
    """Adds dateOnly where a column gives days, or completes it; true or absent, never false."""
    days = [item.date_only for item in conversions.values() if item.date_only]
    if "dateOnly" in values:
        days.append(f"coalesce({values['dateOnly']}, false)")
    if days:
        values["dateOnly"] = f"nullif({' OR '.join(f'({day})' for day in days)}, false)"


def _kind(column: str) -> Kind:
    return Kind.TEXT if column in (FROM, TO) else schema.KINDS[column]


def _key_sql(query: Query, natural: str | None) -> str:
    if natural:
        return f"CAST({name_of(natural)} AS VARCHAR)"
    return "coalesce(CAST(\"from\" AS VARCHAR), '') || ' -> ' || coalesce(CAST(\"to\" AS VARCHAR), '')"


def _unknown(column: str, allowed: tuple[str, ...]) -> str:
    near = next((key for key in allowed if key.casefold() == column.casefold()), None)
    meant = f": {near!r} is meant?" if near else f"; the columns are {', '.join(allowed)}"
    return f"no column is called {column!r} here{meant}"
