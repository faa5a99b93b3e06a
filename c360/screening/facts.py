"""What else is known of both: births, countries, genders, documents. What one side doesn't know says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from rigour.territories import get_territory, lookup_territory

from c360 import names
from c360.screening.subject import Feature, IdentityDocument, Subject

# Lists give a year where they don't know the day, and the year is often a guess by one or two.
_YEARS_APART: Final = ((2, -0.15), (5, -0.2), (10, -0.28))


def features(left: Subject, right: Subject) -> Iterator[Feature]:
    """What each says for or against, where both sides know it."""
    yield from _births(_days(left), _days(right))
    yield from _countries(left.countries, right.countries)
    if left.gender and right.gender:
        a, b = left.gender.strip().lower()[:1], right.gender.strip().lower()[:1]
        if {a, b} == {"m", "f"}:
            yield Feature("gender", -0.2, f"{left.gender} against {right.gender}: against")


def _days(subject: Subject) -> list[tuple[str, tuple[date, date]]]:
    """Births as written, each with the first and the last day that it may be; what can't be read is left out."""
    given = [subject.birth_date, *subject.birth_dates]
    found = ((str(one), _span(str(one))) for one in given if one)
    return [(text, span) for text, span in found if span is not None]


@lru_cache(50_000)
def _span(text: str) -> tuple[date, date] | None:
    first, _, last = text.strip().partition("/")
    start, end = _bounds(first), _bounds(last or first)
    return None if start is None or end is None else (start[0], end[1])


def _bounds(text: str) -> tuple[date, date] | None:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?", text.strip())
    if match is None:
        return None
    year, month, day = (int(one) if one else 0 for one in match.groups())
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), date.fromordinal(following.toordinal() - 1)
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


def _births(left: list[tuple[str, tuple[date, date]]], right: list[tuple[str, tuple[date, date]]]) -> Iterator[Feature]:
    """The nearest two births of both sides: the same day speaks for, another day or another year against."""
    if left and right:
        told = [(_birth(a, b), x, y) for x, a in left for y, b in right]
        (effect, words), x, y = max(told, key=lambda one: one[0][0])
        yield Feature(
            "birth", effect, f"born {x} and {y}: {words}" if effect >= 0 else f"born {x} against {y}: {words}"
        )


def _birth(a: tuple[date, date], b: tuple[date, date]) -> tuple[float, str]:
    if a[0] <= b[1] and b[0] <= a[1]:
        exact = a[0] == a[1] and b[0] == b[1]
        return (0.15, "the same day") if exact else (0.06, "may be the same")
    one_day = a[0] == a[1] and b[0] == b[1]
    if (
        one_day
        and a[0].year == b[0].year
        and (a[0].month, a[0].day) in ((b[0].day, b[0].month), (b[0].month, b[0].day))
    ):
        return 0.05, "day and month changed places"
    years = max(a[0].year - b[1].year, b[0].year - a[1].year)
    if years <= 0:
        return -0.15, "the same year, another day"
    for limit, effect in _YEARS_APART:
        if years <= limit:
            return effect, "against"
    return -0.4, "against"


_LONGEST: Final = 200  # characters of a country's name


@lru_cache(5_000)
def country(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a code or a name, in lower case; None where no such place is known."""
    # No place has a longer name, of which the look-up takes seconds, and a lone surrogate breaks it.
    text = text[:_LONGEST].encode("utf-8", "ignore").decode("utf-8")
    territory = get_territory(text) or lookup_territory(text)
    if territory is None:
        return None
    whole = territory.parent if territory.parent is not None and not territory.is_country else territory
    return str(whole.code)


def _countries(left: tuple[str, ...], right: tuple[str, ...]) -> Iterator[Feature]:
    a, b = ({code for one in side if (code := country(one))} for side in (left, right))
    if a and b:
        both = sorted(a & b)
        if both:
            yield Feature("country", 0.05, f"country in common: {', '.join(both).upper()}")
        else:
            words = f"{', '.join(sorted(a)).upper()} against {', '.join(sorted(b)).upper()}: no country in common"
            yield Feature("country", -0.1, words)


# Kinds of document as customer files and lists call them, by a part of the word.
_PAPERS: Final = (("pass", "passport"), ("driv", "driving"), ("tax", "tax"), ("tin", "tax"), ("reg", "registration"),
                  ("ident", "identity"), ("national", "identity"), ("id", "identity"))  # fmt: skip


def documents(left: Subject, right: Subject, before: float, threshold: float) -> Iterator[Feature]:
    """The same number of a document, unless both name countries or kinds that differ: at least a match, whatever else
    speaks against. Whoever is listed has other names and births to give. `before` is what all else comes to."""
    equal = [
        (one, other) for one in left.documents for other in right.documents
        if len(_number(one.number)) > 4 and _number(one.number) == _number(other.number)
    ]  # fmt: skip
    if not equal:
        return
    if any(_alike(one, other) for one, other in equal):
        yield Feature("document", round(max(0.3, threshold - before), 3), "document number equal")
    else:
        yield Feature("document", 0.0, "document number equal, but of another country or kind of document")


def _alike(one: IdentityDocument, other: IdentityDocument) -> bool:
    """Whether nothing that both say of a document differs."""
    places = [country(paper.country) if paper.country else None for paper in (one, other)]
    kinds = [_kind((paper.kind or "").lower()) for paper in (one, other)]
    return all(None in told or told[0] == told[1] for told in (places, kinds))


def _kind(word: str) -> str | None:
    return next((kind for part, kind in _PAPERS if part in word), None)


def _number(text: str) -> str:
    return names.compact(text)
