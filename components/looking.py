"""What a search finds, what it says of each and who is behind it: on record before it is returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from c360.errors import NoSuchCustomer
from c360.holders import Holders, holders
from c360.model import Profile
from c360.near import near
from c360.search import Facets, Hit, Search, search
from components import session

CARD: Final = ("identity", "risk", "value")  # the sections that a search result speaks of


def find(text: str, limit: int) -> Sequence[Hit]:
    """What a search finds, recorded before it is returned."""
    return search(
        session.the_graph(), text, user=session.user(), audit=session.the_audit(), role=session.role(), limit=limit
    )


def facets(text: str) -> Facets:
    """What a search that is on record can be narrowed by."""
    return Search(session.the_graph()).facets(text)


def searched(text: str) -> tuple[Mapping[str, int], Sequence[str]]:
    """How many of each kind a search looks through, and the words of names nearest to its own."""
    index = Search(session.the_graph())
    return index.counts(), index.nearest(text)


def near_ids(customer_id: str) -> Sequence[Hit]:
    """People whose ids are like one that is nobody's, recorded before they are returned."""
    return near(session.the_graph(), customer_id, user=session.user(), audit=session.the_audit(), role=session.role())


def cards(customer_ids: Iterable[str]) -> dict[str, Profile]:
    """What a search result says of each customer (`CARD`), each recorded as seen in a search."""
    ids = list(dict.fromkeys(customer_ids))
    try:
        found = (
            session.the_builder().build_profiles(ids, sections=CARD, detail={"shown": "search result"}) if ids else []
        )
    except NoSuchCustomer:
        return {}  # the book went on to a generation without one of them since the search
    return {profile.customer_id: profile for profile in found}


def behind(hits: Sequence[Hit]) -> dict[tuple[str, str], Holders]:
    """The people behind the accounts and companies among `hits`, by kind and id."""
    found: dict[tuple[str, str], Holders] = {}
    for kind in ("account", "company"):
        ids = [hit.id for hit in hits if hit.kind == kind]
        if ids:
            found |= {
                (kind, id_): people for id_, people in holders(session.the_graph().g, kind, ids, session.role()).items()
            }
    return found
