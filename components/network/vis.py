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
WORK_HEIGHT: Final = 660

_HERE: Final = Path(__file__).parent
_LIBRARY: Final = (
    (files("pyvis") / "lib" / "vis-9.1.2" / "vis-network.min.js").read_text("utf-8").partition("//# source")[0]
)


def _script(name: str) -> str:
    """A picture's script after what all of them share: a component's script is one text and imports nothing."""
    return "\n".join((_HERE / one).read_text("utf-8") for one in ("legend.js", name))


_carry = st.components.v2.component("c360.vis", js=_LIBRARY + "\nexport default function () {\n  return () => {}\n}\n")
_draw = st.components.v2.component(
    "c360.graph",
    html='<div class="legend"></div>\n<div class="net" role="img"></div>\n',
    css=(_HERE / "graph.css").read_text("utf-8"),
    js=_script("graph.js"),
)
# What can be done to a node, and how a button says it.
_ACTS: Final = {"toggle": "Open or fold", "pin": "Pin or let go", "hide": "Hide", "pick": "More below"}
_BUTTONS: Final = "\n".join(f'<button type="button" data-act="{act}">{word}</button>' for act, word in _ACTS.items())
_work = st.components.v2.component(
    "c360.work",
    html='<div class="legend"></div>\n'
    f'<div class="bar" role="toolbar" aria-label="What was clicked">{_BUTTONS}\n'
    '<button type="button" data-view="in" aria-label="Larger">+</button>\n'
    '<button type="button" data-view="out" aria-label="Smaller">−</button>\n'
    '<button type="button" data-view="fit">All in sight</button></div>\n'
    f'<div class="frame"><div class="net" role="img"></div>\n<div class="menu" hidden>{_BUTTONS}</div></div>\n',
    css=(_HERE / "work.css").read_text("utf-8"),
    js=_script("work.js"),
)


def work(data: dict[str, Any], *, key: str, on_acted: Callable[[], None], on_png: Callable[[], None]) -> None:
    """Mount the network to work in.

    The trigger `acted` says what was done to which node, `png` is the image that was asked for. Both
    come from the browser: whoever takes them checks them.
    """
    _carry(key=f"{key}_library", height=1)
    _work(data=data, key=key, on_acted_change=on_acted, on_png_change=on_png, height=WORK_HEIGHT)


def graph(data: dict[str, Any], *, key: str, on_opened: Callable[[], None]) -> None:
    """Mount the graph. A click on another person sets the trigger `opened` to their customerId."""
    _carry(key=f"{key}_library", height=1)
    _draw(data=data, key=key, on_opened_change=on_opened, height=HEIGHT)
