"""Finding a customer: the box, what it found, and where to begin in the demo bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from c360 import words
from c360.graph.about import BookInfo
from c360.holders import Holders
from c360.search import LONGEST, Hit
from components import session, shell, theme
from components.panel import missing, panel

_KINDS: Final = {
    "person": ("Person", ":material/person:"), "company": ("Company", ":material/domain:"),
    "account": ("Account", ":material/account_balance:"),
}  # fmt: skip
_MATCHED: Final = {
    "name": "name", "customerId": "id", "companyId": "company id", "accountNumber": "account number",
    "email": "e-mail", "phone": "phone", "mobilePhone": "mobile phone",
}  # fmt: skip
_ROLES: Final = {
    "OWNS": "owner", "AUTHORIZED_ON": "authorised", "CONTROLS": "controls it", "DIRECTOR_OF": "director",
}  # fmt: skip
_WIDTHS: Final = [4, 3, 2, 2]


def box(book: BookInfo) -> str:
    """The box, and what was typed. It is in no address and, but as a digest in the audit log, in no log."""
    st.title("Find a customer", anchor=False)
    text = st.text_input(
        "Part of a name, an id, an account number, an e-mail or a phone number", key="find", max_chars=LONGEST,
        type="search", autocomplete="off", placeholder="Name, id, account, e-mail, phone", icon=":material/search:",
    )  # fmt: skip
    st.caption(
        theme.safe(
            f"Book {book.name}, as of {words.day(book.as_of)}. Case and accents don't matter; of a phone number only"
            " the digits do. A search is recorded."
        )
    )
    return (text or "").strip()


def results(hits: Sequence[Hit], behind: Mapping[tuple[str, str], Holders], text: str) -> None:
    """What was found, best first; an account or company leads to the people `behind` it."""
    if not hits:
        with panel("Nothing found"):
            st.markdown(f"No name, id, account, e-mail or phone matches **{theme.safe(text)}**.")
            st.markdown("Try fewer letters, one part of the name, or the number without its prefix.")
        return
    limit = len(hits) == session.MOST_HITS
    note = f"The first {len(hits)}, best first: type more to narrow them" if limit else "Best first"
    with panel(words.counted(len(hits), "match", "matches"), note):
        for column, title in zip(st.columns(_WIDTHS), ("Customer", "Id", "Kind", "What matched"), strict=True):
            column.caption(title)
        for hit in hits:
            _hit(hit, behind.get((hit.kind, hit.id)))


def _hit(hit: Hit, behind: Holders | None) -> None:
    kind, icon = _KINDS.get(hit.kind, (hit.kind, ":material/help:"))
    name, id_, what, matched = st.columns(_WIDTHS, vertical_alignment="center")
    with name:
        if hit.kind == "person":
            _link(hit.id, hit.name)
        else:
            if hit.name:
                st.markdown(f"{icon} {theme.safe(hit.name)}")
            for person in behind.people if behind else ():
                _link(person.id, person.name, _ROLES.get(person.role, ""))
            if behind is None:
                missing("held by no customer of this book")
            elif behind.count > len(behind.people):
                st.caption(f"and {words.number(behind.count - len(behind.people))} more")
    id_.text(words.plain(hit.id))
    what.text(kind)
    matched.text(_MATCHED.get(hit.matched, hit.matched))


def _link(customer_id: str, name: str | None, role: str = "") -> None:
    label = theme.safe(name or customer_id) + (f" · {role}" if role else "")
    st.page_link(shell.CUSTOMER, label=label, icon=":material/person:", query_params={"customer": customer_id}, help="")


def begin(book: BookInfo) -> None:
    """Ten people of the demo bank, each showing one thing; of any other book nobody is named."""
    if not session.is_demo():
        missing("Type to search this book.", ":material/search:")
        return
    from c360.demo.tour import WHERE_TO_BEGIN  # brings the whole generator along, which other books don't need

    st.subheader("Where to begin", anchor=False)
    st.caption("Ten people of the demo bank, all invented, each showing one thing.")
    with st.grid(2, min_column_width=420):
        for stop in WHERE_TO_BEGIN:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                st.page_link(
                    shell.CUSTOMER, label=f"**{theme.safe(stop.name)}**", icon=":material/person:",
                    query_params={"customer": stop.id}, help="",
                )  # fmt: skip
                st.markdown(theme.safe(stop.shows))
