"""A server is asked until it answers quickly, before anybody is told that it is there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from c360 import Graph
from c360.cli import main
from c360.errors import GraphUnavailable
from c360.settings import Settings
from c360.warming import warm
from tests.contract.server import ROOT, JanusGraph


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_it_ends_by_itself_and_tells_counts_and_times_alone(
    served_demo: Graph, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    found = warm(served_demo.url, Settings(), customers=150, seconds=120)
    assert 60 <= found.asked <= 150
    assert found.failed == 0
    assert main(["warm", "--graph", served_demo.url, "--customers", "5"]) == 0
    told = capsysbinary.readouterr()
    assert told.err == b""
    assert told.out.startswith(b"Warmed in ")
    assert b" with 5 profiles" in told.out
    assert b"customer-" not in told.out
    assert not (tmp_path / "audit.sqlite").exists()  # nobody has seen anything


def test_the_time_is_kept(served_demo: Graph) -> None:
    assert warm(served_demo.url, Settings(), seconds=0.0).asked == 0


def test_a_book_is_warm(demo_book: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["warm", "--graph", str(demo_book)]) == 2
    assert b"needs no warming" in capsysbinary.readouterr().err


def test_a_server_that_is_not_there_is_not_waited_for() -> None:
    started = time.monotonic()
    with pytest.raises(GraphUnavailable, match="can't be reached"):
        warm(f"ws://127.0.0.1:{free_port()}", Settings(), seconds=60)
    assert time.monotonic() - started < 20


def test_a_server_that_freezes_is_waited_for_until_the_time_is_up(served_demo: Graph, janusgraph: JanusGraph) -> None:
    janusgraph.freeze()
    try:
        started = time.monotonic()
        with pytest.raises(GraphUnavailable):
            warm(served_demo.url, Settings(), seconds=3)
        assert time.monotonic() - started < 30
    finally:
        janusgraph.thaw()


@contextmanager
def starting(url: str, folder: Path) -> Iterator[tuple[Path, bool]]:
    """The app over a graph, once its port is served: its log, and whether that spoke of warming before."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("C360_", "STREAMLIT_"))}
    env |= {"C360_GRAPH": url, "C360_AUDIT": str(folder / "audit.sqlite")}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    log = folder / "log"
    command = [sys.executable, "-m", "deploy.serve", "--server.port", str(port)]
    with log.open("w") as out, subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out) as process:
        try:
            for _ in range(1200):
                before = log.read_text("utf-8")
                try:
                    with closing(opener.open(f"http://127.0.0.1:{port}/_stcore/health", timeout=5)):
                        break
                except OSError:
                    assert process.poll() is None, before
                    time.sleep(0.1)
            yield log, "Warming" in before
        finally:
            process.terminate()


def test_the_app_is_served_once_the_server_is_warm(served_demo: Graph, tmp_path: Path) -> None:
    with starting(served_demo.url, tmp_path) as (log, warmed):
        assert warmed
        assert "Warmed in" in log.read_text("utf-8")


@pytest.mark.usefixtures("janusgraph")
def test_the_app_is_served_where_no_server_is_to_say_so(tmp_path: Path) -> None:
    with starting(f"ws://127.0.0.1:{free_port()}", tmp_path) as (log, _):
        assert "can't be reached" in log.read_text("utf-8")


def test_the_app_over_a_book_warms_nothing(demo_book: Path, tmp_path: Path) -> None:
    with starting(str(demo_book), tmp_path) as (log, _):
        assert "Warm" not in log.read_text("utf-8")
