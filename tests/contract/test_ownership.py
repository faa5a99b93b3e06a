"""Owners and holdings of the whole demo bank, on both graphs alike."""

from __future__ import annotations

from c360 import Graph
from c360.model.plain import to_bytes
from tests.c360.ownership.holdings import above, below


def test_every_companys_owners_and_every_owners_companies(embedded_demo: Graph, served_demo: Graph) -> None:
    g = embedded_demo.g
    companies = sorted(g.V().has_label("Company").values("companyId").to_list())
    owners = {one.id for company in companies for one in above(embedded_demo, company).parties or ()}
    assert len(companies) > 20 < len(owners)
    for company in companies:
        assert to_bytes(above(embedded_demo, company)) == to_bytes(above(served_demo, company))
    for party in sorted(owners):
        assert to_bytes(below(embedded_demo, party)) == to_bytes(below(served_demo, party))
