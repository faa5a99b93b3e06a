"""What happens to a cluster while four read it and the page is open: an answer is right or an error, never a wrong one.

What takes no nodes (a frozen or full server, a cut connection, another schema) is in `tests/contract/test_faults.py`.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from c360 import Graph, connect
from c360.settings import Settings
from c360.sources.load import load
from c360.sources.to_server import send
from tests.cluster.conftest import Cluster
from tests.contract.compare import customers, same_profiles
from tests.contract.conftest import Reading
from tests.contract.pages import fresh_app, opened
from tests.contract.readers import Rights, answered
from tests.contract.server import ROOT
from tests.ui.reading import words

__all__ = ["fresh_app"]

BERKA: Final = ROOT / "tests" / "data" / "berka"
SARAH: Final = "customer-12345"
# Seconds. A request ends within 15; a page asks a graph that can't be opened twice. Two cores run all of this.
_ANSWERED: Final = 45
_BACK: Final = 90
# The 5, and what it takes four readers to get their turn on two cores.
_LAG: Final = 10


def test_one_node_that_dies_is_not_noticed(cluster: Cluster, graph: Graph, reading: Reading) -> None:
    with reading("one of three nodes killed", graph) as readers:
        readers.until("right", _ANSWERED)
        cluster.nodes.kill(3)
        _for(12)
        readers.until("right", _ANSWERED)
    with reading("it comes back", graph) as after:
        cluster.nodes.start()
        after.until("right", _ANSWERED)
    for one in (readers, after):
        assert one.told.keys() == {"right"}, one
        assert one.longest < _ANSWERED


def test_one_node_that_freezes(cluster: Cluster, graph: Graph, right: Rights, reading: Reading) -> None:
    with reading("one of three nodes frozen for 20 s", graph) as readers:
        readers.until("right", _ANSWERED)
        cluster.nodes.freeze(3)
        _for(20)
        readers.until("right", _ANSWERED)
        cluster.nodes.thaw()
        assert readers.until_well(partial(answered, cluster.url, right), _BACK) < _LAG


def test_without_a_majority_everything_says_so(
    cluster: Cluster, graph: Graph, right: Rights, reading: Reading, fresh_app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Marcus Adeyemi-Blake" in words(opened(cluster.url, monkeypatch, customer="customer-12460"))
    with reading("two of three nodes killed", graph) as readers:
        readers.until("right", _ANSWERED)
        cluster.nodes.kill(2, 3)
        readers.until("unavailable", _ANSWERED)
        started = time.monotonic()
        told = words(opened(cluster.url, monkeypatch, customer=SARAH))
        assert time.monotonic() - started < _ANSWERED
        assert "The graph can't be read now" in told
        assert "No alerts" not in told
        with closing(sqlite3.connect(fresh_app)) as db:
            assert ("view", SARAH, "failed") in db.execute("SELECT action, customer_id, outcome FROM record").fetchall()
        cluster.nodes.start()
        assert readers.until_well(partial(answered, cluster.url, right), _BACK) < _LAG
    assert readers.longest < _ANSWERED
    assert "Sarah Johnson" in words(opened(cluster.url, monkeypatch, customer=SARAH))


def test_a_server_that_is_killed_is_back_with_what_it_held(
    cluster: Cluster, graph: Graph, right: Rights, reading: Reading, fresh_app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading("server killed, back with its data", graph) as readers:
        readers.until("right", _ANSWERED)
        cluster.server.kill()
        readers.until("unavailable", _ANSWERED)
        assert "can't be reached" in words(opened(cluster.url, monkeypatch, customer=SARAH))
        cluster.server.start()
        assert readers.until_well(partial(answered, cluster.url, right), _BACK) < _LAG
    assert readers.longest < _ANSWERED
    assert "Sarah Johnson" in words(opened(cluster.url, monkeypatch, customer=SARAH))


@pytest.fixture(scope="session")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What gives a process that preloads it another time of day."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("not run: there is no C compiler for clock.c (on Debian: gcc and libc6-dev)")
    library = tmp_path_factory.mktemp("clock") / "clock.so"
    source = Path(__file__).parent / "clock.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def test_clocks_a_day_apart(cluster: Cluster, graph: Graph, right: Rights, reading: Reading, clock: Path) -> None:
    apart, day = {"LD_PRELOAD": str(clock)}, 24 * 60 * 60
    try:
        with reading("a node's clock a day ahead", graph) as readers:
            readers.until("right", _ANSWERED)
            cluster.nodes.kill(3)
            cluster.nodes.start({**apart, "CLOCK_APART": str(day)})
            assert f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}" in cluster.nodes.log(3)
            _for(5)
            readers.until("right", _ANSWERED)
        assert readers.told.keys() == {"right"}, readers
        with reading("the server's clock a day behind", graph) as readers:
            cluster.server.stop()
            cluster.server.start(**apart, CLOCK_APART=str(-day))
            # The log is nearly silent, so the server itself is asked.
            (milliseconds,) = cluster.server.run("System.currentTimeMillis()")
            assert abs(float(str(milliseconds)) / 1000 - (time.time() - day)) < 60
            assert readers.until_well(partial(answered, cluster.url, right), _BACK) < _LAG
    finally:  # each is started again with the right time
        cluster.nodes.stop(3)
        cluster.server.stop()


def test_a_server_over_another_keyspace_and_another_bank_in_it(
    cluster: Cluster, graph: Graph, right: Rights, reading: Reading, tmp_path: Path
) -> None:
    with reading("server restarted over another keyspace, and back", graph) as readers:
        cluster.server.stop()
        cluster.server.start(JANUSGRAPH_KEYSPACE="another")
        started = time.monotonic()
        while not any("doesn't have this version's schema" in text for text in readers.errors):
            assert time.monotonic() - started < _ANSWERED, readers
            time.sleep(0.1)
        cluster.server.stop()
        cluster.server.start()
        assert readers.until_well(partial(answered, cluster.url, right), _BACK) < _LAG
    cluster.server.stop()
    cluster.server.start(JANUSGRAPH_KEYSPACE="another")
    cluster.server.apply_schema()
    load("berka", BERKA, tmp_path / "berka.book")
    send(tmp_path / "berka.book", cluster.url, Settings())
    book = connect(tmp_path / "berka.book")
    with closing(connect(cluster.url, settings=Settings())) as served:
        assert same_profiles(book, served, customers(book)) > 0
    cluster.server.stop()


def _for(seconds: float) -> None:
    """Lets things happen."""
    time.sleep(seconds)
