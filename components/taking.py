"""A picture of the network as a file: recorded with its digest before it leaves; the image is the browser's own."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Final

import streamlit as st

from c360.export.networks import KINDS, is_png
from c360.model.picture import Picture
from components import networking
from components.panel import panel
from components.session import Asked

# The token of the picture that an image is wanted of, and what the browser is asked for it by.
_WANTED: Final = "network_png_wanted"
# The token of the picture that the image is of, and the image.
_IMAGE: Final = "network_png"
_HEAD: Final = "data:image/png;base64,"
_LONGEST: Final = 27_000_000  # characters that 20 MB are in base64


def show(asked: Asked, found: Picture, token: str) -> None:
    """Draw the ways to take the picture away; `token` tells it from all others."""
    note = "As it is shown, for your role. Each file is on record with its digest before it leaves."
    of, image = st.session_state.get(_IMAGE, ("", b""))
    if of != token:
        # Another picture's image is not offered, nor kept.
        st.session_state.pop(_IMAGE, None)
        image = b""
    with panel("Take it away", note), st.container(horizontal=True):
        for kind in ("csv", "graphml"):
            _download(asked, found, kind)
        if image:
            _download(asked, found, "png", image)
        else:
            st.button("Make the PNG", icon=":material/image:", key="work_png_make", on_click=_want, args=(token,))


def _download(asked: Asked, found: Picture, kind: str, image: bytes = b"") -> None:
    file = KINDS[kind]
    name = f"network-{asked.customer_id}{file.ending}"
    st.download_button(
        file.label, data=networking.exporter(asked, found, kind, image), file_name=name, mime=file.media,
        on_click="ignore", key=f"work_{kind}", help=file.holds, icon=":material/download:",
    )  # fmt: skip


def wanted(token: str) -> str:
    """What the browser is asked for an image of this picture by; nothing where none of it is wanted."""
    of, name = st.session_state.get(_WANTED, ("", ""))
    if of != token:
        # An answer that comes later is of a picture that is no longer there.
        st.session_state.pop(_WANTED, None)
        return ""
    return str(name)


def took(told: object) -> None:
    """The browser's answer: the image that is wanted now, or nothing that counts."""
    of, name = st.session_state.get(_WANTED, ("", ""))
    told = told if isinstance(told, dict) else {}
    text = told.get("image")
    if not name or told.get("token") != name:
        return
    st.session_state.pop(_WANTED, None)
    if not isinstance(text, str) or len(text) > _LONGEST or not text.startswith(_HEAD):
        return
    try:
        image = base64.b64decode(text.removeprefix(_HEAD), validate=True)
    except (binascii.Error, ValueError):
        return
    if is_png(image):
        st.session_state[_IMAGE] = (of, image)


def _want(token: str) -> None:
    # By another name each time: an image that was asked for before is not taken for this one.
    st.session_state[_WANTED] = (token, f"{token}.{secrets.token_hex(8)}")
