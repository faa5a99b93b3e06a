"""Two firms' names: what is their own must agree; descriptions may be left out, and legal forms hardly count."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from c360.screening.doubt import Doubt
from c360.screening.firms import Firm, Word
from c360.screening.spelling import VOWELS, bones, distance, plain
from c360.screening.syllables import PINYIN, split

OTHER: Final = 0.5
_WEIGHT: Final = {"own": 1.0, "place": 1.0, "generic": 0.6, "number": 1.0, "stop": 0.1}


Words = tuple[Word, ...]


def compare(left: Firm, right: Firm) -> tuple[float, tuple[Doubt, ...]]:
    """The doubts that two names are one firm's: their sum, not bounded, and each. Which is left makes no difference."""
    if not left.words or not right.words:
        return 1.0, (Doubt("no name", 1.0, "nothing to compare"),)
    return min((_compared(left, right, a, b) for a, b in _ways(left.words, right.words)), key=lambda way: way[0])


def _compared(left: Firm, right: Firm, a: Words, b: Words) -> tuple[float, tuple[Doubt, ...]]:
    pairs, only_a, only_b = _laid(a, b)
    doubts = [_pair(x, y, doubt, why) for x, y, doubt, why in pairs]
    doubts += _left_over([(x, y) for x, y, _, _ in pairs], only_a, only_b)
    if left.forms and right.forms and not left.forms & right.forms:
        doubts.append(Doubt("legal form", 0.05, f"legal form: {_told(left.forms)} against {_told(right.forms)}"))
    return sum(one.doubt for one in doubts), tuple(doubts)


def _ways(a: Words, b: Words) -> Iterator[tuple[Words, Words]]:
    """Both names, words that one side writes apart and the other as one brought together, either side first."""
    first, second = _joined(a, b), _joined(b, a)
    yield first, _joined(b, first)
    if first != a or second != b:
        yield _joined(a, second), second


def _told(forms: frozenset[str]) -> str:
    return ", ".join(sorted(forms))


def _joined(own: Words, other: Words) -> Words:
    """A name's words as the other name writes them: as one, and as the initials that stand for them."""
    texts = {word.text for word in other}
    whole = {plain(text) for text in texts}
    long_bones = {bones(text) for text in texts if len(bones(text)) > 4}
    at = 0
    while at + 1 < len(own):
        for count in (3, 2):
            some = own[at : at + count]
            joined = "".join(word.text for word in some)
            there = any(word.text in texts for word in some if word.kind != "stop")
            if (
                len(some) == count
                and len(joined) > 4
                and not there
                and (plain(joined) in whole or bones(joined) in long_bones)
            ):
                own = (*own[:at], Word(joined, "own"), *own[at + count :])
                break
        at += 1
    for word in other:
        if word.text not in {one.text for one in own}:
            own = _acronym(own, word)
    return own


def _acronym(own: tuple[Word, ...], word: Word) -> tuple[Word, ...]:
    """Words whose first letters make `word`, as that word: letters are read back only where there are three or more."""
    size = len(word.text)
    if not 2 < size < 7 or word.kind == "number":
        return own
    for at in range(len(own)):
        for stops in (True, False):
            taken, letters = at, ""
            while taken < len(own) and len(letters) < size:
                if not (stops and own[taken].kind == "stop"):
                    letters += own[taken].text[0]
                taken += 1
            if letters == word.text and taken - at >= size:
                return (*own[:at], word, *own[taken:])
    return own


Pair = tuple[Word, Word, float, str]


def _laid(a: tuple[Word, ...], b: tuple[Word, ...]) -> tuple[list[Pair], list[Word], list[Word]]:
    found = [[_likeness(x, y) for y in b] for x in a]
    weights = [[_WEIGHT[x.kind] + _WEIGHT[y.kind] for y in b] for x in a]
    cost = np.array([[one[0] for one in row] for row in found]) * np.array(weights)
    places = [(i, j) for i, j in zip(*linear_sum_assignment(cost), strict=True) if found[i][j][0] < OTHER]
    pairs = [(a[i], b[j], *found[i][j]) for i, j in places]
    taken_a, taken_b = {i for i, _ in places}, {j for _, j in places}
    return pairs, [x for i, x in enumerate(a) if i not in taken_a], [y for j, y in enumerate(b) if j not in taken_b]


@lru_cache(200_000)
def _likeness(left: Word, right: Word) -> tuple[float, str]:
    a, b = left.text, right.text
    if a == b:
        return 0.0, "equal"
    if "number" in (left.kind, right.kind) or len(a) == 1 or len(b) == 1:
        return 1.0, "other"
    if left.symbols & right.symbols:
        return 0.03, "same meaning"
    if len(split(a)) > 1 and len(split(b)) > 1 and all(one in PINYIN for one in (*split(a), *split(b))):
        return 1.0, "other"  # two Chinese words, of which a syllable is another
    if _singular(a) == _singular(b) or plain(a) == plain(b):
        return 0.03, "spelling"
    if _shortened(left, right):
        return 0.06, "abbreviation"
    return _slipped(a, b)


def _singular(word: str) -> str:
    for ending, into in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > 4 + len(ending):
            return word[: -len(ending)] + into
    return word


def _shortened(left: Word, right: Word) -> bool:
    """Whether one is the other cut short, by a full stop or by leaving vowels out."""
    short, long = sorted((left, right), key=lambda word: len(word.text))
    a, b = short.text, long.text
    if a[0] != b[0] or len(a) < 2 or len(b) - len(a) < 2:
        return False
    if b.startswith(a) and (short.short or (long.kind == "generic" and len(a) > 2)):
        return True
    letters = iter(b)
    return len(a) > 2 and not set(a[1:]) & VOWELS and all(letter in letters for letter in a) and long.kind == "generic"


def _slipped(a: str, b: str) -> tuple[float, str]:
    longest, shortest = max(len(a), len(b)), min(len(a), len(b))
    if shortest < 4 or longest - shortest > 3:
        return 1.0, "other"
    slips = min(distance(a, b), distance(plain(a), plain(b)) + 0.2)
    doubt = 1.4 * slips / longest
    if bones(a) == bones(b) and len(bones(a)) > 1:
        doubt *= 0.7
    elif plain(a)[:1] != plain(b)[:1]:
        doubt += 0.3
    if longest < 6 and sorted(a) != sorted(b):
        doubt += 0.1
    elif longest < 5:
        doubt += 0.2
    return (doubt, "typo") if doubt < OTHER else (1.0, "other")


def _pair(x: Word, y: Word, doubt: float, why: str) -> Doubt:
    what = {"own": "name", "generic": "description", "place": "place", "number": "number", "stop": "word"}[x.kind]
    weighed = doubt * (0.3 if x.kind == y.kind == "stop" else 1.0)
    told = f"{what} equal: {x.text}" if why == "equal" else f"{what}: {x.text} for {y.text} ({why})"
    return Doubt(what, weighed, told)


def _left_over(pairs: list[tuple[Word, Word]], only_a: list[Word], only_b: list[Word]) -> list[Doubt]:
    """A description on one side may be left out; on both, with nothing in common, they are two firms of a group."""
    one = [word for word in only_a if word.kind != "stop"]
    other = [word for word in only_b if word.kind != "stop"]
    doubts: list[Doubt] = []
    one.sort(key=lambda word: word.kind == "generic")
    other.sort(key=lambda word: word.kind == "generic")
    apart = min(len(one), len(other))
    for x, y in zip(one[:apart], other[:apart], strict=True):
        weight = 0.34 if x.kind == y.kind == "generic" else 0.6
        doubts.append(Doubt("another word", weight, f"{x.text} against {y.text}"))
    counted: dict[str, int] = {}
    for word in one[apart:] + other[apart:]:
        first = counted.setdefault(word.kind, 0) == 0
        counted[word.kind] += 1
        weight = {"number": 0.4, "own": 0.2 if first else 0.1, "place": 0.1, "generic": 0.05}[word.kind]
        doubts.append(Doubt("missing", weight, f"{word.text} on one side only"))
    own = [pair for pair in pairs if "own" in (pair[0].kind, pair[1].kind)]
    if not pairs:
        doubts.append(Doubt("no name in common", 1.0, "no word in common"))
    elif not own and (one or other):
        weight = 0.35 if any(word.kind == "own" for word in one + other) else 0.1
        doubts.append(Doubt("descriptions alone", weight, "only descriptive words in common"))
    return doubts
