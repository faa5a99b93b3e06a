"""The demo bank on three nodes reads as the book does, to the byte."""

from __future__ import annotations

from contextlib import closing

from c360 import Graph, connect
from c360.search import Search
from c360.settings import Settings
from tests.cluster.conftest import Cluster
from tests.conftest import CUSTOMERS
from tests.contract.compare import builder, customers, same_profiles


def test_every_customer_is_the_same_to_the_byte(embedded_demo: Graph, cluster: Cluster) -> None:
    with closing(connect(cluster.url, settings=Settings())) as served:
        ids = customers(embedded_demo)
        assert same_profiles(embedded_demo, served, ids) >= CUSTOMERS
        one, other = (builder(graph).build_profiles(ids[:40]) for graph in (embedded_demo, served))
        assert [profile.to_json() for profile in one] == [profile.to_json() for profile in other]
        assert embedded_demo.book == served.book
        assert Search(embedded_demo).find("johnson", 1000) == Search(served).find("johnson", 1000)
