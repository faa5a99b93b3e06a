"""What reading any list begins with: a file that is whole and UTF-8, or a refusal that says where it isn't."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from c360.errors import InputRefused
from c360.screening.lists.entry import Entry

# OFAC's largest file has 2 MB and the UN's 2 MB; what is read whole may grow a hundredfold.
LARGEST: Final = 256_000_000
# Lines are read one at a time; what they say is held in memory, about 4 MB for each 1,000 entries.
LARGEST_STREAM: Final = 8_000_000_000
# A line without an end must not be looked for through all of a file.
LONGEST_LINE: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a list was read from: `sha256`, in hex, is of its bytes."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as read, whole and checked: `name` is what its versions are kept under.

    `dated` is the ISO day or instant that the files give as their own, None where they don't. `notes` are what
    whoever loads it should know, such as files that would have said more.
    """

    name: str
    dated: str | None
    entries: tuple[Entry, ...]
    files: tuple[SourceFile, ...]
    notes: tuple[str, ...] = ()


def refuse(file: str, reason: str, line: int | None = None) -> InputRefused:
    """The error for a file, with its line where one is to blame."""
    place = file if line is None else f"{file}, line {line:,}"
    return InputRefused(f"{place}: {reason}. Nothing was loaded.")


def csv_rows(lines: Iterable[str], file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV, each with the line on which it begins. Raises `InputRefused` where it is none."""
    reader = csv.reader(lines, strict=True)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refuse(file, f"it is no CSV ({error})", line) from error
        yield line, row
        line = reader.line_num + 1


def whole(path: Path) -> tuple[str, SourceFile]:
    """A file's text. Raises `InputRefused` where it isn't there, is too large, or isn't UTF-8 without NUL."""
    data = _bytes(path)
    text = decoded(data, path.name)
    return text, SourceFile(path.name, len(data), hashlib.sha256(data).hexdigest())


def decoded(data: bytes, name: str, line: int = 1, start: int = 0) -> str:
    """The text of bytes that begin on `line`, `start` bytes into the file `name`; raises `InputRefused`."""
    try:
        text = data.decode("utf-8-sig" if start == 0 else "utf-8")
    except UnicodeDecodeError as error:
        place = line + data.count(b"\n", 0, error.start)
        raise refuse(name, f"byte {start + error.start + 1:,} is not UTF-8", place) from error
    if (found := text.find("\0")) >= 0:
        raise refuse(name, "a NUL stands in it", line + text.count("\n", 0, found))
    return text


class Lines:
    """The lines of a large file, one at a time; `file` is known when all were read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digest = hashlib.sha256()
        self._size = 0

    @property
    def file(self) -> SourceFile:
        """The file, as far as it was read."""
        return SourceFile(self._path.name, self._size, self._digest.hexdigest())

    def __iter__(self) -> Iterator[str]:
        """Each line with its end. Raises `InputRefused` as `whole` does, and for a last line that has no end."""
        name, data = self._path.name, b"\n"
        try:
            check_size(self._path, LARGEST_STREAM)
            with open(self._path, "rb") as file:
                for number, data in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
                    if len(data) == LONGEST_LINE:
                        raise refuse(name, f"it is longer than {LONGEST_LINE:,} bytes", number)
                    text = decoded(data, name, number, self._size)
                    self._digest.update(data)
                    self._size += len(data)
                    if not data.endswith(b"\n"):
                        raise refuse(name, "it is cut: its last line has no end", number)
                    yield text
        except OSError as error:
            raise _unreadable(self._path, error) from error


def check_size(path: Path, largest: int) -> None:
    """Raises `InputRefused` for a file that is empty, no file or larger than any list; `OSError`."""
    if not path.is_file():
        raise refuse(path.name, "there is no such file" if not path.exists() else "it is no file")
    size = path.stat().st_size
    if size > largest:
        raise refuse(path.name, f"it has {size:,} bytes, and no list more than {largest:,}")
    if not size:
        raise refuse(path.name, "it is empty")


def _bytes(path: Path) -> bytes:
    try:
        check_size(path, LARGEST)
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> InputRefused:
    return InputRefused(f"{path.name}: it can't be read: {error.strerror}. Nothing was loaded.", str(error))
