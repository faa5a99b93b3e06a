"""The file of checkpoints that is kept apart from the log: appended to under a lock, synced, and read back.

One file is of one log. A line that a kill or a full disk cut short was never acknowledged: whoever appends next takes
it away and writes it whole.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from c360.audit.checkpoint import Checkpoint, parsed
from c360.errors import IntegrityError

_LONGEST_LINE: Final = 4096  # a line has some 500 bytes


def last(path: Path) -> Checkpoint | None:
    """The last whole line of the file; None for an empty file or none. Raises `OSError` and `IntegrityError`."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        return _last(descriptor, path)
    finally:
        os.close(descriptor)


def append(path: Path, after: Callable[[int], Sequence[Checkpoint]]) -> None:
    """Add what `after` gives for the number of the file's last checkpoint, 0 for none; synced when this returns.

    Raises `OSError`, and `IntegrityError` where the file's end is no checkpoint.
    """
    new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        whole = _whole(descriptor, size)
        found = _last(descriptor, path)
        lines = "".join(f"{one.line}\n" for one in after(found.number if found else 0)).encode("utf-8")
        if not lines:
            return
        if whole < size:
            os.ftruncate(descriptor, whole)
        os.lseek(descriptor, whole, os.SEEK_SET)
        while lines:
            lines = lines[os.write(descriptor, lines) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        _sync_folder(path.parent)


def read(path: Path) -> list[Checkpoint]:
    """Every whole line of the file. Raises `OSError`, and `IntegrityError` naming a line that is no checkpoint."""
    *lines, _ = path.read_bytes().split(b"\n")
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(parsed(line))
        except ValueError as error:
            title = f"Line {number:,} of the audit log's checkpoints is damaged or was changed."
            raise IntegrityError(title, detail=f"{path}: {error}") from error
    return found


def _whole(descriptor: int, size: int) -> int:
    """How many bytes the whole lines take."""
    tail = os.pread(descriptor, _LONGEST_LINE, max(0, size - _LONGEST_LINE))
    return size if tail.endswith(b"\n") or not tail else size - len(tail) + tail.rfind(b"\n") + 1


def _last(descriptor: int, path: Path) -> Checkpoint | None:
    end = _whole(descriptor, os.fstat(descriptor).st_size)
    tail = os.pread(descriptor, min(end, _LONGEST_LINE), max(0, end - _LONGEST_LINE))
    if not tail:
        return None
    try:
        return parsed(tail.rstrip(b"\n").rpartition(b"\n")[2])
    except ValueError as error:
        title = "The last line of the audit log's checkpoints is damaged or was changed."
        raise IntegrityError(title, detail=f"{path}: {error}") from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
