"""The value chapter: revenue by line, lifetime value by both models, segment."""

from __future__ import annotations

from decimal import Decimal

from c360 import words
from c360.model import Profile, Value
from c360.policy import Policy, ValueModel
from c360.report.blocks import Bars, Block, Facts, Note, Panel, panel, table
from c360.sheets import value as sheets


def panels(section: Value, profile: Profile, policy: Policy) -> tuple[Panel, ...]:
    """The chapter's panels."""
    if any(map(profile.hides, ("value.annual_revenue", "value.lifetime_value", "value.models"))):
        return (panel("What is the customer worth?", "", Note(words.HIDDEN)),)
    currency = profile.currency
    years = section.relationship_years
    facts = (
        ("Revenue a year", words.money(section.annual_revenue, currency)),
        ("Lifetime value", f"{words.money(section.lifetime_value, currency)} (model {policy.default_model})"),
        ("Segment", words.plain(section.value_segment or words.UNKNOWN)),
        ("To the next segment", distance(section, policy, currency)),
        ("Tenure", words.UNKNOWN if years is None else words.counted(years, "year")),
        ("Net position", words.money(section.total_balances, currency)),
    )
    return (
        panel("What is the customer worth?", f"{currency}, {policy.revenue_days} days to {words.day(profile.as_of)}",
              Facts(facts), half=True),
        panel("Where the revenue comes from", f"In {currency}", *_lines(section, currency), half=True),
        panel("Each line and what it was worked out from", "", *table(sheets.revenue(section, profile))),
        panel("What could it come to? Two models", "Each with its formula and assumptions",
              *table(sheets.models(section, profile)), Note(_segments(policy, currency))),
    )  # fmt: skip


def _lines(section: Value, currency: str) -> tuple[Block, ...]:
    known = [(sheets.line(one.line), one.amount) for one in section.revenue_lines if one.amount is not None]
    if not known:
        return (Note("No line of the revenue is known."),)
    top = max(abs(amount) for _, amount in known) or Decimal(1)
    rows = tuple((name, float(abs(amount) / top), words.money(amount, currency), "neutral") for name, amount in known)
    return (Bars("Yearly revenue by line", rows),)  # type: ignore[arg-type]


def distance(section: Value, policy: Policy, currency: str) -> str:
    """How far the next segment is, by the model that decides."""
    model = next((m for m in policy.models if m.name == policy.default_model), None)
    if model is None or section.lifetime_value is None:
        return "unknown, because the lifetime value is"
    above = [step for step in model.segments if step.start > section.lifetime_value]
    if not above:
        return "the highest segment"
    step = min(above, key=lambda one: one.start)
    return f"{words.money(step.start - section.lifetime_value, currency)} of lifetime value to {step.name}"


def segments(model: ValueModel, currency: str) -> str:
    """A model's segments and where each begins."""
    steps = sorted(model.segments, key=lambda step: step.start)
    return ", ".join(
        step.name if step.start == 0 else f"{step.name} from {words.money(step.start, currency, cents=False)}"
        for step in steps
    )


def _segments(policy: Policy, currency: str) -> str:
    return "; ".join(f"{model.name.capitalize()}: {segments(model, currency)}" for model in policy.models) + "."
