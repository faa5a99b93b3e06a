"""The customers and companies of a book as subjects to compare, read in batches; the same on every graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gremlin_python.process.graph_traversal import __
from gremlin_python.process.traversal import P

from c360.graph import schema as s
from c360.graph.view import View
from c360.screening.subject import NAMELESS, IdentityDocument, Subject, digest_of, nameable
from c360.search import every_id
from c360.sections.reading import BadValue, Row

# `P.within` is quick for so many ids, and 5,000 at once take half a second.
BATCH: Final = 200
_PERSON: Final = ("customerId", "name", "dateOfBirth", "nationality", "countryOfResidence", "gender")
_COMPANY: Final = ("companyId", "name", "country", "registrationNumber")
KINDS: Final = {s.PERSON: "person", s.COMPANY: "company"}


@dataclass(frozen=True, slots=True)
class Customer:
    """A person or company of the book: `subject` is what is compared of them, None where that can't be.

    `lacks` says why not: which value can't be read. With a subject it is "no name": then only the numbers of documents
    are compared. `digest` is that of the subject, `digest_of`.
    """

    kind: str
    id: str
    subject: Subject | None
    lacks: str = ""
    digest: str | None = None


def customers(view: View, key: bytes) -> Iterator[list[Customer]]:
    """Everybody in a state of a graph, people before companies, in batches; `key` is that of their digests.

    Raises what reading a graph raises.
    """
    for label, kind in KINDS.items():
        ids: list[str] = []
        for one in every_id(view.generation, kind):
            ids.append(one)
            if len(ids) == BATCH:
                yield named(view, label, ids, key)
                ids = []
        if ids:
            yield named(view, label, ids, key)


def named(view: View, label: str, ids: Sequence[str], key: bytes) -> list[Customer]:
    """Those of these ids that are there, by id; `label` is Person or Company."""
    keys = _PERSON if label == s.PERSON else _COMPANY
    documents = __.out(s.HAS_DOCUMENT).has_label(s.DOCUMENT).dedup().value_map("type", "number").fold()
    rows = (
        view.g.V().has(label, keys[0], P.within(*ids)).project("facts", "documents")
        .by(__.value_map(*keys)).by(documents).to_list()
    )  # fmt: skip
    found = [_customer(label, Row(row["facts"], view.book.zone), row["documents"], view, key) for row in rows]
    return sorted(found, key=lambda one: one.id)


def _customer(label: str, facts: Row, documents: Sequence[Any], view: View, key: bytes) -> Customer:
    id_ = str(facts.get(_PERSON[0] if label == s.PERSON else _COMPANY[0]))
    try:
        written = facts.text("name")
        name = written if written is not None and nameable(written) else NAMELESS
        numbered = [Row(row, view.book.zone) for row in documents]
        subject = _person(name, facts, numbered) if label == s.PERSON else _company(name, facts)
    except BadValue as error:  # of one customer, which must not keep all the others from being screened
        return Customer(label, id_, None, error.title)
    return Customer(label, id_, subject, "no name" if name == NAMELESS else "", digest_of(subject, key))


def _person(name: str, facts: Row, documents: Sequence[Row]) -> Subject:
    born = facts.day("dateOfBirth")
    numbers = {(row.text("type"), number) for row in documents if (number := row.text("number"))}
    countries = dict.fromkeys(filter(None, (facts.text("nationality"), facts.text("countryOfResidence"))))
    return Subject(
        name, s.PERSON, None if born is None else born.isoformat(), tuple(countries), gender=facts.text("gender"),
        documents=tuple(IdentityDocument(number, kind) for kind, number in numbers),
    )  # fmt: skip


def _company(name: str, facts: Row) -> Subject:
    country, number = facts.text("country"), facts.text("registrationNumber")
    documents = (IdentityDocument(number, "registration", country),) if number else ()
    return Subject(name, s.COMPANY, countries=(country,) if country else (), documents=documents)
