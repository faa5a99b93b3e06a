"""The products tab: what is held against what is owed, by category, and every account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

import streamlit as st

from c360 import words
from c360.model import AccountRow, Products, Profile, SectionState
from c360.money import minor_digits, round_money
from components import charts, theme
from components.accounts import held, is_open, rows
from components.panel import Column, Records, figure, limits, missing, panel, table, unavailable

CATEGORIES: Final = {
    "checking_accounts": "Checking", "savings_accounts": "Savings", "investments": "Investments",
    "credit_cards": "Credit cards", "loans": "Loans and mortgages", "insurance": "Insurance", "other": "Other",
}  # fmt: skip
_DEPOSITS: Final = ("checking_accounts", "savings_accounts")


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
    with (
        left,
        panel(
            "What is held, by category",
            f"Balances in {profile.currency}, open accounts owned; loans and cards as owed",
            records=partial(records, section, profile),
        ),
    ):
        _by_category(section, profile)
    with right, panel("Assets against liabilities", f"In {profile.currency}; a joint account counts in full here"):
        _against(section, profile)
    with panel("Every account", _as_known(profile)):
        _accounts(section, profile)
    left, right = st.columns(2)
    with left, panel("May use, but doesn't own", "Authorised accounts are in no total"):
        if section.authorised is None:
            missing("Who may use an account is not held in this book.")
        else:
            rows(section.authorised, "No account that this customer may only use.", "Authorised accounts")
    with right, panel("Standing orders", "From this customer's accounts, amounts in the account's currency"):
        _orders(section, profile)


def _as_known(profile: Profile) -> str:
    """Balances are today's: the book holds no history of them."""
    day = words.day(profile.book.as_of)
    if profile.as_of == profile.book.as_of:
        return f"Balances of {day}; each in its own currency"
    return f"Openings and closings as of {words.day(profile.as_of)}; the book only holds balances of {day}"


def _named(section: Products) -> list[tuple[str, AccountRow]]:
    return [(name, row) for name in CATEGORIES for row in held(section, name)]


def _all_open(name: str, row: AccountRow) -> bool:
    return is_open(row)


def _within(*names: str) -> Callable[[str, AccountRow], bool]:
    return lambda name, row: name in names and is_open(row)


def _totals(section: Products, state: SectionState, profile: Profile) -> None:
    summary = section.summary
    figures: tuple[tuple[str, Decimal | None, tuple[str, ...], str], ...] = (
        ("Deposits", summary.total_deposits, _DEPOSITS, "checking and savings"),
        ("Investments", summary.total_investments, ("investments",), "brokerage and funds"),
        ("Card balances owed", summary.total_credit, ("credit_cards",), "credit cards"),
        ("Loans owed", summary.total_loans, ("loans",), "loans and mortgages"),
    )
    with st.grid(4, min_column_width=230):
        for title, amount, names, what in figures:
            count = sum(is_open(row) for name in names for row in held(section, name))
            reason = words.counted(count, "open account") + (_why(state) if amount is None else "")
            if getattr(section, names[0]) is None:
                reason = "not held in this book"
            figure(
                title, words.money(amount, profile.currency), reason,
                records=partial(_records, section, profile, _within(*names), what),
            )  # fmt: skip
    owned, closed = summary.total_accounts, summary.closed_accounts
    st.caption(
        f"{words.counted(owned, 'open account')} owned, {words.number(closed)} closed,"
        f" {_authorised(section)} authorised."
    )


def _authorised(section: Products) -> str:
    return words.number(None if section.authorised is None else len(section.authorised))


def _why(state: SectionState) -> str:
    return f"; unknown: {', '.join(state.missing)}" if state.missing else ""


def records(section: Products, profile: Profile) -> Records:
    """Every open account owned, as the totals and the interest margin read them."""
    return _records(section, profile, _all_open, "every open account owned")


def _records(section: Products, profile: Profile, wanted: Callable[[str, AccountRow], bool], what: str) -> Records:
    """The accounts that a total was summed from, with the rate that brought each into the book's currency."""
    used = {c.currency: c for c in section.summary.converted}
    lines = []
    for name, row in _named(section):
        if not wanted(name, row):
            continue
        rate = used.get(row.currency)
        home = row.currency == profile.currency
        factor = Decimal(1) if home else rate.rate if rate else None
        value = None if row.balance is None or factor is None else round_money(row.balance * factor, profile.currency)
        dated = "" if home else words.day(rate.rate_date) if rate else "no rate within 10 days"
        told = (row.source, words.moment(row.updated_at))
        lines.append((row.number, CATEGORIES[name], row.balance, row.currency, factor, dated, value, *told))
    return Records(
        f"Balances of {what}, as of the book's date {words.day(profile.book.as_of)}.",
        (Column("Account"), Column("Category"), Column("Balance", "money"), Column("Currency"),
         Column("Rate", "factor"), Column("Rate of"), Column(f"In {profile.currency}", "money"),
         Column("Source"), Column("Updated")),
        lines,
    )  # fmt: skip


def _by_category(section: Products, profile: Profile) -> None:
    palette = theme.palette()
    lines: list[tuple[str, Decimal | None, int, str]] = []
    used = {c.currency: c.rate for c in section.summary.converted}
    for name, title in CATEGORIES.items():
        live = [row for row in held(section, name) if is_open(row)]
        if live:
            lines.append((title, _sum(live, used, profile.currency), len(live), name))
    if section.checking_accounts is None:
        missing("Who owns an account is not held in this book.")
        return
    if not lines:
        missing(f"No open account on record as of {words.day(profile.as_of)}.", ":material/check:")
        return
    drawn = [line for line in lines if line[1] is not None]
    if drawn:
        charts.bars(
            palette,
            [title for title, *_ in drawn],
            [float(amount or 0) for _, amount, *_ in drawn],
            [words.money(amount, profile.currency, cents=False) for _, amount, *_ in drawn],
            alt="Balances by category",
            key="holdings",
            colours=[palette.outflow if name in ("credit_cards", "loans") else palette.inflow for *_, name in drawn],
        )
    table(
        (Column("Category"), Column("Open accounts", "count"), Column(f"Balance, {profile.currency}", "money")),
        [(title, count, amount) for title, amount, count, _ in lines],
        alt="Balances by category", digits=minor_digits(profile.currency),
    )  # fmt: skip


def _sum(live: Sequence[AccountRow], used: dict[str, Decimal], home: str) -> Decimal | None:
    """A category's total as the core adds it up, each account rounded; unknown where a balance or a rate is."""
    amount = Decimal(0)
    for row in live:
        factor = Decimal(1) if row.currency == home else used.get(row.currency)
        if row.balance is None or factor is None:
            return None
        amount += round_money(row.balance * factor, home)
    return amount


def _against(section: Products, profile: Profile) -> None:
    palette, summary = theme.palette(), section.summary
    if summary.assets is None or summary.liabilities is None:
        missing("Unknown, because a balance or an exchange rate is.")
    else:
        charts.bars(
            palette,
            ["Assets", "Liabilities"],
            [float(summary.assets), float(summary.liabilities)],
            [words.money(amount, profile.currency, cents=False) for amount in (summary.assets, summary.liabilities)],
            alt="Assets against liabilities", key="against", colours=[palette.inflow, palette.outflow],
        )  # fmt: skip
    table(
        (Column("Total"), Column(f"Amount, {profile.currency}", "money")),
        (("Assets", summary.assets), ("Liabilities", summary.liabilities), ("Net position", summary.net_position)),
        alt="Assets, liabilities and net position", digits=minor_digits(profile.currency),
    )  # fmt: skip


_TABLES: Final = (
    ("Checking and savings", _DEPOSITS), ("Investments", ("investments",)), ("Credit cards", ("credit_cards",)),
    ("Loans and mortgages", ("loans",)), ("Insurance", ("insurance",)), ("Other, in no total", ("other",)),
)  # fmt: skip


def _accounts(section: Products, profile: Profile) -> None:
    """By category, because a limit means something on a card and nothing on a savings account."""
    closed = [row for _, row in _named(section) if not is_open(row)]
    if section.checking_accounts is None:
        missing("Who owns an account is not held in this book.")
    elif not any(is_open(row) for _, row in _named(section)):
        missing(f"No open account on record as of {words.day(profile.as_of)}.", ":material/check:")
    for title, names in _TABLES:
        live = [row for name in names for row in held(section, name) if is_open(row)]
        if live:
            st.markdown(f"**{title}**")
            rows(live, "", title)
    if closed:
        st.markdown("**Closed, in no total**")
        rows(closed, "", "Closed accounts")


def _orders(section: Products, profile: Profile) -> None:
    if section.standing_orders is None:
        missing("Standing orders are not held in this book.")
    elif not section.standing_orders:
        missing(f"No standing order on record as of {words.day(profile.as_of)}.", ":material/check:")
    else:
        table(
            (Column("From"), Column("To"), Column("Amount", "money"), Column("Purpose", "word")),
            [(order.account, order.to, order.amount, order.purpose) for order in section.standing_orders],
            alt="Standing orders",
        )
