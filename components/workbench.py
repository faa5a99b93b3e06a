"""The network to work in: open and fold, pin, hide, undo and filter, by mouse and by keyboard.

The address is the state: whatever is done makes a new address, and the address makes the picture. So a colleague's link
opens the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from c360 import words
from c360.errors import NoSuchCustomer
from c360.model.networks import Neighbourhood
from c360.model.picture import Node, Picture
from c360.networks import state as states
from c360.networks.contract import KINDS
from c360.networks.picture import MOST, picture
from c360.networks.state import State
from c360.sheets import networks as sheets
from components import history, networking, places, session, tabs, taking, theme
from components.network import vis
from components.network.data import working
from components.panel import missing, panel, table
from components.session import Asked

KEY: Final = "work"
_PAST: Final = "network_past"
_STEPS_BACK: Final = 50
_VIEW: Final = "view"
TABS: Final = ("Network", "Connections", "Flow of money")


def head() -> Sequence[Any]:
    """Where the name and the pickers stand."""
    return st.columns([5, 4], vertical_alignment="bottom")


def answers() -> Sequence[Any]:
    """The page's three answers, the open one in the address."""
    return tabs.row(_VIEW, TABS)


def named(place: Any, asked: Asked) -> Neighbourhood:
    """Draw whose network it is; raises `NoSuchCustomer`."""
    state, _ = _state(asked.customer_id)
    found = networking.neighbourhoods(asked, state.entities())
    if state.centre not in found:
        raise NoSuchCustomer("No such customer in this book.", asked.customer_id)
    centre = found[state.centre].centre
    with place, st.container(gap="xsmall"):
        st.title(theme.safe(centre.name or centre.id), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(theme.safe(f"Network · {centre.id}"), width="content")
            places.link(centre.id, "Customer's page")
    return found[state.centre]


def show(asked: Asked, around: Neighbourhood) -> None:
    """Draw the picture and all that can be done with it."""
    state, told = _state(asked.customer_id)
    currency = session.book().currency
    found = picture(state, networking.neighbourhoods(asked, state.entities()), currency)
    if told:
        st.warning(theme.safe(f"This link can't be shown whole: {'; '.join(told)}."), icon=":material/link_off:")
    _filters(state, found, currency)
    with panel(
        "Who stands around this customer?",
        "A double click opens or folds, a drag pins, a right click says what can be done. Sizes and widths are of"
        f" money in the window, in {currency}.",
    ):
        token = networking.token(asked, state)
        _draw(state, found, token)
        _limits(found)
    with panel(
        "Do the same by keyboard", "What is picked is opened, pinned or hidden as in the picture, and leads to its page"
    ):
        _keyboard(state, found)
    with panel("Everybody and everything in the picture", "With all that ties them to others in it"):
        table(sheets.nodes(found, currency), drop=(f"Money drawn, {currency}",))
    with panel("Every tie in the picture"):
        table(sheets.lines(found))
    with panel("Every tie of money", f"In the window, in {currency}; forward is from the first to the second"):
        table(sheets.money(found, currency))
    taking.show(asked, found, token)


def _draw(state: State, found: Picture, token: str) -> None:
    graph = working(found, theme.palette())
    label = f"Network of {len(found.nodes)} nodes and {len(found.lines)} ties; the tables below say the same"
    data = {"nodes": list(graph.nodes), "edges": list(graph.edges), "legend": [list(one) for one in graph.legend],
            "label": label, "png": taking.wanted(token)}  # fmt: skip
    vis.work(
        data,
        key=KEY,
        on_acted=lambda: _acted(state),
        on_png=lambda: taking.took(getattr(st.session_state.get(KEY), "png", None)),
    )


def _limits(found: Picture) -> None:
    told = [words.dated(one) for one in found.limits]
    if found.not_held:
        told.append(f"not held in this book: {', '.join(map(sheets.role, found.not_held))}")
    for one in told:
        missing(f"{one[:1].upper()}{one[1:]}.", ":material/info:")
    if not found.limits:
        missing(f"All that is open is drawn: {words.counted(len(found.nodes), 'node')}, at most {MOST}.", NONE_LEFT)


NONE_LEFT: Final = ":material/done_all:"


def _filters(state: State, found: Picture, currency: str) -> None:
    """Kinds, roles and the smallest amount; each change is a new address."""
    kinds = [one for one in KINDS if one in found.kinds or one in state.without]
    roles = sorted({*found.roles, *(one for one in state.without if one.isupper())}, key=sheets.role)
    _set("work_kinds", [one for one in kinds if one not in state.without])
    _set("work_roles", [one for one in roles if one not in state.without])
    _set("work_least", "" if state.least is None else f"{state.least:f}")

    def changed() -> None:
        shown = {*st.session_state["work_kinds"], *st.session_state["work_roles"]}
        gone = tuple(one for one in (*kinds, *roles) if one not in shown)
        _go(state, State(state.centre, state.opened, state.hidden, state.pinned, gone,
                         states.amount(st.session_state["work_least"])))  # fmt: skip

    first, second = st.columns(2)
    first.pills("Kinds", kinds, key="work_kinds", format_func=sheets.KINDS.__getitem__, on_change=changed,
                selection_mode="multi")  # fmt: skip
    second.pills("Ties", roles, key="work_roles", format_func=sheets.role, on_change=changed, selection_mode="multi")
    third, fourth = st.columns([2, 8], vertical_alignment="bottom")
    third.text_input(f"Money from, {currency}", key="work_least", on_change=changed, placeholder="any",
                     help="Ties of less money in the window are left out; the window is the look-back.")  # fmt: skip
    with fourth, st.container(horizontal=True):
        past = st.session_state.get(_PAST, {}).get(state.centre, [])
        st.button("Undo", icon=":material/undo:", on_click=_undo, args=(state.centre,), disabled=not past, key="undo")
        st.button("Start over", on_click=_go, args=(state, State(state.centre)), key="over",
                  disabled=state == State(state.centre))  # fmt: skip


def _keyboard(state: State, found: Picture) -> None:
    nodes = {node.key: node for node in found.nodes}
    left, right = st.columns([4, 6], vertical_alignment="bottom")
    if st.session_state.get("work_node") not in nodes:
        st.session_state.pop("work_node", None)
    picked = left.selectbox("Node", list(nodes), format_func=lambda key: _called(nodes[key]), key="work_node")
    node = nodes.get(picked or state.centre, found.nodes[0])
    buttons = (
        ("Fold" if node.opened else "Open", ":material/unfold_more:", "toggle", state.toggled(node.key)),
        ("Let go" if node.pinned else "Pin", ":material/keep:", "pin", _pinned(state, node)),
        ("Hide", ":material/visibility_off:", "hide", state.hiding(node.key)),
    )
    with right, st.container(horizontal=True, vertical_alignment="bottom"):
        for label, icon, key, after in buttons:
            st.button(label, icon=icon, key=f"work_{key}", disabled=after == state, on_click=_go, args=(state, after))
        if node.kind in ("person", "self"):
            places.link(node.id, "Open the page")
        elif node.kind == "company":
            places.company_link(node.id, "Open the page")
        if node.kind in ("person", "company", "account"):
            st.button("How connected?", icon=":material/route:", key="work_route", on_click=_route, args=(node.key,))
    _unfolded(state, found)
    if state.hidden:
        back = st.multiselect(
            "Hidden", list(state.hidden), format_func=_id, key="work_hidden", placeholder="none picked"
        )
        kept = tuple(key for key in state.hidden if key not in back)
        shown = State(state.centre, state.opened, kept, state.pinned, state.without, state.least)
        st.button("Show again", key="work_show", disabled=not back, on_click=_go, args=(state, shown))


def _unfolded(state: State, found: Picture) -> None:
    """The groups that are open: their members stand by themselves, and no node is there to fold them by."""
    names = dict(found.unfolded)
    groups = [key for key in state.opened if key.startswith(f"{states.GROUP}:")]
    if not groups:
        return
    back = st.multiselect(
        "Opened groups", groups, format_func=lambda key: names.get(key, _id(key)), key="work_groups",
        placeholder="none picked",
    )  # fmt: skip
    after = state
    for key in back:
        after = after.toggled(key)
    st.button("Fold again", key="work_fold", disabled=not back, on_click=_go, args=(state, after))


def _called(node: Node) -> str:
    return f"{node.label} · {sheets.KINDS[node.kind]}" + (f" · {mark}" if (mark := sheets.mark(node)) else "")


def _id(key: str) -> str:
    kind, _, ident = key.partition(":")
    return f"{sheets.KINDS.get(kind, 'Group')} {ident}"


def _pinned(state: State, node: Node) -> State:
    return state.unpinned(node.key) if node.pinned else state.pinning(node.key, node.x, node.y)


def _route(key: str) -> None:
    """To the connections of the customer and this one."""
    st.query_params["with"] = [key]
    tabs.go(_VIEW, TABS[1])


def _acted(state: State) -> None:
    """What was done in the picture. It comes from the browser: the state takes it only where it can be."""
    told = getattr(st.session_state.get(KEY), "acted", None)
    told = told if isinstance(told, dict) else {}
    key, act, x, y = (told.get(name) for name in ("key", "act", "x", "y"))
    if not isinstance(key, str):
        return
    if act == "toggle":
        _go(state, state.toggled(key))
    elif act == "hide":
        _go(state, state.hiding(key))
    elif act == "pick":
        st.session_state["work_node"] = key
    elif act == "pin" and isinstance(x, int | float) and isinstance(y, int | float):
        # At the very place it is let go again.
        same = (key, round(x), round(y)) in state.pinned
        _go(state, state.unpinned(key) if same else state.pinning(key, x, y))


def _state(customer_id: str) -> tuple[State, tuple[str, ...]]:
    query = {name: st.query_params.get_all(name) for name in states.PARAMETERS}
    return states.read(f"person:{customer_id}", query)


def _go(before: State, after: State) -> None:
    """Makes `after` the address, and `before` what undo leads back to."""
    if before == after:
        return
    past = st.session_state.get(_PAST, {}).get(before.centre, [])
    st.session_state[_PAST] = {before.centre: [*past, before][-_STEPS_BACK:]}
    _write(after)


def _undo(centre: str) -> None:
    past: list[State] = st.session_state.get(_PAST, {}).get(centre, [])
    if past:
        st.session_state[_PAST] = {centre: past[:-1]}
        _write(past[-1])


def _write(state: State) -> None:
    kept = {name: values for name, values in history.address().items() if name not in states.PARAMETERS}
    st.query_params.from_dict({**kept, **state.query()})


def _set(key: str, value: object) -> None:
    """A widget's value is the address's, not what it was before somebody went back."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
