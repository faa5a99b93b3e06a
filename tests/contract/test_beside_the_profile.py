"""What is asked beside a profile, of the demo bank on both graphs alike: companies, owners, households, networks."""

from __future__ import annotations

from pathlib import Path

from c360 import Graph, policy
from c360.audit import AuditLog, NullLog
from c360.companies import company
from c360.model.networks import Neighbourhood
from c360.model.plain import to_bytes
from c360.networks import expand
from c360.networks.connections import connections
from c360.networks.flows import flows
from tests.c360.households.homes import of
from tests.c360.ownership.holdings import above, below
from tests.contract.compare import customers

SARAH = "customer-12345"


def test_every_companys_records(embedded_demo: Graph, served_demo: Graph) -> None:
    ids = sorted(embedded_demo.g.V().has_label("Company").values("companyId").to_list())
    assert len(ids) > 20
    for ident in ids:
        here, there = (
            to_bytes(company(graph, ident, policy=policy.load(), user="tester", audit=NullLog()))
            for graph in (embedded_demo, served_demo)
        )
        assert here == there


def test_every_companys_owners_and_every_owners_companies(embedded_demo: Graph, served_demo: Graph) -> None:
    g = embedded_demo.g
    companies = sorted(g.V().has_label("Company").values("companyId").to_list())
    owners = {one.id for firm in companies for one in above(embedded_demo, firm).parties or ()}
    assert len(companies) > 20 < len(owners)
    for firm in companies:
        assert to_bytes(above(embedded_demo, firm)) == to_bytes(above(served_demo, firm))
    for party in sorted(owners):
        assert to_bytes(below(embedded_demo, party)) == to_bytes(below(served_demo, party))


def test_every_fourth_customers_household(embedded_demo: Graph, served_demo: Graph) -> None:
    ids = ["customer-12345", *customers(embedded_demo)[::4]]
    found = {one: of(embedded_demo, one) for one in ids}
    assert len([one for one in found.values() if len(one.members) > 1]) > 10
    assert any(one.left_out for one in found.values())
    for customer_id, one in found.items():
        assert to_bytes(one) == to_bytes(of(served_demo, customer_id)), customer_id


def test_expansions(embedded_demo: Graph, served_demo: Graph, tmp_path: Path) -> None:
    ids = [SARAH, *customers(embedded_demo)[::12]]
    keys = [f"person:{one}" for one in ids]
    first = _expanded(embedded_demo, keys, tmp_path)
    assert to_bytes(first) == to_bytes(_expanded(served_demo, keys, tmp_path))
    around = [one.key for one in first[0].entities if one.kind != "person"]
    keys = [keys[0], *around[:30]]
    second = _expanded(embedded_demo, keys, tmp_path)
    assert {one.centre.kind for one in second} == {"person", "company", "account", "address", "document"}
    assert to_bytes(second) == to_bytes(_expanded(served_demo, keys, tmp_path))


def test_connections(embedded_demo: Graph, served_demo: Graph, tmp_path: Path) -> None:
    audit, found = AuditLog(tmp_path / "audit.sqlite"), 0
    for other in customers(embedded_demo)[::15]:
        if other == SARAH:
            continue
        here, there = (
            connections(graph, [SARAH, other], policy=policy.load(), user="u", audit=audit)
            for graph in (embedded_demo, served_demo)
        )
        found += here[0].count
        assert to_bytes(here) == to_bytes(there)
    assert found > 5


def test_flows(embedded_demo: Graph, served_demo: Graph, tmp_path: Path) -> None:
    audit = AuditLog(tmp_path / "audit.sqlite")
    for one in [SARAH, *customers(embedded_demo)[::10]]:
        here, there = (
            flows(graph, one, policy=policy.load(), user="u", audit=audit) for graph in (embedded_demo, served_demo)
        )
        assert to_bytes(here) == to_bytes(there)


def _expanded(graph: Graph, keys: list[str], tmp_path: Path) -> list[Neighbourhood]:
    found = expand(graph, keys, policy=policy.load(), user="u", audit=AuditLog(tmp_path / "audit.sqlite"))
    assert list(found) == keys
    return list(found.values())
