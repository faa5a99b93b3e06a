"""Times a load: made-up CSV files, checked, to a book that serves. `python benchmarks/load.py [rows ...]`

Each step runs in a process of its own, so that its peak memory is its own and its children's. Goals on 2 cores for
1,000,000 transactions: under 45 s and 2 GB to load, under 2 s to open.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

QUERIES = {
    "Book": "SELECT 'Benchmark' AS name, 'USD' AS currency, 'America/New_York' AS zone",
    "Person": "SELECT * FROM read_csv('people.csv')",
    "Account": "SELECT * FROM read_csv('accounts.csv')",
    "OWNS.Person.Account": "SELECT * FROM read_csv('owners.csv')",
    "TRANSACTION.Account.Account": "SELECT * FROM read_csv('transactions.csv')",
}

# One account in 10 for a person more; 70 transactions an account and year.
FILES = {
    "people": """SELECT 'c' || i AS "customerId", 'Customer ' || i AS name,
        strftime(DATE '1950-01-01' + CAST(hash(i) % 20000 AS INTEGER), '%Y-%m-%d') AS "dateOfBirth",
        'c' || i || '@example.com' AS email FROM range({people}) t(i)""",
    "accounts": """SELECT 'A' || i AS "accountNumber", 'CHECKING' AS "accountType", 'USD' AS currency,
        (hash(i) % 10000000) / 100 AS balance, '2015-01-02' AS "openDate" FROM range({accounts}) t(i)""",
    "owners": """SELECT 'c' || i % {people} AS "from", 'A' || i AS "to", 100 AS percentage
        FROM range({accounts}) t(i)""",
    "transactions": """SELECT 'T' || i AS "transactionId", 'A' || hash(i) % {accounts} AS "from",
        'A' || hash(i + 1) % {accounts} AS "to", CASE WHEN i % 3 = 0 THEN 'CARD' ELSE 'TRANSFER' END AS type,
        printf('%.2f', (hash(i + 2) % 500000 + 1) / 100.0) AS amount,
        strftime(TIMESTAMP '2023-07-01 08:00:00' + to_days(CAST(hash(i + 3) % 365 AS INTEGER))
                 + to_minutes(CAST(hash(i + 5) % 720 AS BIGINT)), '%Y-%m-%d %H:%M:00') AS timestamp,
        'Place ' || hash(i + 4) % 500 AS location, 'USD' AS currency, 'online' AS channel
        FROM range({rows}) t(i)""",
}

LOAD = """
import json, resource, sys
from c360.sources.load import load
report = load("bench", sys.argv[1] + "/files", sys.argv[1] + "/b", source=sys.argv[1] + "/sql")
all_used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
# Its own peak and that of its largest child, which need not be at the same time: not more than this.
print(json.dumps({"seconds": report.seconds, "phases": dict(report.phases),
                  "peak": sum(used.ru_maxrss for used in all_used) / 1024,
                  "cpu": sum(used.ru_utime + used.ru_stime for used in all_used)}))
"""

OPEN = """
import json, resource, sys, time
from c360.graph.connect import connect
start = time.perf_counter()
graph = connect(sys.argv[1] + "/b")
graph.g.V().has("Person", "customerId", "c1").values("name").next()
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def write_source(folder: Path, rows: int) -> None:
    """Writes the files and the queries of a source with so many transactions."""
    (folder / "files").mkdir()
    (folder / "sql").mkdir()
    accounts = max(rows // 70, 2)
    sizes = {"rows": rows, "accounts": accounts, "people": max(accounts * 9 // 10, 1)}
    for name, sql in FILES.items():
        path = folder / "files" / f"{name}.csv"
        duckdb.execute(f"COPY ({sql.format(**sizes)}) TO '{path}' (HEADER)")
    for name, sql in QUERIES.items():
        (folder / "sql" / f"{name}.sql").write_text(sql, "utf-8")


def run(script: str, folder: Path) -> dict[str, float]:
    """Runs a script in a process of its own and reads what it prints."""
    command = [sys.executable, "-c", script, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Prints a row for each size."""
    print(f"{'transactions':>12} {'read+check':>10} {'search':>7} {'graph':>7} {'pack':>7} {'total s':>8} {'cpu s':>6}"
          f" {'peak MB':>8} {'open s':>7} {'open MB':>8}")  # fmt: skip
    for rows in [int(text) for text in sys.argv[1:]] or [300_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_source(folder, rows)
            loaded, opened = run(LOAD, folder), run(OPEN, folder)
        phases = json.loads(json.dumps(loaded["phases"]))
        print(f"{rows:>12,} {phases['read and check']:>10.1f} {phases['search']:>7.1f} {phases['graph']:>7.1f}"
              f" {phases['pack']:>7.1f} {loaded['seconds']:>8.1f} {loaded['cpu']:>6.1f} {loaded['peak']:>8.0f}"
              f" {opened['seconds']:>7.2f} {opened['peak']:>8.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
