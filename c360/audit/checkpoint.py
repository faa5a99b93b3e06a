"""Checkpoints: signed words that the chain of records had such a digest at such a record, each sealing the one before.

A line is the RFC 8785 form of a checkpoint with its signature, which is over that form without it. `seal` is made as
records come; `close` when a segment leaves the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import orjson

from c360.audit.chain import GENESIS
from c360.audit.signing import Signer, Verifier
from c360.errors import IntegrityError

SEAL: Final = "seal"
CLOSE: Final = "close"
# A checkpoint is made with the record that is so many after the last one, at the latest.
RECORDS: Final = 100
# A signature takes a tenth of a millisecond to check, and a quiet log may have a checkpoint for every record.
_NEWEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The checkpoint `number`, from 1: the record numbered `record` had this `digest` at `at` (ISO, UTC).

    `segment` counts the closed segments plus one. Of a `close` it is the segment that ends with `record`, `first` its
    first record and `file` the SHA-256 of the file that took it; of a `seal` these are 0 and "". `before` is the
    SHA-256 of the line before.
    """

    kind: str
    number: int
    record: int
    digest: str
    at: str
    segment: int
    before: str
    first: int = 0
    file: str = ""
    signature: str = ""

    @property
    def line(self) -> str:
        """As it is kept, without the end of the line."""
        return _canonical({name: getattr(self, name) for name in _TYPES}).decode("utf-8")

    @property
    def own_digest(self) -> str:
        """The SHA-256 of the line."""
        return hashlib.sha256(self.line.encode("utf-8")).hexdigest()

    @property
    def signed(self) -> bytes:
        """The bytes that its signature is over."""
        return _canonical({name: getattr(self, name) for name in _TYPES if name != "signature"})


_TYPES: Final[dict[str, type]] = {
    one.name: int if one.name in ("number", "record", "segment", "first") else str for one in fields(Checkpoint)
}


def _canonical(told: dict[str, str | int]) -> bytes:
    """The RFC 8785 form: of text and whole numbers orjson's is the same, and fifty times as fast."""
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def made(
    signer: Signer, last: Checkpoint | None, *, record: int, digest: str, at: str, segment: int,
    kind: str = SEAL, first: int = 0, file: str = "",
) -> Checkpoint:  # fmt: skip
    """The checkpoint that follows `last`, signed."""
    number, before = (last.number + 1, last.own_digest) if last else (1, GENESIS)
    bare = Checkpoint(kind, number, record, digest, at, segment, before, first, file)
    return replace(bare, signature=signer.sign(bare.signed))


def parsed(line: str | bytes) -> Checkpoint:
    """The checkpoint of a line; `ValueError` where it is none."""
    told: Any = orjson.loads(line)
    if not isinstance(told, dict) or told.keys() != _TYPES.keys():
        raise ValueError("not a checkpoint's keys")
    if any(type(told[name]) is not kind for name, kind in _TYPES.items()) or told["kind"] not in (SEAL, CLOSE):
        raise ValueError("not a checkpoint's values")
    return Checkpoint(**told)


def prove(found: Sequence[Checkpoint], keys: Sequence[Verifier]) -> None:
    """Raise `IntegrityError` unless these are all checkpoints from the first on, each signed, each sealing the last.

    Of very many the older ones' signatures are taken from the newer ones, which carry their digests and are signed.
    """
    before, sealed, old = GENESIS, 0, len(found) - _NEWEST
    for expected, one in enumerate(found, 1):
        what = f"The audit log's checkpoint {one.number}"
        if one.number != expected:
            raise IntegrityError(f"The audit log's checkpoint {expected} is missing: it was taken out.")
        if (expected > old or one.kind == CLOSE) and not any(key.proves(one.signed, one.signature) for key in keys):
            raise IntegrityError(f"{what} isn't signed by the key given: it was changed, or another key made it.")
        if one.before != before:
            raise IntegrityError(f"{what} doesn't follow the checkpoint before it.")
        if one.kind == SEAL:
            if one.record < sealed:
                raise IntegrityError(
                    f"{what} seals record {one.record:,}, where record {sealed:,} was sealed before: the log was cut,"
                    " or another was put in its place."
                )
            sealed = one.record
        before = one.own_digest
