"""Always in sight: who this is, five figures each with its reason, what needs attention, and the way to each tab."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import streamlit as st

from c360 import words
from c360.model import Attention, Profile
from components import theme
from components.panel import figure, missing
from components.views import TABS

_TAB: Final = "tab"
_STATUS: Final = {
    "DECEASED": ("This customer is deceased.", ":material/deceased:"),
    "FROZEN": ("This customer is frozen.", ":material/ac_unit:"),
    "DO_NOT_CONTACT": ("Do not contact this customer.", ":material/phone_disabled:"),
}
_ICONS: Final = {
    "risk": ":material/gpp_maybe:", "identity": ":material/badge:", "products": ":material/account_balance:",
}  # fmt: skip
_AT_ONCE: Final = 5


def open_tab() -> str:
    """The tab that this run is about to show: the session's, else the address's in any letter case, else the first."""
    asked = str(st.session_state.get(_TAB) or st.query_params.get(_TAB) or "").capitalize()
    return asked if asked in TABS else TABS[0]


def address() -> None:
    """Brings a link's tab into the spelling of the tabs, in any letter case; before anything of the page is drawn."""
    asked = st.query_params.get(_TAB)
    if asked and asked not in TABS and asked.capitalize() in TABS:
        st.query_params[_TAB] = asked.capitalize()
        st.rerun()


def tabs() -> Sequence[Any]:
    """A tab for each section, the open one in the address."""
    asked = st.query_params.get(_TAB)
    if asked and asked not in TABS:
        st.info(theme.safe(f"There is no tab {asked[:40]!r}; the tabs are {', '.join(TABS)}."), icon=":material/tab:")
    return st.tabs(TABS, key=_TAB, on_change="rerun", bind="query-params")


def who(place: Any, profile: Profile) -> None:
    """Status where it isn't ACTIVE, then name, id, since, badges."""
    summary, identity = profile.summary, profile.identity
    status = identity.basic_info.status if identity else None
    with place, st.container(gap="xsmall"):
        if status is not None and status != "ACTIVE":
            text, icon = _STATUS.get(status, (f"Status: {words.word(status)}.", ":material/report:"))
            st.error(f"**{theme.safe(text)}**", icon=icon)
        st.title(theme.safe(summary.name or profile.customer_id), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"`{_code(profile.customer_id)}`", width="content")
            if summary.name is None:
                st.markdown("Name unknown", width="content")
            st.markdown(_since(profile), width="content")
            for label, colour in _badges(profile):
                st.badge(label, color=colour)


def _code(text: str) -> str:
    """Text for between backticks: literal there, but for the backtick itself."""
    return words.plain(text).replace("`", "'")


def _since(profile: Profile) -> str:
    since = profile.summary.customer_since
    if since is None:
        return "Customer since: unknown"
    years = profile.value.relationship_years if profile.value else None
    return f"Customer since {words.day(since)}" + ("" if years is None else f" ({words.counted(years, 'year')})")


def _badges(profile: Profile) -> list[tuple[str, theme.BadgeColour]]:
    found: list[tuple[str, theme.BadgeColour]] = []
    risk = theme.level(profile.summary.risk_level)
    found.append((f"{risk.shape} {'Risk unknown' if risk.word == words.UNKNOWN else risk.word + ' risk'}", risk.badge))
    if profile.summary.value_segment:
        found.append((theme.badge(profile.summary.value_segment), "blue"))
    basic = profile.identity.basic_info if profile.identity else None
    for label, flag in (
        ("Politically exposed", basic and basic.politicallyExposed), ("VIP", basic and basic.vip),
        ("Staff", basic and basic.staff),
    ):  # fmt: skip
        if flag:
            found.append((label, "violet"))
    return found


def show(profile: Profile) -> None:
    """Banner, five figures, the age of the data, needs attention."""
    if profile.book.incomplete:
        st.warning(
            "**This book is incomplete:** rows were rejected when it was loaded. Figures may lack some of them;"
            " the load's report names each.",
            icon=":material/rule:",
        )
    with st.grid(5, min_column_width=205):
        for label, value, reason in (
            ("Overall risk", _risk(profile), _risk_reason(profile)),
            ("Net position", _net(profile), _net_reason(profile)),
            ("Revenue a year", _revenue(profile), _revenue_reason(profile)),
            (_window(profile), _count(profile), _count_reason(profile)),
            ("Complete", words.share(profile.summary.completeness), _lacking(profile)),
        ):
            figure(label, value, reason)
    st.caption(theme.safe(_age(profile)))
    _attention(profile.summary.attention, profile)


def _risk(profile: Profile) -> str:
    return theme.level(profile.summary.risk_level).text


def _risk_reason(profile: Profile) -> str:
    risk = profile.risk
    if risk is None:
        return "risk could not be read"
    applied = [factor for factor in risk.factors if factor.applied]
    floors = [factor for factor in applied if factor.effect.startswith("at least")]
    deciding = floors if floors and risk.overall_risk != risk.base_risk else applied
    main = deciding[0] if deciding else None
    if main is not None:
        return f"{main.title}: {words.dated(main.because)}"
    if risk.overall_risk is None:
        untold = next((factor for factor in risk.factors if factor.applied is None), None)
        return untold.because if untold else "not all factors can be told"
    base = sum(factor.effect.startswith("+") for factor in risk.factors)
    return f"0 of {base} base factors apply"


def _net(profile: Profile) -> str:
    summary = profile.products.summary if profile.products else None
    return words.money(summary.net_position if summary else None, profile.currency, cents=False)


def _net_reason(profile: Profile) -> str:
    if profile.products is None:
        return "products could not be read"
    summary = profile.products.summary
    if summary.assets is None or summary.liabilities is None:
        return "a balance or an exchange rate is unknown"
    held, owed = _figure(summary.assets), _figure(summary.liabilities)
    dated = "" if summary.balances_as_of == profile.as_of else f", balances of {words.day(summary.balances_as_of)}"
    return f"{held} held, {owed} owed{dated}"


def _figure(amount: Decimal) -> str:
    """A figure beside one that carries the currency."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def _revenue(profile: Profile) -> str:
    return words.money(profile.value.annual_revenue if profile.value else None, profile.currency, cents=False)


def _revenue_reason(profile: Profile) -> str:
    if profile.value is None:
        return "value could not be read"
    if profile.value.lifetime_value is None:
        lost = [line.line.replace("_", " ") for line in profile.value.revenue_lines if line.amount is None]
        return f"not known: {', '.join(lost)}" if lost else "lifetime value unknown"
    return f"lifetime value {_figure(profile.value.lifetime_value)}"


def _window(profile: Profile) -> str:
    return f"Transactions, {profile.activity.window.days} days" if profile.activity else "Transactions"


def _count(profile: Profile) -> str:
    return words.number(profile.activity.transaction_count if profile.activity else None)


def _count_reason(profile: Profile) -> str:
    activity = profile.activity
    if activity is None:
        return "activity could not be read"
    if activity.transaction_count is None:
        return "not held for these days"
    if activity.transaction_count == 0:
        since = activity.window.from_ + timedelta(days=1)
        return f"none on record since {words.day(since)}"
    if activity.average_transaction is None:
        return "average unknown: an exchange rate is missing"
    return f"average {words.money(activity.average_transaction, profile.currency, cents=False)}"


def _lacking(profile: Profile) -> str:
    """What is missing, the first three by name."""
    keys = [words.key(key) for state in profile.sections.values() for key in state.missing]
    if not keys:
        return "nothing is missing"
    shown = [words.lower(key) for key in keys[:3]]
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return f"missing: {', '.join(shown)}{more}"


def _age(profile: Profile) -> str:
    """As of when, loaded when, and how old the oldest source is."""
    book = profile.book
    told = [f"As of {words.day(profile.as_of)}", f"book {book.name}, loaded {words.moment(book.loaded_at)}"]
    known = [source for source in book.sources if source.updated_at is not None]
    if known:
        oldest = min(known, key=lambda source: str(source.updated_at))
        when = words.as_day(oldest.updated_at) if oldest.updated_at else book.as_of
        days = (book.as_of - when).days
        age = "the book's own date" if days <= 0 else f"{words.counted(days, 'day')} before the book's date"
        told.append(f"oldest source {oldest.name} of {words.day(when)}, {age}")
    return " · ".join(told)


def _attention(items: tuple[Attention, ...], profile: Profile) -> None:
    with st.container(border=True, gap="small"):
        st.subheader("Needs attention", anchor=False)
        if not items:
            missing(f"Nothing as of {words.day(profile.as_of)}, from what this book holds.", ":material/check:")
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
    st.session_state[_TAB] = tab
