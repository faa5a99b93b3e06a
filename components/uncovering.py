"""A masked field in clear: the button, the reason, and the value with the time until which it stands there."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import streamlit as st

from c360 import words
from c360.access import UNCOVER, uncoverable
from c360.acts import Uncovered
from c360.errors import C360Error
from c360.model import Profile
from components import acting, clock, reasons, session, theme

_SAID: Final = "uncovering_said"
_NAMES: Final = {"documents.number": "document numbers"}


def offer(profile: Profile, part: str) -> None:
    """Draw it for the masked fields of a part of the identity section, where the role may uncover."""
    role = session.role()
    if not role.may(UNCOVER):
        return
    masked = profile.sections["identity"].masked
    for key in uncoverable(role, part):
        if key in masked:
            _field(profile, key)


def _field(profile: Profile, key: str) -> None:
    held = acting.uncovered(profile.customer_id, key, profile.as_of)
    if held is not None:
        _clear(profile, held)
        return
    name = _name(key)
    place = (profile.customer_id, key, profile.as_of)
    minutes = words.counted(session.policy().acts.uncover_minutes, "minute")
    with st.popover(f"Uncover {name}", icon=":material/visibility:", type="tertiary", key=f"uncover {key}"):
        st.caption(f"In clear for {minutes}, on this page alone. Who, what and why are on record first.")
        said = st.session_state.pop(f"{_SAID} {key}", None)
        if said:
            st.error(theme.safe(said), icon=":material/error:")
        form = f"uncover {key} form"
        with st.form(form, border=False, enter_to_submit=False):
            reasons.ask(form)
            st.form_submit_button("Uncover", key=f"{form} do", on_click=_uncover, args=(*place, form))


def _uncover(customer_id: str, field: str, as_of: date, form: str) -> None:
    try:
        acting.uncover(customer_id, field, as_of, *reasons.given(form))
    except C360Error as error:
        st.session_state[f"{_SAID} {field}"] = error.title


def _clear(profile: Profile, held: Uncovered) -> None:
    until = held.until.astimezone(session.book().zone)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        name = _name(held.field)
        shown = "; ".join(_rows(profile, held)) or words.UNKNOWN
        st.markdown(f"**{name[:1].upper()}{name[1:]}:** {theme.safe(shown)}", width="content")
        st.badge(f"In clear until {until:%H:%M}", icon=":material/visibility:", color="orange")
        st.button("Mask it again", key=f"cover {held.field}", type="tertiary", icon=":material/visibility_off:",
                  on_click=acting.cover, args=(held.customer_id, held.field))  # fmt: skip
    clock.until(held.until)


def _rows(profile: Profile, held: Uncovered) -> list[str]:
    """The value as people read it; of a field of rows each with what it is of."""
    if not isinstance(held.value, tuple):
        return [] if held.value is None else [_told(held.value)]
    identity = profile.identity
    kinds = [words.word(one.type) for one in identity.documents or ()] if identity else []
    named = held.field.startswith("documents.") and len(kinds) == len(held.value)
    return [
        f"{kinds[at]} {_told(one)}" if named else _told(one) for at, one in enumerate(held.value) if one is not None
    ]


def _told(value: Any) -> str:
    return words.day(value) if isinstance(value, date) else words.plain(str(value))


def _name(key: str) -> str:
    return _NAMES.get(key) or words.lower(words.key(key))
