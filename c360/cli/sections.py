"""What a terminal report says of each section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from c360.cli.tables import facts, heading, listed, rows, table
from c360.cli.words import clean, say
from c360.model import Activity, Identity, Products, Relationships, Risk, Value
from c360.model.plain import to_bytes
from c360.words import share

_TRANSACTIONS: Final = 15
_CATEGORIES: Final = (
    "checking_accounts", "savings_accounts", "credit_cards", "loans", "investments", "insurance", "other", "authorised",
)  # fmt: skip


def identity(data: Identity, currency: str) -> Iterable[RenderableType]:
    """Who the customer is."""
    basic, contact, work = data.basic_info, data.contact_info, data.demographics
    yield facts(
        [
            ("born", basic.dateOfBirth, f"{say(basic.age)} years"),
            ("gender", basic.gender),
            ("nationality", basic.nationality),
            ("status", basic.status),
            ("social security number", basic.ssn),
            ("politically exposed", basic.politicallyExposed),
            ("last KYC review", basic.kycReviewedAt, f"due {say(basic.kycDueAt)}"),
            ("e-mail", contact.email),
            ("phone", contact.phone),
            ("mobile phone", contact.mobilePhone),
            ("occupation", work.occupation),
            ("employer", work.employer),
            ("income", work.income, f"{currency} a year"),
        ]
    )
    addresses = rows(
        data.addresses,
        lambda row: (
            row.kind,
            ", ".join(say(part) for part in (row.street, row.postalCode, row.city, row.country) if part),
        ),
    )
    yield from listed("Addresses", ("kind", "address"), addresses, "none known")
    documents = rows(data.documents, lambda row: (row.type, row.number, row.issueDate, row.expiryDate, row.status))
    yield from listed("Documents", ("type", "number", "issued", "expires", "status"), documents, "none known")


def relationships(data: Relationships, currency: str) -> Iterable[RenderableType]:
    """Whom the customer belongs to and what they own."""
    family = rows(data.family, lambda row: (row.relationship, row.id, row.name))
    yield from listed("Family", ("relationship", "id", "name"), family, "none known")
    business = rows(data.business, lambda row: (row.relationship, row.type, row.id, row.name))
    yield from listed("Business", ("relationship", "kind", "id", "name"), business, "none known")
    entities = rows(data.entities, lambda row: (row.role, row.entity, row.name, share(row.ownership)))
    yield from listed("Companies", ("role", "id", "name", "share"), entities, "none known")
    accounts = rows(
        data.accounts,
        lambda row: (
            row.account,
            row.type,
            row.role,
            ", ".join(f"{say(j.name)} ({j.role})" for j in row.joint_with) or "nobody else",
        ),
    )
    yield from listed("Accounts", ("account", "type", "role", "shared with"), accounts, "none")


def products(data: Products, currency: str) -> Iterable[RenderableType]:
    """What the customer holds, and its totals."""
    total = data.summary
    yield facts(
        [
            ("open accounts", total.total_accounts, f"{say(total.closed_accounts)} closed"),
            ("deposits", total.total_deposits, currency),
            ("investments", total.total_investments, currency),
            ("loans", total.total_loans, currency),
            ("cards", total.total_credit, currency),
            ("assets", total.assets, currency),
            ("liabilities", total.liabilities, currency),
            ("net position", total.net_position, currency),
        ]
    )
    yield Text(f"Balances are of {say(total.balances_as_of)}; the book holds no earlier ones.", style="dim")
    for used in total.converted:
        yield Text(f"{used.currency} converted at {used.rate} of {say(used.rate_date)}.")
    held = [
        (category.replace("_", " "), row.number, row.type, row.balance, row.currency, row.status, row.opened,
         "closed " + say(row.closed) if row.closed else "joint" if row.joint else Text(""))
        for category in _CATEGORIES for row in getattr(data, category) or ()
    ]  # fmt: skip
    columns = ("category", "number", "type", "balance", "", "status", "opened", "")
    yield from listed("Accounts", columns, held if data.checking_accounts is not None or held else None, "none")
    if data.authorised is None:
        yield Text("Accounts that the customer may use: not held in this book.")
    orders = rows(data.standing_orders, lambda row: (row.account, row.to, row.amount, row.purpose))
    yield from listed("Standing orders", ("from", "to", "amount", "purpose"), orders, "none")


def activity(data: Activity, currency: str) -> Iterable[RenderableType]:
    """What the customer does in the window."""
    flows = [
        (name, tally and tally.volume, f"{currency}, {say(tally.count if tally else None)} transactions")
        for name, tally in (("in", data.inflow), ("out", data.outflow), ("between own accounts", data.internal))
    ]
    yield facts(
        [
            ("window", f"{data.window.days} days", f"after {say(data.window.from_)}, to {say(data.window.to)}"),
            ("transactions", data.transaction_count),
            ("volume", data.total_volume, currency),
            ("average", data.average_transaction, currency),
            *flows,
            *_times(data),
            ("places", _counts(data.location_counts)),
        ]
    )
    if data.converted:
        yield Text(f"Amounts in {', '.join(data.converted)} count at each day's rate.", style="dim")
    for title, tallies in (("Types", data.transaction_types), ("Channels", data.channels)):
        named = tallies if tallies is None else [(name, each.count, each.volume) for name, each in tallies.items()]
        yield from listed(title, ("", "count", f"volume {currency}"), named, "none in the window")
    if data.transactions is not None and data.transactions.rows:
        yield heading("Newest transactions")
        newest = [
            (row.at, row.direction, row.type, row.counterparty, row.account, row.amount, row.currency)
            for row in data.transactions.rows[:_TRANSACTIONS]
        ]
        columns = ("at", "", "type", "counterparty", "account", "amount", "")
        yield table(columns, newest, of=data.transactions.of)
    talks = rows(data.interactions, lambda row: (row.at, row.channel, row.kind, row.summary))
    yield from listed("Interactions", ("at", "channel", "kind", "summary"), talks, "none in the window")


def risk(data: Risk, currency: str) -> Iterable[RenderableType]:
    """How risky the customer is, and by which rules."""
    scores = data.scores
    yield facts(
        [
            ("overall", data.overall_risk, f"base {say(data.base_risk)}, score {say(data.overall_score)}"),
            ("credit", scores.credit.score, f"{say(scores.credit.rating)}, scored {say(scores.credit.scored_at)}"),
            ("fraud alerts", scores.fraud.alert_count, say(scores.fraud.risk_level)),
            ("AML alerts", scores.aml.alert_count, say(scores.aml.risk_level)),
            ("sanctions matches", scores.sanctions.matches, say(scores.sanctions.risk_level)),
        ]
    )
    said = {True: "applies", False: "does not apply", None: "can't be told"}
    factors = [(row.title, row.effect, said[row.applied], row.because) for row in data.factors]
    yield from listed("Factors", ("factor", "effect", "", "because"), factors, "none")
    alerts = rows(data.alerts, lambda row: (row.kind, row.status, row.severity, row.raised_at, row.on, row.reason))
    none = "none" if not data.not_held else "none of the other kinds"
    yield from (Text(f"{kind}: not held in this book.") for kind in data.not_held)
    if data.alerts is not None:
        yield from listed("Alerts", ("kind", "status", "severity", "raised", "on", "reason"), alerts, none)
    history = rows(data.score_history, lambda row: (row.scored_at, row.score, row.bureau))
    yield from listed("Credit scores", ("scored", "score", "bureau"), history, "none known")


def value(data: Value, currency: str) -> Iterable[RenderableType]:
    """What the customer is worth to the bank."""
    yield facts(
        [
            ("net position", data.total_balances, currency),
            ("revenue", data.annual_revenue, f"{currency} a year"),
            ("years with the bank", data.relationship_years),
            ("lifetime value", data.lifetime_value, currency),
            ("segment", data.value_segment),
        ]
    )
    lines = [(row.line.replace("_", " "), row.amount, row.basis) for row in data.revenue_lines]
    yield from listed("Revenue", ("line", currency, "from"), lines, "none")
    models = [
        (row.name, row.lifetime_value, row.formula, ", ".join(f"{k} {v}" for k, v in row.assumptions.items()))
        for row in data.models
    ]
    yield from listed("Lifetime value by model", ("model", currency, "formula", "assuming"), models, "none")


def _times(data: Activity) -> Iterable[tuple[str, Any, str]]:
    times = data.time_patterns
    if times is None:
        return
    yield "on weekdays", times.weekday, f"{say(times.weekend)} on weekends"
    yield (
        "in business hours",
        times.business_hours,
        f"{say(times.after_hours)} after, {say(times.date_only)} without a time",
    )


def _counts(counts: Mapping[str, int] | None) -> str | None:
    return counts if counts is None else ", ".join(f"{clean(name)} {n:,}" for name, n in counts.items()) or "none"


def as_it_is(data: Any, currency: str) -> Iterable[RenderableType]:
    """A section that has no report of its own yet: its keys and values."""
    yield Text(clean(to_bytes(data).decode()))


BODIES: Final[Mapping[str, Callable[[Any, str], Iterable[RenderableType]]]] = {
    "identity": identity,
    "relationships": relationships,
    "products": products,
    "activity": activity,
    "risk": risk,
    "value": value,
}
