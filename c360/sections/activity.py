"""What the customer does: transactions and interactions of the look-back window (founding document, step 5).

A TRANSACTION edge that touches an owned account counts once, whichever way it goes: in, out, or internal between two
owned accounts. The newest rows come whole; beyond the policy's limit only what sums need, so that totals stay right.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import P

from c360.graph import schema as s
from c360.model import Activity, InteractionRow
from c360.sections.accounts import OWNED, currencies, no_rate, numbered, owned_accounts
from c360.sections.columns import Columns, as_columns, before_columns
from c360.sections.contract import Answer, Ask, Part, Section
from c360.sections.delivered import transactions_lack, transactions_updated
from c360.sections.reading import Row, day_of, newest, sort_moment
from c360.sections.tally import Ledger

_KEYS: Final = ("transactions", "types", "channels", "locations", "times", "interactions")
# A transaction key that no source delivers makes the section partial; `dateOnly` is there only where it applies.
_EXPECTED: Final = ("type", "channel", "location")


def traversal(ask: Ask) -> GraphTraversal:
    """Maps `accounts` (owned: number and currency), their `numbers`, `transactions` (see `Columns`), `interactions`."""
    columns = as_columns(_edges(ask).dedup(), ask)
    return (
        __.project("accounts", "numbers", "transactions", "interactions")
        .by(owned_accounts().value_map(*OWNED).fold())
        .by(numbered(owned_accounts()))
        .by(columns)
        .by(
            # Text against text, a day wider than the window: where it begins and ends is told apart in `assemble`,
            # which counts them all and cuts the list.
            __.out(s.HAD_INTERACTION).dedup().not_(__.has("at", P.outside(*_wider(ask))))
            .value_map("at", "channel", "kind", "summary", "source", "updatedAt").fold()
        )
    )  # fmt: skip


def _edges(ask: Ask) -> GraphTraversal:
    return owned_accounts().both_e(s.TRANSACTION).has("timestamp", ask.within(ask.lookback_days))


def _wider(ask: Ask) -> tuple[str, str]:
    """The texts before and after those of every instant in the window, whatever the offset they are written with."""
    return ask.window.from_.isoformat(), (ask.window.to + timedelta(days=2)).isoformat()


def assemble(answer: Answer, ask: Ask, needs: Mapping[str, Any]) -> Part:
    """The `Activity` of the answer."""
    holds, window = ask.book.delivers, ask.window
    has_interactions = holds.holds_edge(s.HAD_INTERACTION, s.PERSON)
    interactions = _interactions(answer["interactions"], ask) if has_interactions else None
    owned = currencies(answer["accounts"], ask)
    columns = Columns(answer["transactions"], answer["numbers"], owned, ask)
    ledger = Ledger(columns, owned, ask)
    count, shown = ledger.count, columns.listed
    lacking = transactions_lack(holds)
    held = not lacking
    first = ask.book.first_day
    # Wholly before the first record nothing can be said; a book without any transaction says "none".
    reaches = held and (first is None or first <= window.to)
    lacking += [f"transaction {key}" for key in _EXPECTED if held and not holds.holds_edge(s.TRANSACTION, key=key)]
    lacking += [] if has_interactions else [s.INTERACTION]
    limits = []
    if held and first is not None and first > window.from_ + timedelta(days=1):
        limits.append(f"transactions are held from {first.isoformat()}")
    if shown < count:
        limits.append(f"the newest {shown:,} of {count:,} transactions are listed")
    shown_interactions = ask.policy.interactions_shown
    if interactions is not None and len(interactions) > shown_interactions:
        limits.append(f"the newest {shown_interactions:,} of {len(interactions):,} interactions are listed")
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
    stamps = [Row(item, ask.book.zone).moment("updatedAt") for item in answer["interactions"]]
    updated = newest([*stamps, *transactions_updated(ask)], ask.book.zone)
    return Part(data, known, tuple(lacking), tuple(limits), tuple(missing), updated)


def _interactions(rows: list[Any], ask: Ask) -> tuple[InteractionRow, ...]:
    found = []
    for item in rows:
        row = Row(item, ask.book.zone)
        at = row.moment("at")
        if at is None or ask.window.from_ < day_of(at) <= ask.window.to:
            found.append(
                InteractionRow(at, row.text("channel"), row.text("kind"), row.text("summary"), row.text("source"))
            )
    return tuple(
        sorted(found, key=lambda r: (-sort_moment(r.at, ask.book.zone), r.channel or "", r.kind or "", r.summary or ""))
    )


def _unknown(ask: Ask, interactions: tuple[InteractionRow, ...] | None) -> Activity:
    nothing = dict.fromkeys((
        "transaction_count", "total_volume", "average_transaction", "inflow", "outflow", "internal",
        "transaction_types", "channels", "locations", "location_counts", "time_patterns", "heatmap", "daily",
        "transactions",
    ))  # fmt: skip
    return Activity(window=ask.window, interactions=interactions, converted=(), **nothing)


_UNSAID: Final = (s.TRANSACTION, f"{s.OWNS} {s.ACCOUNT}")
SECTION: Final = Section(
    "activity", 40, _KEYS, traversal, assemble,
    under={
        "transactions": _UNSAID, "types": ("transaction type", *_UNSAID), "channels": ("transaction channel", *_UNSAID),
        "locations": ("transaction location", *_UNSAID), "times": _UNSAID, "interactions": (s.INTERACTION,),
    },
    near=(s.OWNS, s.HAD_INTERACTION), before=lambda ask: before_columns(_edges(ask), ask),
)  # fmt: skip
