"""The process in which a source's queries run: see `sandbox.py`. It imports nothing of c360, and no c360 imports it.

The first line that comes says which database, with which configuration, limits and statements; each other line is
a query, as a tree, and the table that takes its rows. Every line is answered by one.
"""

from __future__ import annotations

import json
import os
import queue
import resource
import sys
import threading
from typing import Any

import duckdb


def main() -> None:
    """Answers until its standard input ends, which ends it at once, whatever runs."""
    lines: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    start = lines.get()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Private memory that can be written to: what the engine's own limit doesn't count is counted here.
    resource.setrlimit(resource.RLIMIT_DATA, (start["memory"], start["memory"]))
    try:
        con = duckdb.connect(start["path"], config=start["config"])
        for statement in start["statements"]:
            con.execute(statement)
    except (duckdb.Error, MemoryError) as error:
        _answer(_failed(error))
        return
    _answer({})
    while (asked := lines.get()).get("into"):
        _answer(_run(con, asked))
    con.close()
    _answer({})


def _run(con: duckdb.DuckDBPyConnection, asked: dict[str, Any]) -> dict[str, Any]:
    # The checked tree itself, no text made of it that could read otherwise.
    sql = f"CREATE TABLE {asked['into']} AS SELECT * FROM json_execute_serialized_sql(?)"
    try:
        con.execute(sql, [json.dumps(asked["tree"])])
    except (duckdb.Error, MemoryError) as error:
        return _failed(error)
    return {}


def _failed(error: Exception) -> dict[str, Any]:
    return {"kind": type(error).__name__, "text": str(error)[:4000]}


def _listen(lines: queue.Queue[dict[str, Any]]) -> None:
    for line in sys.stdin:
        lines.put(json.loads(line))
    os._exit(1)


def _answer(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
