"""The chain of records: how one seals the one before, and how a chain is checked. Pure functions over rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import orjson
import rfc8785

from c360.audit.record import COLUMNS
from c360.errors import IntegrityError

GENESIS: Final = "0" * 64
SEALED: Final = (*COLUMNS, "before")  # what a record's canonical bytes hold
STORED: Final = (*SEALED, "digest", "canonical")  # the columns of a row, in this order

_VALUES: Final = itemgetter(*SEALED)


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain: a record's number and digest; number 0 is where every log begins."""

    seq: int = 0
    digest: str = GENESIS


def canonical_of(values: Sequence[Any]) -> bytes:
    """The canonical bytes of a record with these values of `SEALED`: the RFC 8785 form of them all."""
    return rfc8785.dumps(dict(zip(SEALED, values, strict=True)))


def digest_of(canonical: bytes) -> str:
    """The SHA-256 of a record's canonical bytes, in hex."""
    return hashlib.sha256(canonical).hexdigest()


def row(number: int, at: str, texts: Sequence[str | None], before: str) -> tuple[Any, ...]:
    """A row of `STORED` for the record that follows the digest `before`."""
    values = (number, at, *texts, before)
    made = canonical_of(values)
    return (*values, digest_of(made), made)


def checked(rows: Iterable[Sequence[Any]], after: Link = Link()) -> Iterator[Link]:
    """Each row of `STORED` as its link, once it is known to follow the one before it, from `after` on.

    Raises `IntegrityError` naming the first record that is missing, out of its place or not what was written.
    """
    expected, before = after.seq, after.digest
    for found in rows:
        expected += 1
        number, digest, made = found[0], found[-2], found[-1]
        if number != expected:
            raise IntegrityError(
                f"The audit log's record {expected} is missing: number {str(number)[:20]} stands in its place."
            )
        if not isinstance(made, bytes) or digest_of(made) != digest or not _says(made, found):
            raise IntegrityError(f"The audit log's record {number} was changed after it was written.")
        if found[-3] != before:
            raise IntegrityError(f"The audit log's record {number} doesn't follow the record before it.")
        before = digest
        yield Link(number, digest)


def _says(made: bytes, found: Sequence[Any]) -> bool:
    """Whether the canonical bytes hold exactly what the columns do."""
    try:
        told = orjson.loads(made)
        return isinstance(told, dict) and len(told) == len(SEALED) and _VALUES(told) == tuple(found[:-2])
    except (ValueError, KeyError):
        return False
