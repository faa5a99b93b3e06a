"""What a household holds, owes and brings: every account once, by the very sums that its members' profiles are made by.

The products and value sections are assembled anew from the members' own answers, with each joint account in one of
them: so what a profile says and what the household says can't come apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from c360.asking import Answers
from c360.graph import schema as s
from c360.model import Products, Profile, RevenueLine, Value
from c360.model.household import CategoryTotal, Holding, Totals, Worth
from c360.money import round_money
from c360.policy import CATEGORIES, named
from c360.sections import products, value
from c360.sections.accounts import converted, is_open, total
from c360.sections.contract import Ask
from c360.sections.reading import Row

_BASIS = "Sum over the members; an account of several of them counts with the first by id"


@dataclass(frozen=True, slots=True)
class Money:
    """All that is counted in money; `here` is each member's revenue as the household counts it."""

    holdings: tuple[Holding, ...] | None
    categories: tuple[CategoryTotal, ...] | None
    totals: Totals
    worth: Worth
    here: Mapping[str, Decimal | None]
    missing: tuple[str, ...]


def money(profiles: Sequence[Profile], answers: Answers, ask: Ask) -> Money:
    """The household's figures from its members' profiles, and the answers of the graph that these were made of."""
    unread = {name: [p for p in profiles if p.parts[name] is None] for name in ("products", "value")}
    missing = [
        f"{name} of {one.summary.name or one.customer_id} could not be read" for name, lost in unread.items()
        for one in lost
    ]  # fmt: skip
    owners = {} if unread["products"] else _owners(profiles, answers, ask)
    whole = None if unread["products"] else _products(answers, {one.customer_id: None for one in profiles}, ask)
    rows = None if whole is None else _holdings(whole[0], owners, profiles, ask)
    missing += [] if whole is None else whole[1]
    here = {} if unread["value"] else {
        one.customer_id: _value(answers, one.customer_id, [
            number for number, (people, _) in owners.items() if min(people) == one.customer_id
        ], ask)
        for one in profiles
    }  # fmt: skip
    worth, why = _worth(here, profiles, ask)
    return Money(
        holdings=rows,
        categories=None if rows is None or whole is None else _categories(whole[0], ask),
        totals=_totals(None if whole is None else whole[0], profiles, ask),
        worth=worth,
        here={one.customer_id: here[one.customer_id].annual_revenue if here else None for one in profiles},
        missing=tuple(dict.fromkeys((*missing, *why))),
    )


def nothing(ids: Iterable[str], ask: Ask) -> Money:
    """No figure at all, where a role sees neither what they hold nor what they bring, and nobody asked for it."""
    worth = Worth(None, None, (), ask.policy.default_model, None, None)
    totals = Totals(None, None, None, None, (), ask.book.as_of)
    return Money(None, None, totals, worth, dict.fromkeys(ids), ())


def _owners(profiles: Sequence[Profile], answers: Answers, ask: Ask) -> dict[str, tuple[tuple[str, ...], int]]:
    """By account: the members who own it, in the household's order, and how many owners it has in all."""
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    for one in profiles:
        for item in answers[one.customer_id]["products"]["accounts"]:
            if item["role"] == s.OWNS:
                number = _number(item, ask)
                before = found.get(number, ((), 0))[0]
                found[number] = tuple(dict.fromkeys((*before, one.customer_id))), item["owners"]
    return found


def _number(item: Mapping[str, Any], ask: Ask) -> str:
    return str(Row(item["account"], ask.book.zone).get("accountNumber"))


def _products(answers: Answers, accounts: Mapping[str, Sequence[str] | None], ask: Ask) -> tuple[Products, list[str]]:
    """The products section over what several own: of each customer these accounts, or all; and what it lacks."""
    rows = [
        item for customer_id, wanted in accounts.items() for item in answers[customer_id]["products"]["accounts"]
        if item["role"] == s.OWNS and (wanted is None or _number(item, ask) in wanted)
    ]  # fmt: skip
    part = products.assemble({"accounts": rows, "orders": []}, ask, {})
    data: Products = part.data
    unknown = (one.removeprefix("balance of ") for one in part.missing if one.startswith("balance of "))
    lost = [f"the balance of account {number} is not known" for number in unknown] + list(part.limits)
    if data.summary.total_accounts is None:
        lost.append("who owns an account is not held in this book")
    elif data.summary.assets is None and not lost:
        lost.append("types of accounts are not held in this book")
    return data, lost


def _holdings(
    whole: Products, owners: Mapping[str, tuple[tuple[str, ...], int]], profiles: Sequence[Profile], ask: Ask
) -> tuple[Holding, ...] | None:
    if whole.summary.total_accounts is None:
        return None
    return tuple(
        Holding(
            number=row.number, type=row.type, category=category, balance=row.balance, currency=row.currency,
            counted=None if row.balance is None or not is_open(row)
            else converted(row.balance, row.currency, ask.as_of, ask),
            status=row.status, owners=owners[row.number][0],
            outside=max(0, owners[row.number][1] - len(owners[row.number][0])), source=row.source,
        )
        for category in CATEGORIES
        for row in getattr(whole, category) or ()
    )  # fmt: skip


def _categories(whole: Products, ask: Ask) -> tuple[CategoryTotal, ...]:
    live = {name: [row for row in getattr(whole, name) or () if is_open(row)] for name in CATEGORIES}
    return tuple(CategoryTotal(name, len(rows), total(rows, ask)) for name, rows in live.items() if rows)


def _totals(whole: Products | None, profiles: Sequence[Profile], ask: Ask) -> Totals:
    if whole is None:
        return Totals(None, None, None, None, (), ask.book.as_of)
    own = [one.products.summary.net_position if one.products else None for one in profiles]
    once = whole.summary.net_position
    summary = whole.summary
    return Totals(
        summary.assets, summary.liabilities, once, _beyond(own, once), summary.converted, summary.balances_as_of
    )


def _beyond(own: Sequence[Decimal | None], once: Decimal | None) -> Decimal | None:
    """What the members' own figures add up to beyond the household's."""
    known = [amount for amount in own if amount is not None]
    return None if once is None or len(known) < len(own) else sum(known, Decimal(0)) - once


def _value(answers: Answers, customer_id: str, accounts: Sequence[str], ask: Ask) -> Value:
    """The value section of one member, over these of their accounts alone."""
    answer = answers[customer_id]["value"]
    rows = [item for item in answer["accounts"] if _number(item, ask) in accounts]
    data, _ = _products(answers, {customer_id: accounts}, ask)
    found: Value = value.assemble({**answer, "accounts": rows}, ask, {"products": data}).data
    return found


def _worth(here: Mapping[str, Value], profiles: Sequence[Profile], ask: Ask) -> tuple[Worth, list[str]]:
    """The household's revenue and what it is worth, and why a part of it is unknown."""
    policy, home = ask.policy, ask.book.currency
    model = next(one for one in policy.models if one.name == policy.default_model)
    if not here:
        return Worth(None, None, (), model.name, None, None), []
    revenue = _sum([one.annual_revenue for one in here.values()], home)
    columns = zip(*(one.revenue_lines for one in here.values()), strict=True)
    lines = tuple(RevenueLine(same[0].line, _sum([one.amount for one in same], home), _BASIS) for same in columns)
    lost = [line.basis for one in here.values() for line in one.revenue_lines if line.amount is None]
    lifetime = None if revenue is None else round_money(value.lifetime_value(model, revenue), home)
    own = [one.value.annual_revenue if one.value else None for one in profiles]
    worth = Worth(
        revenue, _beyond(own, revenue), lines, model.name, lifetime,
        None if lifetime is None else named(lifetime, model.segments),
    )  # fmt: skip
    return worth, [one[:1].lower() + one[1:] for one in lost]


def _sum(amounts: Sequence[Decimal | None], home: str) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, round_money(Decimal(0), home)) if len(known) == len(amounts) else None
