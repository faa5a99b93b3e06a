"""What the tests of the audit log share: a log of either kind, and somebody with full rights on what holds it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c360.audit import AuditLog, NullLog, Record


@dataclass(frozen=True, slots=True)
class Kept:
    """A log and the way past it: `execute` runs SQL on its tables as whoever tampers with them would."""

    log: AuditLog
    where: str
    execute: Callable[[str], list[tuple[Any, ...]]]

    def again(self, **how: Any) -> AuditLog:
        """The same log as another process opens it."""
        return AuditLog(self.where, **{"checkpoints": self.log.checkpoints, **how})

    def rows(self) -> list[tuple[Any, ...]]:
        """Its columns but for digests and bytes, in the order of the chain."""
        columns = 'seq, at, "user", action, customer_id, sections, outcome, profile_id, detail'
        return self.execute(f"SELECT {columns} FROM record ORDER BY seq")


def viewed(customer: str = "customer-1", user: str = "ada") -> Record:
    return Record(
        user=user, action="view", customer_id=customer, sections=("identity", "risk"), outcome="success",
        profile_id="C360-customer-1-20240630-00000000", detail={"as_of": "2024-06-30"},
    )  # fmt: skip


def view(log: AuditLog | NullLog, customer: str = "customer-1", user: str = "ada") -> int:
    return log.record(viewed(customer, user))


def in_file(folder: Path) -> Kept:
    path = folder / "audit.sqlite"

    def execute(statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as db, db:
            return db.execute(statement).fetchall()

    return Kept(AuditLog(path), str(path), execute)


def lines(path: Path) -> Iterator[str]:
    """The lines of a file, each with its end."""
    yield from path.read_text("utf-8").splitlines(keepends=True)


def write_many(where: str, checkpoints: str, count: int) -> None:
    """What one of several processes does: two threads, each with records of its own."""
    log = AuditLog(where, checkpoints=Path(checkpoints))
    numbers: list[int] = []

    def work() -> None:
        numbers.extend(view(log) for _ in range(count))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()
    print(" ".join(map(str, numbers)))
