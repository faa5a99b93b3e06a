"""The demo bank's files as tables, for plain SQL apart from the product's code."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import duckdb

from c360.demo.tables import COLUMNS

SARAH: Final = "customer-12345"
WINDOW: Final = "day > DATE '2024-06-30' - 90 AND day <= DATE '2024-06-30'"
YEAR: Final = "day > DATE '2024-06-30' - 365 AND day <= DATE '2024-06-30'"


class Files:
    """The files of one demo bank as tables of text, and three more.

    `booking` has each transaction's money and day in New York, `side` each of its two ends with what it changes
    there, `moved` each transaction that touches an account that the customer owns, once.
    """

    def __init__(self, folder: Path) -> None:
        self.con = duckdb.connect()
        self.con.execute("SET TimeZone = 'America/New_York'")
        for name in COLUMNS:
            table = name.replace("/delivery", "_delivery").rpartition("/")[2]
            read = f"read_csv('{folder / name}.csv', header=true, all_varchar=true, strict_mode=true, delim=',')"
            self.con.execute(f'CREATE TABLE "{table}" AS FROM {read}')
        self.con.execute(
            "CREATE TABLE booking AS SELECT *, amount::DECIMAL(18, 2) AS money, booked_at::TIMESTAMPTZ::DATE AS day"
            " FROM transactions"
        )
        self.con.execute(
            "CREATE TABLE side AS SELECT id, from_account AS account_number, -money AS change FROM booking"
            " UNION ALL SELECT id, to_account, money FROM booking"
        )
        self.con.execute(
            "CREATE TABLE moved AS SELECT customer_id, count(*) = 2 AS internal, sum(change) AS net, booking.*"
            " FROM side JOIN holders USING (account_number) JOIN booking USING (id) WHERE role = 'OWNER' GROUP BY ALL"
        )

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.con.execute(sql, list(values)).fetchall()

    def one(self, sql: str, *values: object) -> Any:
        (row,) = self.rows(sql, *values)
        return row[0] if len(row) == 1 else row
