"""All words of the names in an index: which begin like one, hold it, or are a slip or two away from it."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, Final

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

_TOP: Final = "\U0010ffff"  # sorts after every other character, so that a prefix is a range
_CODES: Final = np.zeros(256, dtype=np.uint64)
for _place, _letter in enumerate(b"abcdefghijklmnopqrstuvwxyz0123456789"):
    _CODES[_letter] = np.uint64(1 << _place)
_WIDE: Final = 32  # letters of a word that its set of letters is made of


class Vocabulary:
    """The sorted words; those in Latin letters with the set of their letters and their lengths beside them."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        latin = [word for word in words if word.isascii()]
        self._latin = np.array(latin, dtype=object)
        table = np.array(latin, dtype=f"S{_WIDE}")
        letters = table.view(np.uint8).reshape(len(table), _WIDE)
        sets: np.ndarray[Any, np.dtype[np.uint64]] = np.zeros(len(table), dtype=np.uint64)
        for column in range(_WIDE):
            sets |= _CODES[letters[:, column]]
        self._sets = sets
        self._lengths = np.array([len(word) for word in latin], dtype=np.int16)
        self._text: str | None = None

    def __contains__(self, word: str) -> bool:
        at = bisect_left(self.words, word)
        return at < len(self.words) and self.words[at] == word

    def beginning(self, prefix: str) -> list[str]:
        """The words that begin so, sorted."""
        return self.words[bisect_left(self.words, prefix) : bisect_left(self.words, prefix + _TOP)]

    def holding(self, part: str, most: int) -> list[str]:
        """At most so many words that hold `part` anywhere."""
        if self._text is None:
            self._text = "\n".join(["", *self.words, ""])
        found: list[str] = []
        at = self._text.find(part)
        while at >= 0 and len(found) < most:
            start, end = self._text.rindex("\n", 0, at) + 1, self._text.index("\n", at)
            found.append(self._text[start:end])
            at = self._text.find(part, end)
        return found

    def near(self, word: str, most: int) -> dict[str, int]:
        """The words at most `most` slips away, and how many each is: a letter more, less, other, or two swapped
        (optimal string alignment distance). Only words in Latin letters have any.

        A slip changes the set of letters by two at most and the length by one: that alone leaves few to be compared.
        """
        if not word.isascii() or not len(self._latin):
            return {}
        wanted = np.uint64(0)
        for letter in word[:_WIDE].encode():
            wanted |= _CODES[letter]
        possible = np.abs(self._lengths - len(word)) <= most
        possible &= np.bitwise_count(self._sets ^ wanted) <= 2 * most
        others = self._latin[possible]
        if not len(others):
            return {}
        slips = cdist([word], others, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0]
        close = (slips > 0) & (slips <= most)
        return dict(zip(others[close].tolist(), slips[close].tolist(), strict=True))
