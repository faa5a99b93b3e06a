"""vis-network in the page: one constant component carries the library, a small one each graph.

Both are registered once, at import. The library is the one in pyvis's wheel, so that nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import streamlit as st

HEIGHT: Final = 460

_HERE: Final = Path(__file__).parent
_LIBRARY: Final = (
    (files("pyvis") / "lib" / "vis-9.1.2" / "vis-network.min.js").read_text("utf-8").partition("//# source")[0]
)

_carry = st.components.v2.component("c360.vis", js=_LIBRARY + "\nexport default function () {\n  return () => {}\n}\n")
_draw = st.components.v2.component(
    "c360.graph",
    html='<div class="legend"></div>\n<div class="net" role="img"></div>\n',
    css=(_HERE / "graph.css").read_text("utf-8"),
    js=(_HERE / "graph.js").read_text("utf-8"),
)


def graph(data: dict[str, Any], *, key: str, on_opened: Callable[[], None]) -> None:
    """Mount the graph. A click on another person sets the trigger `opened` to their customerId."""
    _carry(key=f"{key}_library", height=1)
    _draw(data=data, key=key, on_opened_change=on_opened, height=HEIGHT)
