"""Ids that look like one the book doesn't hold: a digit left out, two swapped, another letter case."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

from c360 import limits
from c360.access import ANALYST, NOTHING, Role, here, refuse
from c360.audit import Audit
from c360.graph.connect import Graph
from c360.names import digits, words
from c360.policy import Policy
from c360.search import LONGEST, MOST, Hit, Search, Segmented, recorded
from c360.search.walls import sees_anybody

_LIKE: Final = 0.8  # SequenceMatcher's ratio: 0.92 for two digits swapped in customer-12345
_CUT: Final = 3  # how many characters from the end may be wrong before the search finds too much


def near(
    book: Graph, customer_id: str, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST, limit: int = 5,
    segmented: Segmented | None = None,
) -> list[Hit]:  # fmt: skip
    """The people whose ids are most like `customer_id`, the likest first; recorded as the search that it is.

    Of the role's part alone; `segmented` and `policy` as in `search`, which it raises like.
    """
    text, role = customer_id[:LONGEST], here(role, book)
    if not sees_anybody(role):
        refuse(NOTHING, role, user=user, audit=audit, action="search")
    with limits.search(user, audit, policy):
        return recorded(
            text,
            lambda: _like(Search.for_role(book, role, segmented), text)[:limit],
            user=user,
            audit=audit,
            role=role,
            policy=policy,
        )


def _like(index: Search, text: str) -> list[Hit]:
    wanted = "".join(words(text))
    tries = [wanted[: len(wanted) - cut] for cut in range(min(_CUT + 1, len(wanted)))]
    tries += [digits(text)] if any(c.isdecimal() for c in text) else []
    found: dict[str, Hit] = {}
    for one in filter(None, tries):
        for hit in index.find(one, MOST):
            if hit.kind == "person" and hit.matched == "customerId":
                found.setdefault(hit.id, hit)
    likeness = {id_: _likeness(wanted, "".join(words(id_))) for id_ in found}
    liked = [hit for hit in found.values() if likeness[hit.id] >= _LIKE]
    return sorted(liked, key=lambda hit: (-likeness[hit.id], hit.id))


def _likeness(wanted: str, id_: str) -> float:
    """From 0 to 1; an id that holds all that was asked for is like it, however much longer."""
    ratio = SequenceMatcher(None, wanted, id_, autojunk=False).ratio()
    return max(ratio, _LIKE) if len(wanted) >= 3 and wanted in id_ else ratio
