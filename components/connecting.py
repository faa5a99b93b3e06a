"""How are these connected: who is picked, over what ways may lead, and each shortest way with its reasons."""

from __future__ import annotations

from typing import Final

import streamlit as st

from c360 import words
from c360.errors import NoSuchCustomer, SearchUnavailable, UsageError
from c360.model.networks import Connection, Entity, Neighbourhood
from c360.networks.connections import MOST_PICKED
from c360.networks.paths import HUB, MOST_STEPS, OVER
from c360.sheets import networks as sheets
from components import looking, networking, places, session, theme
from components.panel import missing, panel, table
from components.session import Asked

_WITH: Final = "with"
_KINDS: Final = ("person", "company", "account")
_FOUND: Final = 8  # hits offered
_TOLD: Final = 5  # ways told as sentences; the table has them all
_OVER: Final = {
    "family": "Family", "business": "Business ties", "companies": "Companies", "accounts": "Shared accounts",
    "money": "Money", "addresses": "Addresses", "documents": "Documents",
}  # fmt: skip


def show(asked: Asked, around: Neighbourhood) -> None:
    """Draw the tab; who is picked and over what stand in the address."""
    me = around.centre
    picked = list(dict.fromkeys(st.query_params.get_all(_WITH)))[: MOST_PICKED - 1]
    picked = [key for key in picked if key != me.key and len(key) <= places.LONGEST_ID + 10]
    names = {one.key: sheets.called(one.name, one.id, one.kind) for one in around.entities}
    with panel("Who is to be connected?", f"At most {MOST_PICKED} people, companies or accounts"):
        slot = st.container()
        over, steps = _how()
    found: tuple[Connection, ...] = ()
    if picked and over:
        try:
            found = networking.connected(asked, [me.key, *picked], over, steps)
        except (NoSuchCustomer, UsageError) as error:
            st.error(theme.safe(error.title), icon=":material/error:")
    names |= {one.key: sheets.called(one.name, one.id, one.kind) for pair in found for one in (pair.start, pair.end)}
    with slot:
        _picks(me, picked, names)
    if not picked:
        missing("Pick somebody to see how they are connected with this customer.", ":material/route:")
    elif not over:
        missing("Choose at least one kind of tie that ways may lead over.", ":material/route:")
    for one in found:
        _pair(one, session.book().currency)


def _picks(me: Entity, picked: list[str], names: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{theme.safe(me.name or me.id)}**", width="content")
        for key in picked:
            st.button(f"{theme.safe(names.get(key) or _spoken(key))}", icon=":material/close:", key=f"out_{key}",
                      on_click=_take_out, args=(key,), help="Take out")  # fmt: skip
    if len(picked) >= MOST_PICKED - 1:
        return
    text = st.text_input("Find somebody to add", key="connect_find", placeholder="a name, an id, an account number",
                         max_chars=200)  # fmt: skip
    if not text.strip():
        return
    try:
        hits = [hit for hit in looking.find(text, _FOUND) if hit.kind in _KINDS]
    except (SearchUnavailable, UsageError) as error:
        st.error(theme.safe(error.title), icon=":material/error:")
        return
    with places.ways():
        for hit in hits:
            label = " · ".join(filter(None, (hit.name, hit.id, hit.kind)))
            st.button(theme.safe(label), icon=":material/add:", key=f"add_{hit.kind}_{hit.id}", type="tertiary",
                      on_click=_add, args=(f"{hit.kind}:{hit.id}",))  # fmt: skip
    if not hits:
        missing("Nobody was found.", ":material/search_off:")


def _spoken(key: str) -> str:
    kind, _, ident = key.partition(":")
    return f"{kind} {ident}" if ident else key


def _how() -> tuple[tuple[str, ...], int]:
    """What ways may lead over, and how far: in the address where they differ."""
    left, right = st.columns([8, 2], vertical_alignment="bottom")
    asked = [word for word in st.query_params.get_all("over") if word in OVER]
    far = st.query_params.get("steps", "")
    most = int(far) if far in ("1", "2", "3", "4") else MOST_STEPS
    # The address has the say: somebody may have gone back in it.
    for key, value in (("over_", asked or list(OVER)), ("steps_", most)):
        if st.session_state.get(key) != value:
            st.session_state[key] = value
    left.pills(
        "Over", list(OVER), format_func=_OVER.__getitem__, key="over_", selection_mode="multi", on_change=_overed
    )
    right.selectbox("Steps at most", list(range(1, MOST_STEPS + 1)), key="steps_", on_change=_stepped)
    return tuple(asked or OVER), most


def _overed() -> None:
    chosen = st.session_state["over_"]
    if len(chosen) in (0, len(OVER)):
        st.query_params.pop("over", None)
    else:
        st.query_params["over"] = chosen


def _stepped() -> None:
    if st.session_state["steps_"] == MOST_STEPS:
        st.query_params.pop("steps", None)
    else:
        st.query_params["steps"] = str(st.session_state["steps_"])


def _add(key: str) -> None:
    st.query_params[_WITH] = [*st.query_params.get_all(_WITH), key][: MOST_PICKED - 1]
    st.session_state["connect_find"] = ""


def _take_out(key: str) -> None:
    kept = [one for one in st.query_params.get_all(_WITH) if one != key]
    if kept:
        st.query_params[_WITH] = kept
    else:
        st.query_params.pop(_WITH, None)


def _pair(found: Connection, currency: str) -> None:
    start, end = (sheets.called(one.name, one.id, one.kind) for one in (found.start, found.end))
    with panel(theme.safe(f"{start} and {end}"), sheets.apart(found)):
        for number, way in enumerate(found.ways[:_TOLD], 1):
            steps = sheets.reasons(way, currency)
            st.markdown(
                f"**Way {number}**\n\n" + "\n".join(f"{at}. {theme.safe(one)}" for at, one in enumerate(steps, 1))
            )
        if len(found.ways) > 1:
            with st.expander(f"All {len(found.ways)} ways as a table"):
                table(sheets.ways(found, currency))
        if found.hubs:
            hubs = ", ".join(sheets.called(one.name, one.id, one.kind) for one in found.hubs[:10])
            more = f" and {len(found.hubs) - 10} more" if len(found.hubs) > 10 else ""
            missing(f"Not walked through, since each has more than {HUB:,} neighbours: {hubs}{more}.", ":material/hub:")
        for limit in found.limits:
            missing(f"{words.dated(limit[:1].upper() + limit[1:])}.", ":material/info:")
        _links(found)


def _links(found: Connection) -> None:
    once = {one.key: one for way in found.ways[:_TOLD] for one in way.entities if one.kind in ("person", "company")}
    with places.ways():
        for one in once.values():
            (places.link if one.kind == "person" else places.company_link)(one.id, one.name or one.id)
