"""One typed word, what it may stand for in an index, and how near a name comes to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import tantivy

from c360.names import PARTICLES, TITLES, alike, latin, readings, sound, unspaced, without_article
from c360.search.opened import Opened

EXACT, PREFIX, FORM, SPELLING, SOUND, INITIAL, PART = range(7)
HOW: Final = ("exact", "prefix", "other form", "spelling", "sound", "initial", "part")
NAME, TOWN, BORN = "name", "town", "dateOfBirth"

# What a match counts in the index's own order, which only has to bring the right ones among the first few hundred.
_WEIGHT: Final = (1.0, 0.9, 0.8, 0.75, 0.4, 0.35, 0.3)
_TWO_SLIPS: Final = 0.55
_FARTHER: Final = 0.05  # a town is farther from who was meant than a name
# Letters from which a word may be one slip, or two, away: of shorter ones everything is near.
_ONE: Final = 3
_TWO: Final = 6
_MOST_PREFIXED: Final = 400
_MOST_HOLDING: Final = 50

Reading = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """How a word was found: the tier, how like it is from 0 to 1, where, and by which words of the name."""

    tier: int
    like: float
    where: str
    words: Reading = ()


@dataclass(slots=True)
class Typed:
    """A word as it was typed, folded; `where` says in what it may be found; `days` what birthday it may be."""

    text: str
    where: frozenset[str]
    days: tuple[tuple[int, int], ...] = ()
    loosely: bool = False
    near: dict[str, int] = field(default_factory=dict)
    near_towns: dict[str, int] = field(default_factory=dict)
    forms: frozenset[str] = frozenset()
    holding: frozenset[str] = frozenset()
    spelt: tuple[str, ...] = ()
    heard: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        # As it is written, and in Latin letters, which of Han and its neighbours many words share.
        bare = without_article(self.text)
        same = (self.text,) if unspaced(self.text) else (self.text, latin(self.text), bare, latin(bare))
        self.spelt = tuple(dict.fromkeys(filter(None, same)))
        self.forms = frozenset({latin(self.text)} - {"", *self.spelt})

    @property
    def optional(self) -> bool:
        """Whether it may be missing in a name: de, van, bin, Mr, Jr."""
        return (self.text in PARTICLES or self.text in TITLES) and NAME in self.where

    def loosen(self, index: Opened, *, far: bool = False) -> None:
        """Take in what is written otherwise, misspelt or sounds alike, too; `far` is one slip more in a short word."""
        self.loosely = True
        self.heard = frozenset(filter(None, map(sound, self.spelt)))
        self.first = frozenset(word[0] for word in self.spelt)
        size = len(latin(self.text))
        self.forms |= alike(self.text)
        if size >= _ONE - far:
            self.near = index.words.near(latin(self.text), 2 if size >= _TWO - 2 * far else 1)
        if size > _ONE:
            self.near_towns = index.towns.near(latin(self.text), 1)

    def hold(self, index: Opened) -> None:
        """Take in words that hold this one anywhere."""
        if len(self.text) > 2:
            self.holding = frozenset(index.words.holding(self.text, _MOST_HOLDING))

    def query(self, index: Opened) -> tantivy.Query:
        """What finds it in the index, the better the match the higher the score."""
        ways = []
        if NAME in self.where:
            ways += self._as_name(index)
        if TOWN in self.where:
            ways += _terms(index, "town", self.spelt, _WEIGHT[EXACT] - _FARTHER)
            if len(self.text) > 2:
                ways += _terms(
                    index, "town", index.towns.beginning(self.text)[:_MOST_PREFIXED], _WEIGHT[PREFIX] - _FARTHER
                )
            ways += _terms(index, "town", self.near_towns, _WEIGHT[SPELLING])
        if BORN in self.where:
            ways += [born(index, low, high) for low, high in self.days]
        return _any(ways)

    def _as_name(self, index: Opened) -> list[tantivy.Query]:
        ways = _terms(index, NAME, self.spelt, _WEIGHT[EXACT]) + _terms(index, NAME, self.forms, _WEIGHT[FORM])
        ways += [self._taken_apart(index, reading) for reading in readings(self.text)[1:]]
        if len(self.text) == 1 and self.text.isascii():
            ways += _terms(index, "initial", self.spelt, _WEIGHT[PREFIX])
        else:
            ways += [way for word in self.spelt for way in self._beginning(index, word)]
        if self.loosely:
            one = [word for word, slips in self.near.items() if slips == 1]
            two = [word for word, slips in self.near.items() if slips == 2]
            ways += _terms(index, NAME, one, _WEIGHT[SPELLING]) + _terms(index, NAME, two, _TWO_SLIPS)
            ways += _terms(index, "sound", self.heard, _WEIGHT[SOUND])
            ways += _terms(index, NAME, self.first, _WEIGHT[INITIAL])
            ways += _terms(index, NAME, self.holding, _WEIGHT[PART])
        return ways

    def _taken_apart(self, index: Opened, reading: Reading) -> tantivy.Query:
        """All parts of a name that is written without blanks, each in any of its forms."""
        parts = [_any(_terms(index, NAME, {part, latin(part), *alike(part)}, _WEIGHT[EXACT])) for part in reading]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _beginning(self, index: Opened, word: str) -> list[tantivy.Query]:
        begun = index.words.beginning(word)
        if len(begun) <= _MOST_PREFIXED:
            return _terms(index, NAME, begun, _WEIGHT[PREFIX])
        # A folded word is letters, marks and digits alone: nothing in it means anything to an expression.
        every = tantivy.Query.regex_query(index.schema, NAME, f"{word}.*")
        return [tantivy.Query.const_score_query(every, _WEIGHT[PREFIX])]

    def matches(self, name: Iterable[str], towns: Iterable[str], day: int | None) -> list[Match]:
        """All ways in which it is found in these words of a name and of towns, and in a day of birth, best first."""
        found = [*self._in_name(name)] if NAME in self.where else []
        if TOWN in self.where:
            found += [Match(EXACT, 0.95, TOWN) for word in towns if word in self.spelt]
            if len(self.text) > 2:
                found += [_begins(self.text, word, TOWN) for word in towns if word.startswith(self.text)]
            found += [Match(SPELLING, 0.8, TOWN) for word in towns if word in self.near_towns]
        if BORN in self.where and day is not None:
            found += [Match(EXACT, 1.0, BORN) for low, high in self.days if low <= day <= high]
        return sorted(found, key=lambda one: (one.tier, -one.like))

    def _in_name(self, name: Iterable[str]) -> Iterable[Match]:
        found = [Match(EXACT, 1.0, NAME, (word,)) for word in self.spelt if word in name]
        if parts := self._apart(name):
            found.append(parts)
        found += [_begins(word, other, NAME) for word in self.spelt if word for other in name if other.startswith(word)]
        if self.loosely:
            return found + self._looser_in(name)
        return found + [Match(FORM, 0.8, NAME, (word,)) for word in self.forms if word in name]

    def _looser_in(self, name: Iterable[str]) -> list[Match]:
        found = []
        for other in name:
            if other in self.forms:
                found.append(Match(FORM, 0.8, NAME, (other,)))
            elif other in self.near:
                slips = self.near[other]
                like = 1 - slips / max(len(self.text), len(other), 3)
                found.append(Match(SPELLING, like, NAME, (other,)))
            elif self.heard and sound(other) in self.heard:
                found.append(Match(SOUND, 0.5, NAME, (other,)))
            elif other in self.first:
                found.append(Match(INITIAL, 0.4, NAME, (other,)))
            elif other in self.holding:
                found.append(Match(PART, len(self.text) / len(other), NAME, (other,)))
        return found

    def _apart(self, name: Iterable[str]) -> Match | None:
        for reading in readings(self.text)[1:]:
            if all(part in name for part in reading):
                return Match(EXACT, 0.9, NAME, reading)
        for reading in readings(self.text)[1:]:
            forms = [next((o for o in name if o in (part, latin(part)) or o in alike(part)), None) for part in reading]
            if all(forms):
                return Match(FORM, 0.8, NAME, tuple(filter(None, forms)))
        return None


def born(index: Opened, low: int, high: int) -> tantivy.Query:
    """Whoever was born within these days, both included."""
    days = tantivy.Query.range_query(index.schema, "born", tantivy.FieldType.Integer, low, high)
    return tantivy.Query.const_score_query(days, _WEIGHT[EXACT])


def _begins(start: str, word: str, where: str) -> Match:
    return Match(PREFIX, 0.7 + 0.3 * len(start) / len(word), where, (word,) if where == NAME else ())


def _any(ways: list[tantivy.Query]) -> tantivy.Query:
    if not ways:
        return tantivy.Query.empty_query()
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, way) for way in ways])


def _terms(index: Opened, field: str, words: Iterable[str], weight: float) -> list[tantivy.Query]:
    """One query for words that are all as good a match: of a few hundred faster by each than by their set."""
    each = [tantivy.Query.term_query(index.schema, field, word, "basic") for word in words]
    if not each:
        return []
    whole = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each]) if len(each) > 1 else each[0]
    return [tantivy.Query.const_score_query(whole, weight)]
