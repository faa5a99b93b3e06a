"""A policy's rules in words, for whoever has to agree to them."""

from __future__ import annotations

from typing import Any

from c360.model.trial import RuleLine
from c360.policy import Policy, Rule
from c360.rules import CONDITIONS, Number, Option, Points, Words
from c360.rules.judging import effect


def lines(policy: Policy) -> tuple[RuleLine, ...]:
    """Every rule in the policy's order."""
    return tuple(
        RuleLine(
            rule.id, rule.title, CONDITIONS[rule.when].reads, _when(rule), effect(rule), rule.source, rule.since
        )
        for rule in policy.rules
    )  # fmt: skip


def _when(rule: Rule) -> str:
    """The condition and its options: "severe alerts: status open; severity high or critical; 90 days"."""
    options = CONDITIONS[rule.when].options
    told = "; ".join(_told(key, option, rule.options[key]) for key, option in options.items())
    name = rule.when.replace("_", " ").replace("kyc", "KYC").replace("aml", "AML")
    return f"{name}: {told}" if told else name


def _told(key: str, option: Option, value: Any) -> str:
    """An option with its name, unless that is its unit."""
    said = _said(option, value)
    return said if isinstance(option, Number) and option.unit == key else f"{key.replace('_', ' ')} {said}"


def _said(option: Option, value: Any) -> str:
    match option:
        case Words():
            return " or ".join(each.replace("_", " ").lower() for each in value)
        case Points():
            return ", ".join(f"{step.lower()} {value[step]}" for step in value)
        case Number(unit=unit):
            return f"{value:f} {unit}"
