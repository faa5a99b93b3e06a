"""A picture of the network as a file: recorded with its digest before it leaves; the image is the browser's own."""

from __future__ import annotations

import base64
import binascii
from typing import Final

import streamlit as st

from c360.export.networks import KINDS
from c360.model.picture import Picture
from components import networking
from components.panel import panel
from components.session import Asked

_WANTED: Final = "network_png_wanted"
_COUNT: Final = "network_png_count"
_IMAGE: Final = "network_png"
_HEAD: Final = "data:image/png;base64,"


def show(asked: Asked, found: Picture) -> None:
    """Draw the ways to take the picture away."""
    note = "As it is shown, for your role. Each file is on record with its digest before it leaves."
    with panel("Take it away", note), st.container(horizontal=True):
        for kind in ("csv", "graphml"):
            _download(asked, found, kind)
        image = st.session_state.get(_IMAGE)
        if image:
            _download(asked, found, "png", image)
        else:
            st.button("Make the PNG", icon=":material/image:", key="work_png_make", on_click=_want)


def _download(asked: Asked, found: Picture, kind: str, image: bytes = b"") -> None:
    file = KINDS[kind]
    name = f"network-{asked.customer_id}{file.ending}"
    st.download_button(
        file.label, data=networking.exporter(asked, found, kind, image), file_name=name, mime=file.media,
        on_click="ignore", key=f"work_{kind}", help=file.holds, icon=":material/download:",
    )  # fmt: skip


def wanted() -> str:
    """What the browser is asked for an image by, each time by another; nothing where none is wanted."""
    return str(st.session_state.get(_WANTED, ""))


def forget() -> None:
    """The picture is another one now."""
    st.session_state.pop(_IMAGE, None)
    st.session_state.pop(_WANTED, None)


def took(text: object) -> None:
    """The browser's answer: an image, or nothing that counts."""
    st.session_state.pop(_WANTED, None)
    if isinstance(text, str) and text.startswith(_HEAD):
        try:
            st.session_state[_IMAGE] = base64.b64decode(text.removeprefix(_HEAD), validate=True)
        except (binascii.Error, ValueError):
            return


def _want() -> None:
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_WANTED] = f"png {st.session_state[_COUNT]}"
