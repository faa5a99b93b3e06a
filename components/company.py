"""A company's page: who it is, alerts, who owns and controls it in the end, its accounts, who works there."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from c360 import words
from c360.errors import NoSuchCustomer
from c360.graph.schema import SANCTIONS_MATCH
from c360.headline import Figure
from c360.model.company import Company
from c360.model.ownership import Ownership, Party
from c360.sheets import company as records
from c360.sheets import ownership as sheets
from components import groups, places, screening, session, theme
from components.panel import NONE, figure, missing, panel, table, wrapped

_FIRST = 25  # links; the tables hold everybody


def chosen() -> str | None:
    """The company in the address; where there is none, the way to one."""
    wanted = st.query_params.get("company", "").strip()
    if 0 < len(wanted) <= places.LONGEST_ID:
        return wanted
    st.title("No company chosen", anchor=False)
    st.markdown("A company is found like a customer: by its name or its id.")
    places.find()
    return None


def show(company_id: str) -> None:
    """The page, each of its two answers on record before it is shown."""
    try:
        found, owners, owned = groups.company(company_id), groups.owners(company_id), groups.owned(company_id)
    except NoSuchCustomer:
        st.title("No such company", anchor=False)
        st.markdown("No company in this book has this id.")
        places.find()
        return
    book = session.book()
    st.title(theme.safe(owners.name or owners.id), anchor=False)
    st.caption(theme.safe(f"Company {owners.id} · as of {words.day(book.as_of)} · book {book.name}"))
    _facts(found)
    _told(found, owners, owned)
    _figures(found, owners, owned)
    with panel("Alerts", "On the company and on its own accounts; sanctions matches too"):
        table(records.alerts(found))
    screening.show(
        found.screening, found.addresses or (), by_source=f"SUBJECT_OF {SANCTIONS_MATCH} Company" not in found.not_held,
        load=session.how_to_load_lists(),
    )  # fmt: skip
    percent = f"{session.policy().beneficial_owner:f}"
    with panel(
        "Who owns it in the end?",
        "Effective shares in percent, through all companies between; who has more than"
        f" {percent} % or decides is a beneficial owner",
    ):
        table(sheets.owners(owners))
    with panel("What does it own?", "Effective shares in percent, through all companies between"):
        table(sheets.owned(owned))
    with panel("Which accounts are its own?", "What it owns itself, never its owners'; closed accounts too"):
        table(records.accounts(found))
    with panel("Who works there?", _people(found)):
        table(records.employees(found))
    left, right = st.columns([5, 3])
    with left, panel("By which ways?", "From the owner to the company; a circle is in the share and not in the ways"):
        wrapped(sheets.ways(owners, owned))
    with right, panel("Open", "Owners and companies owned, the largest share first"):
        _links([*(owners.parties or ()), *(owned.parties or ())])


def _facts(found: Company) -> None:
    """Who it is in one line; what isn't known is said to be unknown."""
    told = {
        "Country": found.country, "registration number": found.registration_number, "legal form": found.legal_form,
        "status": found.status and words.word(found.status),
    }  # fmt: skip
    line = " · ".join(f"{name} {value or words.UNKNOWN}" for name, value in told.items())
    where = "; ".join(found.addresses or ()) or words.UNKNOWN
    updated = f", updated {words.day(words.as_day(found.updated_at))}" if found.updated_at else ""
    st.markdown(theme.safe(f"{line} · address {where}"))
    st.caption(theme.safe(f"Source {found.source or words.UNKNOWN}{updated}"))


def _people(found: Company) -> str:
    if found.employee_count is None:
        return "Employees"
    return f"{words.counted(found.employee_count, 'person', 'people')}, as the sources have it"


def _told(*found: Company | Ownership) -> None:
    """What is wrong in the data and what is left out, before any figure that hangs on it."""
    for wrong in dict.fromkeys(error for one in found if isinstance(one, Ownership) for error in one.errors):
        st.error(
            f"**Wrong in the data:** {theme.safe(wrong)}. Shares that go through it are bounds.",
            icon=":material/error:",
        )
    for limit in dict.fromkeys(limit for one in found for limit in one.limits):
        st.info(theme.safe(f"{limit[:1].upper()}{limit[1:]}."), icon=":material/info:")
    lacking = list(dict.fromkeys(_tie(name) for one in found for name in one.not_held))
    if lacking:
        st.info(theme.safe(f"Not held in this book: {', '.join(lacking)}."), icon=":material/info:")


def _tie(name: str) -> str:
    """An edge as people say it: OWNS Company Account is owns (company to account)."""
    edge, *ends = (words.lower(words.key(part)) for part in name.split(" "))
    return f"{edge} ({' to '.join(ends)})" if ends else edge


def _figures(found: Company, owners: Ownership, owned: Ownership) -> None:
    known = owners.parties is not None
    sure, maybe = (_beneficial(owners, word) for word in ("yes", "possibly"))
    reason = f"{words.number(maybe)} more possibly, by shares not known" if maybe else "people, by share or by say"
    own = words.share(None) if not known else sheets.between(*owners.itself) if owners.itself else "none"
    count = words.UNKNOWN if owned.parties is None else words.number(len(owned.parties))
    with st.grid(5, min_column_width=150, key=theme.FIGURES):
        figure(Figure("Alerts and matches open", records.standing(found), "or confirmed, on it and its accounts"))
        figure(Figure("Beneficial owners", words.number(sure) if known else words.UNKNOWN, reason))
        figure(Figure("Owned by nobody known", words.share(owners.unknown_share), "of the company, up to all of it"))
        figure(Figure("In itself", own, "through others, and nobody's"))
        figure(Figure("Companies below it", count, "owned or controlled, in whole or in part"))


def _beneficial(found: Ownership, word: str) -> int:
    return sum(one.beneficial == word for one in found.parties or ())


def _links(parties: Sequence[Party]) -> None:
    once = {(one.kind, one.id): one for one in parties}
    if not once:
        missing("Nobody to open.", NONE)
        return
    with places.ways():
        for (kind, ident), one in list(once.items())[:_FIRST]:
            label = f"{one.name or ident} · {ident}" if one.name else ident
            if kind == "person":
                places.link(ident, label)
            else:
                places.company_button(ident, label, key=f"company_{ident}")
    if len(once) > _FIRST:
        missing(f"and {words.number(len(once) - _FIRST)} more in the tables", ":material/more_horiz:")
