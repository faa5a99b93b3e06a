"""What the network's page has read: neighbourhoods once a session, connections and flows as they are asked for.

Like `components.session`, whose graph, user and log these are; each answer is on record before it is returned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from c360.export.networks import export
from c360.model.networks import Connection, Flows, Neighbourhood
from c360.model.picture import Picture
from c360.networks import expand
from c360.networks.connections import connections
from c360.networks.contract import keyed_by
from c360.networks.flows import flows
from c360.networks.state import State
from components import session
from components.session import Asked

_READ: Final = "network_read"


def neighbourhoods(asked: Asked, keys: Sequence[str]) -> dict[str, Neighbourhood]:
    """Those of `keys` that the book holds; what this session has not seen of this day and window is one request."""
    view = _view(asked)
    held: dict[str, Any] = st.session_state.get(_READ) or {}
    if held.get("view") != view:
        held = {"view": view, "found": {}, "naturals": {}}
    found: dict[str, Neighbourhood | None] = held["found"]
    new = [key for key in keys if key not in found]
    if new:
        read = _asking(expand)(new, as_of=asked.as_of, lookback_days=asked.lookback_days, naturals=held["naturals"])
        found |= {key: read.get(key) for key in new}
    # Only what the picture needs is kept: what was folded is asked for, and on record, again.
    held["found"] = {key: found[key] for key in keys}
    st.session_state[_READ] = held
    return {key: one for key, one in held["found"].items() if one is not None}


def _once(slot: str, view: object, ask: Callable[[], Any]) -> Any:
    """An answer that this session has on its page already: on record when it was asked for."""
    held = st.session_state.get(slot)
    if held is None or held[0] != view:
        held = st.session_state[slot] = (view, ask())
    return held[1]


def _asking(answer: Callable[..., Any]) -> Callable[..., Any]:
    """A question as whoever is asking, with ids of addresses and documents by the log's key."""

    def ask(*what: Any, **how: Any) -> Any:
        with keyed_by(session.the_audit().keyed):
            return session.asking(answer)(*what, **how)

    return ask


def token(asked: Asked, state: State) -> str:
    """Tells one picture from all others: whose, of which book and day and window, in which state."""
    said = repr((asked.customer_id, _view(asked), state))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _view(asked: Asked) -> tuple[object, ...]:
    how = session.the_builder()
    return (
        how.graph.url, how.graph.book.generation, asked.as_of, asked.lookback_days, how.role.digest, how.policy.digest,
    )  # fmt: skip


def connected(asked: Asked, picked: Sequence[str], over: Sequence[str], steps: int) -> tuple[Connection, ...]:
    """How each two of those picked are connected."""
    ask = _asking(connections)
    found: tuple[Connection, ...] = _once(
        "network_connections", (_view(asked), tuple(picked), tuple(over), steps),
        lambda: ask(picked, as_of=asked.as_of, lookback_days=asked.lookback_days, over=over, steps=steps),
    )  # fmt: skip
    return found


def flowing(asked: Asked) -> Flows:
    """The customer's money in and out."""
    ask = _asking(flows)
    found: Flows = _once(
        "network_flows", (_view(asked), asked.customer_id),
        lambda: ask(asked.customer_id, as_of=asked.as_of, lookback_days=asked.lookback_days),
    )  # fmt: skip
    return found


def exporter(asked: Asked, found: Picture, kind: str, image: bytes = b"") -> Callable[[], bytes]:
    """Makes a file of the picture when it is asked for; the record is written before the bytes leave."""
    how = session.the_builder()
    day = asked.as_of or how.graph.book.as_of
    return session.still(
        lambda: export(
            found, kind, how.graph.book.currency, day, policy=how.policy, user=how.user, audit=how.audit,
            role=how.role, image=image,
        ),
        asked.customer_id,
    )  # fmt: skip
