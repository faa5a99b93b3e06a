"""What the customer holds: accounts by category, totals, standing orders (founding document, step 4).

Deposits and investments are assets, cards and loans liabilities; an overdrawn deposit is a liability, an overpaid card
or loan (stored negative) is an asset. Insurance and `other` are in no total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import T

from c360.graph import schema as s
from c360.model import AccountRow, Converted, Products, ProductSummary, StandingOrderRow
from c360.money import round_money
from c360.policy import CATEGORIES
from c360.sections.accounts import ACCOUNT_KEYS, account_row, is_open, no_rate, owned_accounts, total
from c360.sections.contract import Answer, Ask, Part, Section
from c360.sections.reading import Row, newest, started

_DEPOSITS: Final = ("checking_accounts", "savings_accounts")
_COUNTED: Final = (*_DEPOSITS, "credit_cards", "loans", "investments")


def traversal(ask: Ask) -> GraphTraversal:
    """Maps `accounts` (role, account, owners) and `orders`."""
    return (
        __.project("accounts", "orders")
        .by(
            __.out_e(s.OWNS, s.AUTHORIZED_ON).where(__.in_v().has_label(s.ACCOUNT)).project("role", "account", "owners")
            .by(T.label)
            .by(__.in_v().value_map(*ACCOUNT_KEYS))
            .by(__.in_v().in_(s.OWNS).dedup().count())
            .fold()
        )
        .by(
            owned_accounts().out_e(s.STANDING_ORDER).project("account", "to", "amount", "purpose", "source")
            .by(__.out_v().values("accountNumber")).by(__.in_v().values("accountNumber")).by("amount").by("purpose")
            .by("source").fold()
        )
    )  # fmt: skip


def assemble(answer: Answer, ask: Ask, needs: Mapping[str, Any]) -> Part:
    """The `Products` of the answer."""
    holds = ask.book.delivers
    owned: dict[str, AccountRow] = {}
    authorised: dict[str, AccountRow] = {}
    raw = []
    for item in answer["accounts"]:
        row = Row(item["account"], ask.book.zone)
        if started(row.day("openDate"), ask.as_of):
            # Joint is two owners or more, whether this customer is one of them or may only use the account.
            account = account_row(row, item["owners"] > 1, ask)
            (owned if item["role"] == s.OWNS else authorised)[account.number] = account
            raw.append(row)
    rows = [owned[number] for number in sorted(owned)]
    live = {account.number: account.currency for account in rows if is_open(account)}
    by_category = {name: tuple(row for row in rows if ask.policy.category(row.type) == name) for name in CATEGORIES}
    held = holds.holds_edge(s.OWNS, s.PERSON, s.ACCOUNT)
    has_orders = holds.holds_edge(s.STANDING_ORDER)
    may_use = holds.holds_edge(s.AUTHORIZED_ON, s.PERSON, s.ACCOUNT)
    shown = {name: accounts if held else None for name, accounts in by_category.items()}
    # An account that the customer also owns is listed as owned.
    used = tuple(authorised[number] for number in sorted(authorised) if number not in owned)
    data = Products(
        **shown,
        authorised=used if may_use else None,
        standing_orders=_orders(answer["orders"], live, ask) if has_orders else None,
        summary=_summary(by_category, rows, ask) if held else _unknown(ask),
    )
    counted = [row for name in _COUNTED for row in by_category[name] if is_open(row)]
    lacking = [key for key in ("accountType", "balance", "status", "openDate", "currency")
               if not holds.holds(s.ACCOUNT, key)]  # fmt: skip
    lacking += [] if held else [f"{s.OWNS} {s.ACCOUNT}"]
    lacking += [] if may_use else [f"{s.AUTHORIZED_ON} {s.ACCOUNT}"]
    lacking += [] if has_orders else [s.STANDING_ORDER]
    known = {
        "accounts": held,
        "balances": held and all(row.balance is not None for row in counted),
        "types": held and all(row.type is not None for row in rows),
        "statuses": held and all(row.status is not None for row in rows),
        "openings": held and all(row.opened is not None for row in rows),
        "standing_orders": has_orders,
    }
    missing = tuple(f"balance of {row.number}" for row in counted if row.balance is None)
    unpriced = sorted({
        row.currency for row in counted if row.currency != ask.book.currency and _rate(row.currency, ask) is None
    })  # fmt: skip
    missing += tuple(f"rate {currency}" for currency in unpriced)
    limits = tuple(no_rate(currency, ask.as_of) for currency in unpriced)
    updated = newest((row.moment("updatedAt") for row in raw), ask.book.zone)
    return Part(data, known, tuple(lacking), limits, missing, updated)


def _rate(currency: str, ask: Ask) -> Converted | None:
    rate = ask.book.rates.rate(currency, ask.book.currency, ask.as_of)
    return None if rate is None else Converted(currency, rate.rate, rate.day)


def _summary(by_category: Mapping[str, tuple[AccountRow, ...]], rows: list[AccountRow], ask: Ask) -> ProductSummary:
    live = {name: [row for row in accounts if is_open(row)] for name, accounts in by_category.items()}
    held = [row for name in (*_DEPOSITS, "investments") for row in live[name]]
    owed = [row for name in ("credit_cards", "loans") for row in live[name]]
    # Each account is wholly an asset or wholly a liability, by the sign of its balance.
    assets = _sum(total(_signed(held, 1), ask), total(_signed(owed, -1), ask), -1)
    liabilities = _sum(total(_signed(owed, 1), ask), total(_signed(held, -1), ask), -1)
    used = {row.currency for name in _COUNTED for row in live[name]} - {ask.book.currency}
    rates = (_rate(currency, ask) for currency in sorted(used))
    if not ask.book.delivers.holds(s.ACCOUNT, "accountType"):
        # Nobody knows which of them are deposits, and which are debts.
        return replace(_unknown(ask), total_accounts=sum(map(is_open, rows)), closed_accounts=_closed(rows))
    return ProductSummary(
        total_accounts=sum(map(is_open, rows)),
        total_deposits=total(live["checking_accounts"] + live["savings_accounts"], ask),
        total_credit=total(live["credit_cards"], ask),
        total_loans=total(live["loans"], ask),
        total_investments=total(live["investments"], ask),
        assets=assets,
        liabilities=liabilities,
        net_position=_sum(assets, liabilities, -1),
        closed_accounts=_closed(rows),
        converted=tuple(rate for rate in rates if rate is not None),
        balances_as_of=ask.book.as_of,
    )


def _closed(rows: list[AccountRow]) -> int:
    return sum(not is_open(row) for row in rows)


def _unknown(ask: Ask) -> ProductSummary:
    return ProductSummary(None, None, None, None, None, None, None, None, None, (), ask.book.as_of)


def _signed(rows: list[AccountRow], sign: int) -> list[AccountRow]:
    """The rows whose balance has this sign, and those with an unknown balance, which make any total unknown."""
    return [row for row in rows if row.balance is None or row.balance * sign > 0]


def _sum(left: Decimal | None, right: Decimal | None, sign: int) -> Decimal | None:
    return None if left is None or right is None else left + sign * right


def _orders(rows: list[Any], currencies: Mapping[str, str], ask: Ask) -> tuple[StandingOrderRow, ...]:
    """The orders from accounts that are open, each in its account's currency."""
    orders = []
    for item in rows:
        if item["account"] in currencies:
            amount = item.get("amount")
            row = Row(item, ask.book.zone)
            money = None if amount is None else row.money("amount", currencies[item["account"]])
            orders.append(StandingOrderRow(item["account"], item["to"], money, row.text("purpose"), row.text("source")))
    zero = round_money(Decimal(0), ask.book.currency)
    return tuple(sorted(orders, key=lambda o: (o.account, o.to, o.purpose or "", o.amount or zero)))


_KEYS: Final = ("accounts", "balances", "types", "statuses", "openings", "standing_orders")
SECTION: Final = Section(
    "products", 30, _KEYS, traversal, assemble,
    under={
        "accounts": (f"{s.OWNS} {s.ACCOUNT}",), "balances": ("balance", f"{s.OWNS} {s.ACCOUNT}"),
        "types": ("accountType", f"{s.OWNS} {s.ACCOUNT}"), "statuses": ("status", f"{s.OWNS} {s.ACCOUNT}"),
        "openings": ("openDate", f"{s.OWNS} {s.ACCOUNT}"), "standing_orders": (s.STANDING_ORDER,),
    },
    near=(s.OWNS, s.AUTHORIZED_ON), on_accounts=(s.OWNS,),
    before=lambda _: owned_accounts().out(s.STANDING_ORDER).values("accountNumber"),
)  # fmt: skip
