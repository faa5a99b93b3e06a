"""The value tab: yearly revenue by line, lifetime value by both models, segment and the way to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from c360 import words
from c360.model import Profile, SectionState, TransactionRow, Value
from c360.money import minor_digits
from c360.policy import Policy, ValueModel
from components import activity, charts, products, theme
from components.panel import Column, Records, facts, figure, limits, missing, panel, popover, table, unavailable

_LINES = {"fees": "Fees", "interest_margin": "Interest margin", "interchange": "Interchange"}


def show(
    section: Value | None,
    state: SectionState | None,
    profile: Profile,
    policy: Policy,
    rows: Callable[[str], Sequence[TransactionRow]],
) -> None:
    """Draw the section, in the book's currency; rates and thresholds are the policy's.

    `rows` gives the transactions behind a line of the revenue, asked for when somebody opens them.
    """
    if unavailable(state, "Value") or section is None or state is None:
        return
    limits(state)
    currency = profile.currency
    with st.grid(4, min_column_width=230):
        days = f"{policy.revenue_days} days to {words.day(profile.as_of)}"
        figure("Revenue a year", words.money(section.annual_revenue, currency), days)
        figure("Lifetime value", words.money(section.lifetime_value, currency), f"model {policy.default_model}")
        figure("Segment", section.value_segment or words.UNKNOWN, _distance(section, policy, currency))
        since = f"customer since {words.day(profile.summary.customer_since)}"
        years = section.relationship_years
        figure("Tenure", words.UNKNOWN if years is None else words.counted(years, "year"), since)
    left, right = st.columns(2)
    with left, panel("Where the revenue comes from", f"{currency}, {days}"):
        _lines(section, currency)
        with st.container(horizontal=True):
            popover("Fees", partial(_behind, "fees", rows, policy), "Fees")
            if profile.products is not None:
                popover("Interest margin", partial(products.records, profile.products, profile), "Interest margin")
            popover("Interchange", partial(_behind, "interchange", rows, policy), "Interchange")
    with right, panel("What could it come to? Two models", f"Lifetime value in {currency}, each with its assumptions"):
        _models(section, policy, currency)
    balances = words.money(section.total_balances, currency)
    day = words.day(profile.book.as_of)
    st.caption(theme.safe(f"Total balances (net position): {balances}, of {day}. Policy {profile.policy.version}."))


def _lines(section: Value, currency: str) -> None:
    known = [line for line in section.revenue_lines if line.amount is not None]
    if known:
        charts.bars(
            theme.palette(), [_LINES.get(line.line, words.key(line.line)) for line in known],
            [float(line.amount or 0) for line in known], [words.money(line.amount, currency) for line in known],
            alt="Yearly revenue by line", key="revenue",
        )  # fmt: skip
    else:
        missing("No line of the revenue is known.")
    table(
        (Column("Line"), Column(f"Amount, {currency}", "money")),
        [(_LINES.get(line.line, words.key(line.line)), line.amount) for line in section.revenue_lines]
        + [("Total", section.annual_revenue)],
        alt="Yearly revenue by line", digits=minor_digits(currency),
    )  # fmt: skip
    for line in section.revenue_lines:
        st.caption(theme.safe(f"{_LINES.get(line.line, words.key(line.line))}: {line.basis}"))


def _behind(line: str, rows: Callable[[str], Sequence[TransactionRow]], policy: Policy) -> Records:
    """The transactions that a line was summed from."""
    found = rows(line)
    how = (
        f"What left an owned account in {policy.revenue_days} days and counts as {_LINES[line].lower()}, newest first."
    )
    if len(found) == policy.transactions_shown:
        how += f" The first {len(found):,} are listed; the line sums all of them."
    return Records(how, activity.COLUMNS, [activity.line(row) for row in found])


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
        told = {"Lifetime value": words.money(model.lifetime_value, currency), "Formula": model.formula}
        told |= {_assumption(name): text for name, text in model.assumptions.items()}
        told["Segments"] = _segments(next((m for m in policy.models if m.name == model.name), None), currency)
        facts(told, alt=f"Lifetime value model {model.name}")


def _assumption(name: str) -> str:
    return {"retention": "r, retention a year", "discount": "d, discount a year"}.get(name, words.key(name))


def _segments(model: ValueModel | None, currency: str) -> str:
    steps = [] if model is None else sorted(model.segments, key=lambda step: step.start)
    return ", ".join(
        step.name if step.start == 0 else f"{step.name} from {words.money(step.start, currency, cents=False)}"
        for step in steps
    )


def _distance(section: Value, policy: Policy, currency: str) -> str:
    """How far the next segment is, by the model that decides."""
    model = next((m for m in policy.models if m.name == policy.default_model), None)
    if model is None or section.lifetime_value is None:
        return "unknown, because the lifetime value is"
    above = [step for step in model.segments if step.start > section.lifetime_value]
    if not above:
        return "the highest segment"
    step = min(above, key=lambda one: one.start)
    return f"{words.money(step.start - section.lifetime_value, currency)} of lifetime value to {step.name}"
