"""Which listed names are worth comparing: those that share words with a name, however these are spelt.

A word is found by itself, by what it sounds like, by the names it stands for, by all its forms with one letter left
out (Garbe, SymSpell, 2012) and, where it is of East Asian syllables, by these. A rare word counts for more than a
common one (inverse document frequency; Sparck Jones, 1972).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from c360.screening import firms, parts, things
from c360.screening.given import known
from c360.screening.kinds import KINDS, LONGEST, kinds
from c360.screening.likeness import stem
from c360.screening.spelling import bones, plain
from c360.screening.syllables import readings, split, split_in

# Of the listed names that share some words with a name, or words like its own, so many are compared.
LIMIT: Final = 60
# Abd al-Aziz and Abu Bakr are a word each, of which the second half is found alone too.
_FIRST_HALVES: Final = ("abd", "abu", "umm")
# The share of a name's weight that a listed name must hold to be compared at all.
_SHARE: Final = 0.42
# A word like one's own counts for less than the word itself, and from this share on a name has every word itself.
_LOOSE: Final = 0.9
_WHOLE: Final = 0.99
# From so many letters on a word is found by all its forms with one left out.
_LETTERS: Final = 3
_MOST: Final = 24
# So many letters of a longer word find what somebody cut short: Petrochem for Petrochemical.
_HEAD: Final = 5


@dataclass(frozen=True, slots=True)
class Token:
    """A word to look up, and the keys by which it is found."""

    text: str
    keys: tuple[str, ...]


class NameIndex:
    """Listed names by their words. Each name has a number, in the order in which they were added."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names` are pairs of a name and its schema."""
        postings: dict[str, list[int]] = {}
        sizes: list[int] = []
        told: list[int] = []
        for number, (name, schema) in enumerate(names):
            found = tokens(name, schema)
            sizes.append(max(1, len(found)))
            told.append(_mask(schema))
            for key in {key for token in found for key in token.keys}:
                postings.setdefault(key, []).append(number)
        self.size = len(sizes)
        self._sizes = np.array(sizes or [1], dtype=np.float32)
        self._kinds = np.array(told or [0], dtype=np.uint8)
        self._postings = {key: np.array(numbers, dtype=np.int32) for key, numbers in postings.items()}
        self._hits: dict[tuple[str, ...], tuple[NDArray[np.int32], NDArray[np.int32], float]] = {}

    def near(self, name: str, schema: str, limit: int = LIMIT) -> list[int]:
        """The numbers of the listed names of its kind that share most with this one, best first.

        Those that share every word as it is written are all there, however many they are.
        """
        found = tokens(name, schema)
        weights = np.zeros(self.size, dtype=np.float32)
        total = 0.0
        for token in found:
            exact, loose, weight = self._hit(token)
            weights[loose] += _LOOSE * weight
            weights[exact] += (1 - _LOOSE) * weight
            total += weight
        if not self.size or not total:
            return []
        # Few names share so much: what is worked out is worked out for them alone.
        some = np.flatnonzero(weights >= np.float32(0.999 * _SHARE * total))
        some = some[(self._kinds[some] & _mask(schema)) > 0]
        share = weights[some] / np.float32(total)
        # Beside how much of this name a listed one holds, how little more it holds: Ali is found before Ali Hassan.
        order = share - 0.01 * np.abs(self._sizes[some] - len(found))
        whole = np.flatnonzero(share >= _WHOLE)
        rest = np.flatnonzero((share >= _SHARE) & (share < _WHOLE))
        if len(rest) > limit:
            rest = rest[np.argpartition(-order[rest], limit)[:limit]]
        places = np.concatenate((whole, rest))
        return [int(n) for n in some[places[np.argsort(-order[places], kind="stable")]]]

    def _hit(self, token: Token) -> tuple[NDArray[np.int32], NDArray[np.int32], float]:
        """The names that hold a word as it is written, those that hold it or one like it, and what it weighs."""
        known_hits = self._hits.get(token.keys)
        if known_hits is None:
            nobody = np.empty(0, dtype=np.int32)
            lists = [self._postings[key] for key in token.keys if key in self._postings]
            loose = np.unique(np.concatenate(lists)) if lists else nobody
            exact = self._postings.get(token.keys[0], nobody)
            weight = math.log(1 + self.size / (1 + len(loose))) if len(token.text) > 1 else 0.3
            known_hits = exact, loose, weight
            if len(self._hits) < 100_000:
                self._hits[token.keys] = known_hits
        return known_hits


@cache
def _mask(schema: str) -> int:
    """The kinds that a schema may be, as bits."""
    return sum(1 << n for n, kind in enumerate(KINDS) if kind in kinds(schema))


def tokens(name: str, schema: str) -> list[Token]:
    """The words of a name, as each kind that the schema may be reads it."""
    found: dict[str, Token] = {}
    for token in _words(name[:LONGEST], schema):
        found.setdefault(token.text, token)
    return list(found.values())


def _words(name: str, schema: str) -> Iterator[Token]:
    allowed = kinds(schema)
    if "person" in allowed:
        for reading in parts.taken_apart(name):
            told = [part for part in reading.parts if not part.particle] or list(reading.parts)
            texts = [part.text for part in told]
            for at, part in enumerate(told):
                yield _token(part.text, part.native, bool(part.asian), _joined(texts, at))
    if "firm" in allowed:
        texts = [word.text for word in firms.taken_apart(name).words if word.kind != "stop"]
        for at, text in enumerate(texts):
            yield _token(text, "", False, _joined(texts, at))
    if "thing" in allowed:
        own, numbers = things.taken_apart(name)
        for at, text in enumerate(own):
            yield _token(text, "", False, _joined(list(own), at))
        yield from (Token(word, (f"t {word}",)) for word in numbers)


def _joined(words: list[str], at: int) -> list[str]:
    """A word with the one before and with the one after it, as somebody writes them who leaves the blank out."""
    return ["".join(words[n : n + 2]) for n in (at - 1, at) if n >= 0 and n + 1 < len(words)]


def _token(text: str, native: str, asian: bool, joined: list[str]) -> Token:
    keys = _keys(text, native, asian)
    if joined:
        more = [key for one in joined for key in (f"t {one}", f"b {bones(one)}")]
        keys = tuple(dict.fromkeys((*keys, *more)))
    return Token(text, keys)


@lru_cache(100_000)
def _keys(text: str, native: str, asian: bool) -> tuple[str, ...]:
    keys = [f"t {text}", f"t {plain(text)}", f"t {text.replace('rn', 'm')}", f"s {stem(text)}"]
    if len(bones(text)) > 1:
        keys.append(f"b {bones(text)}")
    if len(text) > _HEAD:
        keys.append(f"p {text[:_HEAD]}")
    if len(text) > 5 and text.startswith(_FIRST_HALVES):
        keys += _keys(text[3:], "", False)
    told = known(text, native)
    keys += [f"n {one}" for one in sorted(told.names | told.short)]
    if _LETTERS <= len(text) <= _MOST:
        keys += [f"d {one}" for one in sorted({text, *(text[:n] + text[n + 1 :] for n in range(len(text)))})]
    if asian:
        for one in dict.fromkeys((text, *split(text), *(half for way in split_in(text, 2) for half in way))):
            keys += [f"y {reading}" for reading in sorted(readings(one))]
    return tuple(dict.fromkeys(keys))
