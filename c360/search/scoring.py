"""How near a name comes to what was typed: a score, its tier in words, and the order of hits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from c360.names import TITLES, units
from c360.search.entity import number
from c360.search.hit import Hit
from c360.search.typed import BORN, FORM, HOW, INITIAL, NAME, TOWN, Match, Typed

# Scores of a tier, from covering little of the name to all of it.
BANDS: Final = ((0.8, 1.0), (0.6, 0.79), (0.4, 0.59), (0.4, 0.59), (0.2, 0.39), (0.1, 0.19), (0.1, 0.19))
_SHORT: Final = (0.2, 0.39)  # a word is missing
_KIND_ORDER: Final = ("person", "company", "account")


def plain(row: list[Any], score: float, matched: str, how: str) -> Hit:
    kind, id_, name, towns, day, _ = row
    return Hit(kind, id_, name, score, matched, how, (), _first(towns), _day(day))


def judged(row: list[Any], typed: list[Typed], missing: int, at_best: int) -> Hit | None:
    """What a row is to the words that were typed; nothing where more are missing than may be."""
    kind, id_, name, towns, day, kept = row
    said = {word: tuple(place) for word, place in kept.items()} if kept else units(name or "")
    places = tuple(word for town in towns for word in units(town))
    born_on = number(date.fromisoformat(day)) if day else None
    matches = _assigned([word.matches(said, places, born_on) for word in typed], said)
    found = [one for one in matches if one is not None]
    needed = sum(not word.optional for word in typed)
    whole = sum(one is not None for word, one in zip(typed, matches, strict=True) if not word.optional or not needed)
    needed = needed or len(typed)
    if not found or whole < needed - missing or all(one.tier == INITIAL for one in found):
        return None
    tier = max(at_best, *(one.tier for one in found))
    if any(one is None and word.text not in TITLES for word, one in zip(typed, matches, strict=True)):
        tier = max(tier, FORM)  # a "de" or "van" that the name hasn't
    letters = sum(len(word.text) for word, one in zip(typed, matches, strict=True) if one and one.where == NAME)
    whole_name = sum(c.isalnum() for c in name or "") or 1
    cover = min(1.0, letters / whole_name)
    like = sum(one.like for one in found) / max(whole, len(found), needed)
    low, high = BANDS[tier] if whole >= needed else _SHORT
    score = round(low + (high - low) * (0.6 * like + 0.4 * cover), 4)
    where = next((key for key in (NAME, TOWN, BORN) if any(one.where == key for one in found)), NAME)
    how = HOW[tier] if whole >= needed else HOW[max(tier, INITIAL)]
    return Hit(kind, id_, name, score, where, how, _said(found), _first(towns), _day(day))


def _assigned(ways: list[list[Match]], said: Mapping[str, tuple[int, int]]) -> list[Match | None]:
    """One way for each typed word, the best first, none by a word of the name that another has taken."""
    found: list[Match | None] = [None] * len(ways)
    taken: set[tuple[int, int]] = set()
    every = ((match, at) for at, matches in enumerate(ways) for match in matches)
    for match, at in sorted(every, key=lambda one: (one[0].tier, -one[0].like, one[1])):
        used = {said[word] for word in match.words}
        if found[at] is None and not used & taken:
            found[at] = match
            taken |= used
    return found


def _said(found: Iterable[Match]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for one in found for word in one.words))


def order(hit: Hit) -> tuple[Any, ...]:
    """Best first; of one score people before companies before accounts, then by name and id."""
    return -hit.score, _KIND_ORDER.index(hit.kind), not hit.name, (hit.name or "").casefold(), hit.id


def _first(towns: list[str]) -> str | None:
    return towns[0] if towns else None


def _day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
