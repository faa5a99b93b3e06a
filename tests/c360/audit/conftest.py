"""A log in a file and the same in PostgreSQL, so that what holds of one is asked of the other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from c360.audit import AuditLog
from c360.errors import AuditFailed
from tests.c360.audit.logs import Kept, in_file
from tests.c360.audit.server import Server, lacking


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL for all tests of a run's process."""
    if why := lacking():
        pytest.skip(why)
    # Not among pytest's folders: those are their maker's alone, and PostgreSQL doesn't run as root.
    with tempfile.TemporaryDirectory(prefix="c360-postgres-") as folder:
        found = Server(Path(folder))
        yield found
        found.stop("immediate")


@pytest.fixture
def on_server(server: Server, tmp_path: Path) -> Iterator[Kept]:
    """A new log in PostgreSQL."""
    server.execute("audit", "DROP SCHEMA IF EXISTS c360_audit CASCADE")

    def execute(statement: str) -> list[tuple[Any, ...]]:
        return server.execute("audit", statement)

    made = AuditLog(server.url, checkpoints=tmp_path / "audit.checkpoints.jsonl")
    yield Kept(made, server.url, execute)
    with suppress(AuditFailed):  # of a log that was tampered with, whose writer tells
        made.close()
    made._clock.stop()


@pytest.fixture(params=["file", "server"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """A new log of either kind."""
    if request.param == "server":
        found: Kept = request.getfixturevalue("on_server")
        return found
    return in_file(tmp_path)
