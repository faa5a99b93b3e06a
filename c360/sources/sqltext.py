"""Names, texts and paths inside the loader's own SQL, and one word on its errors."""

from __future__ import annotations

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


def is_full(error: Exception) -> bool:
    """Whether an engine's error says that the disk is full."""
    text = str(error).lower()
    return "no space left" in text or "disk is full" in text or "max_temp_directory_size" in text
