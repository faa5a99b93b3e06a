"""Always in sight: who this is, five figures each with its reason and records, what needs attention, the tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from c360 import headline, words
from c360.model import Attention, Profile
from c360.sheets import Column, sheet
from c360.sheets import activity as activity_sheets
from c360.sheets import products as product_sheets
from c360.sheets import risk as risk_sheets
from c360.sheets import value as value_sheets
from components import tabs, theme
from components.panel import Records, figure, missing
from components.views import TABS

_TAB: Final = "tab"
_STATUS_ICONS: Final = {
    "DECEASED": ":material/deceased:", "FROZEN": ":material/ac_unit:", "DO_NOT_CONTACT": ":material/phone_disabled:",
}  # fmt: skip
_ICONS: Final = {
    "risk": ":material/gpp_maybe:", "identity": ":material/badge:", "products": ":material/account_balance:",
}  # fmt: skip
_AT_ONCE: Final = 5


def open_tab() -> str:
    """The tab that this run is about to show."""
    return tabs.opened(_TAB, TABS)


def address() -> None:
    """Brings a link's tab into the spelling of the tabs, in any letter case; before anything of the page is drawn."""
    asked = st.query_params.get(_TAB)
    if asked and asked not in TABS and asked.capitalize() in TABS:
        st.query_params[_TAB] = asked.capitalize()
        st.rerun()


def sections() -> Sequence[Any]:
    """A tab for each section, the open one in the address."""
    asked = st.query_params.get(_TAB)
    if asked and asked not in TABS:
        st.info(theme.safe(f"There is no tab {asked[:40]!r}; the tabs are {', '.join(TABS)}."), icon=":material/tab:")
    return tabs.row(_TAB, TABS)


def who(place: Any, profile: Profile) -> None:
    """Status where it isn't ACTIVE, then name, id, since, badges."""
    status = headline.status(profile)
    with place, st.container(gap="xsmall"):
        if status is not None:
            icon = _STATUS_ICONS.get(headline.held_status(profile) or "", ":material/report:")
            st.error(f"**{theme.safe(status)}**", icon=icon)
        st.title(theme.safe(profile.summary.name or profile.customer_id), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if profile.summary.name:
                st.markdown(f"`{_code(profile.customer_id)}`", width="content")
            else:  # its title is the id
                told = words.NOT_YOURS if profile.hides("summary.name") else words.UNKNOWN
                st.markdown(f"Name {told}", width="content")
            st.markdown(headline.since(profile), width="content")
            for label, colour in _badges(profile):
                st.badge(label, color=colour)


def _code(text: str) -> str:
    """Text for between backticks: literal there, but for the backtick itself."""
    return words.plain(text).replace("`", "'")


def _badges(profile: Profile) -> list[tuple[str, theme.BadgeColour]]:
    found: list[tuple[str, theme.BadgeColour]] = []
    risk = theme.level(profile.summary.risk_level)
    unknown = f"Risk {words.NOT_YOURS}" if profile.hides("summary.risk_level") else "Risk unknown"
    said = unknown if risk.word == words.UNKNOWN else f"{risk.word} risk"
    found.append((f"{risk.shape} {said}", risk.badge))
    if profile.summary.value_segment:
        found.append((theme.badge(profile.summary.value_segment), "blue"))
    return found + [(label, "violet") for label in headline.badges(profile)]


def show(profile: Profile) -> None:
    """Banner, five figures, the age of the data, needs attention."""
    if profile.book.incomplete:
        st.warning(
            "**This book is incomplete:** rows were rejected when it was loaded. Figures may lack some of them;"
            " the load's report names each.",
            icon=":material/rule:",
        )
    behind: tuple[tuple[object, Callable[[Profile], Records]], ...] = (
        (profile.risk, _risk), (profile.products, _net), (profile.value, _revenue),
        (profile.activity and profile.activity.transactions, _transactions), (profile, _lacking),
    )  # fmt: skip
    with st.grid(5, min_column_width=150, key=theme.FIGURES):
        for one, (read, records) in zip(headline.figures(profile), behind, strict=True):
            figure(one, records=partial(records, profile) if read is not None else None)
    if hidden := headline.not_shown(profile):
        st.caption(f":material/visibility_off: {theme.safe(hidden)}")
    st.caption(theme.safe(headline.age(profile)))
    _attention(profile.summary.attention, profile)


def _risk(profile: Profile) -> Records:
    assert profile.risk is not None
    return Records("The records that the rules read.", risk_sheets.evidence(profile.risk))


def _net(profile: Profile) -> Records:
    assert profile.products is not None
    names = [name for name in product_sheets.CATEGORIES if name not in ("insurance", "other")]
    how = f"Open accounts, balances of {words.day(profile.products.summary.balances_as_of)}; cards and loans are owed."
    return Records(how, product_sheets.behind(profile.products, profile, names, "Behind the net position"))


def _revenue(profile: Profile) -> Records:
    assert profile.value is not None
    how = "The lines of the revenue; the Value tab opens the records of each."
    return Records(how, value_sheets.revenue(profile.value, profile))


def _transactions(profile: Profile) -> Records:
    listed = profile.activity.transactions if profile.activity else None
    assert listed is not None
    how = "Transactions that touch an account owned, each counted once."
    if listed.shown < listed.of:
        how += f" The figure counts all; listed are the newest {listed.shown:,} of {listed.of:,}."
    return Records(how, activity_sheets.transactions(listed.rows, profile))


def _lacking(profile: Profile) -> Records:
    rows = [(name.capitalize(), state.status, state.completeness, words.listed([words.key(k) for k in state.missing]))
            for name, state in profile.sections.items() if state.counted]  # fmt: skip
    columns = (Column("Section"), Column("Status"), Column("Complete", "share"), Column("Missing", none="nothing"))
    return Records("Filled keys of those that a complete profile has, by section; the policy lists them.",
                   sheet("completeness", "Completeness", columns, rows))  # fmt: skip


def _attention(items: tuple[Attention, ...], profile: Profile) -> None:
    with st.container(border=True, gap="xsmall"):
        # In a row of its own a heading has no margin above it.
        st.container(horizontal=True).header("Needs attention", anchor=False)
        if not items:
            seen = " and your role is shown" if profile.withheld else ""
            missing(f"Nothing as of {words.day(profile.as_of)}, from what this book holds{seen}.", ":material/check:")
        for index, item in enumerate(items[:_AT_ONCE]):
            _item(index, item)
        if len(items) > _AT_ONCE:
            with st.expander(f"{len(items) - _AT_ONCE} more"):
                for index, item in enumerate(items[_AT_ONCE:], start=_AT_ONCE):
                    _item(index, item)


def _item(index: int, item: Attention) -> None:
    tab = item.section.capitalize()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        icon = _ICONS.get(item.section, ":material/info:")
        why = f" {theme.safe(words.spoken(item.why))}" if item.why else ""
        st.markdown(f"{icon} **{theme.safe(item.title)}** ·{why}", width="content")
        if tab in TABS:
            st.button(tab, key=f"attention_{index}", type="tertiary", icon=":material/arrow_forward:",
                      icon_position="right", on_click=_go, args=(tab,))  # fmt: skip


def _go(tab: str) -> None:
    tabs.go(_TAB, tab)
