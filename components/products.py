"""The products tab: what is held against what is owed, by category, and every account."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Final

import streamlit as st

from c360 import words
from c360.headline import Figure
from c360.model import Products, Profile, SectionState
from c360.sheets import products as sheets
from c360.sheets import sheet
from components import charts, theme
from components.panel import Records, figure, limits, missing, panel, table, unavailable, withheld

_TOTALS: Final = (
    ("Deposits", "total_deposits", ("checking_accounts", "savings_accounts"), "checking and savings"),
    ("Investments", "total_investments", ("investments",), "brokerage and funds"),
    ("Card balances owed", "total_credit", ("credit_cards",), "credit cards"),
    ("Loans owed", "total_loans", ("loans",), "loans and mortgages"),
)
COUNTED: Final = tuple(name for _, _, names, _ in _TOTALS for name in names)


def show(section: Products | None, state: SectionState | None, profile: Profile) -> None:
    """Draw the section: totals in the book's currency, accounts each in its own."""
    if unavailable(state, "Products") or section is None or state is None:
        return
    limits(state)
    _totals(section, state, profile)
    if section.summary.converted:
        told = "; ".join(
            f"1 {c.currency} = {c.rate.normalize():f} {profile.currency} ({words.day(c.rate_date)})"
            for c in section.summary.converted
        )
        st.caption(theme.safe(f"Converted into {profile.currency}: {told}"))
    left, right = st.columns([3, 2])
    with left, panel(
        "What is held, by category", f"Balances in {profile.currency}, open accounts owned; loans and cards as owed",
        records=partial(records, section, profile),
    ):  # fmt: skip
        _by_category(section, profile)
    with right, panel(
        "Assets against liabilities", f"In {profile.currency}; a joint account counts in full here",
        records=partial(_records, section, profile, COUNTED, "every open account in a total"),
    ):  # fmt: skip
        _against(section, profile)
    with panel("Every account", _as_known(profile)):
        for one in sheets.owned(section, profile):
            if one.rows:
                st.markdown(f"**{theme.safe(one.title)}**")
            table(one, drop=("Updated",))
    left, right = st.columns(2)
    with left, panel("May use, but doesn't own", "Authorised accounts are in no total"):
        table(sheets.authorised(section, profile), drop=("Updated", "Joint", "Interest a year", "Yearly fee"))
    with right, panel("Standing orders", "From this customer's open accounts, in the account's currency"):
        table(sheets.orders(section, profile))


def _as_known(profile: Profile) -> str:
    """Balances are today's: the book holds no history of them."""
    day = words.day(profile.book.as_of)
    if profile.as_of == profile.book.as_of:
        return f"Balances of {day}; each in its own currency"
    return f"Openings and closings as of {words.day(profile.as_of)}; the book only holds balances of {day}"


def _totals(section: Products, state: SectionState, profile: Profile) -> None:
    summary = section.summary
    with st.grid(4, min_column_width=150):
        for title, key, names, what in _TOTALS:
            amount = getattr(summary, key)
            count = sum(sheets.is_open(row) for name in names for row in sheets.held(section, name))
            why = f"; unknown: {', '.join(state.missing)}" if amount is None and state.missing else ""
            reason = words.counted(count, "open account") + why
            if profile.hides(f"products.summary.{key}"):
                figure(Figure(title, words.NOT_YOURS.capitalize(), "what it is made of is hidden"))
                continue
            if section.checking_accounts is None:
                reason = "not held in this book"
            figure(
                Figure(title, words.money(amount, profile.currency), reason),
                records=partial(_records, section, profile, names, what),
            )
    if profile.hides("products.summary.total_accounts") or profile.hides("products.authorised"):
        return
    authorised = words.number(None if section.authorised is None else len(section.authorised))
    owned, closed = words.counted(summary.total_accounts, "open account"), words.number(summary.closed_accounts)
    st.caption(f"{owned} owned, {closed} closed, {authorised} authorised.")


def records(section: Products, profile: Profile) -> Records:
    """Every open account owned, as the totals and the interest margin read them."""
    return _records(section, profile, tuple(sheets.CATEGORIES), "every open account owned")


def _records(section: Products, profile: Profile, names: tuple[str, ...], what: str) -> Records:
    how = f"Balances of {what}, as of the book's date {words.day(section.summary.balances_as_of)}."
    return Records(how, sheets.behind(section, profile, names, f"Balances of {what}"))


def _by_category(section: Products, profile: Profile) -> None:
    if withheld(profile, "products.*.balance"):
        return
    palette, found = theme.palette(), sheets.by_category(section, profile)
    owed = {sheets.CATEGORIES[name] for name in sheets.OWED}
    drawn: list[tuple[str, Decimal]] = [(title, amount) for title, _, amount in found.rows if amount is not None]
    if drawn:
        charts.bars(
            palette, [title for title, _ in drawn], [float(amount) for _, amount in drawn],
            [words.money(amount, profile.currency, cents=False) for _, amount in drawn],
            alt="Balances by category", key="holdings",
            colours=[palette.outflow if title in owed else palette.inflow for title, _ in drawn],
        )  # fmt: skip
    table(found)


def _against(section: Products, profile: Profile) -> None:
    if withheld(profile, "products.summary.net_position"):
        return
    palette, summary = theme.palette(), section.summary
    if summary.assets is None or summary.liabilities is None:
        missing("Unknown, because a balance, a type or an exchange rate is.")
    else:
        charts.bars(
            palette, ["Assets", "Liabilities"], [float(summary.assets), float(summary.liabilities)],
            [words.money(amount, profile.currency, cents=False) for amount in (summary.assets, summary.liabilities)],
            alt="Assets against liabilities", key="against", colours=[palette.inflow, palette.outflow],
        )  # fmt: skip
    whole = sheets.totals(section, profile)
    table(sheet(whole.name, "Assets, liabilities and net position", whole.columns, whole.rows[-3:]))
