"""One entry of a sanctions list, the same whichever list it stands on.

Whatever a list says is here in its own words or, where a program has to compare it, in one form: births as ISO
dates, countries as codes, kinds of document as a few words. What was not understood stays in `remarks`, to be shown.
Every tuple is sorted and holds nothing twice, so that equal entries are equal bytes and have one digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

# How far a name is to be trusted, as its list says: a weak alias is broad or generic, and noisy to search by.
PRIMARY: Final = "primary"
STRONG: Final = "strong"
WEAK: Final = "weak"
NAME_KINDS: Final = (PRIMARY, STRONG, WEAK)

# Kinds of document, in the few words that a comparison needs; `label` keeps the list's own.
DOCUMENT_KINDS: Final = ("passport", "identity", "tax", "registration", "craft", "bank", "wallet", "other")


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name: `kind` is primary, strong or weak.

    `family` and `given` are its parts where the list keeps them apart; `text` is the name as the list writes it.
    `language` is the list's word for language or script; `note` says more of the name, such as "f.k.a.".
    """

    text: str
    kind: str
    family: str = ""
    given: str = ""
    language: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A number by which authorities know it: `kind` is one of `DOCUMENT_KINDS`, `label` the list's word for it.

    `country` is a code as in `Entry.countries`, `note` the rest of what is said, such as "expires 2016-11-28".
    """

    kind: str
    number: str
    label: str = ""
    country: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """That the list ties this entry to another: `relation` in words, such as "linked to" or "same as".

    `list` and `id` are the other's where the source tells them or one entry alone bears the name; else None.
    """

    relation: str
    name: str = ""
    list: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Who or what a list names. `list` and `id` are its key; `schema` is FollowTheMoney's name of its kind,
    such as Person, Company or Vessel; Organization where the list says only that it is no person and no craft.

    births: ISO dates as far as known, "1961", "1961-05" or "1961-05-03", or from and to, both inclusive,
        "1960/1965". A circa is such an interval, two years to either side: the UN's own are four years wide in the
        middle.
    countries: of nationality, citizenship, residence, registration or flag; ISO 3166-1 alpha-2 in lower case, and
        FollowTheMoney's codes for countries that are no more, such as "suhh".
    genders: "male", "female".
    programs: the sanctions it is under, by the list's codes. datasets: the collections it came from (OpenSanctions).
    other_ids: other ids that its list gives the same entry.
    listed_on: the ISO day on which it was listed, None where the list doesn't say.
    remarks: what the list says besides, and what of it no program understood.
    digest: SHA-256, in hex, of the RFC 8785 form of everything else; fields without a value are left out of it.
    """

    list: str
    id: str
    schema: str
    names: tuple[ListedName, ...]
    births: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    documents: tuple[ListedDocument, ...] = ()
    places_of_birth: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    datasets: tuple[str, ...] = ()
    other_ids: tuple[str, ...] = ()
    listed_on: str | None = None
    remarks: tuple[str, ...] = ()
    digest: str = ""

    @property
    def name(self) -> str:
        """The name it is listed by."""
        return next(one.text for one in self.names if one.kind == PRIMARY)


_TEXTS: Final = (
    "births", "countries", "genders", "places_of_birth", "addresses", "programs", "positions", "titles", "datasets",
    "other_ids", "remarks",
)  # fmt: skip
_PARTS: Final[Mapping[str, type]] = {"names": ListedName, "documents": ListedDocument, "links": Link}
_CANONICAL: Final = orjson.OPT_SORT_KEYS


def sealed(**fields: Any) -> Entry:
    """An entry of these fields, each tuple sorted and without doubles, with its digest.

    Raises `ValueError` for an entry without a primary name, and for text with half a character in it.
    """
    for name in (*_TEXTS, *_PARTS):
        if name in fields:
            fields[name] = tuple(sorted(set(fields[name]), key=_order if name in _PARTS else None))
    entry = Entry(**fields)
    if not any(name.kind == PRIMARY for name in entry.names):
        raise ValueError("an entry has a primary name")
    fields["digest"] = hashlib.sha256(canonical(plain(entry))).hexdigest()
    return Entry(**fields)


def plain(entry: Entry) -> dict[str, Any]:
    """The entry as JSON values, without its digest and without fields that have no value."""
    kept: dict[str, Any] = {"list": entry.list, "id": entry.id, "schema": entry.schema}
    if entry.listed_on:
        kept["listed_on"] = entry.listed_on
    for name in _TEXTS:
        if values := getattr(entry, name):
            kept[name] = list(values)
    for name, kind in _PARTS.items():
        if parts := getattr(entry, name):
            keys = kind.__dataclass_fields__  # type: ignore[attr-defined]
            kept[name] = [{key: value for key in keys if (value := getattr(part, key))} for part in parts]
    return kept


def canonical(value: Any) -> bytes:
    """The RFC 8785 form of JSON values that have ASCII keys and no numbers, for which orjson's sorted form is the same.

    It is 11 times as fast as the library for RFC 8785, which matters for 300,000 entries. Raises `ValueError`.
    """
    return orjson.dumps(value, option=_CANONICAL)


def of_plain(kept: Mapping[str, Any], digest: str) -> Entry:
    """The entry that `plain` made JSON values of. Raises `KeyError`, `TypeError` for anything else."""
    fields: dict[str, Any] = dict(kept)
    for name in _TEXTS:
        if name in fields:
            fields[name] = tuple(fields[name])
    for name, kind in _PARTS.items():
        if name in fields:
            fields[name] = tuple([kind(**part) for part in fields[name]])
    return Entry(**fields, digest=digest)


def _order(part: ListedName | ListedDocument | Link) -> tuple[Any, ...]:
    rank = NAME_KINDS.index(part.kind) if isinstance(part, ListedName) else 0
    return (rank, *((getattr(part, key) or "") for key in part.__dataclass_fields__))
