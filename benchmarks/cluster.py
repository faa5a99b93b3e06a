"""A graph server held against its goals, in one run: `python -m benchmarks.cluster ws://... --book BOOK`.

Three nodes of Cassandra on this machine, JanusGraph over them, a demo bank of about 500,000 transactions, and the same
bank as a book, to tell whether a hub's figures are right:

    deploy/cassandra.sh start 3
    deploy/janusgraph.sh start 8182 cassandra
    python -m c360 schema apply --graph ws://127.0.0.1:8182
    C360_AUDIT=audit.sqlite python -m c360 demo --customers 3000 --into ws://127.0.0.1:8182
    python -m c360 demo --customers 3000 --into big.book
    python -m benchmarks.cluster ws://127.0.0.1:8182 --book big.book

`--small ws://...` is another server over the same nodes, with a keyspace of its own (`storage.cql.keyspace`) and a bank
of a tenth (`--customers 300`): what is asked of it takes turns with the other, and tells the growth. `--only` measures
some of usual, hub, analysts, batch and growth.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.profiles import HUB, customers, p95, some, timed, turns
from c360 import Customer360Builder, connect
from c360.audit import NullLog
from c360.errors import C360Error
from c360.graph.connect import Graph
from c360.model import Profile

ANALYSTS: Final = 8
BATCH: Final = 100
_ROWS: Final = 5_000  # of a hub's first page
_WARM: Final = 200  # profiles until the server's compiler has done the most of its work
_WARM_HUB: Final = 30  # the same of a hub, whose columns are compiled for themselves
Row = tuple[str, ...]


def main() -> None:
    """Measures and prints one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph")
    parser.add_argument("--book", help="the same bank as a book")
    parser.add_argument("--small", help="a server with a tenth of it")
    parser.add_argument("--only", nargs="+", default=["usual", "hub", "analysts", "batch", "growth"])
    parser.add_argument("--warm", type=int, default=_WARM)
    given = parser.parse_args()
    table = Table("what", "asked", "p50 ms", "p95 ms", "and", "goal")
    for row in measured(given.graph, given.book, given.small, given.only, given.warm):
        table.add_row(*row)
        print(*filter(None, row), sep=" | ", file=sys.stderr, flush=True)  # for whoever doesn't wait for the end
    Console(width=150).print(table)


def measured(address: str, book: str | None, small: str | None, only: list[str], warm: int) -> Iterator[Row]:
    """The table's rows."""
    graph = connect(address)
    # Of a server it takes going through all vertices that there are.
    ids = customers(connect(book) if book else graph)
    ours = _builder(graph)
    _each(ours, some(ids, warm))
    if "usual" in only:
        yield from usual(graph, ours, some(ids, 200))
    if "hub" in only:
        yield from hub(ours, _builder(connect(book)) if book else None)
    if "analysts" in only:
        yield analysts(ours, some(ids, 100))
    if "batch" in only:
        yield from batches(ours, some(ids, 3 * BATCH))
    if "growth" in only and small:
        other = connect(small)
        their_ids = customers(other)
        _each(_builder(other), some(their_ids, warm))
        yield from growth({address: (ours, ids), small: (_builder(other), their_ids)})


def _builder(graph: Graph) -> Customer360Builder:
    # One clock for all, so that equal profiles are equal texts.
    return Customer360Builder(graph, audit=NullLog(), user="benchmark", clock=lambda: datetime(2026, 1, 2, tzinfo=UTC))


def _each(builder: Customer360Builder, ids: list[str]) -> list[Profile]:
    return [builder.build_profile(one) for one in ids]


def _row(what: str, times: list[float], also: str = "", goal: str = "") -> Row:
    return what, str(len(times)), f"{statistics.median(times):.1f}", f"{p95(times):.1f}", also, goal


def usual(graph: Graph, builder: Customer360Builder, ids: list[str]) -> Iterator[Row]:
    """A whole profile in one request beside the document's 14, of the same customers in turn."""
    ours, theirs, counts = turns(graph, builder, ids)
    ratios = f"{statistics.median(theirs) / statistics.median(ours):.2f} x, {p95(theirs) / p95(ours):.2f} x"
    yield _row(
        "usual customer, whole profile", ours, f"{statistics.median(counts):.0f} rows in the window; {ratios}", "2 x"
    )
    yield _row("the document's 14 queries", theirs)


def hub(builder: Customer360Builder, truth: Customer360Builder | None) -> Iterator[Row]:
    """A hub's first page: all figures of a window that holds about 5,000 transactions, and of the usual one."""
    whole = builder.policy.lookback_days
    count = _rows_in_window(builder.build_profile(HUB))
    for days in (max(1, round(whole * _ROWS / max(count, 1))), whole):
        for _ in range(_WARM_HUB):
            profile = builder.build_profile(HUB, lookback_days=days)
        times = [timed(lambda d=days: builder.build_profile(HUB, lookback_days=d)) for _ in range(15)]  # type: ignore[misc]
        told = "figures not compared"
        if truth is not None:
            same = profile.activity == truth.build_profile(HUB, lookback_days=days).activity
            told = "figures equal the book's" if same else "FIGURES DIFFER from the book's"
        yield _row(
            f"hub, {_rows_in_window(profile):,} rows in {days} days", times, told, "150 ms" if days < whole else ""
        )


def _rows_in_window(profile: Profile) -> int:
    return profile.activity.transaction_count or 0 if profile.activity else 0


def analysts(builder: Customer360Builder, ids: list[str], seconds: float = 20) -> Row:
    """Eight at once, each asking for one customer after another; each answer is held against an earlier one."""
    right = {one: profile.to_json() for one, profile in zip(ids, _each(builder, ids), strict=True)}
    times, wrong, failed = list[float](), list[str](), list[str]()
    until = time.monotonic() + seconds

    def work(first: int) -> None:
        at = first
        while time.monotonic() < until:
            at = (at + ANALYSTS + 1) % len(ids)
            started = time.perf_counter()
            try:
                if builder.build_profile(ids[at]).to_json() != right[ids[at]]:
                    wrong.append(ids[at])
            except C360Error as error:
                failed.append(error.title)
            times.append((time.perf_counter() - started) * 1000)

    _at_once(work)
    told = f"{len(times) / seconds:.0f} a second, {len(failed)} failed, {len(wrong)} wrong"
    return _row(f"{ANALYSTS} analysts at once, each", times, told, "none failed")


def _at_once(work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(ANALYSTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def batches(builder: Customer360Builder, ids: list[str]) -> Iterator[Row]:
    """100 profiles with one request, and the same one by one, in turn."""
    together, alone = list[float](), list[float]()
    for start in range(0, len(ids), BATCH):
        some_ids = ids[start : start + BATCH]
        together.append(timed(lambda i=some_ids: builder.build_profiles(i)) / len(some_ids))  # type: ignore[misc]
        alone += [timed(lambda i=one: builder.build_profile(i)) for one in some_ids]  # type: ignore[misc]
    ratio = statistics.mean(alone) / statistics.mean(together)
    yield _row(f"{BATCH} profiles in one request, each", together, f"{ratio:.2f} x cheaper", "3 x")
    yield _row("the same one by one", alone, f"mean {statistics.mean(alone):.1f}")


def growth(graphs: dict[str, tuple[Customer360Builder, list[str]]]) -> Iterator[Row]:
    """The same profile on both, in turn: usual customers whom both hold."""
    held = set.intersection(*(set(ids) for _, ids in graphs.values()))
    times: dict[str, list[float]] = {name: [] for name in graphs}
    for one in some(sorted(held), 200):
        for name, (builder, _) in graphs.items():
            times[name].append(timed(lambda b=builder, i=one: b.build_profile(i)))  # type: ignore[misc]
    first = next(iter(times))
    for name, spent in times.items():
        ratio = statistics.median(times[first]) / statistics.median(spent)
        size = f"{len(graphs[name][1]):,} customers"
        yield _row(f"usual profile, {size}", spent, "" if name == first else f"the other takes {ratio:.2f} x of this")


if __name__ == "__main__":
    main()
