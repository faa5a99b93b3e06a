"""Finding a customer: the box, what it found, and where to begin in the demo bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from c360 import words
from c360.errors import NotAllowed, UsageError
from c360.graph.about import BookInfo
from c360.holders import Holders
from c360.model import Profile
from c360.names import spellings
from c360.search import LONGEST, MOST, Hit
from components import looking, places, session, theme, typing
from components.panel import missing, panel

if TYPE_CHECKING:
    from c360.demo.tour import Stop

_KINDS: Final = {
    "company": ("Company", ":material/domain:"), "account": ("Account", ":material/account_balance:"),
}  # fmt: skip
_MATCHED: Final = {
    "name": "name", "customerId": "id", "companyId": "company id", "accountNumber": "account number",
    "email": "e-mail", "phone": "phone", "mobilePhone": "mobile phone", "town": "town", "dateOfBirth": "born",
    "ssn": "social security number", "document": "document number", "kind": "kind", "transactionId": "transaction",
}  # fmt: skip
_HOW: Final = {
    "prefix": "beginning", "other form": "other form", "spelling": "spelling", "sound": "sounds alike",
    "initial": "in part", "part": "in part",
}  # fmt: skip
_ROLES: Final = {
    "OWNS": "owner", "AUTHORIZED_ON": "authorised", "CONTROLS": "controls it", "DIRECTOR_OF": "director",
}  # fmt: skip
_SAID: Final = {"person": "People", "company": "Companies", "account": "Accounts"}
_MANY: Final = {
    "person": ("person", "people"), "company": ("company", "companies"), "account": ("account", "accounts"),
}  # fmt: skip
_FEW: Final = 3  # hits that need no narrowing
_TOWNS: Final = 5
_DECADES: Final = 5
_FIRST: Final = 25
_ASKED: Final = "find_asked"
_TITLES: Final = {
    "Customer": 3.4, "Town": 1.8, "Born": 1.9, "Since": 0.9, "Segment": 1.2, "Risk": 1.2, "Id": 2, "What matched": 1.7,
}  # fmt: skip


def box(book: BookInfo) -> str:
    """The box, and what was typed. It is in no address and, but as a digest in the audit log, in no log."""
    st.title("Find a customer", anchor=False)
    text = st.text_input(
        "A name in any order, an id, an account number, an e-mail, a phone number, a town or a year of birth",
        key="find", max_chars=LONGEST, type="search", autocomplete="off", icon=":material/search:",
        placeholder="Name, id, account, e-mail, phone, town, year",
    )  # fmt: skip
    typing.listen()
    st.caption(
        theme.safe(
            f"Book {book.name}, as of {words.day(book.as_of)}. Slips, nicknames, accents and other scripts are"
            " understood. To be exact: name:johnson town:boston born:1980..1985 kind:company. A search is recorded."
        )
    )
    return (text or "").strip()


def found(text: str) -> None:
    """Search and show what was found; "Show more" searches for twice as many."""
    asked: tuple[str, int] = st.session_state.get(_ASKED, ("", 0))
    limit = asked[1] if asked[0] == text else _FIRST
    try:
        hits = looking.find(text, limit)
        behind = looking.behind(hits)
        people = [hit.id for hit in hits if hit.kind == "person"]
        cards = looking.cards([*people, *(person.id for each in behind.values() for person in each.people)])
    except (NotAllowed, UsageError) as error:
        st.warning(theme.safe(error.title), icon=":material/search_off:")
        return
    if not hits:
        _nothing(text)
        return
    if len(hits) > _FEW:
        _narrow(text)
    results(hits, behind, cards)
    if len(hits) == limit < MOST:
        st.button("Show more", icon=":material/expand_more:", key="more", on_click=_more, args=(text, 2 * limit))


def _narrow(text: str) -> None:
    """What there is to narrow the search by: each is a field that is added to the box, where it can be taken out."""
    facets = looking.facets(text)
    offered = [(f"{_SAID[kind]} ({words.number(count)})", f"kind:{kind}") for kind, count in facets.kinds.items()]
    offered = offered if len(offered) > 1 else []
    towns = list(facets.towns.items())[:_TOWNS]
    offered += [(f"{town} ({words.number(count)})", f'town:"{town}"') for town, count in towns if len(facets.towns) > 1]
    if len(facets.decades) > 1:
        commonest = sorted(facets.decades, key=lambda one: (-facets.decades[one], one))[:_DECADES]
        for decade in sorted(commonest):
            count = words.number(facets.decades[decade])
            offered.append((f"born {decade}–{decade + 9} ({count})", f"born:{decade}..{decade + 9}"))
    if not offered:
        return
    with st.container(horizontal=True, gap="small", key="narrow", vertical_alignment="center"):
        st.caption("Narrow to:", width="content")
        for label, field in offered:
            st.button(theme.safe(label), key=f"narrow_{field}", type="tertiary", on_click=_add, args=(text, field),
                      help=theme.safe(f"Only these: adds {field}"))  # fmt: skip


def _add(text: str, field: str) -> None:
    st.session_state["find"] = f"{text} {field}"[:LONGEST]


def _nothing(text: str) -> None:
    counts, near = looking.searched(text)
    kinds = [words.counted(counts.get(kind, 0), *many) for kind, many in _MANY.items()]
    with panel("Nothing found"):
        st.markdown(f"Nothing matches **{theme.safe(text)}**. Searched: {words.listed(kinds)} of this book.")
        if near:
            st.markdown("Names nearest to it:")
            with st.container(horizontal=True, gap="small"):
                for word in near:
                    st.button(theme.safe(word), key=f"near_{word}", type="tertiary", on_click=_instead, args=(word,))
        st.markdown("Try fewer words, one part of the name, or the number without its prefix.")


def _instead(word: str) -> None:
    st.session_state["find"] = word


def _more(text: str, limit: int) -> None:
    st.session_state[_ASKED] = (text, min(limit, MOST))


def results(hits: Sequence[Hit], behind: Mapping[tuple[str, str], Holders], cards: Mapping[str, Profile]) -> None:
    """What was found, best first; an account or company leads to the people `behind` it. `cards` tells of each one."""
    cut = len(hits) % _FIRST == 0
    many = words.counted(len(hits), "match", "matches")
    with panel(f"The first {many}" if cut else many, "Best first; type more to narrow them" if cut else "Best first"):
        with st.container(key="found_titles"):
            for column, title in zip(_row(), _TITLES, strict=True):
                column.caption(title)
        led = [hit for hit in hits if hit.kind == "person" or (hit.kind, hit.id) in behind]
        with st.container(key="found"):
            for hit in led:
                with st.container(gap="xsmall"):
                    _hit(hit, behind.get((hit.kind, hit.id)), cards)
        _nobodys([hit for hit in hits if hit not in led], alone=not led)


def _row() -> Sequence[Any]:
    return st.columns(list(_TITLES.values()), gap="small", vertical_alignment="center")


def _hit(hit: Hit, behind: Holders | None, cards: Mapping[str, Profile]) -> None:
    if behind is None:
        _person(hit.id, _marked(hit), cards, _by(hit))
        return
    if hit.kind == "company":
        _company(hit, "; behind it:")
    else:  # an account has no page: those behind it do
        st.markdown(f"{_named(hit)}, led to:")
    for person in behind.people:
        _person(
            person.id, theme.safe(person.name or person.id), cards, _ROLES.get(person.role, words.word(person.role))
        )
    if behind.count > len(behind.people):
        st.caption(f"and {words.number(behind.count - len(behind.people))} more")


def _company(hit: Hit, more: str = "") -> None:
    """A company has a page of its own."""
    places.company_link(hit.id, f"{_marked(hit)} · {theme.safe(hit.id)}", marked=True)
    st.caption(f"Company, matched by {_by(hit)}{more}")


def _by(hit: Hit) -> str:
    """What matched, and how near it is where it isn't exact."""
    matched, how = _MATCHED.get(hit.matched, hit.matched), _HOW.get(hit.how)
    return f"{matched}, {how}" if how else matched


def _marked(hit: Hit) -> str:
    """The name as Markdown, the parts that matched in bold."""
    said = set(hit.words)
    parts = (hit.name or hit.id).split()
    return " ".join(
        f"**{theme.safe(part)}**" if hit.name and said.intersection(spellings(part)) else theme.safe(part)
        for part in parts
    )


def _named(hit: Hit) -> str:
    """An account or company, and by what it was found."""
    kind, icon = _KINDS.get(hit.kind, (hit.kind, ":material/help:"))
    return f"{icon} {theme.safe(hit.name or kind)} · {theme.safe(hit.id)} · matched by {_by(hit)}"


def _nobodys(hits: Sequence[Hit], *, alone: bool) -> None:
    """What matches and leads to nobody, as other banks' accounts do: out of the way of those who can be opened."""
    if not hits:
        return
    accounts, companies = (sum(hit.kind == kind for hit in hits) for kind in ("account", "company"))
    parts = [words.counted(accounts, "account")] * bool(accounts)
    parts += [words.counted(companies, "company", "companies")] * bool(companies)
    told = f"{words.listed(parts)} that no customer of this book holds"
    with st.expander(told[:1].upper() + told[1:], expanded=alone):
        for hit in hits:
            if hit.kind == "company":
                _company(hit)
            else:
                st.markdown(_named(hit))


def _person(customer_id: str, name: str, cards: Mapping[str, Profile], matched: str) -> None:
    """`name` is Markdown."""
    place, *cells = _row()
    with place:
        places.link(customer_id, name, marked=True)
    for column, told in zip(cells, (*_card(cards.get(customer_id)), customer_id, matched), strict=True):
        column.text(words.plain(told))


def _card(card: Profile | None) -> tuple[str, ...]:
    """Town, birth with age, the year since when a customer, segment and risk band in words; a section that could not be
    read is not an unknown."""
    if card is None:
        return ("not read",) * 5
    basic = card.identity.basic_info if card.identity else None
    born = since = "not read" if basic is None else words.UNKNOWN
    if basic is not None and basic.dateOfBirth is not None:
        born = words.day(basic.dateOfBirth) + (f" ({basic.age})" if basic.age is not None else "")
    if basic is not None and card.summary.customer_since is not None:
        since = str(card.summary.customer_since.year)
    segment = words.UNKNOWN if card.value else "not read"
    risk = words.band(card.summary.risk_level) if card.risk else "not read"
    keys = ("identity.addresses.city", "identity.basic_info.dateOfBirth", "summary.customer_since",
            "summary.value_segment", "summary.risk_level")  # fmt: skip
    found = (town(card), born, since, card.summary.value_segment or segment, risk)
    return tuple(words.NOT_YOURS if card.hides(key) else one for key, one in zip(keys, found, strict=True))


def town(card: Profile) -> str:
    """Where the customer lives: the first home address's town, else the first address's."""
    if card.identity is None:
        return "not read"
    held = card.identity.addresses or ()
    homes = [one for one in held if (one.kind or "").upper() == "HOME"]
    return next((one.city for one in (*homes, *held) if one.city), words.UNKNOWN)


def recent(opened: Mapping[str, str | None]) -> None:
    """The customers that this session has opened, newest first."""
    if opened:
        st.header("Recently opened", anchor=False)
        with st.container(horizontal=True):
            for customer_id, name in opened.items():
                places.link(customer_id, name or customer_id)


def begin(book: BookInfo) -> None:
    """Ten people of the demo bank, each showing one thing, as far as the role is for them; of any other book nobody."""
    stops: list[Stop] = []
    if session.is_demo():
        from c360.demo.tour import WHERE_TO_BEGIN  # brings the whole generator along, which other books don't need

        shown = looking.seen([stop.id for stop in WHERE_TO_BEGIN])
        stops = [stop for stop in WHERE_TO_BEGIN if stop.id in shown]
    if not stops:
        missing("Type to search this book.", ":material/search:")
        return
    st.header("Where to begin", anchor=False)
    st.caption("People of the demo bank, all invented, each showing one thing.")
    with st.grid(2, min_column_width=420):
        for stop in stops:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                places.link(stop.id, stop.name)
                st.markdown(theme.safe(stop.shows))
