"""Answers about several people at once: households, and who owns what; on record before they are returned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import streamlit as st

from c360 import companies, households, ownership
from c360.model.company import Company
from c360.model.household import Household
from c360.model.ownership import Ownership
from components import session

_SEEN: Final = "household_on_record"


def household(customer_id: str, as_of: date | None) -> Household:
    """A customer's household as of a day (`None` for the book's own), from the cache or not.

    Each member is on record as seen once until another household is shown. Raises what `c360.households` raises.
    """
    book, fresh = session.book(), list[bool]()
    key = (
        book.name, book.loaded_at, book.generation, customer_id, as_of or book.as_of, session.role().name,
        session.policy().digest,
    )  # fmt: skip
    found = _household(*key, _ask=session.asking(households.household), _fresh=fresh)
    view = f"{found.id} {found.as_of} {found.generation} {found.policy}"
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
    name: str, loaded_at: str, generation: int, customer_id: str, as_of: date, role_name: str, digest: str,
    _ask: Callable[..., Household], _fresh: list[bool],
) -> Household:  # fmt: skip
    _fresh.append(True)
    return _ask(customer_id, as_of=as_of)


def company(company_id: str) -> Company:
    """A company's own records."""
    return session.asking(companies.company)(company_id)


def owners(company_id: str) -> Ownership:
    """Who owns a company."""
    return session.asking(ownership.owners)(company_id, kind="company")


def owned(company_id: str) -> Ownership:
    """What a company owns."""
    return session.asking(ownership.owned)(company_id, kind="company")
