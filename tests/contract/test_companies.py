"""A company's own records, on both graphs alike."""

from __future__ import annotations

from c360 import Graph, policy
from c360.audit import NullLog
from c360.companies import company
from c360.model.plain import to_bytes


def test_every_companys_records(embedded_demo: Graph, served_demo: Graph) -> None:
    ids = sorted(embedded_demo.g.V().has_label("Company").values("companyId").to_list())
    assert len(ids) > 20
    for ident in ids:
        here, there = (
            to_bytes(company(graph, ident, policy=policy.load(), user="tester", audit=NullLog()))
            for graph in (embedded_demo, served_demo)
        )
        assert here == there
