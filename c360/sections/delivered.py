"""What a book's sources deliver of transactions, and up to when: shared by activity and value."""

from __future__ import annotations

from datetime import date, datetime

from c360.graph import schema as s
from c360.graph.about import Delivers
from c360.sections.contract import Ask
from c360.sections.reading import Row


def transactions_lack(holds: Delivers) -> list[str]:
    """What would be needed to say anything of a customer's transactions and isn't delivered."""
    lacking = [] if holds.holds_edge(s.TRANSACTION) else [s.TRANSACTION]
    return lacking + ([] if holds.holds_edge(s.OWNS, s.PERSON, s.ACCOUNT) else [f"{s.OWNS} {s.ACCOUNT}"])


def transactions_updated(ask: Ask) -> list[datetime | date | None]:
    """Up to when the sources speak that deliver transactions: an edge carries no time of its own record."""
    sources = (source for source in ask.book.sources if source.delivers.holds_edge(s.TRANSACTION))
    return [Row({"at": source.updated_at}, ask.book.zone).moment("at") for source in sources]
