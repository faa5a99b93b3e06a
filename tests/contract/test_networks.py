"""Neighbourhoods, connections and flows of the demo bank's people, on both graphs alike."""

from __future__ import annotations

from pathlib import Path

from c360 import Graph, policy
from c360.audit import AuditLog
from c360.model.networks import Neighbourhood
from c360.model.plain import to_bytes
from c360.networks import expand
from c360.networks.connections import connections
from c360.networks.flows import flows
from tests.contract.compare import customers

SARAH = "customer-12345"


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
