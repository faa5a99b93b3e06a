"""A small bank to walk around in, and the answers asked of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from c360 import Graph, connect, policy
from c360.audit import NullLog
from c360.model.networks import Bond, Connection, Flows, Neighbourhood
from c360.networks import expand
from c360.networks.connections import connections
from c360.networks.flows import flows
from tests.c360.sections.bank import account, book, edge, payment, person

POLICY = policy.load()


def bank(folder: Path, **tables: Any) -> Graph:
    """c-1 with a spouse, a child, a firm, an address shared with c-4, and money to a shop and to c-5."""
    rows: dict[str, Any] = {
        "Person": [person(f"c-{n}") for n in range(1, 7)],
        "Company": [{"companyId": "co-1", "name": "Firm"}],
        "Account": [account("a-1"), account("a-2", currency="EUR"), account("a-5"), account("shop", "MERCHANT")],
        "Address": [{"naturalKey": "1 Main St|Springfield", "street": "1 Main St", "city": "Springfield"}],
        "Document": [{"naturalKey": "P123456789", "type": "PASSPORT", "number": "P123456789"}],
        "SPOUSE__Person__Person": [edge("c-2", "c-1")],
        "CHILD__Person__Person": [edge("c-1", "c-3")],
        "OWNS__Person__Company": [edge("c-1", "co-1", percentage=40)],
        "EMPLOYEE_OF__Person__Company": [edge("c-6", "co-1")],
        "OWNS__Person__Account": [edge("c-1", "a-1"), edge("c-1", "a-2"), edge("c-5", "a-5")],
        "HAS_ADDRESS__Person__Address": [edge("c-1", "1 Main St|Springfield"), edge("c-4", "1 Main St|Springfield")],
        "HAS_DOCUMENT__Person__Document": [edge("c-1", "P123456789"), edge("c-6", "P123456789")],
        "TRANSACTION__Account__Account": [
            payment(1, "a-1", "shop", "10.10", "2024-06-01 10:00", counterparty="Shop"),
            payment(2, "a-1", "shop", "20.20", "2024-06-03 10:00", counterparty="Shop"),
            payment(3, "shop", "a-1", "5.05", "2024-06-02 10:00", counterparty="Shop"),
            payment(4, "a-5", "a-1", "100.00", "2024-06-05 10:00"),
            payment(5, "a-1", "a-2", "7.00", "2024-06-06 10:00"),
            payment(6, "a-2", "shop", "10.00", "2024-06-07 10:00", currency="EUR", counterparty="Shop"),
            payment(7, "a-5", "shop", "1.00", "2024-06-08 10:00", counterparty="Shop"),
            payment(8, "a-1", "a-5", "900.00", "2024-01-08 10:00"),
        ],
        **tables,
    }
    return connect(book(folder, rates=[("2024-06-07", "EUR", "USD", "1.10")], **rows))


def around(graph: Graph, *keys: str, audit: Any = None, **how: Any) -> dict[str, Neighbourhood]:
    """The neighbourhoods of these keys."""
    return expand(graph, keys, policy=POLICY, user="tester", audit=audit or NullLog(), **how)


def one(graph: Graph, key: str, **how: Any) -> Neighbourhood:
    """The neighbourhood of this key."""
    return around(graph, key, **how)[key]


def bond(found: Neighbourhood, role: str, other: str = "") -> Bond:
    """The bond of a role, with this key where there are several."""
    return next(each for each in found.bonds if each.role == role and (not other or other in (each.start, each.end)))


def connected(graph: Graph, *ids: str, audit: Any = None, **how: Any) -> tuple[Connection, ...]:
    """How these are connected."""
    return connections(graph, ids, policy=POLICY, user="tester", audit=audit or NullLog(), **how)


def ways(found: Connection) -> list[list[str]]:
    """The keys on each way."""
    return [[each.key for each in way.entities] for way in found.ways]


def flowing(graph: Graph, customer_id: str = "c-1", audit: Any = None, **how: Any) -> Flows:
    """A customer's flows."""
    return flows(graph, customer_id, policy=POLICY, user="tester", audit=audit or NullLog(), **how)
