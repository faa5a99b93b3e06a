"""The policy's page: its rules in words, its numbers to try otherwise, and who would move then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

import streamlit as st

from c360 import words
from c360.errors import PolicyError
from c360.model.trial import Trial
from c360.policy import Policy
from c360.policy_file import parse
from c360.policy_file.editing import Group, Knob, edited, knobs
from c360.rules.telling import lines
from c360.sheets import trial as sheets
from components import charts, session, theme, trying
from components.panel import panel, table, wrapped

_GROUPS: Final[Mapping[str, Group]] = {
    "Factors and floors": "rules", "Weights": "weights", "Bands of the score": "bands", "Credit bands": "credit",
    "KYC reviews": "kyc",
}  # fmt: skip
_NOTES: Final[Mapping[Group, str]] = {
    "rules": "When each rule applies. The words it names, such as statuses, are changed in the file alone.",
    "weights": "Parts of the base score: whatever they add up to is the whole, so that the score stays within 0 and 1.",
    "bands": "From which base score each band starts; below the lowest of these it is Low.",
    "credit": "From which credit score each rating starts. Ratings move nobody: the base factor has its own threshold.",
    "kyc": "Days from one review to the next, by the band that all rules but those on KYC make.",
}
_HUNDREDTH: Final = Decimal("0.01")
_HALF: Final = Decimal("0.5")


def show() -> None:
    """The page: today's rules, the numbers to try, and on demand what they would make of the book."""
    today, text = session.policy(), session.policy_text()
    st.title("Policy", anchor=False)
    st.caption(theme.safe(f"Version {today.version} · digest {today.digest[:12]} · in every profile, PDF and record"))
    with panel(
        "Which rules judge a customer?", "What each reads, when it applies, what it does, who says so, since when"
    ):
        wrapped(sheets.rules(lines(today)), drop=("Id",))
    with panel(
        "What if the numbers were others?", "Nothing here changes the policy in force: a file is tried, not saved"
    ):
        changed = _numbers(knobs(text, today), today.digest)
        try:
            tried = edited(text, changed)
            new = parse(tried.encode())
        except PolicyError as error:
            st.error(theme.safe(error.title), icon=":material/error:")
            return
        _ask(tried, changed, today.digest)
    if trying.wanted():
        _compare(new)


def _numbers(every: Sequence[Knob], digest: str) -> dict[str, Decimal]:
    """The sliders, and the numbers that were moved, by path."""
    values = dict[str, Decimal]()
    for tab, (_, group) in zip(st.tabs(list(_GROUPS)), _GROUPS.items(), strict=True):
        with tab:
            st.caption(_NOTES[group])
            values |= _sliders([one for one in every if one.group == group], digest, titled=group == "rules")
    weights = [knob for knob in every if knob.group == "weights"]
    shares = _shares([values[knob.path] for knob in weights])
    values |= {knob.path: share for knob, share in zip(weights, shares, strict=True)}
    changed = {knob.path: values[knob.path] for knob in every if values[knob.path] != knob.value}
    moved = [f"{_called(one)}: {one.value:f} → {changed[one.path]:f}" for one in every if one.path in changed]
    st.markdown(theme.safe("Changed: " + "; ".join(moved) if moved else "Nothing is changed yet."))
    return changed


def _sliders(group: Sequence[Knob], digest: str, *, titled: bool) -> dict[str, Decimal]:
    """The numbers of a group; where it is `titled`, what they are about stands above them once instead of in each."""
    values = dict[str, Decimal]()
    for about, some in groupby(group, key=lambda one: one.about if titled else ""):
        if about:
            st.markdown(f"**{theme.safe(about)}**")
        with st.grid(3, min_column_width=300):
            for knob in some:
                values[knob.path] = _slider(knob, f"knob_{digest[:8]}_{knob.path}", titled=titled)
    return values


def _called(knob: Knob) -> str:
    about = words.BANDS[knob.about][0] if knob.about in words.BANDS else knob.about
    return f"{about}, {words.lower(knob.label)}"


def _slider(knob: Knob, key: str, *, titled: bool) -> Decimal:
    """One number; the slider reaches four times as far as it stands, since farther is what a file is for."""
    high = min(knob.high, max(knob.value * 4, Decimal(10)))
    unit = "" if knob.unit in knob.label.lower() else f", {knob.unit}"
    label = theme.safe(f"{knob.label if titled else _called(knob)}{unit}")
    if knob.step >= 1 and knob.value == int(knob.value):
        return Decimal(st.slider(label, int(knob.low), int(high), int(knob.value), int(knob.step), key=key))
    found = st.slider(label, float(knob.low), float(high), float(knob.value), float(min(knob.step, _HALF)), key=key)
    return knob.value if found == float(knob.value) else Decimal(str(found)).quantize(_HUNDREDTH)


def _reset(digest: str) -> None:
    for key in [key for key in st.session_state if str(key).startswith(f"knob_{digest[:8]}_")]:
        del st.session_state[key]


def _shares(parts: Sequence[Decimal]) -> list[Decimal]:
    """The parts as hundredths that add up to 1; what rounding leaves goes to the largest."""
    total = sum(parts)
    if not total or total == 1:
        return list(parts)
    shares = [(part / total).quantize(_HUNDREDTH) for part in parts]
    shares[shares.index(max(shares))] += 1 - sum(shares)
    return shares


def _ask(text: str, changed: Mapping[str, Decimal], digest: str) -> None:
    """What can be done with the numbers."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Try it on the book", type="primary", icon=":material/play_arrow:", on_click=trying.ask)
        st.download_button(
            "The changed policy", text, "policy.toml", "application/toml", icon=":material/download:",
            disabled=not changed, on_click="ignore", help="The file with these numbers, its comments kept.",
        )  # fmt: skip
        st.button("Back to those in force", icon=":material/undo:", type="tertiary", disabled=not changed,
                  on_click=_reset, args=(digest,))  # fmt: skip
    if not trying.wanted():
        st.caption("Reads what the rules need of every customer, once; then each change is judged in memory.")


def _compare(new: Policy) -> None:
    slot = st.empty()

    def told(what: str, done: int, total: int) -> None:
        slot.progress(min(done / total, 1.0) if total else 0.0, f"{words.number(done)} of {words.number(total)} {what}")

    found = trying.compared(new, told)
    slot.empty()
    _result(found)


def _result(found: Trial) -> None:
    """Before and after side by side, from where to where, and who."""
    window = f"Customers of {found.book}, as of {words.day(found.as_of)}, generation {found.generation}"
    st.markdown(f"**{theme.safe(sheets.sentence(found))}**")
    left, right = st.columns(2)
    with left, panel("How does it stand today?", f"{window}; policy {found.before.digest[:12]}"):
        _bars(found, after=False)
    with right, panel("And by the changed policy?", f"{window}; tried policy {found.after.digest[:12]}"):
        _bars(found, after=True)
    left, right = st.columns([3, 2])
    with (
        left,
        panel("From which band to which?", "Customers; today's band in the row, the changed policy's in the column"),
    ):
        table(sheets.matrix(found))
    with right, panel("What is the difference?", "Customers by band and by credit rating"):
        table(sheets.bands(found))
        if any(one.before != one.after for one in found.ratings):
            table(sheets.ratings(found))
    with panel("Who moves?", "The highest new band first; what changed for each, and why"):
        table(sheets.moved(found), height=420 if len(found.moved) > 10 else "auto", well=True)
        if found.moved:
            st.download_button(
                "Who moves, as CSV", trying.exporter(found), f"policy-{found.after.digest[:8]}-moved.csv", "text/csv",
                icon=":material/download:", on_click="ignore", help="Recorded before it leaves.",
            )  # fmt: skip


def _bars(found: Trial, *, after: bool) -> None:
    palette = theme.palette()
    counts = [found.total(band, after=after) for band in sheets.ORDER]
    labels = [words.band(band) for band in sheets.ORDER]
    told = ", ".join(f"{label} {words.number(count)}" for label, count in zip(labels, counts, strict=True))
    charts.bars(
        palette, labels, counts, [words.number(count) for count in counts],
        alt=f"Customers by band {'by the changed policy' if after else 'today'}: {told}",
        key=f"policy_bands_{'after' if after else 'before'}",
        colours=[palette.levels.get(band or "", palette.muted) for band in sheets.ORDER],
    )  # fmt: skip
