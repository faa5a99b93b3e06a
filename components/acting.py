"""Uncovering a field and breaking the glass, as whoever is asking; what is uncovered is kept in their session alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

import streamlit as st

from c360 import acts
from c360.acts import Uncovered, glass
from c360.acts.glass import Grant
from components import granted, session

_KEPT: Final = "uncovered"


def reasons() -> Sequence[str]:
    """What somebody may choose from to say why."""
    return session.policy().acts.reasons


def uncover(customer_id: str, key: str, as_of: date, chosen: str | None, text: str | None) -> None:
    """Uncovers a field for this session, on record first. Raises as `c360.acts.uncover` does, and for no reason."""
    why = acts.reason(session.policy().acts, chosen, text)
    found = acts.uncover(session.the_builder(), customer_id, key, why, as_of=as_of, now=datetime.now(UTC))
    st.session_state[_KEPT] = (*_kept(), found)


def uncovered(customer_id: str, key: str, as_of: date) -> Uncovered | None:
    """The field in clear, as long as it may be shown to whoever is asking now, in the role that they have now."""
    user, role, now = session.user(), session.role().digest, datetime.now(UTC)
    fits = (one for one in _kept() if one.holds(customer_id, key, as_of, user=user, role=role, now=now))
    return next(fits, None)


def cover(customer_id: str, key: str) -> None:
    """Masks the field again before its time is over."""
    st.session_state[_KEPT] = tuple(one for one in _kept() if (one.customer_id, one.field) != (customer_id, key))


def _kept() -> tuple[Uncovered, ...]:
    """What isn't over yet; what is over is let go of."""
    now = datetime.now(UTC)
    kept = tuple(one for one in st.session_state.get(_KEPT, ()) if now < one.until)
    st.session_state[_KEPT] = kept
    return kept


def break_glass(customer_id: str, chosen: str | None, text: str | None) -> Grant:
    """Opens a customer outside one's part, on record first. Raises as `c360.acts.glass.break_glass` does."""
    book, rules, now = session.book(), session.policy().acts, datetime.now(UTC)
    try:
        return glass.break_glass(
            session.the_audit(), granted.own(book), rules, customer_id, acts.reason(rules, chosen, text),
            book=book.name, user=session.user(), now=now,
        )  # fmt: skip
    finally:
        granted.look_again()
