"""The value tab: yearly revenue by line, lifetime value by both models, segment and the way to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from c360 import words
from c360.headline import Figure
from c360.model import Profile, SectionState, TransactionRow, Value
from c360.policy import Policy
from c360.report.value import distance, segments
from c360.sheets import activity as activity_sheets
from c360.sheets import value as sheets
from components import charts, products, theme
from components.panel import Records, facts, figure, limits, missing, panel, popover, table, unavailable, withheld


def show(
    section: Value | None, state: SectionState | None, profile: Profile, policy: Policy,
    rows: Callable[[str], Sequence[TransactionRow]],
) -> None:  # fmt: skip
    """Draw the section, in the book's currency; rates and thresholds are the policy's.

    `rows` gives the transactions behind a line of the revenue, asked for when somebody opens them.
    """
    if unavailable(state, "Value") or section is None or state is None:
        return
    limits(state)
    currency, days = profile.currency, f"{policy.revenue_days} days to {words.day(profile.as_of)}"
    years, since = section.relationship_years, f"customer since {words.day(profile.summary.customer_since)}"
    if profile.hides("value.relationship_years"):
        since = words.NOT_YOURS
    lines = partial(_lines_behind, section, profile)
    if withheld(profile, "value.annual_revenue", "value.lifetime_value", "value.models"):
        return
    with st.grid(4, min_column_width=150):
        figure(Figure("Revenue a year, by line", words.money(section.annual_revenue, currency), days), records=lines)
        figure(Figure("Lifetime value", words.money(section.lifetime_value, currency), f"model {policy.default_model}"),
               records=partial(_models_behind, section, profile))  # fmt: skip
        figure(Figure("Segment", section.value_segment or words.UNKNOWN, distance(section, policy, currency)))
        figure(Figure("Tenure", words.UNKNOWN if years is None else words.counted(years, "year"), since))
    left, right = st.columns(2)
    with left, panel("Where the revenue comes from", f"{currency}, {days}"):
        _lines(section, profile)
        with st.container(horizontal=True):
            popover("Fees", partial(_behind, "fees", rows, profile, policy), "Fees")
            if profile.products is not None:
                popover("Interest margin", partial(products.records, profile.products, profile), "Interest margin")
            popover("Interchange", partial(_behind, "interchange", rows, profile, policy), "Interchange")
    with right, panel("What could it come to? Two models", f"Lifetime value in {currency}, each with its assumptions"):
        _models(section, policy, currency)
    balances = words.money(section.total_balances, currency)
    day = words.day(profile.book.as_of)
    st.caption(theme.safe(f"Total balances (net position): {balances}, of {day}. Policy {profile.policy.version}."))


def _lines_behind(section: Value, profile: Profile) -> Records:
    return Records("The total is the sum of its lines.", sheets.revenue(section, profile))


def _models_behind(section: Value, profile: Profile) -> Records:
    return Records("Each model works it out from the revenue a year.", sheets.models(section, profile))


def _lines(section: Value, profile: Profile) -> None:
    currency = profile.currency
    known = [line for line in section.revenue_lines if line.amount is not None]
    if known:
        charts.bars(
            theme.palette(), [sheets.line(line.line) for line in known], [float(line.amount or 0) for line in known],
            [words.money(line.amount, currency) for line in known], alt="Yearly revenue by line", key="revenue",
        )  # fmt: skip
    else:
        missing("No line of the revenue is known.")
    table(sheets.revenue(section, profile), drop=("Worked out from",))
    for line in section.revenue_lines:
        st.caption(theme.safe(f"{sheets.line(line.line)}: {words.dated(line.basis)}"))


def _behind(line: str, rows: Callable[[str], Sequence[TransactionRow]], profile: Profile, policy: Policy) -> Records:
    """The transactions that a line was summed from."""
    found = rows(line)
    how = (
        f"What left an owned account in {policy.revenue_days} days and counts as {sheets.line(line).lower()}, newest"
        " first."
    )
    if len(found) == policy.transactions_shown:
        how += f" The first {len(found):,} are listed; the line sums all of them."
    return Records(how, activity_sheets.transactions(found, profile))


def _models(section: Value, policy: Policy, currency: str) -> None:
    known = [model for model in section.models if model.lifetime_value is not None]
    if known:
        charts.bars(
            theme.palette(), [words.word(model.name).capitalize() for model in known],
            [float(model.lifetime_value or 0) for model in known],
            [words.money(model.lifetime_value, currency) for model in known],
            alt="Lifetime value by model", key="models",
        )  # fmt: skip
    for model in section.models:
        chosen = ", the policy's choice" if model.name == policy.default_model else ""
        st.markdown(f"**{theme.safe(model.name.capitalize())}**{chosen}")
        made = next((m for m in policy.models if m.name == model.name), None)
        told = [("Lifetime value", words.money(model.lifetime_value, currency)), ("Formula", model.formula)]
        told += [(_assumption(name), text) for name, text in model.assumptions.items()]
        told += [] if made is None else [("Segments", segments(made, currency))]
        facts(told, alt=f"Lifetime value model {model.name}")


def _assumption(name: str) -> str:
    return {"retention": "r, retention a year", "discount": "d, discount a year"}.get(name, words.key(name))
