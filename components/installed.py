"""What is installed: the settings in force, and the audit log that they name."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import streamlit as st

from c360.access import Access, load
from c360.audit import AuditLog, open_log
from c360.errors import C360Error
from c360.settings import PREFIX, Settings

LOCAL_USER: Final = "local analyst"


@st.cache_resource(ttl="12h", max_entries=1, show_spinner=False)
def settings() -> Settings:
    """The settings; raises `UsageError` where one is wrong."""
    # Without a login and without a name, the one user of this machine is named as what they are.
    return Settings.from_env({f"{PREFIX}USER": LOCAL_USER, **os.environ})


def access_rules() -> Access:
    """The access file in force, the shipped one where none is named; raises `AccessError` where it is wrong.

    A file that was changed holds from the next run on.
    """
    path = settings().access
    return _access(path, changed(path))


@st.cache_resource(ttl="12h", max_entries=4, show_spinner=False)
def _access(path: Path | None, changed: int) -> Access:  # a part of the key
    return load(path)


def changed(path: Path | None) -> int:
    """When the file was last written; 0 where that can't be told, and reading it says why."""
    with suppress(OSError):
        return path.stat().st_mtime_ns if path else 0
    return 0


def the_audit() -> AuditLog:
    """The audit log of the graph of the settings."""
    return _audit(settings().graph)


@st.cache_resource(ttl="12h", max_entries=2, show_spinner=False)
def _audit(graph: str) -> AuditLog:
    return open_log(settings(), graph, server=True)


def log_file() -> Path | None:
    """The file that takes the details of failures; none where the settings name none, or are wrong themselves."""
    try:
        return settings().log
    except C360Error:
        return None
