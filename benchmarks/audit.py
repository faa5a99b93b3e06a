"""What the audit log costs: `python -m benchmarks.audit [postgresql://ADDRESS]`. Without an address a file is measured.

Records a second with every commit synced, from threads of one process and from processes, beside bare syncs of the same
disk in the same run; what a record adds to a view at the median; how long a million records take to verify, and what of
one customer takes to find among them. Everything lies in a temporary folder under TMPDIR; a database's schema
`c360_audit` must not be there, and goes at the end.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from c360.audit import AuditLog, Record

WRITERS: Final = 8
EACH: Final = 250
MILLION: Final = 1_000_000
_WRITER: Final = "import sys; from benchmarks.audit import write; write(*sys.argv[1:])"


def main(arguments: list[str]) -> None:
    """Measures, and prints one table."""
    table = Table("what", "measured")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        table.add_row("load of the machine, 1 minute", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        table.add_row("a bare sync of a line to this disk, p50", f"{_bare(folder):.1f} ms")
        for what, measured in _measured(arguments[0] if arguments else "", folder):
            table.add_row(what, measured)
    Console(width=130).print(table)


def _measured(url: str, folder: Path) -> list[tuple[str, str]]:
    def named(name: str) -> tuple[str, Path]:
        _cleared(url)
        return url or str(folder / f"{name}.sqlite"), folder / f"{name}.jsonl"

    rows = [("one after another, each synced", f"{_alone(*named('alone')):,.0f} records/s")]
    rows.append((f"{WRITERS} threads of a process", f"{_threads(*named('threads')):,.0f} records/s"))
    rows.append((f"{WRITERS} processes", f"{_processes(*named('processes')):,.0f} records/s"))
    where, checkpoints = named("views")
    log = AuditLog(where, checkpoints=checkpoints)
    times = _times(lambda: log.record(_view(0)), 300)
    rows.append(("added to a view, p50 · p95", f"{times[150]:.1f} · {times[285]:.1f} ms"))
    started = time.perf_counter()
    for first in range(0, MILLION, 5000):
        log.record(*(_view(number) for number in range(first, first + 5000)))
    rows.append((f"{MILLION:,} records in batches of 5,000", f"{time.perf_counter() - started:.0f} s"))
    log.close()
    started = time.perf_counter()
    found = log.verification()
    rows.append((f"verify {found.records:,} records", f"{time.perf_counter() - started:.1f} s"))
    times = _times(lambda: log.rows(customer="customer-4711"), 20)
    rows.append((f"a customer's {len(log.rows(customer='customer-4711'))} of them, p50", f"{times[10]:.1f} ms"))
    times = _times(lambda: log.lately("user-17", "view", 60), 20)
    rows.append(("how many views a user had in the last minute, p50", f"{times[10]:.1f} ms"))
    _cleared(url)
    return rows


def write(where: str, checkpoints: str) -> None:
    """One of several processes."""
    log = AuditLog(where, checkpoints=Path(checkpoints))
    log.record(_view(0))
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(EACH):
        log.record(_view(number))
    print("done", flush=True)


def _alone(where: str, checkpoints: Path) -> float:
    log = AuditLog(where, checkpoints=checkpoints)
    times = _times(lambda: log.record(_view(0)), EACH)
    return EACH / sum(times) * 1000


def _threads(where: str, checkpoints: Path) -> float:
    log = AuditLog(where, checkpoints=checkpoints)
    log.record(_view(0))

    def work() -> None:
        for number in range(EACH):
            log.record(_view(number))

    threads = [threading.Thread(target=work) for _ in range(WRITERS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return WRITERS * EACH / (time.perf_counter() - started)


def _processes(where: str, checkpoints: Path) -> float:
    command = [sys.executable, "-c", _WRITER, where, str(checkpoints)]
    pipe = subprocess.PIPE
    writers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(WRITERS)]
    streams = [(each.stdin, each.stdout) for each in writers]
    for _, told in streams:
        assert told is not None
        told.readline()
    started = time.perf_counter()
    for ask, _ in streams:
        assert ask is not None
        ask.write("\n")
        ask.flush()
    for _, told in streams:
        assert told is not None
        told.readline()
    took = time.perf_counter() - started
    for each in writers:
        each.communicate()
    return WRITERS * EACH / took


def _bare(folder: Path) -> float:
    with (folder / "bare").open("ab") as file:

        def sync() -> None:
            file.write(b"x" * 400)
            file.flush()
            os.fsync(file.fileno())

        return statistics.median(_times(sync, 200))


def _times(work: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each call, in order of length."""
    times = []
    for _ in range(count):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


def _view(number: int) -> Record:
    return Record(
        f"user-{number % 200}", "view", f"customer-{number % 20_000}", "success", ("identity", "risk"),
        profile_id="C360-customer-1-20240630-00000000",
        detail={"as_of": "2024-06-30", "lookback_days": "90", "generation": "3", "milliseconds": "3.2"},
    )  # fmt: skip


def _cleared(url: str) -> None:
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as db:
            db.execute("DROP SCHEMA IF EXISTS c360_audit CASCADE")


if __name__ == "__main__":
    main(sys.argv[1:])
