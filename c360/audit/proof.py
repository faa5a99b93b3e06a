"""What holds of an audit log: every record in its place, as it was written, up to the last checkpoint kept apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from c360.audit import apart, ledger
from c360.audit.chain import Link, checked
from c360.audit.checkpoint import CLOSE, RECORDS, SEAL, Checkpoint, prove
from c360.audit.database import Database
from c360.audit.ledger import Segment
from c360.audit.signing import Verifier
from c360.errors import AuditFailed, C360Error, IntegrityError
from c360.words import counted


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and holds: `records` in the log, numbered `first` to `last`, of which those up to `sealed` can't
    have been changed since a checkpoint was kept apart, and `unsealed` follow it.

    `segments` left the log before, each signed for. `lagging` checkpoints are in the log and not yet in the files.
    """

    records: int
    first: int
    last: int
    sealed: int
    unsealed: int
    checkpoints: int
    lagging: int
    segments: tuple[Segment, ...]
    keys: tuple[str, ...]


def verification(db: Database, files: Sequence[Path], keys: Sequence[Verifier]) -> Verification:
    """See `AuditLog.verification`."""
    try:
        kept = _merged([apart.read(file) for file in files if file.exists()])
    except OSError as error:
        raise AuditFailed("The checkpoints of the audit log can't be read.", detail=str(error)) from error
    try:
        if not db.there():
            raise _gone(kept)
        with db.reading() as session:
            for (name,) in session.run(db.meddlers):
                raise IntegrityError(
                    f"The audit log's tables have a trigger or rule, {str(name)[:63]}, which can drop records unseen."
                )
            own = ledger.checkpoints(session)
            if not session.old:
                ledger.untold(session)  # which refuses what can't have been told
            lagging = _lagging(own, kept, any(file.exists() for file in files), shared=db.shared)
            found = _merged([kept, own])
            if found and not keys:
                raise IntegrityError("The audit log has checkpoints and its key is gone: give the public key by --key.")
            prove(found, keys)
            segments = ledger.segments(session)
            check_segments(segments, found)
            begin = ledger.beginning(session)
            count, end = _walk(checked(ledger.stored(session), begin), begin, found)
            last_sealed = max((one.record for one in found if one.kind == SEAL), default=begin.seq)
            if not session.old:
                _check_unsealed(count, end.seq - last_sealed, found)
    except db.errors as error:
        if db.damaged(error):
            raise IntegrityError("The audit log's file is damaged.", detail=db.told(error)) from error
        raise AuditFailed("The audit log can't be read.", detail=db.told(error)) from error
    except ValueError as error:
        if isinstance(error, C360Error):
            raise
        raise IntegrityError("The audit log's own copy of a checkpoint was changed.", detail=str(error)) from error
    return Verification(
        count, begin.seq + 1, end.seq, last_sealed, end.seq - last_sealed, len(found), lagging, tuple(segments),
        tuple(key.name for key in keys),
    )  # fmt: skip


def _merged(lists: Iterable[Sequence[Checkpoint]]) -> list[Checkpoint]:
    """All of them by their numbers. Raises `IntegrityError` where one is there in two forms, or out of its place."""
    found: dict[int, Checkpoint] = {}
    for several in lists:
        before = 0
        for one in several:
            if one.number <= before:
                raise IntegrityError(f"The audit log's checkpoint {one.number} stands after checkpoint {before}.")
            if found.setdefault(one.number, one) != one:
                raise IntegrityError(
                    f"The audit log's checkpoint {one.number} is there in two forms: they were forked."
                )
            before = one.number
    return [found[number] for number in sorted(found)]


def _lagging(own: Sequence[Checkpoint], kept: Sequence[Checkpoint], there: bool, *, shared: bool) -> int:
    """How many checkpoints the log has and the files don't have yet.

    A kill can leave one so. More were taken away, or were made by other servers, whose files tell them.
    """
    if own and not there:
        raise IntegrityError("The audit log's checkpoints were taken away: there is no file of them.")
    known = {one.number for one in kept}
    lacking = [one.number for one in own if one.number not in known]
    last = max(known, default=0)
    gap = next((number for number in lacking if number < last), None)
    if gap is not None or (len(lacking) > 1 and not shared):
        first = gap or lacking[0]
        raise IntegrityError(
            f"The audit log's checkpoint {first} was taken out of the file that is kept apart, if no other file has it."
        )
    return len(lacking)


def _gone(kept: Sequence[Checkpoint]) -> C360Error:
    if not kept:
        return C360Error("There is no audit log here: nothing was recorded yet, or its file was taken away.")
    return IntegrityError(
        f"The audit log is gone: {len(kept):,} checkpoints of it were kept apart, the last over record"
        f" {kept[-1].record:,}."
    )


def check_segments(segments: Sequence[Segment], found: Sequence[Checkpoint]) -> None:
    """Raise `IntegrityError` unless what left the log is what was signed for as closed."""
    closings = [one for one in found if one.kind == CLOSE]
    sealed = {(one.record, one.digest) for one in found if one.kind == SEAL}
    for one in closings:
        # Records are closed up to a seal: a closing of others would sign for whatever was put in their place.
        if (one.record, one.digest) not in sealed:
            raise IntegrityError(
                f"The audit log's closed segment {one.segment} ends with a record {one.record:,} that no checkpoint"
                " sealed."
            )
    told = [(one.segment, one.first, one.record, one.digest, one.file, one.at) for one in closings]
    held = [(one.number, one.first, one.last, one.digest, one.file, one.at) for one in segments]
    for number, (left, right) in enumerate(zip(told, held, strict=False), 1):
        if left != right:
            raise IntegrityError(f"The audit log's closed segment {number} isn't the one that was signed for.")
    if len(held) > len(told):
        last = segments[len(told)]
        raise IntegrityError(
            f"The audit log's records {last.first:,} to {last.last:,} were taken out without a signed closing."
        )
    if len(told) > len(held):
        raise IntegrityError(f"The audit log's closed segment {len(held) + 1} was taken out of the log.")


def _walk(links: Iterable[Link], begin: Link, found: Sequence[Checkpoint]) -> tuple[int, Link]:
    """How many records there are, and the last. Raises `IntegrityError` where one isn't what was sealed."""
    waiting = deque(one for one in found if one.kind == SEAL and one.record > begin.seq)
    proven, count, end = begin.seq, 0, begin
    for link in links:
        count, end = count + 1, link
        while waiting and waiting[0].record <= link.seq:
            one = waiting.popleft()
            if (one.record, one.digest) != (link.seq, link.digest):
                raise IntegrityError(_replaced(proven + 1, one))
            proven = link.seq
    if waiting:
        raise IntegrityError(
            f"The audit log's record {end.seq + 1} is missing: the log ends before it, and checkpoint"
            f" {waiting[-1].number} sealed records up to {waiting[-1].record}."
        )
    return count, end


def _check_unsealed(records: int, unsealed: int, found: Sequence[Checkpoint]) -> None:
    """Raise `IntegrityError` where more isn't sealed than a writer ever leaves so."""
    if records and not found:
        raise IntegrityError(
            f"The audit log has {counted(records, 'record')} and no checkpoint, and the first record has one:"
            " they were taken out."
        )
    if unsealed > RECORDS:
        raise IntegrityError(
            f"The audit log's newest {unsealed:,} records have no checkpoint, and every hundredth has one:"
            " they were taken out."
        )


def _replaced(first: int, one: Checkpoint) -> str:
    what = f"record {first} isn't" if first == one.record else f"records from {first} to {one.record} aren't"
    return f"The audit log's {what} what checkpoint {one.number} sealed: another record was put in, with all after it."
