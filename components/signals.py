"""Signals from transactions, within the risk tab: which were found, in which transactions, and how each is defined."""

from __future__ import annotations

import streamlit as st

from c360 import words
from c360.model import Profile, SectionState
from c360.model.signals import Signal, Signals
from c360.sheets import signals as sheets
from components import theme
from components.panel import Records, panel, popover, unavailable, withheld, wrapped


def show(section: Signals | None, state: SectionState | None, profile: Profile) -> None:
    """Draw them all, found or not; nothing here is an alert."""
    with panel("Signals from transactions", f"{sheets.WHAT}{_looked(section)}"):
        if withheld(profile, "signals.signals"):
            return
        if unavailable(state, "Signals from transactions") or section is None or state is None:
            return
        if state.status == "partial" and state.reason:
            reason = words.spoken(state.reason)
            st.info(theme.safe(reason[:1].upper() + reason[1:]), icon=":material/info:")
        found = sheets.overview(section, profile)
        counts = [column.title for column in found.columns[3:]]
        wrapped(found, alt="Every signal, whether it was found, and why", drop=counts)
        for one in section.found:
            label = f"{one.title}: {words.counted(one.transactions.of, 'transaction')}"
            popover(one.title, lambda one=one: _records(one, profile), label=label)  # type: ignore[misc]
        with st.expander("How each signal is defined", icon=":material/rule:"):
            wrapped(
                sheets.definitions(section), alt="How each signal is defined, and where that comes from",
                drop=("After", "Up to"),
            )  # fmt: skip


def _looked(section: Signals | None) -> str:
    windows = [one.window for one in section.signals if one.window] if section else []
    if section is None or section.looked_at is None or not windows:
        return ""
    longest = max(windows, key=lambda window: window.days)
    return f" {words.counted(longest.days, 'day')} to {words.day(longest.to)}."


def _records(one: Signal, profile: Profile) -> Records:
    told = [one.because, one.definition, f"Source: {one.source}.", sheets.cut(one)]
    return Records(words.dated(" ".join(filter(None, told))), sheets.behind(one, profile))
