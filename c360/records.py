"""The transactions behind a revenue line: asked for only when somebody opens the figure, since they may be many."""

from __future__ import annotations

from typing import Final

from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import P
from gremlin_python.statics import long

from c360.errors import NoSuchCustomer
from c360.graph import schema as s
from c360.model import TransactionRow
from c360.sections.accounts import owned_accounts
from c360.sections.columns import Columns, as_columns
from c360.sections.contract import Ask
from c360.sections.reading import Row
from c360.sections.tally import Ledger

LINES: Final = ("fees", "interchange")


def revenue_rows(g: GraphTraversalSource, customer_id: str, line: str, ask: Ask) -> tuple[TransactionRow, ...]:
    """The rows that `line` ("fees" or "interchange") was summed from, newest first, at most the policy's limit.

    Raises `NoSuchCustomer`.
    """
    policy = ask.policy
    edges = owned_accounts(ask).out_e(s.TRANSACTION)
    edges = edges.has("timestamp", P.gte(long(ask.since(policy.revenue_days)))).has("timestamp", P.lt(long(ask.end)))
    if line == "fees":
        types, purposes = P.within(*policy.fee_types), P.within(*policy.fee_purposes)
        edges = edges.where(__.or_(__.has("type", types), __.has("purpose", purposes)))
    else:
        edges = edges.has("type", P.within(*policy.card_types))
    found = (
        g.V().has(s.PERSON, "customerId", customer_id).project("accounts", "transactions")
        .by(owned_accounts(ask).value_map("accountNumber", "currency").fold())
        .by(as_columns(edges.dedup(), ask))
    ).to_list()  # fmt: skip
    if not found:
        raise NoSuchCustomer("No such customer in this book.", customer_id)
    accounts = (Row(account, ask.book.zone) for account in found[0]["accounts"])
    owned = {str(row.get("accountNumber")): row.text("currency") or ask.book.currency for row in accounts}
    ledger = Ledger(Columns(found[0]["transactions"], ask), owned, ask)
    return ledger.rows(min(ledger.count, policy.transactions_shown))
