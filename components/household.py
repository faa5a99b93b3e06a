"""A household: its page, and the panel that stands on the page of each member."""

from __future__ import annotations

from datetime import date

import streamlit as st

from c360 import words
from c360.errors import C360Error, NoSuchCustomer, NotAllowed
from c360.graph.about import BookInfo
from c360.headline import Figure
from c360.model import Profile
from c360.model.household import Household, Member
from c360.sheets import household as sheets
from components import groups, places, session, theme
from components.panel import NONE, OFF, figure, missing, panel, table, wrapped


def chosen() -> str | None:
    """The customer in the address; where there is none, the way to one."""
    wanted = st.query_params.get("customer", "").strip()
    if 0 < len(wanted) <= places.LONGEST_ID:
        return wanted
    st.title("No household chosen", anchor=False)
    st.markdown("A household is found by any of its members: their page has it under Relationships.")
    places.find()
    return None


def show(customer_id: str) -> None:
    """The page, with each member on record as seen before it is drawn."""
    book = session.book()
    as_of = _day(book)
    try:
        found = groups.household(customer_id, as_of)
    except NoSuchCustomer:
        st.title("No such customer", anchor=False)
        st.markdown("Nobody in this book has this id.")
        places.find()
        return
    st.title(f"Household of {theme.safe(found.name or found.id)}", anchor=False)
    st.caption(theme.safe(f"Customer {found.id} · as of {words.day(found.as_of)} · book {book.name}"))
    _told(found)
    _figures(found)
    left, right = st.columns([7, 3])
    with left, panel("Who is a member?", "Each with their own figures, which count a joint account in full"):
        table(sheets.members(found))
    with right, panel("Open", "A member's page"), places.ways():
        for one in found.members:
            places.link(one.id, f"{one.name} · {one.id}" if one.name else one.id)
    if len(found.members) > 1:
        with panel("Why are they members?", "The policy's rule, what it reads, and the records with their source"):
            wrapped(sheets.reasons(found))
    with panel("What do they hold together?", f"Each account once; {sheets.rates(found)}"):
        table(sheets.holdings(found))
    left, right = st.columns(2)
    with left, panel("What it comes to", f"In {found.currency}, open accounts, each once and in full"):
        table(sheets.totals(found))
    with right, panel("What it brings in a year", f"In {found.currency}. {sheets.COUNTED}"):
        table(sheets.revenue(found))
    with panel("What do members lack?", "Products, records and reviews that the policy asks for; of the living"):
        table(sheets.lacks(found), well=True)
    with panel("Who is tied to them, and no member?", "A home alone, or an account alone, makes nobody a member"):
        table(sheets.left_out(found))


def around(profile: Profile) -> None:
    """The panel on a customer's page: members with a way to each, net position, highest risk, the way to the page."""
    note = "Who lives and banks together with this customer, by the policy's rules; each account counted once"
    with panel("Household", note):
        try:
            found = groups.household(profile.customer_id, profile.as_of)
        except NotAllowed:
            missing(words.HIDDEN, OFF)
            return
        except C360Error as error:
            reason = theme.safe(error.title.rstrip("."))
            st.error(f"**The household could not be read:** {reason}. This is not the same as none.",
                     icon=":material/cloud_off:")  # fmt: skip
            return
        left, right = st.columns([5, 4])
        with left:
            for one in found.members[1:]:
                _member(found, one)
            if len(found.members) == 1:
                missing("Alone: no tie on record makes anybody else a member.", NONE)
            for sentence in sheets.told(found):
                st.caption(theme.safe(sentence))
        with right:
            with st.grid(2, min_column_width=150):
                figure(_of(found, "totals", Figure("Net position, together", _net(found), _held(found))))
                figure(_of(found, "risk", Figure("Highest risk", sheets.risk(found), sheets.risk_of(found))))
            day = None if found.as_of == session.book().as_of else found.as_of.isoformat()
            places.household_link(found.id, "The whole household", day)


def _member(found: Household, one: Member) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        places.button(one.id, one.name or one.id, key=f"household_{one.id}")
        told = [sheets.tie(found, one), *([f"{one.age} years"] if one.age is not None else [f"age {_age(found)}"])]
        told += ["deceased"] if one.deceased else []
        rules = dict.fromkeys(sheets.RULES[reason.rule] for reason in one.reasons)
        told += [rule for rule in rules if rule != told[0].lower()]
        st.caption(theme.safe(" · ".join(told)), width="content")


def _age(found: Household) -> str:
    return words.NOT_YOURS if "age" in found.withheld else words.UNKNOWN


def _day(book: BookInfo) -> date | None:
    """The day in the address, None for the book's own; said where it can't be shown."""
    asked = st.query_params.get("as_of", "")
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = None
    if day is None or day > book.as_of or day.year < 1950:
        st.warning(
            theme.safe(f"The link asks for day {asked[:40]!r}, which can't be shown."), icon=":material/event_busy:"
        )
        return None
    return day


def _told(found: Household) -> None:
    """What bounds the answer, before any figure that hangs on it."""
    for one in found.members:
        if one.unread:
            parts = words.listed([name.capitalize() for name in one.unread])
            st.error(theme.safe(f"{parts} of {one.name or one.id} could not be read. This is not the same as none."),
                     icon=":material/cloud_off:")  # fmt: skip
    for sentence in sheets.told(found):
        st.info(theme.safe(sentence), icon=":material/info:")


def _figures(found: Household) -> None:
    with st.grid(4, min_column_width=150):
        figure(Figure("Members", words.number(len(found.members)), _count(found)))
        figure(_of(found, "totals", Figure("Net position", _net(found), _held(found))))
        revenue = words.money(found.worth.revenue, found.currency, cents=False)
        figure(_of(found, "worth", Figure("Revenue a year", revenue, _value(found))))
        figure(_of(found, "risk", Figure("Highest risk", sheets.risk(found), sheets.risk_of(found))))


def _of(found: Household, what: str, made: Figure) -> Figure:
    """The figure, or that it is not for the role."""
    if what not in found.withheld:
        return made
    return Figure(made.label, words.NOT_YOURS.capitalize(), "what it is made of is hidden")


def _count(found: Household) -> str:
    if len(found.members) == 1:
        return "alone: no tie on record makes anybody else a member"
    grown = session.policy().household.adult_age
    young = sum(one.age is not None and one.age < grown for one in found.members)
    if "age" in found.withheld:
        return f"ages {words.NOT_YOURS}"
    dead, blind = sum(one.deceased for one in found.members), sum(one.age is None for one in found.members)
    told = [f"{words.number(young)} under {grown}"] if young else [f"none known to be under {grown}"]
    told += [f"{words.number(dead)} deceased"] if dead else []
    return ", ".join([*told, *([f"{words.number(blind)} of unknown age"] if blind else [])])


def _net(found: Household) -> str:
    return words.money(found.totals.net_position, found.currency, cents=False)


def _held(found: Household) -> str:
    total = found.totals
    if total.assets is None or total.liabilities is None:
        return "a balance, a type or an exchange rate is unknown"
    held, owed = (words.money(one, found.currency, cents=False) for one in (total.assets, total.liabilities))
    return f"{held} held, {owed} owed"


def _value(found: Household) -> str:
    worth = found.worth
    if worth.lifetime_value is None:
        return "not known: a line of it is not"
    value = words.money(worth.lifetime_value, found.currency, cents=False)
    return f"lifetime value {value}; {worth.segment} for one customer of that value"
