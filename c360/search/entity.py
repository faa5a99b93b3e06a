"""What the index knows of a person, company or account: its document, and the terms by which it is found.

A term of the field `key` begins with a letter for its key (`KEYS`), in capitals where the rest is written backwards,
so that the end of a number finds as its beginning does. A social security or document number is there as a keyed
digest of the whole alone.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import orjson
import tantivy

from c360.access.part import Belongs
from c360.names import compact, digits, sound, spellings, units

# letter of a term: the key it is of
KEYS: Final = {
    "c": "customerId", "o": "companyId", "a": "accountNumber", "e": "email", "d": "email", "p": "phone",
    "m": "mobilePhone", "s": "ssn", "n": "document",
}  # fmt: skip
ID: Final = {"person": "c", "company": "o", "account": "a"}
# The field that says whose a document is, and how its terms begin: everyone's, by a customer's id, by what a part
# looks at.
WHOSE: Final = "whose"
EVERYONES, BY_ID, BY_CODE = "*", "=", "~"
# A number is stored with its country's code or without, which is of up to three digits, and so it is typed.
_CODE: Final = 3


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, company or account as the sources give it; `documents` are numbers and natural keys.

    `holders` are by their ids the people in whose part it is: of a person only that one, of an account those who own or
    may use it. One that has none, but for a person, is everyone's.
    """

    kind: str
    id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    born: date | None = None
    towns: tuple[str, ...] = ()
    ssn: str | None = None
    documents: tuple[str, ...] = ()
    holders: tuple[tuple[str, Belongs], ...] = ()


def schema() -> tantivy.Schema:
    """The index's fields: words for finding, two for counting by, whose it is, and the hit itself."""
    build = tantivy.SchemaBuilder()
    for field in ("name", "sound", "initial", "town", "key"):
        build.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    for field in ("kind", "place"):
        build.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_text_field(WHOSE, tokenizer_name="raw", index_option="basic")
    build.add_integer_field("born", indexed=True, fast=True)
    build.add_bytes_field("hit", stored=True)
    return build.build()


def document(entity: Entity, secret: bytes) -> tantivy.Document:
    """The entity as the index takes it; `secret` is the key of the digests."""
    name = entity.name or ""
    found = units(name)
    doc = tantivy.Document()
    doc.add_text("kind", entity.kind)
    doc.add_text("name", " ".join(found))
    doc.add_text("sound", " ".join(filter(None, map(sound, found))))
    doc.add_text("initial", " ".join(dict.fromkeys(word[0] for word in found)))
    doc.add_text("town", " ".join(dict.fromkeys(word for town in entity.towns for word in spellings(town))))
    doc.add_text("key", " ".join(dict.fromkeys(_keys(entity, secret))))
    for term in dict.fromkeys(_whose(entity)):
        doc.add_text(WHOSE, term)
    if entity.towns:
        doc.add_text("place", entity.towns[0])
    if entity.born:
        doc.add_integer("born", number(entity.born))
    # What takes long to work out is kept: of a hundred hits it would be a hundred times too long.
    kept = (entity.kind, entity.id, entity.name, entity.towns, entity.born, None if name.isascii() else found)
    doc.add_bytes("hit", orjson.dumps(kept))
    return doc


def number(day: date) -> int:
    """A day as a number that sorts as days do: 19800517."""
    return day.year * 10_000 + day.month * 100 + day.day


def _whose(entity: Entity) -> Iterator[str]:
    holders = entity.holders or (((entity.id, Belongs()),) if entity.kind == "person" else ())
    for customer_id, who in holders:
        yield BY_ID + customer_id
        yield BY_CODE + who.code
    if not holders:
        yield EVERYONES


def _keys(entity: Entity, secret: bytes) -> Iterator[str]:
    yield from _both_ways(ID[entity.kind], compact(entity.id))
    bare = digits(entity.id)
    if bare and bare != compact(entity.id):  # customer-12345 is called 12345
        yield f"{ID[entity.kind]}:{bare}"
    if entity.email:
        yield f"e:{compact(entity.email)}"
        yield f"d:{compact(entity.email.rpartition('@')[2])}"
    for letter, phone in (("p", entity.phone), ("m", entity.mobile)):
        dialled = digits(phone or "").lstrip("0")
        if dialled:
            yield from (f"{letter}:{dialled[cut:]}" for cut in range(min(_CODE + 1, len(dialled))))
            yield f"{letter.upper()}:{dialled[::-1]}"
    if entity.ssn:
        yield f"s:{digest(entity.ssn, secret)}"
    yield from (f"n:{digest(one, secret)}" for one in entity.documents)


def _both_ways(letter: str, text: str) -> tuple[str, str]:
    return f"{letter}:{text}", f"{letter.upper()}:{text[::-1]}"


def digest(text: str, secret: bytes) -> str:
    """A number's HMAC-SHA-256 over its letters and digits, however they were grouped."""
    return hmac.new(secret, compact(text).encode("utf-8"), hashlib.sha256).hexdigest()
