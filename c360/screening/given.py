"""Which names the world knows, and which of them are one name: Mohamed and Muhammad, Bill and William.

Two sources. `variants.txt` beside this file: forms of one name across languages, and its short forms. And rigour's
person tagger, whose names are Wikidata's; its first use takes seconds and about 270 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from rigour.names import NameTypeTag, SymbolCategory, analyze_names

from c360 import names

_VARIANTS: Final = Path(__file__).with_name("variants.txt")


@dataclass(frozen=True, slots=True)
class Known:
    """What a word may name: ids of names, of which `short` are those that it is a nickname for."""

    names: frozenset[str]
    short: frozenset[str]

    @property
    def common(self) -> bool:
        """Whether the world knows it as a name at all."""
        return bool(self.names or self.short)

    @property
    def told(self) -> bool:
        """Whether `variants.txt` has it, so that other names are known not to be this one."""
        return any(one.startswith("line") for one in self.names)


@lru_cache(200_000)
def known(word: str, native: str = "") -> Known:
    """What a folded word names, in Latin letters and in those it is written in."""
    forms, short = _table().get(word, (frozenset(), frozenset()))
    found, nick = set(forms), set(short)
    for one in dict.fromkeys((word, native, names.without_article(native)) if native else (word,)):
        for name in analyze_names(NameTypeTag.PER, [one], phonetics=False, numerics=False, rewrite=False):
            for span in name.spans:
                if span.symbol.category == SymbolCategory.NAME:
                    found.add(span.symbol.id)
                elif span.symbol.category == SymbolCategory.NICK:
                    nick.add(span.symbol.id)
    return Known(frozenset(found), frozenset(nick))


@cache
def _table() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Of each word of `variants.txt` the lines that it is a form of, and those that it is short for."""
    forms: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    with open(_VARIANTS, encoding="utf-8") as file:
        for number, line in enumerate(file):
            if line.startswith("#"):
                continue
            full, _, brief = line.partition("|")
            for words, into in ((full, forms), (brief, short)):
                for word in words.split():
                    into.setdefault(word, set()).add(f"line {number}")
    return {
        word: (frozenset(forms.get(word, ())), frozenset(short.get(word, ()))) for word in forms.keys() | short.keys()
    }


@lru_cache(50_000)
def spelt(word: str) -> tuple[str, ...]:
    """The other forms of a name in `variants.txt`."""
    lines, _ = _table().get(word, (frozenset(), frozenset()))
    return tuple(sorted(form for line in lines for form in _forms()[line] if form != word))


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word, (lines, _) in _table().items():
        for line in lines:
            found.setdefault(line, []).append(word)
    return {line: tuple(words) for line, words in found.items()}
