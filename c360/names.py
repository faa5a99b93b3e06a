"""Folding of names, numbers and addresses, so that what a person types meets what a bank has stored.

Folding is for finding only: what is shown is always the stored text. Search, households and screening fold here and
nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from anyascii import anyascii

# Letters that Unicode doesn't take apart: NFKD leaves the stroke of ł and the crossbar of đ where they are.
# Casefold has already made ß "ss" and capitals small.
_LETTERS: Final = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t",
    "ŋ": "n", "ĸ": "k", "ſ": "s", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
})  # fmt: skip
# As those write who have no such keys: Müller is Mueller, Bjørn Bjoern, Åse Aase.
_SPELT_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# Apostrophes of all kinds stand inside a name: O'Brien, O’Brien and OBrien are one.
_APOSTROPHES: Final = re.compile(r"['\u2018\u2019\u201b\u02bb\u02bc\u02b9\u00b4`\uff07]")
_PLAIN: Final = str.maketrans("", "", "'`")
# Marks that are letters of their own: the voicing of kana (ガ is ga and カ ka), the vowels of India and its neighbours.
_VOWELS: Final = "\u0900-\u0963\u0966-\u0dff\u0e30-\u0e4e\u0eb0-\u0ece\u1000-\u109f\u1780-\u17d3"
_KEPT: Final = re.compile(f"[{_VOWELS}\u3099\u309a]")
_WORD: Final = re.compile(rf"(?:[^\W_]|[{_VOWELS}\u3099\u309a])+")
# Han, kana and Hangul, which are written without blanks between a family's and a given name.
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
_LONGEST_UNSPACED: Final = 6
# Words between names that are as often left out: Juan de la Cruz, Ludwig van Beethoven, Khalid bin Walid.
PARTICLES: Final = frozenset({
    "al", "el", "ul", "bin", "ibn", "bint", "ben", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le",
    "las", "los", "van", "von", "der", "den", "ter", "ten", "zu", "und", "y", "e", "af", "av",
})  # fmt: skip
# Words around a name that are no part of it, and the word between two owners of a firm.
TITLES: Final = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "herr", "frau", "mme", "mlle", "sr", "sra", "jr",
    "snr", "jnr", "ii", "iii", "iv", "phd", "md", "esq", "rev", "hon", "and", "et",
})  # fmt: skip
_INDIC: Final = re.compile("[\u0900-\u0dff]")
_NASAL: Final = re.compile("[\u0902\u0982\u0a02\u0a82\u0b02\u0c02\u0c82]")  # the dot that stands for any nasal
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_WITHIN: Final = re.compile(r"(?<=[A-Za-z])[wy]")
_ARTICLE: Final = re.compile("ال(?=.{3})")
_ALIKE: Final = Path(__file__).with_name("names.txt")


def fold(text: str) -> str:
    """`text` without case, accents, apostrophes and compatibility forms; other characters stay.

    NFKD first (full-width letters, ligatures), then casefold, then marks (M) fall away but for vowels, and what is not
    seen (Cf) or no stored text holds (Cs).
    """
    if text.isascii():  # most of what a bank holds, and ten times faster
        return text.casefold().translate(_PLAIN)
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not _falls(c))
    return unicodedata.normalize("NFC", _APOSTROPHES.sub("", bare.translate(_LETTERS)))


def _falls(c: str) -> bool:
    category = unicodedata.category(c)
    return category in ("Cs", "Cf") or (category[0] == "M" and not _KEPT.match(c))


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text` in their order: letters and digits of any script."""
    return tuple(_WORD.findall(fold(text)))


def digits(text: str) -> str:
    """The decimal digits of `text` in ASCII, whatever script they were written in."""
    return "".join(c if c.isascii() else str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def compact(text: str) -> str:
    """Folded letters and digits alone: account numbers are written in groups, ids with dashes or without."""
    return "".join(words(text))


@lru_cache(100_000)
def latin(word: str) -> str:
    """A folded word in Latin letters, as `anyascii` transliterates it: Иванов is ivanov, 小明 xiaoming."""
    return word if word.isascii() else compact(_transliterated(word))


def _transliterated(text: str) -> str:
    """In ASCII, as the world would and no scholar: of India's scripts c is ch and a nasal n, and an Arabic w or y that
    no word begins with is a vowel."""
    if _INDIC.search(text):
        return anyascii(_NASAL.sub("\u0928", text)).replace("c", "ch").replace("chh", "ch")
    if _ARABIC.search(text):
        return _WITHIN.sub(lambda match: "u" if match[0] == "w" else "i", anyascii(text))
    return anyascii(text)


def spellings(text: str) -> tuple[str, ...]:
    """Every folded word by which somebody of this name is found, each once: as it is written, in Latin letters, and
    the parts of names that are written without blanks."""
    found = list(words(text))
    if not text.isascii():
        spelt = unicodedata.normalize("NFC", text).casefold().translate(_SPELT_OUT)
        found += words(spelt)
        found += words(_transliterated(text))
        found += [without_article(word) for word in tuple(found)]
        for word in tuple(found):
            found += [part for reading in readings(word) for part in reading]
        found += [latin(word) for word in tuple(found)]
    return tuple(dict.fromkeys(filter(None, found)))


@lru_cache(50_000)
def units(text: str) -> dict[str, tuple[int, int]]:
    """The words by which somebody of this name is found, each with the word of the name that it stands for.

    What stands for one word is one person's one name, however it is spelt: Rob Roberts is not Kim Roberts. Parts of a
    name that is written without blanks are words of their own.
    """
    found: dict[str, tuple[int, int]] = {}
    for number, chunk in enumerate(text.split()):
        written = words(chunk)
        forms = written if chunk.isascii() else spellings(chunk)
        apart = len(written) > 1 or (not chunk.isascii() and any(len(readings(word)) > 1 for word in written))
        for at, form in enumerate(forms):
            found.setdefault(form, (number, at if apart else -1))
    return found


def without_article(word: str) -> str:
    """An Arabic word without the article that is written with it: الزهراء is زهراء, as Al-Zahra is Zahra."""
    return _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word


def unspaced(word: str) -> bool:
    """Whether it is in a script in which names are written without blanks, and many of them sound the same."""
    return _UNSPACED.fullmatch(word) is not None


@lru_cache(10_000)
def readings(word: str) -> tuple[tuple[str, ...], ...]:
    """The ways to take a folded word apart, itself first: 王小明 is also 王 小明, 王小 明 and 王 小 明."""
    if not (1 < len(word) <= _LONGEST_UNSPACED and unspaced(word)):
        return ((word,),)
    halves = tuple((word[:cut], word[cut:]) for cut in range(1, len(word)))
    return ((word,), *halves, *((tuple(word),) if len(word) > 2 else ()))


# What one sound is written as, the longer first. Which letters are one is decided by how names are carried from one
# script or spelling to the other (Tschechow, Chekhov, Čechov): consonants alone, voiced or not apart, but for d and t.
_SOUNDS: Final = re.compile(
    r"schtsch|shch|szcz|tsch|dsch|sch|tch|dzh|dsh|tsh|ch|sh|cz|sz|rz|zh|dj|dz|ts|tz|ph|th|dh|kh|gh|ck|qu|x"
    r"|c(?=[eiy])|g(?=[eiy])|[a-z]"
)
_SOUND: Final = {
    **dict.fromkeys(("schtsch", "shch", "szcz", "tsch", "dsch", "sch", "tch", "dzh", "dsh", "tsh", "ch", "sh"), "s"),
    **dict.fromkeys(("cz", "sz", "rz", "zh", "dj", "dz", "ts", "tz", "c(", "s", "z"), "s"),
    **dict.fromkeys(("ph", "f", "v", "w"), "f"), **dict.fromkeys(("th", "dh", "t", "d"), "t"),
    **dict.fromkeys(("kh", "gh", "ck", "qu", "k", "c", "q", "g"), "k"), "x": "ks", "g(": "k",
    **dict.fromkeys("aeiouyjh", ""), "b": "b", "p": "p", "l": "l", "m": "m", "n": "n", "r": "r",
}  # fmt: skip


@lru_cache(200_000)
def sound(word: str) -> str:
    """What a word sounds like, roughly and in any language: its consonants, one letter for what is spelt many ways.

    Empty for a word of fewer than two consonants, which sounds like too much, and for one with digits.
    """
    if not latin(word).isalpha():
        return ""
    found = ""
    for match in _SOUNDS.finditer(latin(word)):
        group = match.group()
        rest = match.string[match.end() : match.end() + 1]
        letter = _SOUND["c(" if group == "c" and rest and rest in "eiy" else group]
        if letter and not found.endswith(letter):
            found += letter
    if not found:
        return ""
    opening = latin(word)[0]
    return ("a" if opening in "aeiouyjh" else "") + found if len(found) > 1 else ""


@lru_cache(20_000)
def alike(word: str) -> frozenset[str]:
    """Other words that name the same, folded: nicknames, and how the name is written elsewhere; often none.

    Bob for robert, мохаммед for muhammad, 田中 for tanaka: from `names.txt`, which says where it is from.
    """
    lines, found = _table()
    groups = {line for one in {word, latin(word)} for line in found.get(one, ())}
    return frozenset(other for line in groups for other in lines[line].split()) - {word}


@cache
def _table() -> tuple[list[str], dict[str, tuple[int, ...]]]:
    """The lines of `names.txt`, and which of them hold a word."""
    found: dict[str, tuple[int, ...]] = {}
    lines = list(_lines())
    for number, line in enumerate(lines):
        for word in line.split():
            found[word] = (*found.get(word, ()), number)
    return lines, found


def _lines() -> Iterator[str]:
    with open(_ALIKE, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                yield line
