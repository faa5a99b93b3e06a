"""Names, texts and paths inside the loader's own SQL, and one word on its errors."""

from __future__ import annotations

import errno
from pathlib import Path


def name_of(identifier: str) -> str:
    """A quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def path_of(path: Path) -> str:
    """A quoted path of one file, of which nothing counts as a pattern."""
    return text_of("".join(f"[{mark}]" if mark in "*?[" else mark for mark in str(path)))


def text_of(value: str) -> str:
    """A quoted text."""
    return "'" + value.replace("'", "''") + "'"


# A folder called key=value would otherwise give every file in it a column, in the place of the file's own.
AS_IT_IS = "hive_partitioning=false, union_by_name=false, filename=false"


def parquet_of(path: Path) -> str:
    """A Parquet file's own columns, whatever its folders are called."""
    return f"read_parquet({path_of(path)}, {AS_IT_IS})"


def is_full(error: Exception | str) -> bool:
    """Whether an error of the machine or an engine, or its text, says that the disk is full."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    text = str(error).lower()
    return "no space left" in text or "disk is full" in text or "max_temp_directory_size" in text
