"""What the three answers share: keys of entities, the ask, and the vertices that keys stand for."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P

from c360 import words
from c360.asking import is_text
from c360.errors import AsOfAfterBook, UsageError
from c360.graph import schema as s
from c360.graph.view import View
from c360.model.networks import Entity
from c360.policy import Policy
from c360.sections.contract import Ask
from c360.sections.reading import Row

KINDS: Final = ("person", "company", "account", "address", "document")
LABELS: Final = dict(zip(KINDS, (s.PERSON, s.COMPANY, s.ACCOUNT, s.ADDRESS, s.DOCUMENT), strict=True))
KIND_OF: Final = {label: kind for kind, label in LABELS.items()}
# Named by a digest: the bank chooses their keys, and a document's may well be its number.
THINGS: Final = ("address", "document")
VALUES: Final = (
    "customerId", "companyId", "accountNumber", s.NATURAL_KEY, "name", "accountType", "openDate", "street", "city",
    "type", "issueDate",
)  # fmt: skip
# How many hexadecimal digits name an address or a document: two of a million are alike once in a hundred million books.
_DIGITS: Final = 16
# Entities open in one picture.
MOST_OPEN: Final = 40
# Ids in one request: of 5,000 the embedded engine takes half a second.
AT_ONCE: Final = 200
_LONGEST: Final = 36_500
_OF_PROCESS: Final = secrets.token_bytes(32)
_SECRET: ContextVar[bytes] = ContextVar("ids of addresses and documents", default=_OF_PROCESS)
# No text that is searched for: what the log keeps of searches is by the same key.
_PURPOSE: Final = "\0ids of addresses and documents"


def ask(view: View, policy: Policy, as_of: date | None, lookback_days: int | None) -> Ask:
    """The ask of a day (default: the book's) and a look-back (default: the policy's).

    Raises `AsOfAfterBook` and `UsageError` as a profile does.
    """
    day = view.book.as_of if as_of is None else as_of
    if day > view.book.as_of:
        raise AsOfAfterBook(f"The book ends on {view.book.as_of.isoformat()}: nothing is known of later days.")
    days = policy.lookback_days if lookback_days is None else lookback_days
    if type(days) is not int or not 1 <= days <= _LONGEST:
        raise UsageError(f"The look-back is a whole number of days from 1 to {_LONGEST}.")
    if day - date.min <= timedelta(days=days + 1):
        raise UsageError("The as-of date is too early.")
    return Ask(day, days, view.book, policy)


@contextmanager
def keyed_by(keyed: Callable[[str], str]) -> Iterator[None]:
    """Within it the ids of addresses and documents are by the key behind `keyed`, an audit log's.

    So those who share a log share links. Without one, ids are by a key of this process. Raises `AuditFailed`.
    """
    before = _SECRET.set(keyed(_PURPOSE).encode() or _OF_PROCESS)
    try:
        yield
    finally:
        _SECRET.reset(before)


def digest(natural_key: str) -> str:
    """The id of an address or a document: by a key, since a document's number is soon guessed from a plain digest."""
    made = hmac.new(_SECRET.get(), natural_key.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return made.hexdigest()[:_DIGITS]


def split(key: str) -> tuple[str, str]:
    """Kind and id of a key; raises `UsageError` where it is none."""
    kind, colon, ident = key.partition(":")
    if not colon or kind not in KINDS or not ident or not is_text(ident):
        raise UsageError(f"{key[:40]!r} is no person, company, account, address or document.")
    return kind, ident


def entity(label: str, values: Mapping[str, Any], asked: Ask, holders: int | None = None) -> Entity:
    """The entity of a vertex' `VALUES`."""
    row, kind = Row(values, asked.book.zone), KIND_OF[label]
    natural = str(row.get(s.VERTICES[label].natural_key))
    if kind == "account":
        return Entity(kind, natural, words.word(row.text("accountType")) if row.text("accountType") else None)
    if kind == "address":
        name = ", ".join(filter(None, (row.text("street"), row.text("city")))) or None
        return Entity(kind, digest(natural), name, holders)
    if kind == "document":
        return Entity(kind, digest(natural), words.word(row.text("type")) if row.text("type") else None, holders)
    return Entity(kind, natural, row.text("name"))


def vertices(g: GraphTraversalSource, ids: Mapping[str, Iterable[str]]) -> GraphTraversal:
    """The vertices with these natural keys, by label, found by their indexes, in one request."""
    starts = [
        __.V().has(label, s.VERTICES[label].natural_key, P.within(*some))
        for label, named in ids.items()
        if (some := list(named))
    ]
    return g.inject(0).union(*starts)
