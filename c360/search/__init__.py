"""Finding people, companies and accounts by what an analyst has heard: a name, an id, a phone, a town, a year of birth.

Each generation of a book carries its own index, made with it from the tables that the load checked. Names and ids are
compared folded (`c360.names`), phones by their digits; social security and document numbers are in it as keyed digests.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tantivy

from c360.access import ANALYST, DOCUMENT_NUMBER, SSN, Role, visible_rows
from c360.audit import Audit, Record
from c360.errors import C360Error, NotAllowed, UsageError
from c360.graph.book import BookFolder, Generation
from c360.names import latin
from c360.search.asked import LONGEST, asked
from c360.search.build import build_index
from c360.search.finding import Facets, Finding
from c360.search.hit import Hit
from c360.search.opened import Opened, opened
from c360.search.transactions import accounts_of, may_be

if TYPE_CHECKING:
    from c360.graph.connect import Graph

__all__ = ["LONGEST", "MOST", "Facets", "Hit", "Search", "build_index", "recorded", "search"]

MOST: Final = 1000
_AN_ID: Final = 0.6  # of what may be somebody's id, or its beginning: then it is no transaction's
_FACET_VALUES: Final = 8
_FACETS_OF: Final = 10  # hits after which a search looks no further
# Searches by a number that is masked, for one user: more would be guessing.
NUMBERS_A_MINUTE: Final = 10


class Search:
    """Finds in the current generation of one book; safe to share between threads.

    A path is enough: the graph itself isn't opened for it.
    """

    def __init__(self, book: Graph | Path | str) -> None:
        self._book = BookFolder(Path(book)) if isinstance(book, str | Path) else book

    def find(self, text: str, limit: int = 10) -> list[Hit]:
        """The best `limit` hits for `text`, best first; equal scores by kind, name and id.

        Raises `UsageError` for a text longer than 200 characters, a field that there isn't, a number that only some may
        look for, or a limit outside 1 to 1,000, and `SearchUnavailable` when the book has no index.
        """
        wanted = asked(text)
        if wanted.secret:
            raise UsageError(_BY_NUMBER)
        hits = self._finding(text, limit).hits()
        if may_be(text.strip()) and not any(hit.score >= _AN_ID for hit in hits):
            hits = [*accounts_of(self._generation().sources, text.strip()), *hits][:limit]
        return hits

    def by_number(self, text: str, limit: int = 10) -> list[Hit]:
        """Whoever has the social security or document number in `ssn:…` or `document:…`, all of it.

        For whoever may see it in clear: `search` is the way that asks for the role and keeps a record.
        """
        return self._finding(text, limit).hits()

    def facets(self, text: str) -> Facets:
        """What there is to narrow a search by; raises as `find`."""
        if asked(text).secret:
            raise UsageError(_BY_NUMBER)
        finding = self._finding(text, _FACETS_OF)
        if not finding.hits():
            return Facets({}, {}, {})
        return finding.facets(_FACET_VALUES)

    def nearest(self, text: str, most: int = 5) -> list[str]:
        """Words of names in this book that are nearest to those of `text`, for when nothing was found; folded."""
        words = self._index().words
        found: dict[str, int] = {}
        for word in asked(text).words:
            if len(word) > 2:
                found |= words.near(latin(word), 3 if len(word) > 4 else 2)
        return sorted(found, key=lambda word: (found[word], word))[:most]

    def counts(self) -> Mapping[str, int]:
        """How many of each kind are searched."""
        return self._index().counts

    def _finding(self, text: str, limit: int) -> Finding:
        if not 1 <= limit <= MOST:
            raise UsageError(f"A search gives from 1 to {MOST:,} hits.")
        return Finding(self._index(), asked(text), limit)

    def people(self, most: int) -> list[str]:
        """The ids of so many people at most, in a row from where chance has it. Raises `SearchUnavailable`."""
        index = self._index()
        query = tantivy.Query.term_query(index.schema, "kind", "person")
        first = random.randint(0, max(0, index.counts.get("person", 0) - most))
        return [row[1] for row in index.rows(query, most, first)]

    def _index(self) -> Opened:
        return opened(self._generation().search)

    def _generation(self) -> Generation:
        return self._book.current() if isinstance(self._book, BookFolder) else self._book.view().generation


_BY_NUMBER: Final = "Social security and document numbers are looked for by those alone who may see them in clear."


def search(
    book: Graph | Path | str, text: str, *, user: str, audit: Audit, role: Role = ANALYST, limit: int = 10
) -> list[Hit]:
    """`Search.find` as `role` may see it, recorded before it is answered.

    The record holds no text but a digest of it by the log's own key (`Audit.keyed`): what was typed, letter by letter,
    can't be guessed from it, and an auditor who has the key can prove a suspicion.

    With `ssn:…` or `document:…` it is an uncovering and recorded as one, with whom it found and without the number:
    `NotAllowed` for a role that sees those masked, and for more than ten in a minute.
    """
    secret = _secret(text)
    if secret:
        return _by_number(book, text, secret, user, audit, role, limit)
    return recorded(text, lambda: Search(book).find(text, limit), user=user, audit=audit, role=role)


def _secret(text: str) -> str | None:
    """The field of a masked number; what is wrong with the text is for whoever searches to say, and to record."""
    try:
        found = asked(text).secret
    except UsageError:
        return None
    return found[0] if found else None


def _by_number(
    book: Graph | Path | str, text: str, field: str, user: str, audit: Audit, role: Role, limit: int
) -> list[Hit]:
    detail = {"searched": field}
    if {"ssn": SSN, "document": DOCUMENT_NUMBER}[field] in role.masked:
        audit.record(Record(user, "uncover", None, "denied", detail=detail))
        raise NotAllowed(_BY_NUMBER)
    # On record before it is counted: of many at once none can miss the others.
    audit.record(Record(user, "uncover", None, "success", detail=detail))
    if audit.lately(user, "uncover", 60) > NUMBERS_A_MINUTE:
        audit.record(Record(user, "uncover", None, "denied", detail={**detail, "why": "too many"}))
        raise NotAllowed(f"At most {NUMBERS_A_MINUTE} searches by number in a minute: wait, then try again.")
    try:
        hits = visible_rows(Search(book).by_number(text, limit), role)
    except C360Error:
        audit.record(Record(user, "uncover", None, "failed", detail=detail))
        raise
    # Whom it found is on record by name of the customer, as any view of theirs.
    audit.record(*(Record(user, "search", hit.id, "success", detail=detail) for hit in hits))
    return hits


def recorded(text: str, look: Callable[[], list[Hit]], *, user: str, audit: Audit, role: Role) -> list[Hit]:
    """What `look` finds for `text`, as `role` may see it, recorded before it is answered."""
    detail = {"text_hmac": audit.keyed(text)}
    try:
        hits = visible_rows(look(), role)
    except C360Error:
        audit.record(Record(user, "search", None, "failed", detail=detail))
        raise
    audit.record(Record(user, "search", None, "success", detail={**detail, "hits": str(len(hits)), "ids": _ids(hits)}))
    return hits


def _ids(hits: Sequence[Hit]) -> str:
    """Whom a search showed, as far as a record has room."""
    return " ".join(hit.id for hit in hits)
