"""Why an audit record can't be written, for people."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

# Of the shared index that SQLite makes beside a journal that is written ahead.
_INDEX_SIZE: Final = 1 << 15


def why(error: Exception, path: Path) -> str:
    """What stopped the record, for people."""
    because = "for a reason that the log names"
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # A disk without room for its index of the journal is to SQLite one that doesn't answer.
    if code == sqlite3.SQLITE_FULL or "No space left" in str(error) or (code == sqlite3.SQLITE_IOERR and _full(path)):
        because = "the disk is full"
    elif code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        because = "its file can't be written to"
    elif code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        because = "another program holds it"
    elif code == sqlite3.SQLITE_CANTOPEN:
        because = "its folder isn't there or can't be written to"
    elif code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        because = "its file is damaged"
    elif code == sqlite3.SQLITE_IOERR:
        because = "the disk doesn't answer"
    return because


def _full(path: Path) -> bool:
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _INDEX_SIZE
