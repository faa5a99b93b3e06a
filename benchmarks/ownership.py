"""A holding of 2,000 companies 12 levels deep: `python -m benchmarks.ownership`.

Who owns a company at the bottom, and what the owner at the top owns, from a book on disk; beside it one request for the
same edges, which no walk can be quicker than. Goal: under 1 s each.
"""

from __future__ import annotations

import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from c360.graph.connect import Graph
from tests.c360.ownership.holdings import above, below, holding

COMPANIES: Final = 2_000
LEVELS: Final = 12
_TIMES: Final = 7


def main() -> None:
    """Builds the holding, asks, and prints one table."""
    with tempfile.TemporaryDirectory() as folder:
        graph, top, bottom = _holding(Path(folder))
        edges = graph.g.V().has_label("Company").in_e("OWNS").count().next()
        plain = _median(lambda: graph.g.V().has_label("Company").in_e("OWNS").values("percentage").to_list())
        table = Table("what", "parties", "ms", "times the edges alone")
        table.add_row(f"the shares on {edges:,} edges", "", f"{plain:.0f}", "1.0")
        for what, ask in (("owned by the owner at the top", lambda: below(graph, top)),
                          ("owners of a company at the bottom", lambda: above(graph, bottom))):  # fmt: skip
            parties = len(ask().parties or ())
            spent = _median(ask)
            table.add_row(what, f"{parties:,}", f"{spent:.0f}", f"{spent / plain:.1f}")
    Console(width=100).print(table)


def _holding(folder: Path) -> tuple[Graph, str, str]:
    """Each company with two owners on the level above and one anywhere, so that circles are about; shares of 95 %."""
    dice = random.Random(7)
    each = COMPANIES // LEVELS
    levels = [[f"co-{level}-{n}" for n in range(each)] for level in range(LEVELS)]
    every = [one for level in levels for one in level]
    owns: list[tuple[str, float | None, str]] = [("c-top", 95, company) for company in levels[0]]
    for upper, lower in itertools.pairwise(levels):
        for company in lower:
            owns += [(owner, 45, company) for owner in dice.sample(upper, 2)]
            owns.append((dice.choice([one for one in every if one != company]), 5, company))
    return holding(folder / "holding.book", owns), "c-top", levels[-1][0]


def _median(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
