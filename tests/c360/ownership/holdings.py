"""Groups of companies as books, from lines such as ("c-1", 80, "co-a"); companies' ids begin with co-."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from c360 import connect, policy
from c360.audit import NullLog
from c360.graph.connect import Graph
from c360.model.ownership import Ownership
from c360.ownership import owned, owners
from tests.c360.sections.bank import book, edge, person

Line = tuple[str, float | None, str]
Pair = tuple[str, str]


def holding(
    folder: Path, owns: Sequence[Line], *, controls: Iterable[Pair] = (), directs: Iterable[Pair] = ()
) -> Graph:
    """The book of who owns, controls and directs whom, opened."""
    both: list[tuple[str, str, float | None, str]] = [("CONTROLS", start, None, end) for start, end in controls]
    both += [("DIRECTOR_OF", start, None, end) for start, end in directs]
    both += [("OWNS", *line) for line in owns]
    names = dict.fromkeys(name for _, start, _, end in both for name in (start, end))
    tables: dict[str, Any] = {
        f"{label}__{start}__Company": []
        for label in ("OWNS", "CONTROLS", "DIRECTOR_OF")
        for start in ("Person", "Company")
        if (label, start) != ("DIRECTOR_OF", "Company")
    }
    for label, start, share, end in both:
        kind = "Company" if start.startswith("co-") else "Person"
        row = edge(start, end) if label == "DIRECTOR_OF" else edge(start, end, percentage=share)
        tables[f"{label}__{kind}__Company"].append(row)
    people = [person(name) for name in names if not name.startswith("co-")]
    firms = [{"companyId": name, "name": f"Firm {name}"} for name in names if name.startswith("co-")]
    return connect(book(folder, Person=people or [person()], Company=firms, **tables))


def above(graph: Graph, company: str, **how: Any) -> Ownership:
    """Its owners, by the shipped policy."""
    return owners(graph, company, policy=policy.load(), user="tester", audit=NullLog(), **how)


def below(graph: Graph, party: str, **how: Any) -> Ownership:
    """What it owns, by the shipped policy."""
    return owned(graph, party, policy=policy.load(), user="tester", audit=NullLog(), **how)


def shares(found: Ownership) -> dict[str, tuple[str, str]]:
    """The bounds of each party's share, as text."""
    return {one.id: (str(one.share_lower), str(one.share_upper)) for one in found.parties or ()}
