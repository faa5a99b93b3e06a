"""The frame of every page: configuration, gate and guard, and what a reader sees when things are not well."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from c360.errors import (
    AuditFailed,
    C360Error,
    GraphUnavailable,
    IntegrityError,
    LoginRefused,
    NoBook,
    NoSuchCustomer,
    NotAllowed,
    NotLoggedIn,
    PolicyError,
    SearchUnavailable,
    ServerUnavailable,
    TooMany,
    UsageError,
)
from components import details, doors, entrance, glass, history, installed, login, looking, places, session, theme

log = logging.getLogger("c360.pages")

# A picture of our own: for an emoji or an icon's name the browser would ask a font server.
_ICON: Final = Path(__file__).parent / "icon.png"
_GATE: Final = "came_through_the_gate"
_LINK: Final = "deep_link"


def configure() -> None:
    """Set title, icon and layout; first on every run."""
    st.set_page_config(page_title="Customer 360", page_icon=str(_ICON), layout="wide")
    st.html(theme.STYLE)


def menu() -> Literal["top", "hidden"]:
    """Where the pages' names stand: nowhere for whoever has yet to log in."""
    try:
        return "hidden" if login.has_ended() else "top"
    except C360Error:
        return "hidden"  # the gate says what is wrong


def guard(page: str) -> None:
    """Send a session that has not come through the gate, or whose login has ended, to it with what it was after.

    On a server that has run no session yet, Streamlit serves the files of `pages/` directly, past `app.py`.
    """
    if st.session_state.get(_GATE) is True and not login.has_ended():
        return
    st.session_state[_LINK] = {"page": page, "query": history.address()}
    st.switch_page("app.py")


def gate() -> None:
    """Let this session see pages, or say why it may not and end the run."""
    try:
        doors.check()
        doors.check_visitor()
        login.who()
        session.ready(st.query_params.get("customer") or st.query_params.get("company"))
    except NotLoggedIn as error:
        _shut()
        with _frame():
            entrance.ask(error)
        st.stop()
    except Exception as error:
        _shut()
        with _frame():
            _say(error)
            if isinstance(error, NotAllowed) and login.required():
                entrance.out()
        st.stop()
    st.session_state[_GATE] = True
    if login.required():
        entrance.resume()


def _shut() -> None:
    st.session_state[_GATE] = False


def resume() -> None:
    """Go on to the page that the guard turned away, if there was one."""
    link = st.session_state.pop(_LINK, None)
    if link is not None:
        st.switch_page(link["page"], query_params=link["query"])


@contextmanager
def page(*, titled: bool = False) -> Iterator[None]:
    """A page's body: at most 1,360 pixels wide; a failure in it becomes a sentence, its detail goes to the log.

    `titled` where a title of its own stands above all that may fail: a page has one.
    """
    with _frame():
        try:
            entrance.show(login.who())
            glass.banner()
        except Exception as error:
            _say(error, titled=titled)
            history.keep()
            st.stop()
        try:
            yield
        except Exception as error:
            _say(error, titled=titled)


def _say(error: Exception, *, titled: bool = False) -> None:
    if isinstance(error, C360Error):
        unwell(error, titled=titled)
        return
    # Where it failed; what it says of itself may hold anything.
    log.error("a page failed: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    details.keep(installed.log_file(), error)
    st.error(
        "**This page could not be drawn.** The reason is in the server's log; other pages still work.",
        icon=":material/error:",
    )


@contextmanager
def _frame() -> Iterator[None]:
    with st.container(horizontal_alignment="center"), st.container(width=theme.WIDTH):
        yield
    history.keep()


def unwell(error: C360Error, *, titled: bool = False) -> None:
    """What went wrong and what to do about it, in words for whoever reads the page."""
    # A title never holds personal data; a detail may be the customer's id.
    log.warning("%s: %s", type(error).__name__, error.title)
    details.keep(installed.log_file(), error)
    history.hold()
    title, advice = _advice(error)
    (st.header if titled else st.title)(title, anchor=False)
    if not isinstance(error, NoSuchCustomer):  # its title and advice say it all
        st.error(theme.safe(error.title), icon=":material/error:")
    for line in advice:
        st.markdown(line)
    if isinstance(error, NoSuchCustomer):
        with places.ways():
            _near(error.detail)
            places.find()
        glass.offer(error.detail)


def _near(customer_id: str) -> None:
    """Ids like the one that is nobody's, on record as the search that it is."""
    try:
        hits = looking.near_ids(customer_id)
    except C360Error as error:
        log.warning("%s: %s", type(error).__name__, error.title)
        return
    if hits:
        st.markdown("**Ids that look like it:**")
    for hit in hits:
        places.button(hit.id, " · ".join(filter(None, (hit.name, hit.id))), key=f"near_{hit.id}")


def _advice(error: C360Error) -> tuple[str, tuple[str, ...]]:
    if isinstance(error, ServerUnavailable):
        return "The graph can't be read now", (
            "Until it can, nothing is known of any customer: what isn't shown may well be there.",
            "Reload this page in a moment. If that changes nothing, tell whoever runs the graph server.",
        )
    if isinstance(error, NoBook):
        return "There is no book to read", (
            "A book is the folder that a load writes. To make one, run one of these in the project's folder:",
            "- `python -m c360 demo --into demo.book` makes the demo bank;\n"
            "- `python -m c360 load NAME FOLDER --into my.book` loads a bank's own files.",
            "Then start the app with `make run`, or `make run BOOK=my.book`. If the book is there, reload this page.",
        )
    if isinstance(error, SearchUnavailable):
        return "Nothing can be searched", (
            "The index is made with the book: load one of its sources again to have a new one. Until then a customer's"
            " page opens by their id in the address: `customer?customer=…`.",
        )
    if isinstance(error, GraphUnavailable):
        return "The book can't be read", ("When that is put right, reload this page: nothing has to be restarted.",)
    if isinstance(error, IntegrityError):
        return "The book's files are damaged", (
            "Nothing of it is shown. Load it again from its sources, or go back to an older generation.",
        )
    if isinstance(error, AuditFailed):
        return "The audit log does not work", (
            "Every view is written to the audit log first, and that can't be done now. Tell whoever runs this server.",
        )
    if isinstance(error, TooMany):
        return "That was too fast", ("What was shown before is on record, and what wasn't shown isn't lost.",)
    if isinstance(error, LoginRefused):
        return "This login opens nothing here", (
            "Log out and in again. If that changes nothing, tell whoever runs this server.",
        )
    if isinstance(error, NotAllowed):
        return "Your role may not see this", ("Ask whoever grants roles.",)
    if isinstance(error, NoSuchCustomer):
        return "No such customer", (
            f"The id asked for is **{theme.safe(error.detail) or 'not printable'}**. Ids are matched letter for letter;"
            " look for the name, an account, an e-mail or a phone number instead. That this was asked is on record.",
        )
    if isinstance(error, PolicyError):
        return "The policy file needs a correction", ("Correct the file, then reload this page.",)
    if isinstance(error, UsageError):
        return "The settings need a correction", ("Correct the file or setting it names, then start the app again.",)
    return "This could not be read", ("Reload the page to ask again. The detail is in the server's log.",)
