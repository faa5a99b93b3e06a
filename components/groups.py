"""Answers about several people at once: households, companies, the book; on record before they are returned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from c360 import book_risk, companies, households, ownership
from c360.model.company import Company
from c360.model.household import Household
from c360.model.ownership import Ownership
from c360.model.standing import Spread
from c360.trial import Progress
from components import session

_SEEN: Final = "household_on_record"
_SPREAD: Final = "spread_on_record"


def household(customer_id: str, as_of: date | None) -> Household:
    """A customer's household as of a day (`None` for the book's own), from the cache or not.

    Each member is on record as seen once until another household is shown. Raises what `c360.households` raises.
    """
    book, fresh = session.book(), list[bool]()
    key = (
        book.name, book.loaded_at, book.generation, customer_id, as_of or book.as_of, session.role().digest,
        session.policy().digest, session.the_desk().token(),
    )  # fmt: skip
    ask = session.asking(partial(households.household, screens=session.the_desk()))
    found = _household(*key, _ask=ask, _fresh=fresh)
    view = f"{found.id} {found.as_of} {found.generation} {found.policy} {session.role().digest}"
    if not fresh and st.session_state.get(_SEEN) != view:
        session.record(*households.records(found, session.user()))
    st.session_state[_SEEN] = view
    if any(one.unread for one in found.members):
        # A reload asks again, instead of serving the failure until it expires.
        _household.clear(*key)
    return found


# As profiles are kept, and for the same reasons.
@st.cache_resource(ttl="15m", max_entries=128, show_spinner=False)
def _household(
    name: str, loaded_at: str, generation: int, customer_id: str, as_of: date, role_digest: str, digest: str,
    screening: str, _ask: Callable[..., Household], _fresh: list[bool],
) -> Household:  # fmt: skip
    _fresh.append(True)
    return _ask(customer_id, as_of=as_of)


def company(company_id: str) -> Company:
    """A company's own records."""
    return session.asking(companies.company)(company_id, screens=session.the_desk())


def owners(company_id: str) -> Ownership:
    """Who owns a company."""
    return session.asking(ownership.owners)(company_id, kind="company")


def owned(company_id: str) -> Ownership:
    """What a company owns."""
    return session.asking(ownership.owned)(company_id, kind="company")


def spread(as_of: date, progress: Progress) -> Spread:
    """How the book's risk is spread as of a day, kept or read; on record once until another one is shown."""
    book, desk = session.book(), session.the_desk()
    token = desk.token()
    kept = _spreads(
        book.name, book.loaded_at, book.generation, as_of, session.role().digest, session.policy().digest, token
    )  # fmt: skip
    fresh = not kept
    found = kept[0] if kept else session.asking(book_risk.spread)(as_of=as_of, progress=progress, screens=desk)
    if fresh:
        kept.append(found)
    view = f"{found.generation} {found.as_of} {found.policy} {token} {session.role().digest}"
    if not fresh and st.session_state.get(_SPREAD) != view:
        session.record(book_risk.record(found, session.user()))
    st.session_state[_SPREAD] = view
    return found


# A box that is filled once: a cached function can't tell a page how far it is. Counts of a generation never
# change but by the lists and what is decided.
@st.cache_resource(ttl="12h", max_entries=32, show_spinner=False)
def _spreads(
    name: str, loaded_at: str, generation: int, as_of: date, role_digest: str, digest: str, screening: str
) -> list[Spread]:  # fmt: skip
    return []
