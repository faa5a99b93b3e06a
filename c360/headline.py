"""What stands at the head of a profile, in words: five figures each with its reason, since when, how old the data are.

Plain text for pages, terminal and PDF alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from c360 import words
from c360.model import Factor, Profile, Risk, SectionState

_STATUS: Final = {
    "DECEASED": "This customer is deceased.", "FROZEN": "This customer is frozen.",
    "DO_NOT_CONTACT": "Do not contact this customer.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is, how much, and one line that says why or of what."""

    label: str
    value: str
    reason: str


def figures(profile: Profile) -> tuple[Figure, ...]:
    """Risk, net position, revenue, transactions, completeness."""
    found = (
        Figure("Overall risk", words.band(profile.summary.risk_level), risk_reason(profile)),
        Figure("Net position", _net(profile), _net_reason(profile)),
        Figure("Revenue a year", _revenue(profile), _revenue_reason(profile)),
        Figure(_window(profile), _count(profile), _count_reason(profile)),
        Figure("Complete", words.share(profile.summary.completeness), _lacking(profile)),
    )
    return tuple(
        replace(one, value=words.NOT_YOURS.capitalize(), reason="what it is made of is hidden")
        if hidden else one
        for one, hidden in zip(found, (*map(profile.hides, _MADE_OF), _in_part(profile)), strict=True)
    )  # fmt: skip


_MADE_OF: Final = (
    "risk.overall_risk", "products.summary.net_position", "value.annual_revenue", "activity.transaction_count",
)  # fmt: skip


def _in_part(profile: Profile) -> bool:
    """Whether something is withheld of a section: how much of it is filled would tell whether that is."""
    return any(state.withheld for state in profile.sections.values())


def status(profile: Profile) -> str | None:
    """What must be known before anything else: a status other than ACTIVE, as a sentence."""
    held = held_status(profile)
    if held is None or held == "ACTIVE":
        return None
    return _STATUS.get(held, f"Status: {words.word(held)}.")


def held_status(profile: Profile) -> str | None:
    """The status on record; where identity could not be read, what needs attention still says it."""
    if profile.identity is not None:
        return profile.identity.basic_info.status
    said = (re.fullmatch(r"Status (.+) in the book", item.why) for item in profile.summary.attention)
    return next((match[1] for match in said if match), None)


def since(profile: Profile) -> str:
    """Customer since 15 Mar 2015 (9 years)."""
    first = profile.summary.customer_since
    if profile.hides("summary.customer_since"):
        return f"Customer since: {words.NOT_YOURS}"
    if first is None:
        return "Customer since: unknown"
    years = profile.value.relationship_years if profile.value else None
    return f"Customer since {words.day(first)}" + ("" if years is None else f" ({words.counted(years, 'year')})")


def badges(profile: Profile) -> tuple[str, ...]:
    """Politically exposed, VIP, staff: those that are so."""
    basic = profile.identity.basic_info if profile.identity else None
    if basic is None:
        return ()
    flags = (("Politically exposed", basic.politicallyExposed), ("VIP", basic.vip), ("Staff", basic.staff))
    return tuple(label for label, flag in flags if flag)


def age(profile: Profile) -> str:
    """As of when, from which book, loaded when, and how old its oldest source is."""
    book = profile.book
    told = [f"As of {words.day(profile.as_of)}", f"book {book.name}, loaded {words.moment(book.loaded_at)}"]
    known = [source for source in book.sources if source.updated_at is not None]
    if known:
        oldest = min(known, key=lambda source: str(source.updated_at))
        when = words.as_day(oldest.updated_at) if oldest.updated_at else book.as_of
        days = (book.as_of - when).days
        told.append(f"oldest source {oldest.name} of {words.day(when)}, {_before(days)}")
    return " · ".join(told)


def _before(days: int) -> str:
    return "the book's own date" if days <= 0 else f"{words.counted(days, 'day')} before the book's date"


def deciding(risk: Risk) -> Factor | None:
    """The factor that made the band: the floor that raised it to there, else the first that applies."""
    applied = [factor for factor in risk.factors if factor.applied]
    floors = [factor for factor in applied if factor.effect == f"at least {risk.overall_risk}"]
    raised = floors and risk.overall_risk != risk.base_risk
    return next(iter(floors if raised else applied), None)


def risk_reason(profile: Profile) -> str:
    """Why the band is what it is, in one line: the factor that decided, or what can't be told."""
    risk = profile.risk
    if profile.hides("risk.overall_risk") or profile.hides("risk.factors"):
        return words.NOT_YOURS
    if risk is None:
        return "risk could not be read"
    main = deciding(risk)
    if main is not None:
        return f"{main.title}: {words.dated(main.because)}"
    if risk.overall_risk is None:
        untold = next((factor for factor in risk.factors if factor.applied is None), None)
        return untold.because if untold else "not all factors can be told"
    base = sum(factor.effect.startswith("+") for factor in risk.factors)
    blind = sum(factor.applied is None for factor in risk.factors)
    return f"0 of {base} base factors apply" + (f"; {words.counted(blind, 'other')} can't be told" if blind else "")


def _net(profile: Profile) -> str:
    summary = profile.products.summary if profile.products else None
    return words.money(summary.net_position if summary else None, profile.currency, cents=False)


def _net_reason(profile: Profile) -> str:
    if profile.products is None:
        return "products could not be read"
    summary = profile.products.summary
    if summary.total_accounts is None:
        return "accounts are not held in this book"
    if summary.assets is None or summary.liabilities is None:
        return "a balance, a type or an exchange rate is unknown"
    dated = "" if summary.balances_as_of == profile.as_of else f", balances of {words.day(summary.balances_as_of)}"
    return f"{_bare(summary.assets)} held, {_bare(summary.liabilities)} owed{dated}"


def _bare(amount: Decimal) -> str:
    """An amount beside one that carries the currency."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def _revenue(profile: Profile) -> str:
    return words.money(profile.value.annual_revenue if profile.value else None, profile.currency, cents=False)


def _revenue_reason(profile: Profile) -> str:
    if profile.value is None:
        return "value could not be read"
    if profile.value.lifetime_value is None:
        lost = [line.line.replace("_", " ") for line in profile.value.revenue_lines if line.amount is None]
        return f"not known: {', '.join(lost)}" if lost else "lifetime value unknown"
    told = f"lifetime value {_bare(profile.value.lifetime_value)}"
    held = _held_from(profile, "value")
    return f"{told}; {held}" if held else told


def _held_from(profile: Profile, section: str) -> str:
    """What a section says of records that begin after its days do, in words; else nothing."""
    said = re.search(r"transactions are held from [\d-]+", profile.sections[section].reason or "")
    return words.spoken(said[0]) if said else ""


def _window(profile: Profile) -> str:
    return f"Transactions, {profile.activity.window.days} days" if profile.activity else "Transactions"


def _count(profile: Profile) -> str:
    return words.number(profile.activity.transaction_count if profile.activity else None)


def _count_reason(profile: Profile) -> str:
    activity = profile.activity
    if activity is not None and profile.hides("activity.average_transaction"):
        return f"average {words.NOT_YOURS}"
    if activity is None:
        return "activity could not be read"
    if activity.transaction_count is None:
        return "not held for these days"
    if activity.transaction_count == 0:
        if held := _held_from(profile, "activity"):
            return f"none on record; {held}"
        return f"none on record since {words.day(activity.window.from_ + timedelta(days=1))}"
    if activity.average_transaction is None:
        return "average unknown: an exchange rate is missing"
    return f"average {words.money(activity.average_transaction, profile.currency, cents=False)}"


def unfilled(state: SectionState) -> list[str]:
    """What a section lacks, in words, but for what its reason names already: that no source delivers it."""
    said = re.split(r"[,;] ", (state.reason or "").removeprefix("no source delivers "))
    return [words.lower(words.key(key)) for key in state.missing if key not in said]


def not_shown(profile: Profile) -> str:
    """What is not shown to the role, as a sentence; nothing where all is."""
    sections = [name for name in profile.withheld if "." not in name]
    within = [f"{words.lower(words.key(key.rpartition('.')[2]))}" for state in profile.sections.values()
              for key in state.withheld]  # fmt: skip
    told = [*(f"the section {name}" for name in sections), *dict.fromkeys(within)]
    return f"Not shown to your role: {', '.join(told)}." if told else ""


def _lacking(profile: Profile) -> str:
    """What is missing, the first three by name."""
    keys = [words.key(key) for state in profile.sections.values() for key in state.missing]
    if not keys:
        unread = [name for name, state in profile.sections.items() if state.status == "unavailable"]
        return f"{words.listed(unread)} could not be read" if unread else "nothing is missing"
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return f"missing: {', '.join(words.lower(key) for key in keys[:3])}{more}"
