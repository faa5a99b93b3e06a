"""What a terminal report says of each section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from c360.cli.tables import heading, rows, table
from c360.cli.withheld import seen, seen_facts, seen_listed
from c360.cli.words import clean, say
from c360.model import Activity, Identity, Products, Profile, Relationships, Risk, Signals, Value
from c360.model.plain import to_bytes
from c360.sheets import screening
from c360.sheets.what_if import clause, what_if
from c360.words import share

_TRANSACTIONS: Final = 15
_CATEGORIES: Final = (
    "checking_accounts", "savings_accounts", "credit_cards", "loans", "investments", "insurance", "other", "authorised",
)  # fmt: skip


def identity(data: Identity, profile: Profile) -> Iterable[RenderableType]:
    """Who the customer is."""
    currency = profile.currency
    basic, contact, work = data.basic_info, data.contact_info, data.demographics
    yield seen_facts(
        profile,
        [
            ("born", basic.dateOfBirth, "" if basic.age is None else f"{basic.age} years"),
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
        ],
    )
    addresses = rows(
        data.addresses,
        lambda row: (
            row.kind,
            ", ".join(say(part) for part in (row.street, row.postalCode, row.city, row.country) if part),
        ),
    )
    yield from seen_listed(profile, "Addresses", ("kind", "address"), addresses, "none known")
    documents = rows(
        data.documents,
        lambda row: tuple(
            seen(profile, f"identity.documents.{key}", getattr(row, key))
            for key in ("type", "number", "issueDate", "expiryDate", "status")
        ),
    )
    yield from seen_listed(
        profile, "Documents", ("type", "number", "issued", "expires", "status"), documents, "none known"
    )


_NOT_SHOWN: Final = "not shown"  # the id of somebody outside the role's part


def relationships(data: Relationships, profile: Profile) -> Iterable[RenderableType]:
    """Whom the customer belongs to and what they own."""
    family = rows(
        data.family,
        lambda row: (row.relationship, row.id or _NOT_SHOWN, seen(profile, "relationships.family.name", row.name)),
    )
    yield from seen_listed(profile, "Family", ("relationship", "id", "name"), family, "none known")
    business = rows(data.business, lambda row: (row.relationship, row.type, row.id or _NOT_SHOWN, row.name))
    yield from seen_listed(profile, "Business", ("relationship", "kind", "id", "name"), business, "none known")
    entities = rows(
        data.entities,
        lambda row: (
            row.role,
            row.entity,
            seen(profile, "relationships.entities.name", row.name),
            share(row.ownership),
        ),
    )
    yield from seen_listed(profile, "Companies", ("role", "id", "name", "share"), entities, "none known")
    accounts = rows(
        data.accounts,
        lambda row: (
            row.account,
            row.type,
            row.role,
            ", ".join(f"{say(j.name)} ({j.role})" for j in row.joint_with) or "nobody else",
        ),
    )
    yield from seen_listed(
        profile, "Accounts", ("account", "type", "role", "shared with"), accounts, "none", "relationships.accounts"
    )


def products(data: Products, profile: Profile) -> Iterable[RenderableType]:
    """What the customer holds, and its totals."""
    currency = profile.currency
    total = data.summary
    yield seen_facts(
        profile,
        [
            ("open accounts", total.total_accounts, f"{say(total.closed_accounts)} closed"),
            ("deposits", total.total_deposits, currency),
            ("investments", total.total_investments, currency),
            ("loans", total.total_loans, currency),
            ("cards", total.total_credit, currency),
            ("assets", total.assets, currency),
            ("liabilities", total.liabilities, currency),
            ("net position", total.net_position, currency),
        ],
    )
    yield Text(f"Balances are of {say(total.balances_as_of)}; the book holds no earlier ones.", style="dim")
    for used in total.converted:
        yield Text(f"{used.currency} converted at {used.rate} of {say(used.rate_date)}.")
    held = [
        (category.replace("_", " "), row.number, *(
            seen(profile, f"products.{category}.{key}", getattr(row, key))
            for key in ("type", "balance", "currency", "status", "opened")),
         "closed " + say(row.closed) if row.closed else "joint" if row.joint else Text(""))
        for category in _CATEGORIES for row in getattr(data, category) or ()
    ]  # fmt: skip
    columns = ("category", "number", "type", "balance", "", "status", "opened", "")
    known = held if data.checking_accounts is not None or held else None
    yield from seen_listed(profile, "Accounts", columns, known, "none", "products.checking_accounts")
    if data.authorised is None:
        yield Text("Accounts that the customer may use: not held in this book.")
    orders = rows(data.standing_orders, lambda row: (row.account, row.to, row.amount, row.purpose))
    yield from seen_listed(profile, "Standing orders", ("from", "to", "amount", "purpose"), orders, "none")


def activity(data: Activity, profile: Profile) -> Iterable[RenderableType]:
    """What the customer does in the window."""
    currency = profile.currency
    flows = [
        (name, tally and tally.volume, f"{currency}, {say(tally.count if tally else None)} transactions")
        for name, tally in (("in", data.inflow), ("out", data.outflow), ("between own accounts", data.internal))
    ]
    yield seen_facts(
        profile,
        [
            ("window", f"{data.window.days} days", f"after {say(data.window.from_)}, to {say(data.window.to)}"),
            ("transactions", data.transaction_count),
            ("volume", data.total_volume, currency),
            ("average", data.average_transaction, currency),
            *flows,
            *_times(data),
            ("places", _counts(data.location_counts)),
        ],
    )
    if data.converted:
        yield Text(f"Amounts in {', '.join(data.converted)} count at each day's rate.", style="dim")
    for title, tallies in (("Types", data.transaction_types), ("Channels", data.channels)):
        named = tallies if tallies is None else [(name, each.count, each.volume) for name, each in tallies.items()]
        yield from seen_listed(profile, title, ("", "count", f"volume {currency}"), named, "none in the window")
    if data.transactions is not None and data.transactions.rows:
        yield heading("Newest transactions")
        newest = [
            (row.at, row.direction, row.type, row.counterparty, row.account, row.amount, row.currency)
            for row in data.transactions.rows[:_TRANSACTIONS]
        ]
        columns = ("at", "", "type", "counterparty", "account", "amount", "")
        yield table(columns, newest, of=data.transactions.of)
    talks = rows(data.interactions, lambda row: (row.at, row.channel, row.kind, row.summary))
    yield from seen_listed(profile, "Interactions", ("at", "channel", "kind", "summary"), talks, "none in the window")


def risk(data: Risk, profile: Profile) -> Iterable[RenderableType]:
    """How risky the customer is, and by which rules."""
    scores = data.scores
    yield seen_facts(
        profile,
        [
            ("overall", data.overall_risk, f"base {say(data.base_risk)}, score {say(data.overall_score)}"),
            ("credit", scores.credit.score, f"{say(scores.credit.rating)}, scored {say(scores.credit.scored_at)}"),
            ("fraud alerts", scores.fraud.alert_count, say(scores.fraud.risk_level)),
            ("AML alerts", scores.aml.alert_count, say(scores.aml.risk_level)),
            ("sanctions matches", scores.sanctions.matches, say(scores.sanctions.risk_level)),
        ],
    )
    said = {True: "applies", False: "does not apply", None: "can't be told"}
    factors = [
        (row.title, row.effect, said[row.applied] + (f" since {say(row.since)}" if row.since else ""), row.because)
        for row in data.factors
    ]
    yield from seen_listed(profile, "Factors", ("factor", "effect", "", "because"), factors, "none")
    changes = data.what_if.changes if data.what_if else ()
    told = [(one.band, clause(one)) for one in changes]
    yield from seen_listed(profile, "What would change it", ("it would be", ""), told, what_if(data).none.rstrip("."))
    yield from _screening(data)
    alerts = rows(data.alerts, lambda row: (row.kind, row.status, row.severity, row.raised_at, row.on, row.reason))
    none = "none" if not data.not_held else "none of the other kinds"
    yield from (Text(f"{kind}: not held in this book.") for kind in data.not_held)
    if data.alerts is not None:
        yield from seen_listed(
            profile, "Alerts", ("kind", "status", "severity", "raised", "on", "reason"), alerts, none
        )
    history = rows(data.score_history, lambda row: (row.scored_at, row.score, row.bureau))
    yield from seen_listed(profile, "Credit scores", ("scored", "score", "bureau"), history, "none known")


def _screening(data: Risk) -> Iterable[RenderableType]:
    found = data.screening
    by_source = data.scores.sanctions.matches is not None and not found.lists
    yield heading("Sanctions screening")
    yield Text(clean(screening.told(found, by_source=by_source)))
    if found.lists:
        lists = [(one.name, screening.dated(one.dated), one.loaded_at, one.entries) for one in found.lists]
        yield table(("list", "dated", "loaded", "entries"), lists)
    if found.candidates:
        rows_ = [(one.list, one.entry_id, one.name, screening.figure(one.score), one.state) for one in found.candidates]
        yield table(("list", "entry", "name", "score", ""), rows_)


def signals(data: Signals, profile: Profile) -> Iterable[RenderableType]:
    """Patterns worth a question, found or not."""
    yield Text("Patterns worth a question: no alerts, and no band depends on them.", style="dim")
    said = {True: "found", False: "not found", None: "can't be told"}
    yield table(("signal", "", "because"), [(one.title, said[one.found], one.because) for one in data.signals])
    for one in data.found:
        yield heading(one.title)
        yield Text(clean(f"{one.definition} Source: {one.source}."), style="dim")
        newest = [
            (row.at, row.direction, row.type, row.counterparty, row.amount, row.currency)
            for row in one.transactions.rows[:_TRANSACTIONS]
        ]
        yield table(("at", "", "type", "counterparty", "amount", ""), newest, of=one.transactions.of)


def value(data: Value, profile: Profile) -> Iterable[RenderableType]:
    """What the customer is worth to the bank."""
    currency = profile.currency
    yield seen_facts(
        profile,
        [
            ("net position", data.total_balances, currency),
            ("revenue", data.annual_revenue, f"{currency} a year"),
            ("years with the bank", data.relationship_years),
            ("lifetime value", data.lifetime_value, currency),
            ("segment", data.value_segment),
        ],
    )
    lines = [(row.line.replace("_", " "), row.amount, row.basis) for row in data.revenue_lines]
    yield from seen_listed(profile, "Revenue", ("line", currency, "from"), lines, "none")
    models = [
        (row.name, row.lifetime_value, row.formula, ", ".join(f"{k} {v}" for k, v in row.assumptions.items()))
        for row in data.models
    ]
    yield from seen_listed(
        profile, "Lifetime value by model", ("model", currency, "formula", "assuming"), models, "none"
    )


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


def as_it_is(data: Any, profile: Profile) -> Iterable[RenderableType]:
    """A section that has no report of its own yet: its keys and values."""
    yield Text(clean(to_bytes(data).decode()))


BODIES: Final[Mapping[str, Callable[[Any, Profile], Iterable[RenderableType]]]] = {
    "identity": identity,
    "relationships": relationships,
    "products": products,
    "activity": activity,
    "risk": risk,
    "signals": signals,
    "value": value,
}
