"""A file of ours in SQLite: its journal and syncs, which file it is, and why it can't be written, for people."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from pathlib import Path
from typing import Final

# Of the shared index that SQLite makes beside a journal that is written ahead.
_INDEX_SIZE: Final = 1 << 15
# How long a writer waits for its turn. One record takes a few milliseconds, so that this is a long queue.
BUSY_SECONDS: Final = 10.0
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_RIGHT: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR)


def prepare(db: sqlite3.Connection) -> None:
    """Journal and syncs. SQLite doesn't wait while another process switches the journal: this does."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
    db.execute("PRAGMA synchronous = FULL")


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there; nothing where none does."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def why(error: Exception, path: Path) -> str:
    """What stopped the record, for people."""
    because = "for a reason that the log names"
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # A disk without room for its index of the journal is to SQLite one that doesn't answer.
    number = getattr(error, "errno", None)
    if code == sqlite3.SQLITE_FULL or number in _NO_ROOM or (code == sqlite3.SQLITE_IOERR and _full(path)):
        because = "the disk is full"
    elif code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM) or number in _NO_RIGHT:
        because = "its file can't be written to"
    elif code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        because = "another program holds it"
    elif code == sqlite3.SQLITE_CANTOPEN or number in (errno.ENOENT, errno.ENOTDIR):
        because = "its folder isn't there or can't be written to"
    elif code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        because = "its file is damaged"
    elif code == sqlite3.SQLITE_IOERR or number == errno.EIO:
        because = "the disk doesn't answer"
    return because


def _full(path: Path) -> bool:
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _INDEX_SIZE
