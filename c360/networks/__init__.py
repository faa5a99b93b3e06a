"""The network around a customer, to work in: each expansion is one request, on record before it is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from c360.access import ANALYST, Role, gate, sees_networks, visible_neighbourhood
from c360.access.part import limits
from c360.audit import Audit, Record
from c360.errors import NoSuchCustomer, UsageError
from c360.graph.connect import Graph, View
from c360.model.networks import Neighbourhood
from c360.networks.contract import MOST_OPEN, THINGS, ask, keyed_by, split
from c360.networks.reading import around, natural_keys, neighbourhood
from c360.networks.walls import within
from c360.policy import Policy
from c360.scope import Scope, outcome_of

__all__ = ["MOST_OPEN", "expand", "failed", "window"]


def expand(
    graph: Graph, keys: Sequence[str], *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST,
    as_of: date | None = None, lookback_days: int | None = None, naturals: dict[str, str] | None = None,
) -> dict[str, Neighbourhood]:  # fmt: skip
    """The neighbourhoods of these keys ("person:C1", "account:17"): one request, on record before they are given.

    What no vertex has is left out. The ids of addresses and documents are digests: `naturals` keeps the keys behind
    those that were seen, for the next expansion, and never leaves the server. One that is not in there is looked for
    around the other keys, which takes a second request. Raises `UsageError` for what is no key or for too many,
    `NotAllowed` for a role that doesn't see who is tied to whom, and what reading raises.
    """
    wanted = list(dict.fromkeys(keys))
    ids = [key.partition(":")[2] for key in wanted]
    role = gate(role, graph, sees_networks, user=user, audit=audit, ids=ids, detail={"network": "expand"})
    try:
        if len(wanted) > MOST_OPEN:
            raise UsageError(f"At most {MOST_OPEN} can be open at once: fold some first.")
        for key in wanted:
            split(key)
        seen = {} if naturals is None else naturals
        with keyed_by(audit.keyed):
            found, denied = graph.read(lambda view: _read(view, wanted, seen, policy, role, as_of, lookback_days))
    except Exception as error:
        failed(audit, user, [key.partition(":")[2] for key in wanted], "expand", error)
        raise
    found = {key: there for key, one in found.items() if (there := visible_neighbourhood(one, role)) is not None}
    detail = {"network": "expand", "policy": policy.digest, **window(as_of, lookback_days)}
    records = [
        Record(user, "view", key.partition(":")[2], _outcome(key, found, denied), detail={
            **detail, "kind": key.partition(":")[0], **(_told(found[key]) if key in found else {}),
        })
        for key in wanted
    ]  # fmt: skip
    audit.record(*records)
    return found


def _outcome(key: str, found: Collection[str], denied: Collection[str]) -> str:
    return "success" if key in found else "denied" if key in denied else "no such customer"


def failed(audit: Audit, user: str, ids: Iterable[str], what: str, error: Exception) -> None:
    """Writes that something could not be given, and why, for each id that was asked for."""
    some, detail = list(ids), {"network": what, "error": type(error).__name__}
    nobody = isinstance(error, NoSuchCustomer)
    # Of several ids the error tells which is nobody's. One that is no id may be any length.
    told = str(getattr(error, "detail", ""))
    missing = {one for one in some if nobody and (len(some) == 1 or told == one or told.endswith(f":{one}"))}
    audit.record(
        *(
            Record(user, "view", one[:200], outcome_of(error) if one in missing else "failed", detail=detail)
            for one in some
        )
    )


def window(as_of: date | None, lookback_days: int | None) -> dict[str, str]:
    """The day and the look-back of a question as its record has them, unless they were left to book and policy."""
    told = {"as_of": as_of, "lookback_days": lookback_days}
    return {name: str(value) for name, value in told.items() if value is not None}


def _told(found: Neighbourhood) -> dict[str, str]:
    return {"entities": str(len(found.entities)), "ties": str(len(found.bonds))}


def _read(
    view: View, keys: Sequence[str], naturals: dict[str, str], policy: Policy, role: Role, as_of: date | None,
    lookback_days: int | None,
) -> tuple[dict[str, Neighbourhood], frozenset[str]]:  # fmt: skip
    """The neighbourhoods, and those of the keys that somebody has who is outside the role's part."""
    scope = Scope(view, role, policy)
    asked = ask(view, policy, as_of, lookback_days)
    later = [key for key in keys if split(key)[0] in THINGS and key not in naturals]
    rows, denied = within(around(view.g, [key for key in keys if key not in later], naturals, asked), asked, scope)
    naturals |= natural_keys(rows)
    if later:
        more, far = within(around(view.g, later, naturals, asked), asked, scope)
        rows, denied = [*rows, *more], denied | far
    made = {one.centre.key: one for one in (neighbourhood(row, asked, scope) for row in rows)}
    shown = [made[key] for key in keys if key in made]
    told = limits(role)
    return {one.centre.key: replace(one, limits=(*one.limits, *told)) for one in shown}, denied
