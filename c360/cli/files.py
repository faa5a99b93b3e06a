"""Files that a command writes: whole or not at all, and never over something else."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from c360.cli.words import clean
from c360.errors import C360Error, UsageError

_MAGIC: Final = {"pdf": b"%PDF-", "csv": b"PK\x03\x04", "table": b"\xef\xbb\xbf"}
_NAMES: Final = {"pdf": "a PDF", "csv": "a ZIP", "table": "a CSV file"}


def check(path: Path, kind: str | None) -> None:
    """Raise `UsageError` where no file of this kind can come to be: before anything is read or recorded.

    One without a kind is put over nothing at all.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name a file in it.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent} to write to.")
    if path.exists():
        if not path.is_file():  # a device or a pipe, in whose place a file would come to lie
            raise UsageError(f"{path} is no file: name another.")
        if kind is None:
            raise UsageError(f"{path} is there already: name another file.")
        with path.open("rb") as file:
            start = file.read(8)
        if start and not start.startswith(_MAGIC[kind]):
            raise UsageError(f"{path} is there already and is not {_NAMES[kind]}: name another file.")


def write(path: Path, data: bytes) -> str:
    """Put `data` at `path` by one rename, readable by this user alone, and say so with its digest.

    Raises `C360Error` where the folder takes no file.
    """
    try:
        _put(path, data)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise C360Error(f"No file can be written in {path.parent}: {error.strerror}.", str(error)) from error
    return f"Wrote {clean(str(path))}: {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}\n"


def _put(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
