"""What the customer does: transactions and interactions of the look-back window (founding document, step 5).

A TRANSACTION edge that touches an owned account counts once, whichever way it goes: in, out, or internal between two
owned accounts. The newest rows come whole; beyond the policy's limit only what sums need, so that totals stay right.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import P
from gremlin_python.statics import long

from c360.graph import schema as s
from c360.model import Activity, InteractionRow
from c360.sections.accounts import no_rate, owned_accounts
from c360.sections.columns import Columns, as_columns
from c360.sections.contract import Answer, Ask, Part, Section
from c360.sections.reading import Row, day_of, sort_moment
from c360.sections.tally import Ledger

# Interactions of one window that are read; sorted and cut to the policy's limit here.
_READ: Final = 10_000
_KEYS: Final = ("transactions", "types", "channels", "locations", "times", "interactions")
# A transaction key that no source delivers makes the section partial; `dateOnly` is there only where it applies.
_EXPECTED: Final = ("type", "channel", "location")


def traversal(ask: Ask) -> GraphTraversal:
    """Maps `accounts` (owned: number and currency), `transactions` (columns, see `Columns`), `interactions`."""
    end = datetime.fromtimestamp(ask.end, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    edges = owned_accounts(ask).both_e(s.TRANSACTION)
    edges = edges.has("timestamp", P.gte(long(ask.since(ask.lookback_days)))).has("timestamp", P.lt(long(ask.end)))
    columns = as_columns(edges.dedup(), ask)
    return (
        __.project("accounts", "transactions", "interactions")
        .by(owned_accounts(ask).value_map("accountNumber", "currency").fold())
        .by(columns)
        .by(
            # Text against text, a day wider at the start than the window: days and instants are told apart here.
            __.out(s.HAD_INTERACTION).dedup()
            .or_(__.has("at", P.gte(ask.window.from_.isoformat())).has("at", P.lt(end)), __.not_(__.has("at")))
            .limit(_READ).value_map("at", "channel", "kind", "summary").fold()
        )
    )  # fmt: skip


def assemble(answer: Answer, ask: Ask, needs: Mapping[str, Any]) -> Part:
    """The `Activity` of the answer."""
    holds, window = ask.book.delivers, ask.window
    has_interactions = holds.holds_edge(s.HAD_INTERACTION, s.PERSON)
    interactions = _interactions(answer["interactions"], ask) if has_interactions else None
    owned = {
        str(row.get("accountNumber")): row.text("currency") or ask.book.currency
        for row in (Row(account, ask.book.zone) for account in answer["accounts"])
    }
    columns = Columns(answer["transactions"], ask)
    ledger = Ledger(columns, owned, ask)
    count, shown = ledger.count, min(ledger.count, ask.policy.transactions_shown)
    held = holds.holds_edge(s.TRANSACTION) and holds.holds_edge(s.OWNS, s.PERSON, s.ACCOUNT)
    first = ask.book.first_day
    # Wholly before the first record nothing can be said; a book without any transaction says "none".
    reaches = held and (first is None or first <= window.to)
    lacking = [] if held else [s.TRANSACTION]
    lacking += [f"transaction {key}" for key in _EXPECTED if held and not holds.holds_edge(s.TRANSACTION, key=key)]
    lacking += [] if has_interactions else [s.INTERACTION]
    limits = []
    if held and first is not None and first > window.from_ + timedelta(days=1):
        limits.append(f"transactions are held from {first.isoformat()}")
    if shown < count:
        limits.append(f"the newest {shown} of {count} transactions are listed")
    shown_interactions = ask.policy.interactions_shown
    if interactions is not None and len(interactions) > shown_interactions:
        limits.append(f"the newest {shown_interactions} of {len(interactions)} interactions are listed")
        interactions = interactions[:shown_interactions]
    limits += [no_rate(currency, on) for currency, on in sorted(ledger.without_rate.items())]
    data = ledger.activity(interactions, shown) if reaches else _unknown(ask, interactions)
    known = {
        "transactions": reaches,
        "types": reaches and holds.holds_edge(s.TRANSACTION, key="type") and columns.some("types"),
        "channels": reaches and holds.holds_edge(s.TRANSACTION, key="channel") and columns.some("channels"),
        "locations": reaches and holds.holds_edge(s.TRANSACTION, key="location") and columns.some("places"),
        "times": reaches and not ledger.date_only,
        "interactions": has_interactions,
    }
    missing = [f"rate {currency}" for currency in sorted(ledger.without_rate)]
    return Part(data, known, tuple(lacking), tuple(limits), tuple(missing))


def _interactions(rows: list[Any], ask: Ask) -> tuple[InteractionRow, ...]:
    found = []
    for item in rows:
        row = Row(item, ask.book.zone)
        at = row.moment("at")
        if at is None or ask.window.from_ < day_of(at) <= ask.window.to:
            found.append(InteractionRow(at, row.text("channel"), row.text("kind"), row.text("summary")))
    return tuple(
        sorted(found, key=lambda r: (-sort_moment(r.at, ask.book.zone), r.channel or "", r.kind or "", r.summary or ""))
    )


def _unknown(ask: Ask, interactions: tuple[InteractionRow, ...] | None) -> Activity:
    nothing = dict.fromkeys((
        "transaction_count", "total_volume", "average_transaction", "inflow", "outflow", "internal",
        "transaction_types", "channels", "locations", "location_counts", "time_patterns", "heatmap", "daily",
        "transactions",
    ))  # fmt: skip
    return Activity(window=ask.window, interactions=interactions, **nothing)


SECTION: Final = Section("activity", 40, _KEYS, traversal, assemble)
