"""A whole profile beside the founding document's 14 queries, in one run: `python -m benchmarks.profiles [GRAPH ...]`.

A graph is a book, or the address of a server, warm since it was asked for some hundred profiles. Without one it builds
the demo bank in two sizes (about 300,000 and 1,000,000 transactions). Whole profiles, from the call to the masked
`Profile` with its id; the audit log's sync is left out. Ratios are to the document's queries of the same customers in
the same run, taken in turn, since the machine's speed drifts.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.sketch import queries
from c360 import Customer360Builder, connect
from c360.audit import NullLog
from c360.demo import build
from c360.graph.connect import Graph

SIZES = {"300k": 2000, "1M": 6300}
HUB = "customer-12460"


def main(graphs: list[str]) -> None:
    """Measures each graph and prints one table."""
    table = Table("book", "customers", "what", "rows in 90 days", "p50 ms", "p95 ms", "p99 ms", "p50 to the document's")
    with tempfile.TemporaryDirectory() as folder:
        for name, path in [(Path(g).name, g) for g in graphs] or list(_demo(Path(folder))):
            for row in measure(name, path):
                table.add_row(*row)
    Console(width=150).print(table)


def _demo(folder: Path) -> list[tuple[str, str]]:
    made = []
    for name, customers in SIZES.items():
        build(folder / f"{name}.book", customers=customers)
        made.append((name, str(folder / f"{name}.book")))
    return made


def measure(name: str, path: str) -> list[tuple[str, ...]]:
    """Rows of the table for one graph."""
    started = time.perf_counter()
    graph = connect(path)
    opened = time.perf_counter() - started
    builder = Customer360Builder(graph, audit=NullLog(), user="benchmark")
    ids = customers(graph)
    usual = some(ids, 400)
    rows: list[tuple[str, ...]] = [(name, str(len(ids)), f"open: {opened:.2f} s", "", "", "", "", "")]
    groups = {"usual": usual, **({"hub": [HUB] * 12} if HUB in ids else {})}
    for kind, chosen in groups.items():
        ours, theirs, counts = turns(graph, builder, chosen)
        base = statistics.median(theirs)
        rows.append(_row(name, kind + ", whole profile", ours, base, statistics.median(counts)))
        rows.append(_row(name, kind + ", the document's 14 queries", theirs, base, 0))
    return rows


def customers(graph: Graph) -> list[str]:
    """Every customer's id, however long a server's storage takes to go through all there is."""
    ids: list[str] = graph.g.with_("evaluationTimeout", 300_000).V().has_label("Person").values("customerId").to_list()
    return sorted(ids)


def some(ids: list[str], count: int) -> list[str]:
    """As many usual customers, the same in each run, without the hub."""
    usual = [one for one in ids if one != HUB]
    return random.Random(1).sample(usual, min(count, len(usual)))


def turns(
    graph: Graph, builder: Customer360Builder, ids: list[str], warm: int = 20
) -> tuple[list[float], list[float], list[int]]:
    """Milliseconds of our profile and of the document's queries of each customer, in turn; rows in the window.

    The first `warm` customers are asked for once before, and not counted.
    """
    since = int(time.mktime((2024, 4, 2, 4, 0, 0, 0, 0, 0)))
    ours, theirs, counts = [], [], []
    for counted, customer_id in [(False, one) for one in ids[:warm]] + [(True, one) for one in ids]:
        profile = builder.build_profile(customer_id)
        mine = timed(lambda i=customer_id: builder.build_profile(i))  # type: ignore[misc]
        other = timed(lambda i=customer_id: [query() for query in queries(graph.g, i, since)])  # type: ignore[misc]
        if counted:
            ours.append(mine)
            theirs.append(other)
            counts.append(profile.activity.transaction_count or 0 if profile.activity else 0)
    return ours, theirs, counts


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of a call, without the garbage of the one before."""
    gc.collect(0)
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def p95(times: list[float]) -> float:
    """What 95 of 100 stay below."""
    return statistics.quantiles(times, n=100, method="inclusive")[94]


def _row(book: str, what: str, times: list[float], base: float, count: float) -> tuple[str, ...]:
    cuts = statistics.quantiles(times, n=100)
    p50 = statistics.median(times)
    return (
        book,
        "",
        what,
        f"{count:.0f}" if count else "",
        f"{p50:.2f}",
        f"{cuts[94]:.2f}",
        f"{cuts[98]:.2f}",
        f"{p50 / base:.2f}",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
