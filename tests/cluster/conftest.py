"""JanusGraph over three nodes of Cassandra, started once for the run and ended whatever happens."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from c360 import Graph, connect
from c360.settings import Settings
from c360.sources.to_server import send
from c360.warming import warm
from tests.cluster.nodes import NET, Nodes
from tests.contract.conftest import embedded_demo, reading, right
from tests.contract.server import JanusGraph

__all__ = ["embedded_demo", "reading", "right"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last word: skipped tests are green, and that none was run must not look as if all had passed."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not isinstance(reporter, pytest.TerminalReporter):
        return
    found = reporter.stats
    if found.get("skipped") and not any(found.get(kind) for kind in ("passed", "failed", "error")):
        reasons = {report.longrepr[2] for report in found["skipped"] if isinstance(report.longrepr, tuple)}
        told = "; ".join(sorted(reason.removeprefix("Skipped: not run: ") for reason in reasons))
        reporter.write_line(f"NOTHING WAS RUN: {told}", red=True)


@dataclass(frozen=True)
class Cluster:
    """The nodes and the server over them."""

    nodes: Nodes
    server: JanusGraph

    @property
    def url(self) -> str:
        return self.server.url

    def make_whole(self) -> None:
        """Brings back whatever was killed or frozen."""
        self.nodes.thaw()
        with suppress(OSError):
            self.server.thaw()
        self.nodes.start()
        self.server.start()


@pytest.fixture(scope="session")
def running() -> Iterator[Cluster]:
    """All of it, with our schema and nothing in it."""
    missing = Nodes.lacking()
    if missing:
        pytest.skip(f"not run: {missing}")
    # A run that is told to end does so as by Ctrl-C: with what is below.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    cluster = Cluster(Nodes(), JanusGraph("cassandra", CASSANDRA_NET=NET))
    try:
        cluster.nodes.end()
        cluster.nodes.start()
        cluster.server.start()
        cluster.server.apply_schema()
        yield cluster
    finally:
        cluster.nodes.thaw()
        cluster.server.stop()
        cluster.nodes.end()
        signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def filled(running: Cluster, demo_book: Path) -> Cluster:
    """With the demo bank, and warm."""
    send(demo_book, running.url, Settings())
    return running


@pytest.fixture
def cluster(filled: Cluster) -> Cluster:
    """Whole and warm, however the test before left it."""
    filled.make_whole()
    warm(filled.url, Settings(), seconds=60)
    return filled


@pytest.fixture
def graph(cluster: Cluster) -> Iterator[Graph]:
    """A connection that is open while things happen."""
    opened = connect(cluster.url, settings=Settings())
    yield opened
    opened.close()
