"""What stands before the pages and above them: the way in, whose session it is, and the way out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from c360.errors import LoginEnded, NotLoggedIn
from components import doors, login, places, theme
from components.login import Who

_JS: Final = (Path(__file__).parent / "link.js").read_text("utf-8")
_link = st.components.v2.component("c360.link", js=_JS)
# How often a page that nobody touches looks whether its login still holds.
_MOST_SECONDS: Final = 15


def ask(error: NotLoggedIn) -> None:
    """The page of somebody who hasn't logged in, or no longer: a sentence and a button for each provider."""
    _link(key="link", height=1, data={"keep": True})
    ended = isinstance(error, LoginEnded)
    st.space("large")
    with st.container(horizontal_alignment="center"), st.container(border=True, width=440):
        st.title("Customer 360", anchor=False)
        if ended:
            st.info(theme.safe(error.title), icon=":material/lock_clock:")
        st.markdown("Log in to go on. Who looked at which customer is on record.")
        for one in doors.providers():
            what = "Log in again" if ended else "Log in"
            st.button(
                f"{what} with {theme.safe(one.name)}" if one.name else what, key=f"login_{one.name or ''}",
                icon=":material/login:", type="primary", width="stretch", on_click=partial(st.login, one.name),
            )  # fmt: skip


def show(who: Who) -> None:
    """Above a page: whose session this is and the way out, or that nobody had to log in."""
    with st.container(
        key="whose", width=theme.WIDTH, horizontal=True, horizontal_alignment="right", vertical_alignment="center"
    ):
        if who.login is None:
            st.caption(
                f"No login is set up: this app serves this machine alone, and whoever uses it is the {who.role.name}.",
                text_alignment="right",
            )
            return
        st.caption(f"{theme.safe(who.user)} · {theme.safe(who.role.name)}", width="content")
        out()
    _watch()


def out() -> None:
    """The button that ends the login."""
    st.button("Log out", key="logout", icon=":material/logout:", type="tertiary", on_click=login.out)


def resume() -> None:
    """Go on to the page that somebody wanted before they had to log in; what the browser says of it is checked."""
    asked = _link(key="link", height=1, data={"keep": False}, on_link_change=lambda: None).link
    found = places.linked(asked) if isinstance(asked, str) else None
    if found is not None:
        st.switch_page(found.page, query_params=found.query)


def _watch() -> None:
    """Takes the page away by itself once the login has ended."""
    login.fragment(lambda: None, run_every=min(_MOST_SECONDS, max(1, login.idle_seconds() // 4)))()
