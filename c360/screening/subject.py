"""Who is compared, and what a comparison says."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import orjson

from c360 import names

# What clerks and programs write where a name isn't known.
_NO_NAMES: Final = frozenset({
    ("unknown",), ("name", "unknown"), ("unknown", "name"), ("not", "known"), ("name", "not", "known"), ("n", "a"),
    ("na",), ("none",), ("null",), ("nil",), ("no", "name"), ("noname",), ("not", "available"), ("not", "applicable"),
    ("unbekannt",), ("inconnu",), ("tba",), ("tbd",), ("test",), ("xxx",), ("anonymous",),
})  # fmt: skip
NAMELESS: Final = "?"  # stands for the name of somebody who has none to compare, so that numbers are compared


@dataclass(frozen=True, slots=True)
class IdentityDocument:
    """A document by its number as written; `country` as ISO 3166-1 alpha-2, any letter case."""

    number: str
    kind: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, company or thing as a customer file or a list has it.

    `schema` is a FollowTheMoney name (Person, Company, Organization, LegalEntity, Vessel and so on). A birth is a day,
    or a text: "1961", "1961-05", "1961-05-03", or two of them with "/" between, from and to, both inclusive.
    `birth_dates` are further ones, `aliases` further names, `weak_aliases` such as are too broad to stand for somebody
    alone. `countries` are ISO 3166-1 alpha-2 codes in any letter case: nationality, residence, registration.
    """

    name: str
    schema: str = "Person"
    birth_date: str | date | None = None
    countries: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    birth_dates: tuple[str | date, ...] = ()
    gender: str | None = None
    documents: tuple[IdentityDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that speaks for or against. `effect` is what it adds to the score; the effects add up to the score."""

    name: str
    effect: float
    words: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The judgement on a pair: `score` from 0 to 1, what it is made of, and whether it reaches the threshold."""

    score: float
    features: tuple[Feature, ...]
    match: bool


def nameable(name: str | None) -> bool:
    """Whether a name can be compared: it has a letter, and isn't a word for "not known"."""
    found = names.words(name or "")
    return any(c.isalpha() for word in found for c in word) and found not in _NO_NAMES


def digest_of(subject: Subject, key: bytes) -> str:
    """HMAC-SHA-256, in hex, of the RFC 8785 form of what is compared of a subject, in no order; what it lacks is left
    out. Without a secret `key` (`keyed.key_beside`) whoever knows the rest could guess a masked number by it.

    A decision holds as long as it is the same. So a field that is added here, and empty, changes no digest.
    """
    plain = orjson.dumps(_plain(asdict(subject)), option=orjson.OPT_SORT_KEYS)
    return hmac.new(key, plain, hashlib.sha256).hexdigest()


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key, value in fields.items():
        if isinstance(value, tuple):
            rows = [_plain(one) if isinstance(one, dict) else str(one) for one in value]
            told[key] = sorted(rows, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS))
        elif value is not None:
            told[key] = str(value)
    return {key: value for key, value in told.items() if value}
