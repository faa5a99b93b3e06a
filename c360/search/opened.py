"""An index that is open for reading, shared by whoever searches the same generation."""

from __future__ import annotations

import json
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson
import tantivy

from c360.errors import SearchUnavailable
from c360.search.build import ABOUT, KEY, VERSION
from c360.search.entity import schema
from c360.search.vocabulary import Vocabulary

_OTHER: Final = "The book's search index is of another version: load the book again."


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
                terms = (term for term, _ in self._searcher.terms_with_prefix(field, ""))
                self._vocabularies[field] = Vocabulary(sorted(terms))
            return self._vocabularies[field]

    def rows(self, query: tantivy.Query, most: int, first: int = 0) -> list[list[Any]]:
        """What is kept of the best, from the first so many on: [kind, id, name, towns, born, its words or null]."""
        found = self._searcher.search(query, most, count=False, offset=first).hits
        return [orjson.loads(self._searcher.doc(address)["hit"][0]) for _, address in found]

    def count(self, query: tantivy.Query, field: str, most: int) -> dict[str, int]:
        """How many of what the query finds have which value of a field, the commonest first."""
        found = self._searcher.aggregate(query, {"by": {"terms": {"field": field, "size": most}}})
        return {str(one["key"]): int(one["doc_count"]) for one in found["by"]["buckets"]}

    def decades(self, query: tantivy.Query) -> dict[int, int]:
        """How many of what the query finds were born in which ten years, by the first of them, in order."""
        found = self._searcher.aggregate(query, {"by": {"histogram": {"field": "born", "interval": 100_000}}})
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
