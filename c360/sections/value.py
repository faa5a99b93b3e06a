"""What the customer is worth: yearly revenue by line, lifetime value by each model, segment (step 7).

Revenue is fees (types and purposes that the policy names) + interest margin (balance x the policy's rate of its
category) + interchange (volume of the policy's card types x its rate), over the days to `as_of` that the policy says,
whatever the look-back. Only what leaves an owned account counts, so that a transfer between two of them counts once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import P

from c360.graph import schema as s
from c360.model import Model, Products, RevenueLine, Value
from c360.money import from_minor, round_money, to_minor
from c360.policy import CATEGORIES, ValueModel, named
from c360.sections.accounts import OWNED, converted, currencies, is_open, no_rate, owned_accounts
from c360.sections.contract import Answer, Ask, Part, Section
from c360.sections.delivered import transactions_lack, transactions_updated
from c360.sections.reading import BadValue, Row, happened, newest, years_between

_ROW: Final = ("amount", "currency", "timestamp")
_KEYS: Final = ("fees", "interest_margin", "interchange", "customer_since")


def traversal(ask: Ask) -> GraphTraversal:
    """Maps `person` and `accounts`: `account`, `fees` rows, `cards` amounts, `foreign` card rows of each."""
    policy, home = ask.policy, ask.book.currency

    def outgoing() -> GraphTraversal:
        return __.out_e(s.TRANSACTION).has("timestamp", ask.within(policy.revenue_days))

    def rows(edges: GraphTraversal) -> GraphTraversal:
        return edges.value_map(*_ROW).fold()

    def cards() -> GraphTraversal:
        return outgoing().has("type", P.within(*policy.card_types))

    fees = __.has("type", P.within(*policy.fee_types)), __.has("purpose", P.within(*policy.fee_purposes))
    return (
        __.project("person", "accounts")
        .by(__.value_map("customerSince", "segmentOverride"))
        .by(
            owned_accounts().project("account", "fees", "cards", "foreign")
            .by(__.value_map(*OWNED))
            .by(rows(outgoing().or_(*fees)))
            .by(cards().has("currency", home).values("amount").fold())
            # In another currency, or in the account's where the edge doesn't say.
            .by(rows(cards().not_(__.has("currency", home))))
            .fold()
        )
    )  # fmt: skip


def assemble(answer: Answer, ask: Ask, needs: Mapping[str, Any]) -> Part:
    """The `Value` of the answer and of the products section."""
    holds, policy, products = ask.book.delivers, ask.policy, needs["products"]
    person = Row(answer["person"], ask.book.zone)
    since = happened(person.day("customerSince"), ask.as_of)
    years = None if since is None else years_between(since, ask.as_of)
    has_type, has_purpose = (holds.holds_edge(s.TRANSACTION, key=key) for key in ("type", "purpose"))
    lacking = transactions_lack(holds)
    why = _why(lacking)
    first = ask.book.first_day
    if not lacking and first is not None and first > ask.as_of:
        why = f"Transactions are held from {first.isoformat()}"
    lacking += [] if lacking or has_type else ["transaction type"]
    unrated: dict[str, date] = {}
    accounts = [
        {**row, "currency": currency}
        for row in answer["accounts"]
        for currency in currencies([row["account"]], ask).values()
    ]
    lines = (
        _fees(accounts, ask, unrated) if why is None and (has_type or has_purpose)
        else RevenueLine("fees", None, why or "Types and purposes of transactions are not held in this book"),
        _margin(products, ask),
        _interchange(accounts, ask, unrated) if why is None and has_type
        else RevenueLine("interchange", None, why or "Types of transactions are not held in this book"),
    )  # fmt: skip
    known_lines = [line.amount for line in lines if line.amount is not None]
    revenue = sum(known_lines, round_money(Decimal(0), ask.book.currency)) if len(known_lines) == len(lines) else None
    models = tuple(_model(model, revenue, ask) for model in policy.models)
    chosen = next(index for index, model in enumerate(policy.models) if model.name == policy.default_model)
    lifetime = models[chosen].lifetime_value
    segment = person.text("segmentOverride")
    if segment is None and lifetime is not None:
        segment = named(lifetime, policy.models[chosen].segments)
    data = Value(
        total_balances=products.summary.net_position,
        annual_revenue=revenue,
        revenue_lines=lines,
        relationship_years=years,
        lifetime_value=lifetime,
        models=models,
        value_segment=segment,
    )
    limits = [no_rate(currency, on) for currency, on in sorted(unrated.items())]
    if why is None and first is not None and ask.midnight(first) > ask.since(policy.revenue_days):
        limits.append(f"transactions are held from {first.isoformat()}, less than {policy.revenue_days} days")
    elif why is not None and not lacking:
        limits.append(why[0].lower() + why[1:])
    lacking += [] if holds.holds(s.PERSON, "customerSince") else ["customerSince"]
    lacking += [key for key in ("balance", "accountType") if not holds.holds(s.ACCOUNT, key)]
    known = {line.line: line.amount is not None for line in lines} | {"customer_since": since is not None}
    balances = (row.updated_at for name in CATEGORIES for row in getattr(products, name) or ())
    updated = newest([*balances, *transactions_updated(ask)], ask.book.zone)
    return Part(data, known, tuple(lacking), tuple(limits), updated_at=updated)


def _why(lacking: list[str]) -> str | None:
    """Why lines that need transactions are unknown, in words."""
    if not lacking:
        return None
    what = "Transactions" if s.TRANSACTION in lacking else "Who owns an account"
    return f"{what} {'are' if what.endswith('s') else 'is'} not held in this book"


def _volume(rows: list[Any], own: str, ask: Ask, unrated: dict[str, date]) -> Decimal | None:
    """Sum in the book's currency of rows in many currencies, each at its own day's rate; notes what has none."""
    volume = round_money(Decimal(0), ask.book.currency)
    for item in rows:
        row = Row(item, ask.book.zone)
        currency = row.text("currency") or own
        amount, stamp = row.money("amount", currency), row.number("timestamp")
        if amount is None or stamp is None:
            raise BadValue("A transaction has no amount or no timestamp, so revenue can't be read.", s.TRANSACTION)
        day = ask.day(int(stamp))
        value = converted(amount, currency, day, ask)
        if value is None:
            unrated.setdefault(currency, day)
            return None
        volume += value
    return volume


def _total(volumes: list[Decimal | None], ask: Ask) -> Decimal | None:
    known = [volume for volume in volumes if volume is not None]
    return sum(known, round_money(Decimal(0), ask.book.currency)) if len(known) == len(volumes) else None


def _fees(accounts: list[Any], ask: Ask, unrated: dict[str, date]) -> RevenueLine:
    amount = _total([_volume(row["fees"], row["currency"], ask, unrated) for row in accounts], ask)
    count = sum(len(row["fees"]) for row in accounts)
    words = ", ".join((*ask.policy.fee_types, *ask.policy.fee_purposes))
    basis = f"{count:,} fees paid in {ask.policy.revenue_days} days ({words})"
    if amount is None:
        return RevenueLine("fees", None, f"{basis}, one without an exchange rate")
    return RevenueLine("fees", amount, basis + _converted(_foreign(accounts, "fees", ask), "amounts"))


def _interchange(accounts: list[Any], ask: Ask, unrated: dict[str, date]) -> RevenueLine:
    home, rate = ask.book.currency, ask.policy.interchange
    volumes = [_volume(row["foreign"], row["currency"], ask, unrated) for row in accounts]
    # Minor units add exactly, however many and large they are.
    volumes.append(from_minor(sum(to_minor(amount, home) for row in accounts for amount in row["cards"]), home))
    volume = _total(volumes, ask)
    count = sum(len(row["foreign"]) + len(row["cards"]) for row in accounts)
    types = ", ".join(ask.policy.card_types)
    if volume is None:
        return RevenueLine("interchange", None, f"{count:,} payments ({types}), one without an exchange rate")
    amount = round_money(volume * rate / 100, home)
    return RevenueLine(
        "interchange",
        amount,
        f"{rate:.2f} % of {volume:,} in {count:,} payments ({types}), {ask.policy.revenue_days} days"
        + _converted(_foreign(accounts, "foreign", ask), "amounts"),
    )


def _foreign(accounts: list[Any], rows: str, ask: Ask) -> set[str]:
    """The other currencies among the rows of this name."""
    found = {Row(row, ask.book.zone).text("currency") or one["currency"] for one in accounts for row in one[rows]}
    return found - {ask.book.currency}


def _converted(currencies: set[str], what: str) -> str:
    """Which currencies were converted, said of balances and of amounts."""
    at = {"balances": "the last rate", "amounts": "each day's rate"}[what]
    return f"; {what} in {', '.join(sorted(currencies))} converted at {at}" if currencies else ""


def _margin(products: Products, ask: Ask) -> RevenueLine:
    """The margin of each open owned account, rounded for each, so that the line is the sum of its accounts."""
    home, amount, words, foreign = ask.book.currency, Decimal(0), list[str](), set[str]()
    if products.summary.total_accounts is None:
        return RevenueLine("interest_margin", None, "Accounts are not held in this book")
    if not ask.book.delivers.holds(s.ACCOUNT, "accountType"):
        return RevenueLine("interest_margin", None, "Types of accounts are not held in this book")
    for category in CATEGORIES:
        rate = ask.policy.margin[category]
        rows = [row for row in getattr(products, category) or () if is_open(row)] if rate else []
        for row in rows:
            balance = None if row.balance is None else converted(row.balance, row.currency, ask.as_of, ask)
            if balance is None:
                why = "balance" if row.balance is None else "exchange rate"
                return RevenueLine("interest_margin", None, f"The {why} of account {row.number} is not known")
            foreign |= {row.currency} - {home}
            amount += round_money(balance * rate / 100, home)
        if rows:
            words.append(f"{category.replace('_', ' ')} {rate:.2f} %")
    day = ask.book.as_of.isoformat()
    basis = f"Balance of {day} x yearly margin: " + ", ".join(words) if words else "No account that earns a margin"
    return RevenueLine("interest_margin", round_money(amount, home), basis + _converted(foreign, "balances"))


def _model(model: ValueModel, revenue: Decimal | None, ask: Ask) -> Model:
    return Model(
        model.name,
        FORMULAS[model.kind],
        {"retention": f"{model.retention:.2f}", "discount": f"{model.discount:.2f}"},
        None if revenue is None else round_money(lifetime_value(model, revenue), ask.book.currency),
    )


FORMULAS: Final = {
    "retention": "annual revenue x r / (1 + d - r)",
    "perpetuity": "annual revenue x r / d",
}


def lifetime_value(model: ValueModel, revenue: Decimal) -> Decimal:
    """Lifetime value of a yearly revenue.

    retention: margin x r / (1 + d - r), Gupta and Lehmann, "Customers as Assets", Journal of Interactive Marketing
    17(1), 2003; 8,500 gives 28,900 at r 0.85 and d 0.10. perpetuity: revenue x r / d, as the founding document's
    worked example has it; 8,500 gives 72,250.
    """
    r, d = model.retention, model.discount
    return revenue * r / (1 + d - r) if model.kind == "retention" else revenue * r / d


_UNSAID: Final = (s.TRANSACTION, f"{s.OWNS} {s.ACCOUNT}", "transaction type")
SECTION: Final = Section(
    "value", 60, _KEYS, traversal, assemble, needs=("products",),
    under={
        "fees": _UNSAID, "interchange": _UNSAID, "customer_since": ("customerSince",),
        "interest_margin": ("balance", "accountType", f"{s.OWNS} {s.ACCOUNT}"),
    },
    near=(s.OWNS,),
    before=lambda ask: owned_accounts().out_e(s.TRANSACTION).has("timestamp", ask.within(ask.policy.revenue_days)),
)  # fmt: skip
