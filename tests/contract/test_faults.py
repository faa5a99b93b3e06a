"""What one machine can quickly do to a server: an answer is right or an error, and never wrong or "none"."""

from __future__ import annotations

import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from c360 import connect
from c360.audit import AuditLog
from c360.errors import C360Error, GraphOverloaded, GraphUnavailable, QueryTimeout
from c360.graph.pool import Pool
from c360.graph.wire import Address, Request
from c360.profile import Customer360Builder
from tests.contract.compare import builder
from tests.contract.conftest import Reading
from tests.contract.readers import Rights, answered
from tests.contract.server import JanusGraph

SARAH: Final = "customer-12345"


@pytest.fixture
def filled(janusgraph: JanusGraph, demo_book: Path) -> Iterator[JanusGraph]:
    """The server with the demo bank, brought back however the test before left it."""
    janusgraph.fill(demo_book)
    yield janusgraph
    with suppress(OSError):
        janusgraph.thaw()
    janusgraph.start()


# Another program's graph, whose names are partly ours: asked for anything of a customer it answers with nothing.
_FOREIGN: Final = """
mgmt = graph.openManagement()
for (key in ['naturalKey', 'loadedAt', 'customerId']) mgmt.makePropertyKey(key).dataType(String).make()
for (label in ['Book', 'Person']) mgmt.makeVertexLabel(label).make()
mgmt.commit()
g.addV('Book').property('naturalKey', 'book').property('loadedAt', '2020-01-01').iterate(); graph.tx().commit(); 0
"""


def test_a_server_that_is_killed_and_comes_back_empty(
    filled: JanusGraph, right: Rights, demo_book: Path, reading: Reading, tmp_path: Path
) -> None:
    """It lost what it held: every customer would be nobody. Who asked meanwhile is on record as refused."""
    with closing(connect(filled.url)) as graph, reading("server killed, back with nothing", graph) as readers:
        readers.until("right", 20)
        filled.kill()
        readers.until("unavailable", 20)
        with pytest.raises(GraphUnavailable):
            Customer360Builder(graph, None, AuditLog(tmp_path / "audit.sqlite"), "ada").build_profile(SARAH)
        with closing(sqlite3.connect(tmp_path / "audit.sqlite")) as db:
            assert db.execute("SELECT outcome FROM record").fetchall() == [("failed",)]
        filled.start()
        readers.until("unavailable", 20)  # without a schema
        filled.run(_FOREIGN)
        readers.until("unavailable", 20)  # with another one, and a book in it
        filled.kill()
        filled.start()
        filled.apply_schema()
        readers.until("unavailable", 20)  # without a book
        filled.fill(demo_book)
        assert readers.until_well(partial(answered, filled.url, right), 20) < 5
    assert readers.longest < 20


def test_a_frozen_server_is_waited_for_and_no_longer_and_its_late_answer_is_nobodys(
    filled: JanusGraph, right: Rights
) -> None:
    with closing(connect(filled.url)) as graph:
        asked = builder(graph)
        assert asked.build_profile(SARAH).to_json() == right[SARAH].to_json()
        g = graph.g.with_("evaluationTimeout", 500)
        filled.freeze()
        started = time.monotonic()
        with pytest.raises(GraphUnavailable, match="said nothing for"):
            g.V().has("Person", "customerId", SARAH).values("name").to_list()
        assert 5 < time.monotonic() - started < 7
        filled.thaw()
        for _ in range(20):  # what was asked before is answered now, and is not what these ask
            assert g.V().has("Person", "customerId", SARAH).values("customerId").to_list() == [SARAH]
        assert asked.build_profile(SARAH).to_json() == right[SARAH].to_json()


def test_four_readers_over_a_freeze(filled: JanusGraph, right: Rights, reading: Reading) -> None:
    with closing(connect(filled.url)) as graph, reading("server frozen for longer than the limits", graph) as readers:
        readers.until("right", 20)
        filled.freeze()
        readers.until("unavailable", 20)
        filled.thaw()
        assert readers.until_well(partial(answered, filled.url, right), 20) < 5
    assert readers.longest < 20


def test_what_takes_too_long_is_stopped_and_the_connection_goes_on(filled: JanusGraph) -> None:
    with closing(Pool(Address.of(filled.url), size=1)) as pool:
        for _ in range(3):
            with pytest.raises(QueryTimeout):
                pool.ask(Request("Thread.sleep(5000); 'late'", 200))
            assert pool.ask(Request("'on time'", 2_000)).rows == ["on time"]


def test_a_full_server_and_a_full_pool_say_so(filled: JanusGraph) -> None:
    with closing(Pool(Address.of(filled.url), size=120)) as pool, ThreadPoolExecutor(110) as many:
        told = Counter(many.map(lambda _: _kind(lambda: pool.ask(Request("Thread.sleep(300); 1", 8_000))), range(110)))
        assert told[GraphOverloaded] > 10
        assert told[int] >= 60
        assert not told.keys() - {GraphOverloaded, int}
    with closing(Pool(Address.of(filled.url), size=1)) as pool, ThreadPoolExecutor(2) as two:
        slow = two.submit(pool.ask, Request("Thread.sleep(7000); 1", 9_000))
        time.sleep(0.3)
        with pytest.raises(GraphOverloaded, match="were busy"):
            pool.ask(Request("1", 100))
        assert slow.result().rows == [1]


def test_four_readers_over_a_full_queue(filled: JanusGraph, right: Rights, reading: Reading) -> None:
    """As many as the server takes and more ask for what lasts; readers are served in their turn, or told so."""
    with (
        closing(connect(filled.url)) as graph, closing(Pool(Address.of(filled.url), size=100)) as pool,
        ThreadPoolExecutor(100) as many, reading("server's queue filled", graph) as readers,
    ):  # fmt: skip
        readers.until("right", 20)
        for _ in range(3):
            told = Counter(
                many.map(lambda _: _kind(lambda: pool.ask(Request("Thread.sleep(100); 1", 8_000))), range(100))
            )
            assert told[GraphOverloaded]
        assert readers.until_well(partial(answered, filled.url, right), 20) < 5
        assert not [text for text in readers.errors if "more to do than it can" not in text]


def _kind(ask: Callable[[], object]) -> type:
    try:
        ask()
    except C360Error as error:
        return type(error)
    return int


class Cutting:
    """A way to the server that ends connections after so many bytes of answers."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.after: int | None = None
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """Ends all that are open."""
        while self._open:
            with suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open += (client, server)
                threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        passed, at = 0, self.after
        with suppress(OSError):
            while data := source.recv(4096):
                if answers and at is not None and passed + len(data) >= at:
                    target.sendall(data[: max(0, at - passed)])
                    break
                target.sendall(data)
                passed += len(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def test_connections_cut_in_the_middle_of_an_answer(filled: JanusGraph, right: Rights, reading: Reading) -> None:
    with (
        closing(Cutting(filled.port)) as way, closing(connect(f"ws://127.0.0.1:{way.port}")) as graph,
        reading("connections cut within answers", graph) as readers,
    ):  # fmt: skip
        for after in (0, 1, 100, 400, 1_000, 5_000, 20_000):
            readers.until("right", 20)
            way.after = after
            way.cut()
            readers.until("unavailable" if after < 10_000 else "right", 20)
            way.after = None
        assert readers.until_well(partial(answered, filled.url, right), 20) < 5


def test_a_book_loaded_anew_is_noticed_and_never_mixed(filled: JanusGraph, right: Rights, demo_book: Path) -> None:
    """Emptied and loaded again under running readers: the same figures before and after, and no "nobody" between."""
    with closing(connect(filled.url)) as graph:
        asked = builder(graph)
        assert asked.build_profile(SARAH).to_json() == right[SARAH].to_json()
        filled.empty()
        with pytest.raises(GraphUnavailable, match=r"no longer what it was|holds no book"):
            asked.build_profile(SARAH)
        time.sleep(1.1)  # for so long a state once read is taken for the current one
        with pytest.raises(GraphUnavailable, match="holds no book"):
            asked.build_profile(SARAH)
        filled.fill(demo_book)
        time.sleep(1.1)
        assert asked.build_profile(SARAH).to_json() == right[SARAH].to_json()


def test_the_servers_log_holds_nobodys_data(filled: JanusGraph, right: Rights) -> None:
    with closing(connect(filled.url)) as graph:
        for one in right:
            builder(graph).build_profile(one)
    with closing(Pool(Address.of(filled.url))) as pool, pytest.raises(C360Error) as failed:
        pool.ask(Request("g.V().has('Person', 'name', wanted).next().foo", 2_000, {"wanted": "Sarah Johnson"}))
    for told in (filled.log, failed.value.title, failed.value.detail):
        assert "Sarah" not in told
        assert SARAH not in told
