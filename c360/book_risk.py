"""How risk is spread over the whole book, and where one customer stands in it.

The order is that of the bands and, within one, that of the base score: a floor decides before the score does.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from c360.access import ANALYST, Role, gate, sees_risk
from c360.audit import Audit, Record
from c360.errors import NotAllowed
from c360.graph.connect import Graph, View
from c360.model.standing import Spread, SpreadCount, Standing
from c360.policy import BANDS, Policy
from c360.profile import Customer360Builder
from c360.rules.judging import judge
from c360.sections.contract import Ask, Screens
from c360.trial import Progress, everyone


def spread(
    graph: Graph, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST, as_of: date | None = None,
    progress: Progress | None = None, screens: Screens | None = None,
) -> Spread:  # fmt: skip
    """The risk of every customer as of a day (default: the book's own), counted; on record first.

    Of the role's part of the customers alone. The record names nobody, as the answer doesn't. `progress` is told what
    is read, how many of how many. `screens` screens everybody. Raises `ValueError` for a day after the book's,
    `GraphUnavailable`, `NotScreened` where there are lists that can't be read, `NotAllowed` for a role that doesn't see
    risk, and `AuditFailed`.
    """
    role = gate(role, graph, sees_risk, user=user, audit=audit, ids=[None], detail=_told(policy, NotAllowed.__name__))
    builder = Customer360Builder(graph, policy, audit, user, role=role, screens=screens)
    try:
        found = graph.read(lambda view: _spread(view, builder.ask(view, as_of), progress, role))
    except Exception as error:
        audit.record(Record(user, "view", None, "failed", ("risk",), detail=_told(policy, type(error).__name__)))
        raise
    audit.record(record(found, user))
    return found


def record(found: Spread, user: str) -> Record:
    """That the user is about to see how the book's risk is spread."""
    detail = {"shown": "risk of the book, counts", "customers": str(found.customers), "as_of": found.as_of.isoformat(),
              "generation": str(found.generation), "policy": found.policy}  # fmt: skip
    return Record(user, "view", None, "success", ("risk",), detail=detail)


def _told(policy: Policy, error: str) -> dict[str, str]:
    return {"shown": "risk of the book, counts", "policy": policy.digest, "error": error}


def _spread(view: View, ask: Ask, progress: Progress | None, role: Role) -> Spread:
    found, unknown, unread = Counter[tuple[str, Decimal | None]](), 0, 0
    for one in everyone(view, ask, progress, role=role):
        told = None if one.facts is None else judge(one.facts, ask.policy)
        if told is None:
            unread += 1
        elif told.band is None:
            unknown += 1
        else:
            found[told.band, told.score] += 1
    counts = sorted(found.items(), key=lambda item: (BANDS.index(item[0][0]), item[0][1] is not None, item[0][1] or 0))
    return Spread(
        ask.as_of, ask.policy.digest, ask.book.generation, unread + unknown + found.total(), unknown, unread,
        tuple(SpreadCount(band, score, customers) for (band, score), customers in counts),
    )  # fmt: skip


def standing(found: Spread, band: str | None, score: Decimal | None) -> Standing | None:
    """Where a band and a base score stand; nothing where one of them is unknown, or nobody is known.

    The percentile is the mid-rank one, 100 x (below + equal / 2) / all (Roscoe, "Fundamental Research Statistics for
    the Behavioral Sciences", 2nd ed. 1975): of two customers of equal risk neither stands above the other, and the
    mean over a book is 50. Whoever has a band and no base score is in no percentile.
    """
    places = [((BANDS.index(one.band), one.score), one.customers) for one in found.counts if one.score is not None]
    of = sum(customers for _, customers in places)
    if band is None or score is None or not of:
        return None
    mine = (BANDS.index(band), score)
    below = sum(customers for place, customers in places if place < mine)
    equal = sum(customers for place, customers in places if place == mine)
    percentile = (Decimal(100) * (2 * below + equal) / (2 * of)).quantize(Decimal("0.1"))
    return Standing(below, equal, of, percentile)
