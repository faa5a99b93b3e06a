"""A source written as SQL and files, loaded into a book of one test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from c360.graph.connect import connect
from c360.sources.load import load
from c360.sources.problems import LoadRefused
from c360.sources.report import LoadReport

BOOK = "SELECT 'Bank' AS name, 'EUR' AS currency, 'Europe/Berlin' AS zone"
ACCOUNTS = "SELECT unnest(['A', 'B']) AS accountNumber"
MOVE = "TRANSACTION.Account.Account"


def load_sql(
    tmp_path: Path, queries: Mapping[str, str], files: Mapping[str, str | bytes] | None = None, *,
    source: str = "mine", declare: bool = True, as_of: date | None = None, rejects: Path | None = None,
    folder: str | None = None,
) -> LoadReport:  # fmt: skip
    """Loads the queries over the files into `tmp_path/b`."""
    data, sql = tmp_path / (folder or f"{source}-files"), tmp_path / f"{source}-sql"
    for made in (data, sql):
        made.mkdir(parents=True, exist_ok=True)
    for old in sql.iterdir():
        old.unlink()
    for name, text in ({"Book": BOOK, **queries} if declare else queries).items():
        (sql / f"{name}.sql").write_text(text, "utf-8")
    for name, content in (files or {}).items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(source, data, tmp_path / "b", source=sql, as_of=as_of, rejects=rejects)


def refused(tmp_path: Path, queries: Mapping[str, str], files: Mapping[str, str | bytes] | None = None) -> str:
    """What a refused load says of each problem, kind first; nothing of it is kept."""
    with pytest.raises(LoadRefused) as found:
        load_sql(tmp_path, queries, files)
    assert not (tmp_path / "b").exists()
    return "\n".join(f"{problem.fault} | {problem}" for problem in found.value.problems)


def people(tmp_path: Path) -> list[dict[str, Any]]:
    """The people in the book, by id."""
    rows = connect(tmp_path / "b").g.V().has_label("Person").value_map().to_list()
    found = [{key: value[0] for key, value in row.items() if key != "source"} for row in rows]
    return sorted(found, key=lambda row: str(row["customerId"]))


def parquet(tmp_path: Path, select: str) -> bytes:
    """A Parquet file of a query's rows."""
    path = tmp_path / "made.parquet"
    duckdb.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()
