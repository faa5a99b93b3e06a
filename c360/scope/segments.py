"""Who is in a part that limits value segments, for a search: an index knows nothing of segments, the policy makes them.

They are worked out once for each state of the graph, policy and part, about a millisecond and a half for each customer,
and kept in this process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from c360.access import Part, Role
from c360.errors import UsageError
from c360.graph.connect import Graph, View
from c360.policy import Policy
from c360.scope import Scope
from c360.search import every_id

# Of more it would take longer than anybody waits for a search.
MOST: Final = 20_000
_KEPT: Final = 16
_Key = tuple[str, str, int, str, Part]
_found: dict[_Key, frozenset[str]] = {}
_lock: Final = threading.Lock()


def segmented(graph: Graph, policy: Policy) -> Callable[[Part], frozenset[str]]:
    """What tells `c360.search` who is in a part that limits segments.

    It raises `UsageError` where more than `MOST` people might be, and what reading a graph raises.
    """
    return lambda part: graph.read(lambda view: _inside(view, graph.url, policy, part))


def _inside(view: View, url: str, policy: Policy, part: Part) -> frozenset[str]:
    key = (url, view.book.loaded_at, view.book.generation, policy.digest, part)
    with _lock:
        if key not in _found:
            # Those for whom it is a matter of the segment alone.
            ids = list(every_id(view.generation, "person", replace(part, segments=None)))
            if len(ids) > MOST:
                raise UsageError(
                    f"Your role is for some value segments, and this book holds too many customers to search by them:"
                    f" at most {MOST:,} can be."
                )
            if len(_found) >= _KEPT:
                del _found[next(iter(_found))]
            _found[key] = frozenset(ids) - Scope(view, Role("search", part=part), policy).outside(ids)
        return _found[key]
