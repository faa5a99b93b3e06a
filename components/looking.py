"""What a search finds, what it says of each and who is behind it: on record before it is returned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from c360 import limits
from c360.access import Part, hidden_sections
from c360.audit import Record, spread
from c360.errors import NoSuchCustomer
from c360.holders import Holders, holders
from c360.model import Profile
from c360.near import near
from c360.scope import Scope
from c360.scope.segments import segmented
from c360.search import Facets, Hit, Search, search
from c360.verify.check import Check
from components import session

CARD: Final = ("identity", "risk", "value")  # the sections that a search result speaks of


def find(text: str, limit: int) -> Sequence[Hit]:
    """What a search finds, recorded before it is returned."""
    return search(
        session.the_graph(), text, policy=session.policy(), user=session.user(), audit=session.the_audit(),
        role=session.role(), limit=limit, segmented=_segmented(),
    )  # fmt: skip


def facets(text: str) -> Facets:
    """What a search that is on record can be narrowed by."""
    return _index().facets(text)


def searched(text: str) -> tuple[Mapping[str, int], Sequence[str]]:
    """How many of each kind a search looks through, and the words of names nearest to its own."""
    index = _index()
    return index.counts(), index.nearest(text)


def _segmented() -> Callable[[Part], frozenset[str]]:
    return segmented(session.the_graph(), session.policy())


def _index() -> Search:
    return Search.for_role(session.the_graph(), session.role(), _segmented())


def seen(customer_ids: Sequence[str]) -> frozenset[str]:
    """Those of these customers whom the role is for."""
    role = session.role()
    if role.part.everyone:
        return frozenset(customer_ids)
    scope = Scope(session.the_graph().view(), role, session.policy())
    return frozenset(customer_ids) - scope.outside(customer_ids)


def of_part(check: Check) -> Check:
    """The check, naming those customers alone whom the role is for."""
    shown = seen([one.customer_id for one in check.disagreements])
    return replace(check, disagreements=tuple(one for one in check.disagreements if one.customer_id in shown))


def near_ids(customer_id: str) -> Sequence[Hit]:
    """People whose ids are like one that is nobody's, recorded before they are returned."""
    return near(
        session.the_graph(), customer_id, policy=session.policy(), user=session.user(), audit=session.the_audit(),
        role=session.role(), segmented=_segmented(),
    )  # fmt: skip


def cards(customer_ids: Iterable[str]) -> dict[str, Profile]:
    """What a search result says of each customer (`CARD`), each recorded as seen in a search; nothing for a role that
    sees none of it, for which the ids shown are on record as found.

    Raises `TooMany` where that is more than one person reads.
    """
    ids = list(dict.fromkeys(customer_ids))
    if not ids or set(CARD).issubset(hidden_sections(session.role())):
        return {}
    with limits.view(session.user(), session.the_audit(), session.policy(), len(ids)):
        try:
            found = session.the_builder().build_profiles(ids, sections=CARD, detail={"shown": "search result"})
        except NoSuchCustomer:
            return {}  # the book went on to a generation without one of them since the search
    return {profile.customer_id: profile for profile in found}


def behind(hits: Sequence[Hit]) -> dict[tuple[str, str], Holders]:
    """The people behind the accounts and companies among `hits`, by kind and id; on record before they are returned."""
    found: dict[tuple[str, str], Holders] = {}
    for kind in ("account", "company"):
        ids = [hit.id for hit in hits if hit.kind == kind]
        if ids:
            people = holders(session.the_graph().view(), kind, ids, policy=session.policy(), role=session.role())
            found |= {(kind, id_): one for id_, one in people.items()}
    shown = dict.fromkeys(person.id for one in found.values() for person in one.people)
    if shown:
        detail = {"shown": "behind what a search found", **spread("ids", shown)}
        session.record(Record(session.user(), "view", None, "success", detail=detail))
    return found
