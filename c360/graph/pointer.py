"""The small file that names a book's current generation, and what it means when it can't be read."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from c360.errors import C360Error, GraphUnavailable, IntegrityError, NoBook

FORMAT: Final = 1
GENERATIONS: Final = "generations"
_NAME: Final = "current"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes with the pointer file, cheap to read."""

    inode: int
    changed: int
    size: int


class Pointer:
    """The pointer of the book in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / _NAME
        self._aside = folder / f"{_NAME}.new"

    def stamp(self) -> Stamp:
        """The file's identity; raises as `read` does where there is none."""
        try:
            found = os.stat(self._path)
        except OSError as error:
            raise self._missing(error) from error
        return Stamp(found.st_ino, found.st_mtime_ns, found.st_size)

    def exists(self) -> bool:
        """Whether anything lies where the pointer does."""
        return os.path.lexists(self._path)

    def read(self) -> int:
        """The generation it names.

        Raises `GraphUnavailable` where there is no book or one of another format, `IntegrityError` where the
        pointer is damaged, or missing although there are generations.
        """
        try:
            data = self._path.read_bytes()
        except OSError as error:
            raise self._missing(error) from error
        try:
            pointer = json.loads(data)
            version, number = pointer["format"], pointer["generation"]
            if type(version) is not int or type(number) is not int or number < 1:
                raise ValueError("format and generation are whole numbers")
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise self.damaged("it can't be read", repr(data[:200])) from error
        if version != FORMAT:
            raise GraphUnavailable(
                f"The book {self._folder.name} has format {version}, and this version reads {FORMAT}:"
                " load its sources again with this version."
            )
        return number

    def prepare(self, number: int) -> None:
        """Writes the pointer to a generation aside, synced."""
        with open(self._aside, "w", encoding="ascii") as file:
            file.write(json.dumps({"format": FORMAT, "generation": number}) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def flip(self) -> None:
        """Puts what was prepared in the pointer's place, by one rename."""
        os.rename(self._aside, self._path)

    def forget(self) -> None:
        """Removes what was prepared and never flipped to."""
        self._aside.unlink(missing_ok=True)

    def numbers(self) -> list[int]:
        """The numbers of all generations that lie there, ascending, whether flipped to or not."""
        with suppress(FileNotFoundError, NotADirectoryError):
            return sorted(int(item.name) for item in (self._folder / GENERATIONS).iterdir() if item.name.isdecimal())
        return []

    def damaged(self, how: str, detail: str = "") -> IntegrityError:
        """The error that says how, and how to repair it."""
        numbers = ", ".join(map(str, self.numbers())) or "none"
        title = (
            f"The pointer of the book {self._folder.name} is damaged: {how}. Nothing was changed. To repair it write"
            f' {{"format": {FORMAT}, "generation": N}} into its file {_NAME}, N the newest generation that is whole'
            f" (there are {numbers})."
        )
        return IntegrityError(title, detail)

    def unreadable(self, error: OSError) -> GraphUnavailable:
        """The error that says why the system doesn't let this book be read."""
        return GraphUnavailable(f"The book {self._folder.name} can't be read: {error.strerror}.", str(error))

    def _missing(self, error: OSError) -> C360Error:
        if not isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return self.unreadable(error)
        if self.numbers() and not self._is_of_cut_first_load():
            return self.damaged("it is missing")
        if not self._folder.exists():
            title = f"There is no book at {self._folder}: load one first, or name another."
        else:
            title = f"{self._folder} is not a book, or an empty one: load a source into it first."
        return NoBook(title, str(error))

    def _is_of_cut_first_load(self) -> bool:
        """Whether the one generation there is was never flipped to: its pointer still lies aside."""
        try:
            aside = json.loads(self._aside.read_bytes())
        except (OSError, ValueError, RecursionError):
            return False
        return self.numbers() == [1] and aside == {"format": FORMAT, "generation": 1}
