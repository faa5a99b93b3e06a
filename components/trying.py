"""Another policy tried on the book: everybody's facts, read once and kept; on record before they are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from c360 import trial
from c360.export.trial import export
from c360.model.trial import Trial
from c360.policy import Policy
from components import session

_SEEN: Final = "trial_on_record"
_READ: Final = "book_read_for_trial"
# The facts of so many people are about 30 MB and take 8 s to judge; a larger book is for the command line.
MOST: Final = 20_000


def wanted() -> bool:
    """Whether this session has asked for the book, and it is still the same state of it."""
    return bool(st.session_state.get(_READ) == session.book().generation)


def ask() -> None:
    """Have the book read from now on."""
    st.session_state[_READ] = session.book().generation


def compared(new: Policy, told: Callable[[str, int, int], None]) -> Trial:
    """The book under the policy in force and under the new one, on record once until another is tried."""
    book, today, desk = session.book(), session.policy(), session.the_desk()
    token = desk.token()
    kept = _kept(book.name, book.loaded_at, book.generation, repr(today.screening), token, session.role().digest)
    if not kept:
        kept.append(session.asking(trial.everybody)(most=MOST, progress=told, screens=desk))
    found = trial.compared(kept[0], today, new, role=session.role())
    view = f"{found.generation} {today.digest} {new.digest} {token} {session.role().digest}"
    if st.session_state.get(_SEEN) != view:
        session.record(*trial.records(found, session.user()))
    st.session_state[_SEEN] = view
    return found


def exporter(found: Trial) -> Callable[[], bytes]:
    """Makes the list of who moves as CSV when it is asked for; recorded before the bytes leave."""
    user, audit, role = session.user(), session.the_audit(), session.role()
    return session.still(lambda: export(found, user=user, audit=audit, role=role))


# Facts are of the customers that a role is for, and hang on lists, decisions and how the policy screens. 15 minutes as
# profiles.
@st.cache_resource(ttl="15m", max_entries=1, show_spinner=False)
def _kept(
    name: str, loaded_at: str, generation: int, rules: str, screening: str, role_digest: str
) -> list[trial.Everybody]:
    """Where the facts of this state of the book lie, once somebody has read them."""
    return []
