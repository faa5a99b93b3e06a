"""Parts of a page that run by themselves, past the gate, with what the page gave them as it was drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from components import login, session

_P = ParamSpec("_P")


def fragment(part: Callable[_P, None]) -> Callable[_P, None]:
    """`login.fragment` that has the whole page drawn again once the role is another: it was drawn for the one before.

    A glass that closed makes the role another, too.
    """

    def run(shown: str, *args: _P.args, **named: _P.kwargs) -> None:
        if session.role().digest != shown:
            st.rerun()
        part(*args, **named)

    again = login.fragment(wraps(part)(run))

    @wraps(part)
    def whole(*args: _P.args, **named: _P.kwargs) -> None:
        again(session.role().digest, *args, **named)

    return whole
