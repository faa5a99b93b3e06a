"""The rows that each source gave, read back from its tables by SQL, for a sample of customers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb

from c360.graph import schema as s
from c360.sources import rates_file
from c360.sources.sqltext import name_of, text_of

Rows = list[dict[str, Any]]

_SUBJECTS: Final = (s.FRAUD_ALERT, s.AML_ALERT, s.SANCTIONS_MATCH)
_TO_PEOPLE: Final = (
    s.SPOUSE, s.CHILD, s.PARENT, s.FAMILY_MEMBER, s.BUSINESS_ASSOCIATE, s.PARTNER,
)  # fmt: skip


@dataclass(slots=True)
class Held:
    """All that the tables say of one customer, each row as a dict."""

    person: dict[str, Any]
    rows: dict[str, Rows] = field(default_factory=dict)

    def of(self, name: str) -> Rows:
        """The rows of this name, none where there are none."""
        return self.rows.get(name, [])


class Records:
    """The tables of a book's sources; `folders` maps a source's name to the folder of its Parquet. To be closed."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._con = duckdb.connect(":memory:", config={"threads": 2, "memory_limit": "700MB"})
        self._con.execute("SET TimeZone = 'UTC'")
        self._files: dict[str, list[tuple[str, Path]]] = {}
        for source, folder in sorted(folders.items()):
            for path in sorted(folder.glob("*.parquet")):
                self._files.setdefault(path.stem, []).append((source, path))
        self._empty: dict[str, bool] = {}
        self.rates = _rates(folders.values())

    def close(self) -> None:
        """Let go of the files."""
        self._con.close()

    def customers(self) -> list[str]:
        """Every customer's id, in order."""
        return [row[0] for row in self._con.execute(f"SELECT customerId FROM {self._vertex(s.PERSON)} ORDER BY 1")
                .fetchall()] if s.PERSON in self._files else []  # fmt: skip

    def holds(self, label: str, key: str | None = None) -> bool:
        """Whether a source delivers the label, and this key of it."""
        return label in self._files and (key is None or key in self._keys(label))

    def holds_edge(self, edge: str, *ends: str, key: str | None = None) -> bool:
        """Whether a source delivers the edge between labels of `ends` (any where none are given), with this key.

        An edge from or to a label that is delivered without a row can't be: "there are none" says so too.
        """
        for start, end in s.EDGES[edge].ends:
            if ends and (start, end) != ends:
                continue
            name = f"{edge}.{start}.{end}"
            if name in self._files and (key is None or key in self._keys(name)):
                return True
            if start in self._files and end in self._files and (self._is_empty(start) or self._is_empty(end)):
                return True
        return False

    def of(self, customer_ids: Sequence[str]) -> dict[str, Held]:
        """What is held of these customers, by id."""
        con = self._con
        con.execute(
            "CREATE OR REPLACE TEMP TABLE sample AS SELECT DISTINCT unnest(?::VARCHAR[]) AS customer", [customer_ids]
        )
        people = self._query(f"SELECT customerId AS customer, p.* FROM {self._vertex(s.PERSON)} p"
                             " WHERE customerId IN (SELECT customer FROM sample)")  # fmt: skip
        found = {row["customer"]: Held(row) for row in people}

        def add(name: str, rows: Rows) -> None:
            for row in rows:
                if row["customer"] in found:
                    found[row["customer"]].rows.setdefault(name, []).append(row)

        self._own()
        account = self._vertex(s.ACCOUNT)
        add("owned", self._query(f"SELECT o.customer, a.* FROM own o JOIN {account} a USING (accountNumber)"))
        add("used", self._query(
            f"SELECT DISTINCT e.\"from\" AS customer, a.* FROM {self._edge(s.AUTHORIZED_ON, s.PERSON, s.ACCOUNT)} e"
            f" JOIN sample ON customer = e.\"from\" JOIN {account} a ON a.accountNumber = e.\"to\""
        ))  # fmt: skip
        add("transactions", self._transactions())
        for label in _SUBJECTS:
            add(label, self._subjects(label))
        for edge, label in ((s.HAS_CREDIT_SCORE, s.CREDIT_SCORE), (s.HAS_DOCUMENT, s.DOCUMENT),
                            (s.HAS_ADDRESS, s.ADDRESS), (s.HAD_INTERACTION, s.INTERACTION)):  # fmt: skip
            add(label, self._of_person(edge, label))
        add("ties", self._ties())
        add("companies", self._companies())
        return found

    def _own(self) -> None:
        """Table `own`: which customer of the sample owns which account."""
        self._con.execute(
            'CREATE OR REPLACE TEMP TABLE own AS SELECT DISTINCT e."from" AS customer, e."to" AS accountNumber'
            f' FROM {self._edge(s.OWNS, s.PERSON, s.ACCOUNT)} e JOIN sample ON customer = e."from"'
            f' WHERE e."to" IN (SELECT accountNumber FROM {self._vertex(s.ACCOUNT)})'
        )

    def _transactions(self) -> Rows:
        """Each transaction that touches an owned account once, with both ends and whether each is owned."""
        edge = self._edge(s.TRANSACTION, s.ACCOUNT, s.ACCOUNT)
        return self._query(
            f"WITH t AS (SELECT row_number() OVER () AS row_nr, * FROM {edge}),"
            ' touched AS (SELECT o.customer, t.row_nr FROM t JOIN own o ON o.accountNumber = t."from"'
            ' UNION SELECT o.customer, t.row_nr FROM t JOIN own o ON o.accountNumber = t."to")'
            " SELECT x.customer, t.* FROM touched x JOIN t USING (row_nr)"
        )

    def _subjects(self, label: str) -> Rows:
        """Alerts or matches on the person, and alerts on an owned account, each with what it is `on`."""
        parts = [f"SELECT e.\"to\" AS customer, NULL AS \"on\", e.\"from\" AS key"
                 f" FROM {self._edge(s.SUBJECT_OF, label, s.PERSON)} e JOIN sample ON customer = e.\"to\""]  # fmt: skip
        if label != s.SANCTIONS_MATCH:
            parts.append(f"SELECT o.customer, o.accountNumber, e.\"from\""
                         f" FROM {self._edge(s.SUBJECT_OF, label, s.ACCOUNT)} e"
                         f" JOIN own o ON o.accountNumber = e.\"to\"")  # fmt: skip
        key = name_of(s.VERTICES[label].natural_key)
        return self._query(f"SELECT u.customer, u.\"on\", v.* FROM ({' UNION '.join(parts)}) u"
                           f" JOIN {self._vertex(label)} v ON v.{key} = u.key")  # fmt: skip

    def _of_person(self, edge: str, label: str) -> Rows:
        key = name_of(s.VERTICES[label].natural_key)
        return self._query(
            f"SELECT DISTINCT e.\"from\" AS customer, v.* FROM {self._edge(edge, s.PERSON, label)} e"
            f" JOIN sample ON customer = e.\"from\" JOIN {self._vertex(label)} v ON v.{key} = e.\"to\""
        )  # fmt: skip

    def _ties(self) -> Rows:
        """Edges between people, from the customer or to them: `edge`, `other`, `outgoing`."""
        parts = []
        for edge in _TO_PEOPLE:
            table, name = self._edge(edge, s.PERSON, s.PERSON), text_of(edge)
            parts += [
                f'SELECT e."from" AS customer, {name} AS edge, e."to" AS other, true AS outgoing FROM {table} e',
                f'SELECT e."to" AS customer, {name} AS edge, e."from" AS other, false AS outgoing FROM {table} e',
            ]
        known = f"SELECT customerId FROM {self._vertex(s.PERSON)}"
        return self._query(f"SELECT DISTINCT t.* FROM ({' UNION ALL '.join(parts)}) t JOIN sample USING (customer)"
                           f" WHERE other IN ({known})")  # fmt: skip

    def _companies(self) -> Rows:
        """Edges from the customer to companies: `edge`, `other`, `percentage`, `source`."""
        parts = []
        for edge in (s.OWNS, s.CONTROLS, s.DIRECTOR_OF, s.EMPLOYEE_OF, s.BUSINESS_ASSOCIATE, s.PARTNER):
            if (s.PERSON, s.COMPANY) in s.EDGES[edge].ends:
                table = self._edge(edge, s.PERSON, s.COMPANY)
                parts.append(f"SELECT e.\"from\" AS customer, {text_of(edge)} AS edge, e.\"to\" AS other,"
                             f" e.percentage, e.source FROM {table} e")  # fmt: skip
        known = f"SELECT companyId FROM {self._vertex(s.COMPANY)}"
        return self._query(f"SELECT t.* FROM ({' UNION ALL '.join(parts)}) t JOIN sample USING (customer)"
                           f" WHERE other IN ({known})")  # fmt: skip

    def _vertex(self, label: str) -> str:
        """SQL for a label's vertices, one row each however many sources give it."""
        keys = s.all_keys(label)
        natural = name_of(s.VERTICES[label].natural_key)
        parts = [self._table(source, path, keys) for source, path in self._files.get(label, [])]
        if not parts:
            return _nothing(keys)
        others = ", ".join(f"any_value({name_of(key)}) AS {name_of(key)}" for key in keys if name_of(key) != natural)
        return f"(SELECT {natural}, {others} FROM ({' UNION ALL BY NAME '.join(parts)}) GROUP BY {natural})"

    def _edge(self, edge: str, start: str, end: str) -> str:
        keys = ("from", "to", *s.EDGES[edge].keys, "percentage", "source")
        parts = [self._table(source, path, keys) for source, path in self._files.get(f"{edge}.{start}.{end}", [])]
        if not parts:
            return _nothing(keys)
        return f"({' UNION ALL BY NAME '.join(parts)})"

    def _table(self, source: str, path: Path, keys: Iterable[str]) -> str:
        """SQL for one file's rows with all of `keys`."""
        given = self._columns(path)
        told = [
            f"{text_of(source)} AS source" if key == "source" else name_of(key) if key in given
            else f"NULL AS {name_of(key)}"
            for key in dict.fromkeys(keys)
        ]  # fmt: skip
        return f"SELECT {', '.join(told)} FROM read_parquet({text_of(str(path))})"

    def _keys(self, name: str) -> set[str]:
        return {key for _, path in self._files[name] for key in self._columns(path)}

    def _columns(self, path: Path) -> set[str]:
        described = self._con.execute(f"DESCRIBE SELECT * FROM read_parquet({text_of(str(path))})").fetchall()
        return {str(row[0]) for row in described}

    def _is_empty(self, label: str) -> bool:
        if label not in self._empty:
            row = self._con.execute(f"SELECT count(*) FROM {self._vertex(label)}").fetchone()
            self._empty[label] = row == (0,)
        return self._empty[label]

    def _query(self, sql: str) -> Rows:
        cursor = self._con.execute(sql)
        names = [str(column[0]) for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _nothing(keys: Iterable[str]) -> str:
    """SQL for no rows with these keys."""
    return f"(SELECT {', '.join(f'NULL::VARCHAR AS {name_of(key)}' for key in dict.fromkeys(keys))} WHERE false)"


def _rates(folders: Iterable[Path]) -> dict[tuple[str, str], dict[date, Decimal]]:
    """Rates by pair and day, of all sources together."""
    found: dict[tuple[str, str], dict[date, Decimal]] = {}
    for folder in folders:
        path = folder / rates_file.KEPT
        for pair, days in json.loads(path.read_text("utf-8")).items() if path.is_file() else ():
            series = found.setdefault((pair[:3], pair[4:]), {})
            series.update({date.fromisoformat(day): Decimal(rate) for day, rate in days.items()})
    return found
