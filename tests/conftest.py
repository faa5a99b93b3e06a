"""What tests share: one small demo book, built once for all the processes of a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CUSTOMERS = 150


@pytest.fixture(scope="session")
def demo_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book of 150 customers with everyone who is planted in it. Read it; don't write to it.

    Its audit log is shared by the whole run: a test that counts records copies the book or names a log of its own.
    """
    from c360.demo import build

    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # the processes' common folder
    book, made = root / "shared-demo.book", root / "shared-demo.made"
    with _Lock(root / "shared-demo.lock"):
        if not made.exists():
            build(book, customers=CUSTOMERS)
            made.touch()
    return book


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was counted while something happened to a graph, whether the test passed or not."""
    told = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == "fault"
    ]
    if told:
        terminalreporter.section("what four readers were told")
        for line in told:
            terminalreporter.write_line(line)


class _Lock:
    """An exclusive lock on a file, held by one process of the run at a time; gone with the process."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        import fcntl

        self._file = self._path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()
