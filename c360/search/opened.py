"""An index that is open for reading, shared by whoever searches the same generation."""

from __future__ import annotations

import copy
import json
import tempfile
import threading
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson
import tantivy

from c360.access import Part
from c360.access.part import Belongs, may_hold
from c360.errors import SearchUnavailable
from c360.names import compact, spellings, units
from c360.search.build import ABOUT, KEY, VERSION
from c360.search.entity import BY_CODE, BY_ID, EVERYONES, ID, WHOSE, schema
from c360.search.vocabulary import Vocabulary

_OTHER: Final = "The book's search index is of another version: load the book again."

_MOST_PARTS: Final = 32
_PAGE: Final = 20_000  # documents that are read at once, where all of them are


class Opened:
    """One generation's index. Any thread may search it; raises `SearchUnavailable` where it can't be read."""

    def __init__(self, folder: Path) -> None:
        try:
            about = json.loads((folder / ABOUT).read_text("utf-8"))
            if about["version"] != VERSION:
                raise SearchUnavailable(_OTHER)
            self.counts: dict[str, int] = about["counts"]
            self._aside = _beside(folder)
            self._searcher = tantivy.Index.open(self._aside.name).searcher()
        except (OSError, ValueError, KeyError) as error:
            raise SearchUnavailable("The book's search index can't be read.", detail=f"{folder}: {error}") from error
        self._folder = folder
        self.schema = schema()
        self._lock = threading.Lock()
        self._vocabularies: dict[str, Vocabulary] = {}
        self._filter: tantivy.Query | None = None
        self._parts: dict[Part, Opened] = {}

    @property
    def whole(self) -> bool:
        """Whether everything in the index may be found."""
        return self._filter is None

    def within(self, part: Part) -> Opened:
        """The same index as if nothing but what is in the part were in it: rows, counts and words.

        Segments are not in an index: whoever limits by them names the customers in `also`.
        """
        if part.everyone:
            return self
        with self._lock:
            if part not in self._parts:
                if len(self._parts) >= _MOST_PARTS:
                    del self._parts[next(iter(self._parts))]
                self._parts[part] = self._only(part)
            return self._parts[part]

    def _only(self, part: Part) -> Opened:
        codes = (term for term, _ in self._searcher.terms_with_prefix(WHOSE, BY_CODE))
        terms = [code for code in codes if may_hold(part, Belongs.of(code.removeprefix(BY_CODE)))]
        if part.segments is not None:
            terms = []
        terms += [EVERYONES, *(BY_ID + one for one in sorted(part.also))]
        found = copy.copy(self)
        found._lock, found._vocabularies = threading.Lock(), {}
        whose = tantivy.Query.term_set_query(self.schema, WHOSE, terms)
        # It counts nothing: the order of what is found is the one that it has without a filter.
        found._filter = tantivy.Query.const_score_query(whose, 0.0)
        sizes = {kind: found._size(tantivy.Query.term_query(self.schema, "kind", kind)) for kind in self.counts}
        found.counts = {kind: size for kind, size in sizes.items() if size}
        return found

    @property
    def words(self) -> Vocabulary:
        """The words of all names; read when first asked for."""
        return self._vocabulary("name")

    @property
    def towns(self) -> Vocabulary:
        """The words of all towns; read when first asked for."""
        return self._vocabulary("town")

    @property
    def secret(self) -> bytes:
        """The key of the digests, which its owner alone can read. Raises `SearchUnavailable`."""
        try:
            return (self._folder / KEY).read_bytes()
        except OSError as error:
            title = "Numbers can't be looked for: the key of the search index can't be read by this user."
            raise SearchUnavailable(title, detail=f"{self._folder}: {error}") from error

    def _vocabulary(self, field: str) -> Vocabulary:
        with self._lock:
            if field not in self._vocabularies:
                terms = {term for term, _ in self._searcher.terms_with_prefix(field, "")}
                self._vocabularies[field] = Vocabulary(
                    sorted(terms if self.whole else self._terms_within(field, terms))
                )
            return self._vocabularies[field]

    def _terms_within(self, field: str, every: set[str]) -> set[str]:
        """The words of what is in the part; told from the smaller side, what is in it or what isn't."""
        everything = tantivy.Query.all_query()
        if self._filter is None:
            return every
        if self._size(everything) <= self._searcher.num_docs // 2:
            return self._words(field, everything)
        whole = copy.copy(self)
        whole._filter = None
        rest = tantivy.Query.boolean_query([(tantivy.Occur.Must, everything), (tantivy.Occur.MustNot, self._filter)])
        gone = whole._words(field, rest)
        return every - {
            word for word in gone if not self._size(tantivy.Query.term_query(self.schema, field, word, "basic"))
        }

    def _words(self, field: str, query: tantivy.Query) -> set[str]:
        words: set[str] = set()
        first = 0
        while rows := self.rows(query, _PAGE, first):
            for _, _, name, towns, _, kept in rows:
                if field == "name":
                    words.update(kept or units(name or ""))
                else:
                    words.update(word for town in towns for word in spellings(town))
            first += len(rows)
        return words

    def _size(self, query: tantivy.Query) -> int:
        found: Any = self._searcher.search(self._seen(query), 1, count=True)
        return int(found.count)

    def _seen(self, query: tantivy.Query) -> tantivy.Query:
        if self._filter is None:
            return query
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, self._filter)])

    def rows(self, query: tantivy.Query, most: int, first: int = 0) -> list[list[Any]]:
        """What is kept of the best, from the first so many on: [kind, id, name, towns, born, its words or null]."""
        found = self._searcher.search(self._seen(query), most, count=False, offset=first).hits
        return [orjson.loads(self._searcher.doc(address)["hit"][0]) for _, address in found]

    def accounts(self, numbers: Collection[str]) -> set[str]:
        """Those of these accounts that may be found."""
        found: set[str] = set()
        for number in numbers:
            term = tantivy.Query.term_query(self.schema, "key", f"{ID['account']}:{compact(number)}")
            found.update(row[1] for row in self.rows(term, _PAGE) if row[0] == "account")
        return found & set(numbers)

    def count(self, query: tantivy.Query, field: str, most: int) -> dict[str, int]:
        """How many of what the query finds have which value of a field, the commonest first."""
        found = self._searcher.aggregate(self._seen(query), {"by": {"terms": {"field": field, "size": most}}})
        return {str(one["key"]): int(one["doc_count"]) for one in found["by"]["buckets"]}

    def decades(self, query: tantivy.Query) -> dict[int, int]:
        """How many of what the query finds were born in which ten years, by the first of them, in order."""
        found = self._searcher.aggregate(
            self._seen(query), {"by": {"histogram": {"field": "born", "interval": 100_000}}}
        )
        counted = ((int(one["key"]) // 10_000, int(one["doc_count"])) for one in found["by"]["buckets"])
        return {decade: count for decade, count in counted if count}


def _beside(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """Links to the index's files in a folder of this process: to open an index the engine writes locks beside it,
    and a book may be another user's, or on a disk that nobody may write to."""
    aside = tempfile.TemporaryDirectory(prefix="c360-")
    for path in folder.resolve().iterdir():
        if path.suffix != ".lock" and path.name != KEY and not path.name.startswith(".fetching-"):
            (Path(aside.name) / path.name).symlink_to(path)
    return aside


def opened(folder: Path) -> Opened:
    """The index in a folder, opened once; a generation never changes. Raises `SearchUnavailable`."""
    about = folder / ABOUT
    if not about.is_file():
        if folder.parent.is_dir() and any(folder.parent.glob("search.sqlite")):
            raise SearchUnavailable(_OTHER)
        raise SearchUnavailable("The book has no search index: load the book again.", detail=str(folder))
    return _opened(folder.resolve(), about.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _opened(folder: Path, written: int) -> Opened:
    return Opened(folder)
