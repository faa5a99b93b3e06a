"""Finding people, companies and accounts by what an analyst has heard: a name, an id, a phone, a town, a year of birth.

Each generation of a book carries its own index, made with it from the tables that the load checked. Names and ids are
compared folded (`c360.names`), phones by their digits; social security and document numbers are in it as keyed digests.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tantivy

from c360 import limits
from c360.access import ANALYST, DOCUMENT_NUMBER, EVERYONE, NOTHING, SSN, Part, Role, Show, here, refuse
from c360.audit import Audit, Record, spread
from c360.errors import C360Error, NotAllowed, UsageError
from c360.graph.book import BookFolder, Generation
from c360.names import latin
from c360.search.asked import LONGEST, asked
from c360.search.build import build_index
from c360.search.finding import Facets, Finding
from c360.search.hit import Hit
from c360.search.opened import Opened, opened
from c360.search.transactions import accounts_of, may_be
from c360.search.typed import BORN, NAME, TOWN
from c360.search.walls import TRANSACTION, allowed, sees_anybody, unsearchable, visible_hits

if TYPE_CHECKING:
    from c360.graph.connect import Graph
    from c360.policy import Policy

__all__ = ["LONGEST", "MOST", "Facets", "Hit", "Search", "build_index", "every_id", "recorded", "search"]

# Who is in a part that limits segments, which an index doesn't know of.
Segmented = Callable[[Part], frozenset[str]]

MOST: Final = 1000
_AN_ID: Final = 0.6  # of what may be somebody's id, or its beginning: then it is no transaction's
_FACET_VALUES: Final = 8
_FACETS_OF: Final = 10  # hits after which a search looks no further
_PAGE: Final = 20_000  # ids that are read at once, where all of them are
# Searches by a number that is masked, for one user: more would be guessing.
NUMBERS_A_MINUTE: Final = 10


class Search:
    """Finds in the current generation of one book; safe to share between threads.

    A path is enough: the graph itself isn't opened for it. It finds what is in the `part` of the customers and nothing
    else, and neither counts nor suggests what isn't: as if the book held nothing else. Where the part limits segments,
    `segmented` says who is in it; without it nobody is. Nothing is found, counted or suggested by what is `hidden`
    (`c360.search.walls`).
    """

    def __init__(
        self, book: Graph | Path | str, part: Part = EVERYONE, segmented: Segmented | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self._hidden = hidden
        self._part = part
        self._segmented = segmented
        self._book = BookFolder(Path(book)) if isinstance(book, str | Path) else book

    @classmethod
    def for_role(cls, book: Graph | Path | str, role: Role, segmented: Segmented | None = None) -> Search:
        """The search as the role may use it in this book; raises as `c360.access.here`."""
        role = here(role, book)
        return cls(book, role.part, segmented, unsearchable(role))

    def find(self, text: str, limit: int = 10) -> list[Hit]:
        """The best `limit` hits for `text`, best first; equal scores by kind, name and id.

        Raises `UsageError` for a text longer than 200 characters, a field that there isn't, a number that only some may
        look for, or a limit outside 1 to 1,000, `NotAllowed` for a field that is hidden, and `SearchUnavailable` when
        the book has no index.
        """
        wanted = asked(text)
        if wanted.secret:
            raise UsageError(_BY_NUMBER)
        hits = self._finding(text, limit).hits()
        if TRANSACTION not in self._hidden and may_be(text.strip()) and not any(hit.score >= _AN_ID for hit in hits):
            accounts = accounts_of(self._generation().sources, text.strip())
            index = self._index()
            held = None if index.whole else index.accounts({hit.id for hit in accounts})
            hits = [*(hit for hit in accounts if held is None or hit.id in held), *hits][:limit]
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
        found = finding.facets(_FACET_VALUES)
        return replace(
            found, towns={} if TOWN in self._hidden else found.towns,
            decades={} if BORN in self._hidden else found.decades,
        )  # fmt: skip

    def nearest(self, text: str, most: int = 5) -> list[str]:
        """Words of names in this book that are nearest to those of `text`, for when nothing was found; folded."""
        if NAME in self._hidden:
            return []
        words = self._index().words
        found: dict[str, int] = {}
        for word in asked(text).words:
            if len(word) > 2:
                found |= words.near(latin(word), 3 if len(word) > 4 else 2)
        return sorted(found, key=lambda word: (found[word], word))[:most]

    def counts(self) -> Mapping[str, int]:
        """How many of each kind are searched."""
        counts = self._index().counts
        return {kind: count for kind, count in counts.items() if kind != "account" or "a" not in self._hidden}

    def _finding(self, text: str, limit: int) -> Finding:
        if not 1 <= limit <= MOST:
            raise UsageError(f"A search gives from 1 to {MOST:,} hits.")
        wanted = asked(text)
        allowed(wanted, self._hidden)
        return Finding(self._index(), wanted, limit, self._hidden)

    def people(self, most: int) -> list[str]:
        """The ids of so many people at most, in a row from where chance has it. Raises `SearchUnavailable`."""
        index = self._index()
        query = tantivy.Query.term_query(index.schema, "kind", "person")
        first = random.randint(0, max(0, index.counts.get("person", 0) - most))
        return [row[1] for row in index.rows(query, most, first)]

    def _index(self) -> Opened:
        part = self._part
        if part.segments is not None:
            part = replace(part, also=part.also | (self._segmented(part) if self._segmented else frozenset()))
        return opened(self._generation().search).within(part)

    def _generation(self) -> Generation:
        return self._book.current() if isinstance(self._book, BookFolder) else self._book.view().generation


def every_id(generation: Generation, kind: str, part: Part = EVERYONE) -> Iterator[str]:
    """The ids of everything of a kind, "person", "company" or "account", in a state of a graph, in the index's order.

    Of a `part` that limits no segments those within it. Raises `SearchUnavailable`.
    """
    index = opened(generation.search).within(part)
    query = tantivy.Query.term_query(index.schema, "kind", kind)
    for first in range(0, index.counts.get(kind, 0), _PAGE):
        yield from (row[1] for row in index.rows(query, _PAGE, first))


_BY_NUMBER: Final = "Social security and document numbers are looked for by those alone who may see them in clear."


def search(
    book: Graph | Path | str, text: str, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST,
    limit: int = 10, segmented: Segmented | None = None,
) -> list[Hit]:  # fmt: skip
    """`Search.find` in the role's part, recorded before it is answered; `segmented` as in `Search`.

    The record holds a digest of the text by the log's own key (`Audit.keyed`): what was typed, letter by letter, can't
    be guessed from it, and an auditor who has the key can prove a suspicion. The text itself is there only where the
    policy says so. `TooMany` is raised where this user has had the policy's searches of the last minute.

    With `ssn:…` or `document:…` it is an uncovering and recorded as one, with whom it found and without the number:
    `NotAllowed` for a role that sees those masked, and for more than ten in a minute; and for a role that sees nothing
    of anybody, or names a field that it doesn't see.
    """
    role = here(role, book)
    if not sees_anybody(role):
        refuse(NOTHING, role, user=user, audit=audit, action="search")
    with limits.search(user, audit, policy):
        secret = _secret(text)
        if secret:
            return _by_number(Search.for_role(book, role, segmented), text, secret, user, audit, role, limit)
        return recorded(
            text,
            lambda: Search.for_role(book, role, segmented).find(text, limit),
            user=user,
            audit=audit,
            role=role,
            policy=policy,
        )


def _secret(text: str) -> str | None:
    """The field of a masked number; what is wrong with the text is for whoever searches to say, and to record."""
    try:
        found = asked(text).secret
    except UsageError:
        return None
    return found[0] if found else None


def _by_number(index: Search, text: str, field: str, user: str, audit: Audit, role: Role, limit: int) -> list[Hit]:
    detail = {"searched": field}
    if role.shows({"ssn": SSN, "document": DOCUMENT_NUMBER}[field]) is not Show.CLEAR:
        audit.record(Record(user, "uncover", None, "denied", detail=detail))
        raise NotAllowed(_BY_NUMBER)
    # On record before it is counted: of many at once none can miss the others.
    audit.record(Record(user, "uncover", None, "success", detail=detail))
    if audit.lately(user, "uncover", 60) > NUMBERS_A_MINUTE:
        audit.record(Record(user, "uncover", None, "denied", detail={**detail, "why": "too many"}))
        raise NotAllowed(f"At most {NUMBERS_A_MINUTE} searches by number in a minute: wait, then try again.")
    try:
        hits = visible_hits(index.by_number(text, limit), role)
    except C360Error:
        audit.record(Record(user, "uncover", None, "failed", detail=detail))
        raise
    # Whom it found is on record by name of the customer, as any view of theirs.
    audit.record(*(Record(user, "search", hit.id, "success", detail=detail) for hit in hits))
    return hits


def recorded(
    text: str, look: Callable[[], list[Hit]], *, user: str, audit: Audit, role: Role, policy: Policy
) -> list[Hit]:  # fmt: skip
    """What `look` finds for `text`, as `role` may see it, recorded before it is answered; see `search`."""
    detail = {"text_hmac": audit.keyed(text), "policy": policy.digest} | ({"text": text} if policy.search_text else {})
    try:
        hits = visible_hits(look(), role)
    except C360Error as error:
        outcome = "denied" if isinstance(error, NotAllowed) else "failed"
        audit.record(Record(user, "search", None, outcome, detail=detail))
        raise
    shown = {"hits": str(len(hits)), **spread("ids", (hit.id for hit in hits))}
    audit.record(Record(user, "search", None, "success", detail={**detail, **shown}))
    return hits
