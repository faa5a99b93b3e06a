"""What a storage that fails costs a read, and a write."""

from __future__ import annotations

from contextlib import closing

import pytest

from c360.errors import StorageUnavailable
from c360.graph.pool import Pool
from c360.graph.wire import Address, Request
from tests.contract.server import JanusGraph

# Fails as a node that dies does, the first so many times that it is asked.
_SCRIPT = """
def seen = System.getProperties().computeIfAbsent(name) { new java.util.concurrent.atomic.AtomicInteger() }
if (seen.incrementAndGet() <= (failing as int)) {
    throw new org.janusgraph.diskstorage.TemporaryBackendException('a node died')
}
'right'
"""


def test_a_read_whose_storage_failed_is_asked_once_more_and_a_write_never(janusgraph: JanusGraph) -> None:
    with closing(Pool(Address.of(janusgraph.url))) as pool:
        once = Request(_SCRIPT, 5_000, {"name": "once", "failing": "1"})
        assert pool.ask(once).rows == ["right"]
        twice = Request(_SCRIPT, 5_000, {"name": "twice", "failing": "2"})
        with pytest.raises(StorageUnavailable, match="storage can't be reached"):
            pool.ask(twice)
        write = Request(_SCRIPT, 5_000, {"name": "write", "failing": "1"})
        with pytest.raises(StorageUnavailable):
            pool.ask(write, again=False)
