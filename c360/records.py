"""The transactions behind a revenue line: asked for only when somebody opens the figure, since they may be many."""

from __future__ import annotations

from typing import Final

from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import P

from c360.errors import NoSuchCustomer
from c360.graph import schema as s
from c360.model import TransactionRow
from c360.sections.accounts import OWNED, currencies, numbered, owned_accounts
from c360.sections.columns import Columns, as_columns
from c360.sections.contract import Ask
from c360.sections.tally import Ledger

LINES: Final = ("fees", "interchange")


def revenue_rows(g: GraphTraversalSource, customer_id: str, line: str, ask: Ask) -> tuple[TransactionRow, ...]:
    """The rows that `line` ("fees" or "interchange") was summed from, newest first, at most the policy's limit.

    Raises `NoSuchCustomer`.
    """
    policy = ask.policy
    edges = owned_accounts().out_e(s.TRANSACTION)
    edges = edges.has("timestamp", ask.within(policy.revenue_days))
    if line == "fees":
        types, purposes = P.within(*policy.fee_types), P.within(*policy.fee_purposes)
        edges = edges.where(__.or_(__.has("type", types), __.has("purpose", purposes)))
    else:
        edges = edges.has("type", P.within(*policy.card_types))
    found = (
        g.V().has(s.PERSON, "customerId", customer_id).project("accounts", "numbers", "transactions")
        .by(owned_accounts().value_map(*OWNED).fold())
        .by(numbered(owned_accounts()))
        .by(as_columns(edges.dedup(), ask))
    ).to_list()  # fmt: skip
    if not found:
        raise NoSuchCustomer("No such customer in this book.", customer_id)
    owned = currencies(found[0]["accounts"], ask)
    columns = Columns(found[0]["transactions"], found[0]["numbers"], owned, ask)
    return Ledger(columns, owned, ask).rows(columns.listed)
