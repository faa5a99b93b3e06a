"""What tests share: one small demo book, built once for all the processes of a run."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CUSTOMERS = 150
# How long an example takes is the machine's affair: a busy one failed what was right.
settings.register_profile("unhurried", settings.default, deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("unhurried")

# What takes minutes a file, and by how many tests it holds isn't told.
_LONG = ("contract", "e2e")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, so that at the end no process is alone with one; and those that ask the graph
    server for the demo bank one after the other, so that it is put there once.
    """
    many = Counter(item.path for item in items)
    demo = {item.path for item in items if {"served_demo", "filled"} & set(getattr(item, "fixturenames", ()))}

    def turn(item: pytest.Item) -> tuple[int, bool, int]:
        folder = item.path.parent.name
        long = _LONG.index(folder) if folder in _LONG else len(_LONG)
        return long, folder == "contract" and item.path not in demo, -many[item.path]

    items.sort(key=turn)


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
