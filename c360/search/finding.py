"""From what was asked to hits in order: the index gives the likeliest, what is here tells which are nearest.

Exact comes before prefix, prefix before another form or a slip of the pen, that before what sounds alike. Numbers, ids
and addresses of mail match from their beginning or their end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import tantivy

from c360.names import compact
from c360.search.asked import Asked, days_in, dialled, whole
from c360.search.entity import ID, KEYS, digest
from c360.search.hit import Hit
from c360.search.opened import Opened
from c360.search.scoring import BANDS, judged, order, plain
from c360.search.typed import BORN, EXACT, NAME, PREFIX, SPELLING, TOWN, Typed, born

_READ: Final = 200
_SHORTEST: Final = {"e": 3, "p": 3, "m": 3}
_SHORTEST_END: Final = 4
_FEW: Final = 50
_TRIES: Final = 12  # of other places for a blank; a name has few that make words of names
_ANYWHERE: Final = frozenset({NAME, TOWN, BORN})


@dataclass(frozen=True, slots=True)
class _Key:
    """A way in which a text may be a key, and what it scores: the least, and how much more where it covers all."""

    query: tantivy.Query
    least: float
    more: float
    how: str


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of what was found are of which kind and town, and were born in which ten years (1980 to 1989)."""

    kinds: Mapping[str, int]
    towns: Mapping[str, int]
    decades: Mapping[int, int]


class Finding:
    """One question to one index."""

    def __init__(self, index: Opened, asked: Asked, limit: int, hidden: Collection[str] = ()) -> None:
        """`hidden` are letters of keys, and of NAME, TOWN and BORN those, that nothing may be found by."""
        self._index = index
        self._hidden = frozenset(hidden)
        self._asked = asked
        self._limit = limit
        self._filters = list(self._narrow())
        self._found: dict[tuple[str, str], Hit] = {}
        # What found the most: what there is to narrow is counted by it.
        self.query: tantivy.Query = _all([*self._filters])

    def hits(self) -> list[Hit]:
        """The best, in order."""
        asked = self._asked
        if asked.secret:
            self._by_number(*asked.secret)
        elif asked.words or asked.names or asked.towns or asked.dates:
            self._by_key(asked.whole, "coae", asked.phone)
            self._by_words()
            if not self._found and asked.words:
                self._last_resorts()
        elif asked.keys:
            for letters, text in asked.keys:
                self._by_key(whole(text), letters, dialled(text))
        elif self._filters:
            rows = self._rows(self.query, self._limit)
            self._add(plain(row, 0.9, BORN if asked.days else "kind", "exact") for row in rows)
        ordered = sorted(self._found.values(), key=order)
        return ordered[: self._limit]

    def facets(self, most: int) -> Facets:
        """What there is to narrow by, once the hits were found: the commonest of each, at most so many."""
        decades = self._index.decades(self.query)
        return Facets(
            self._index.count(self.query, "kind", most), self._index.count(self.query, "place", most), decades
        )

    def _rows(self, query: tantivy.Query, most: int) -> list[list[Any]]:
        return self._index.rows(query, most)

    def _add(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            before = self._found.get((hit.kind, hit.id))
            if before is None or hit.score > before.score:
                self._found[hit.kind, hit.id] = hit

    # -- what everything has to fit ---------------------------------------------------------------------------------

    def _narrow(self) -> Iterator[tantivy.Query]:
        asked, schema = self._asked, self._index.schema
        if asked.kind:
            yield tantivy.Query.term_query(schema, "kind", asked.kind)
        if "a" in self._hidden:  # whose number is hidden can't be shown either
            people = [tantivy.Query.term_query(schema, "kind", kind) for kind in ("person", "company")]
            yield tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in people])
        if asked.days:
            yield tantivy.Query.disjunction_max_query([born(self._index, low, high) for low, high in asked.days])
        for letters, text in asked.keys:
            letters_ = (letter for letter in letters if letter not in self._hidden)
            keys = (self._keys(letter, whole(text), dialled(text), every=True) for letter in letters_)
            ways = [key.query for of_letter in keys for key in of_letter]
            yield tantivy.Query.disjunction_max_query(ways) if ways else tantivy.Query.empty_query()

    # -- ids, mail, phones ------------------------------------------------------------------------------------------

    def _keys(self, letter: str, text: str, phone: str, *, every: bool = False) -> Iterator[_Key]:
        """What `text` may be of a key: all of it, its beginning, its end; of many beginnings some, or `every` one."""
        end = phone if letter in "pm" else text
        # 0 and 00 before a phone's number only say from where it is dialled.
        text = phone.lstrip("0") if letter in "pm" else text
        if len(text) < _SHORTEST.get(letter, 1):
            return
        yield _Key(self._is(letter, text), 0.7 if letter == "d" else 1.0, 0.0, "exact")
        if letter == "d":
            return
        yield _Key(self._begins(f"{letter}:{text}", every), 0.5, 0.25, "prefix")
        if len(end) >= _SHORTEST_END and letter != "e":
            yield _Key(self._begins(f"{letter.upper()}:{end[::-1]}", every), 0.3, 0.15, "part")
        if letter in "pm":  # typed with a country's code that is not stored
            for cut in range(1, min(4, len(text) - 6)):
                yield _Key(self._is(letter, text[cut:]), 0.75, 0.0, "part")

    def _is(self, letter: str, text: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, "key", f"{letter}:{text}", "basic")

    def _begins(self, start: str, every: bool) -> tantivy.Query:
        # This one looks at the first fifty terms alone, which may all be of what is in no part of a role.
        if self._limit <= _FEW and not every and self._index.whole:
            return tantivy.Query.phrase_prefix_query(self._index.schema, "key", [start])
        return tantivy.Query.regex_query(self._index.schema, "key", f"{start}.*")

    def _by_key(self, text: str, letters: str, phone: str) -> None:
        for letter in dict.fromkeys(letters + "d" * ("e" in letters) + "pm" * bool(phone)):
            if letter in self._hidden:
                continue
            for key in self._keys(letter, text, phone):
                query = _all([key.query, *self._filters])
                rows = self._rows(query, max(self._limit, _READ if letter in "coa" else 1))
                if rows and not self._found:
                    self.query = query
                for row in rows:
                    cover = min(1.0, len(text) / (len(compact(row[1])) or 1)) if letter in "coa" else 0.5
                    self._add([plain(row, round(key.least + key.more * cover, 4), KEYS[letter], key.how)])

    def _by_number(self, field: str, text: str) -> None:
        term = f"{'s' if field == 'ssn' else 'n'}:{digest(text, self._index.secret)}"
        query = tantivy.Query.term_query(self._index.schema, "key", term)
        rows = self._rows(_all([query, *self._filters]), self._limit)
        self._add(plain(row, 1.0, field, "exact") for row in rows)

    # -- words ------------------------------------------------------------------------------------------------------

    def _typed(self, free: Iterable[str]) -> list[Typed]:
        typed = [Typed(word, _ANYWHERE - self._hidden, days_in(word)) for word in free]
        typed += [Typed("", frozenset({BORN}) - self._hidden, days) for days in self._asked.dates]
        typed += [Typed(word, frozenset({NAME})) for word in self._asked.names]
        return typed + [Typed(word, frozenset({TOWN})) for word in self._asked.towns]

    def _by_words(self) -> None:
        typed = self._typed(self._asked.words)
        if self._search(typed) >= self._limit:
            return
        for word in typed:
            word.loosen(self._index)
        self._search(typed)
        if not self._good():
            for word in typed:
                word.loosen(self._index, far=True)
            self._search(typed)
        if not self._good(PREFIX):
            for other in islice(self._other_blanks(typed, roughly=not self._good()), _TRIES):
                again = self._typed(other)
                for word in again:
                    word.loosen(self._index)
                self._search(again, at_best=SPELLING)
        if not self._good() and len(typed) > 1:
            self._search(typed, missing=len(typed) // 2)
        if len(self._found) < self._limit and (len(typed) == 1 or not self._good()):
            for word in typed:
                word.hold(self._index)
            if any(word.holding for word in typed):
                self._search(typed)

    def _good(self, tier: int = SPELLING) -> bool:
        """Whether anything was found that is as near as that."""
        return any(hit.score >= BANDS[tier][0] for hit in self._found.values())

    def _search(self, typed: list[Typed], *, missing: int = 0, at_best: int = EXACT) -> int:
        """Look for all words but so many; gives how many were found by now that have them all."""
        needed = [word for word in typed if not word.optional] or typed
        parts = [(tantivy.Occur.Should, word.query(self._index)) for word in needed]
        several = tantivy.Query.boolean_query(parts, minimum_number_should_match=max(1, len(parts) - missing))
        more = [(tantivy.Occur.Should, word.query(self._index)) for word in typed if word not in needed]
        musts = [(tantivy.Occur.Must, one) for one in (several, *self._filters)]
        query = tantivy.Query.boolean_query([*musts, *more])
        rows = self._rows(query, max(_READ, 2 * self._limit))
        before = len(self._found)
        self._add(filter(None, (judged(row, typed, missing, at_best) for row in rows)))
        if len(self._found) > before:
            self.query = query
        return len(self._found)

    def _other_blanks(self, looked_for: list[Typed], *, roughly: bool) -> Iterator[list[str]]:
        """The words with a blank too many taken out, or one that is missing put in, where that makes words of names;
        `roughly` is where they are a slip away from that, too, and of words that are one already."""
        typed, known = list(self._asked.words), self._index.words
        odd = {one.text for one in looked_for if one.text not in known and 1 not in one.near.values()}
        for at, word in enumerate(typed):
            if len(word) in (2, 3) and word.isascii() and not set(word) & set("aeiou") and word not in known:
                yield [*typed[:at], *word, *typed[at + 1 :]]  # JK Rowling
        for at in range(len(typed) - 1):
            joined = typed[at] + typed[at + 1]
            if (joined in known and odd & {typed[at], typed[at + 1]}) or (roughly and known.near(joined, 1)):
                yield [*typed[:at], joined, *typed[at + 2 :]]
        for at, word in enumerate(typed):
            for cut in range(2, len(word) - 1) if word in odd or roughly else ():
                for rest in (word[cut:], word[cut + 1 :]):  # a letter may stand where the blank was
                    if len(rest) > 1 and word[:cut] in known and (rest in known or (roughly and known.near(rest, 1))):
                        yield [*typed[:at], word[:cut], rest, *typed[at + 1 :]]

    def _last_resorts(self) -> None:
        """Mail with a slip in it, and digits from the middle of a number."""
        text, schema = self._asked.whole, self._index.schema
        letters = "".join(letter for letter in "coapm" if letter not in self._hidden)
        if len(text) >= 8 and len(self._asked.words) > 1 and not text.isdecimal() and "e" not in self._hidden:
            query = tantivy.Query.fuzzy_term_query(schema, "key", f"e:{text}", 1)
        elif len(text) >= 5 and text.isdecimal():
            query = tantivy.Query.regex_query(schema, "key", f"[{letters}]:.*{text}.*")
        else:
            return
        for row in self._rows(_all([query, *self._filters]), self._limit):
            key = KEYS[ID[row[0]]] if text in compact(row[1]) else "phone"
            self._add([plain(row, 0.2, key, "part") if text.isdecimal() else plain(row, 0.2, "email", "spelling")])


def _all(queries: list[tantivy.Query]) -> tantivy.Query:
    if not queries:
        return tantivy.Query.all_query()
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
