"""The export: the profile as it is shown, as a file, made and recorded when it is asked for."""

from __future__ import annotations

from typing import Any

from c360.model import Profile
from components import session


def show(slot: Any, profile: Profile) -> None:
    """Put the button into `slot`. Where the record can't be written the download fails and no byte leaves."""
    slot.download_button(
        "Export JSON", data=session.exporter(profile), file_name=f"{profile.profile_id}.json",
        mime="application/json", icon=":material/download:", on_click="ignore", key="export_json",
        help="The whole profile as it is shown, masked for your role. The export is recorded first.",
    )  # fmt: skip
