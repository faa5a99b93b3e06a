"""Files of records that prove themselves: lines of JSON that `docs/verify_export.py` checks without this package.

The first line is a header (format, first, last, when it was written, the digest before the first, the public key, and
a signature over the RFC 8785 form of all that), then come the records' canonical bytes, each a line whose SHA-256 is
the record's digest, then the checkpoints over them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import tee
from pathlib import Path
from typing import Any, Final

import rfc8785

from c360.audit import ledger
from c360.audit.chain import Link, checked
from c360.audit.checkpoint import SEAL, Checkpoint
from c360.audit.database import Session
from c360.audit.signing import Signer
from c360.errors import IntegrityError, UsageError

FORMAT: Final = "c360.audit/2"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that isn't at its place yet: the records `first` to `last`, of which the last has this digest."""

    temporary: Path
    first: int
    last: int
    digest: str
    sha256: str

    @property
    def told(self) -> dict[str, str]:
        """What a record says of it."""
        return {"first": str(self.first), "last": str(self.last), "sha256": self.sha256}

    def put(self, place: Path) -> None:
        """Move it to its place, on disk when this returns. Raises `OSError`, `FileExistsError` where a file is there.

        Nothing is put over another: that may hold the only copy of records that left the log.
        """
        os.link(self.temporary, place)
        self.temporary.unlink()
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def drop(self) -> None:
        """Take it away, where it wasn't put to its place."""
        with suppress(OSError):
            self.temporary.unlink(missing_ok=True)


def between(session: Session, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """The records from `since` on and before `until`, and those up to the checkpoint that seals the last of them.

    Raises `UsageError` where there are none.
    """
    found = ledger.span(session, since, until)
    if found is None:
        raise UsageError("The audit log has no records of that time.")
    first, last = found
    return first, min(one.record for one in _seals(session) if one.record >= last)


def closable(session: Session, before: datetime | None, through: int | None) -> tuple[int, int]:
    """The oldest records, from before `before` or numbered up to `through`, as far as a checkpoint seals just those.

    Raises `UsageError` where there are none.
    """
    begin = ledger.beginning(session).seq
    end = ledger.end(session).seq if through is None else through
    if before is not None:
        found = ledger.span(session, before, None)
        end = min(end, found[0] - 1 if found else end)
    last = max((one.record for one in _seals(session) if begin < one.record <= end), default=0)
    if not last:
        raise UsageError("The audit log has no sealed records as old as that, so that nothing can be closed.")
    return begin + 1, last


def written(session: Session, first: int, last: int, signer: Signer, folder: Path) -> Exported:
    """The file of these records, checked as they are written, in `folder` under a name for now; for this user alone.

    Raises `OSError`, and `IntegrityError` naming the first record that isn't what was written.
    """
    before = _before(session, first)
    seals = [one for one in _seals(session) if first <= one.record <= last]
    waiting: dict[int, list[Checkpoint]] = {}
    for one in seals:
        waiting.setdefault(one.record, []).append(one)
    header: dict[str, str | int] = {"kind": "audit", "format": FORMAT, "first": first, "last": last, "at": ledger.now(),
                                    "before": before.digest, "public_key": signer.public.pem}  # fmt: skip
    header["signature"] = signer.sign(rfc8785.dumps(header))  # what it says is in the file can't be made less
    whole = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".audit-", delete=False) as file:
        try:

            def put(line: bytes) -> None:
                whole.update(line + b"\n")
                file.write(line + b"\n")

            put(rfc8785.dumps(header))
            end = before
            for row, link in _with_links(session, before, first, last):
                for one in waiting.pop(link.seq, ()):
                    if one.digest != link.digest:
                        raise IntegrityError(
                            f"The audit log's record {link.seq} is not the one that checkpoint {one.number} sealed."
                        )
                put(row[-1])
                end = link
            if end.seq != last:
                raise IntegrityError(f"The audit log's record {end.seq + 1} is missing: the log ends before it.")
            for one in seals:
                put(one.line.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            os.unlink(file.name)
            raise
    return Exported(Path(file.name), first, last, end.digest, whole.hexdigest())


def _with_links(
    session: Session, before: Link, first: int, last: int
) -> Iterator[tuple[Sequence[Any], Link]]:  # fmt: skip
    rows, again = tee(ledger.stored(session, first, last))
    return zip(again, checked(rows, before), strict=True)


def _before(session: Session, first: int) -> Link:
    for row in ledger.stored(session, first - 1, first - 1):
        return Link(first - 1, row[-2])
    return ledger.beginning(session)


def _seals(session: Session) -> list[Checkpoint]:
    return [one for one in ledger.checkpoints(session) if one.kind == SEAL]
