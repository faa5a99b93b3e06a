"""The export: the profile as it is shown, as a file, made and recorded when it is asked for."""

from __future__ import annotations

from typing import Any

import streamlit as st

from c360.access import EXPORT
from c360.export import KINDS
from c360.model import Profile
from components import session


def show(slot: Any, profile: Profile) -> None:
    """Put the menu into `slot`. Where the record can't be written the download fails and no byte leaves."""
    if not session.role().may(EXPORT):
        return
    with slot.popover("Export", icon=":material/download:", key="export"):
        st.caption("As it is shown, masked for your role. Each export is recorded first.")
        for name, kind in KINDS.items():
            st.download_button(
                kind.label, data=session.exporter(profile, name), file_name=profile.profile_id + kind.ending,
                mime=kind.media, on_click="ignore", key=f"export_{name}", help=kind.holds, width="stretch",
            )  # fmt: skip
            if name == "pdf":
                st.download_button(
                    "PDF with household", data=session.exporter(profile, name, with_household=True),
                    file_name=f"{profile.profile_id}-household{kind.ending}", mime=kind.media, on_click="ignore",
                    key="export_household", help="The PDF and a chapter on the household; recorded for each member.",
                    width="stretch",
                )  # fmt: skip
