"""Sanctions screening: against which lists, of what day; candidates beside the customer, and people's decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from c360 import words
from c360.model.screening import CONFIRMED, DISMISSED, ScreenedCandidate, Screening
from c360.sheets import screening as sheets
from components import deciding, theme
from components.panel import panel, table, wrapped

_AT_ONCE: Final = 5  # candidates that stand open; the others are a click away
_COLOURS: Final[dict[str, theme.BadgeColour]] = {
    "open": "red", "asks again": "red", "confirmed": "red", "dismissed": "gray",
}  # fmt: skip


def show(found: Screening, addresses: Sequence[str] = (), *, by_source: bool, load: str) -> None:
    """Draw the panel; `addresses` are the customer's, `by_source` is whether a source delivers matches of its own."""
    note = "Candidates until a person decides; whoever is shown here is screened as the page is made"
    with panel("Could this be somebody on a sanctions list?", note):
        deciding.said()
        _state(found, by_source=by_source, load=load)
        if found.lists:
            table(sheets.lists(found), alt="Sanctions lists in force: day, when loaded, entries, version")
        first, rest = found.candidates[:_AT_ONCE], found.candidates[_AT_ONCE:]
        for one in first:
            _candidate(found, one, addresses)
        if rest:
            with st.expander(f"{words.counted(len(rest), 'more candidate')}"):
                for one in rest:
                    _candidate(found, one, addresses)
        if found.near:
            _near(found)


def _state(found: Screening, *, by_source: bool, load: str) -> None:
    told = theme.safe(sheets.told(found, by_source=by_source))
    if found.state == "unavailable":
        st.error(told, icon=":material/gpp_maybe:")
    elif found.state == "not screened":
        (st.warning if found.lists or not by_source else st.info)(told, icon=":material/policy:")
        if not found.lists:
            st.caption(theme.safe(load))
        else:
            st.button("Look again", icon=":material/refresh:", key="screening_again")
    elif any(one.counts for one in found.candidates):
        st.error(f"**{told}**", icon=":material/gpp_maybe:")
    else:
        st.markdown(f":material/verified_user: {told}")


def _candidate(found: Screening, one: ScreenedCandidate, addresses: Sequence[str]) -> None:
    key = f"{one.list} {one.entry_id}"
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(theme.safe(one.name), anchor=False, width="content")
            st.badge(sheets.STANDING.get(one.state, one.state), color=_COLOURS.get(one.state, "gray"))
            at_least = "" if one.match or found.threshold is None else f", below {sheets.figure(found.threshold)}"
            st.markdown(theme.safe(f"Score {sheets.figure(one.score)}{at_least}"), width="content")
            st.caption(theme.safe(f"{one.list} · entry {one.entry_id} · {one.listed.schema}"), width="content")
        _standing(one)
        _sides(found, one, addresses)
        st.markdown("**What is the score made of?**")
        wrapped(
            sheets.features(one.features, one.score), alt=f"What the score of {sheets.figure(one.score)} is made of"
        )
        if one.decisions:
            st.markdown("**Decisions**")
            wrapped(sheets.decisions(one), alt="Who decided what, when and why")
        deciding.form(found, one, key)


def _standing(one: ScreenedCandidate) -> None:
    last = one.decisions[-1] if one.decisions else None
    if last is None:
        return
    who = f"{last.by} {last.outcome} this on {words.moment(last.at)}: {last.reason}"
    if one.state in (CONFIRMED, DISMISSED):
        twin = " That was on another list's entry of the same person, which the policy lets cover this one."
        st.markdown(theme.safe(f"{who}{'.' if who[-1:].isalnum() else ''}{twin if one.twin else ''}"))
        return
    st.warning(
        theme.safe(f"{who} — but {one.changed}, so it asks again: a decision holds for what was decided on."),
        icon=":material/change_circle:",
    )


def _sides(found: Screening, one: ScreenedCandidate, addresses: Sequence[str]) -> None:
    """Both records in a table that wraps; words of the two names that differ are marked by a shape and in bold."""
    if found.subject is None:
        return
    rows = [[theme.safe(side.what), theme.safe(side.bank), theme.safe(side.listed), _said(side.says)]
            for side in sheets.side_by_side(one, found.subject, addresses)]  # fmt: skip
    name = found.subject.name or ""
    rows[0][1], rows[0][2] = _marked(name, one.name), _marked(one.name, name)
    frame = pd.DataFrame(rows, columns=["", "This bank", "The list", "What that says"])
    with st.container(key=f"sides {one.list} {one.entry_id}"):
        alt = f"The customer beside entry {one.entry_id} of {one.list}"
        st.table(frame, border="horizontal", hide_index=True, alt=alt)
    st.caption("≠ before a word: the other record's name is without it, whatever the spelling.")


def _marked(text: str, other: str) -> str:
    return " ".join(theme.safe(word) if same else f"**≠ {theme.safe(word)}**"
                    for word, same in sheets.differing(text, other))  # fmt: skip


def _said(text: str) -> str:
    """What speaks for or against is in bold up to its reason."""
    head, colon, reason = text.partition(": ")
    bold = head[:1] in "▲▼●" and colon
    return f"**{theme.safe(head)}**: {theme.safe(reason)}" if bold else theme.safe(text)


def _near(found: Screening) -> None:
    listed = len(found.near_misses)
    with st.expander(f"{words.counted(found.near, 'near miss', 'near misses')} below the threshold"):
        if found.threshold is not None and found.least is not None:
            most = f"below {sheets.figure(found.threshold)}, the policy's threshold"
            cut = f" The nearest {listed} of {found.near} are listed." if listed < found.near else ""
            st.caption(theme.safe(f"Scores from {sheets.figure(found.least)} and {most}: not counted.{cut}"))
        table(sheets.near(found), alt="Near misses of screening")
