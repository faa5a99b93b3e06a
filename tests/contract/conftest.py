"""A real JanusGraph in memory for the tests that hold it against the embedded book.

Where Java or the jars are missing they are skipped, and say why: `deploy/janusgraph.sh jars` brings both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from c360 import Graph, connect
from c360.settings import Settings
from tests.contract.compare import builder, customers
from tests.contract.readers import Readers, Rights
from tests.contract.server import JanusGraph


@pytest.fixture(scope="session")
def _heap() -> None:
    """Here so that what can't be run is said once for each test, not tried."""
    missing = JanusGraph.lacking()
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="session")
def janusgraph(_heap: None) -> Iterator[JanusGraph]:
    """A server with our schema for all modules of a process: what is in it is what the test before left there."""
    server = JanusGraph()
    server.start()
    try:
        server.apply_schema()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def embedded_demo(demo_book: Path) -> Graph:
    """The demo bank as a book."""
    return connect(demo_book)


@pytest.fixture(scope="module")
def served_demo(demo_book: Path, janusgraph: JanusGraph) -> Iterator[Graph]:
    """The same on the server."""
    janusgraph.fill(demo_book)
    graph = connect(janusgraph.url, settings=Settings())
    yield graph
    graph.close()


Reading = Callable[[str, Graph], Readers]


@pytest.fixture
def right(embedded_demo: Graph) -> Rights:
    """What is true of some customers."""
    ids = ["customer-12345", *customers(embedded_demo)[::10]]
    return {one: builder(embedded_demo).build_profile(one) for one in ids}


@pytest.fixture
def reading(right: Rights, record_property: Callable[[str, object], None]) -> Reading:
    """Readers of these customers over a graph; what they were told is a line at the end of the run, under this name."""
    return lambda fault, graph: Readers(graph, right, lambda line: record_property("fault", f"{fault}: {line}"))
