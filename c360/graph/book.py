"""A book on disk: a folder of immutable generations and one small pointer that names the current one.

    BOOK/current                           {"format": 1, "generation": 12}, replaced by one atomic rename
    BOOK/generations/000012/graph.gsnap    the graph
    BOOK/generations/000012/search.sqlite  derived from it, for search
    BOOK/generations/000012/sources/NAME/  what each source gave, checked and typed (Parquet); source.json
    BOOK/generations/000012/report.json    the load's closing report
    BOOK/lock                              held while a load runs, so that two can't
    BOOK/staging-*                         a load under way, or what a killed one left: the next removes it

A reader sees a generation whole or not at all: everything is written aside, synced and renamed before the
pointer is flipped, and nothing in a generation changes afterwards.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from c360.errors import GraphUnavailable, IntegrityError

FORMAT: Final = 1
_POINTER: Final = "current"
_GENERATIONS: Final = "generations"
_STAGING: Final = "staging-"

SNAPSHOT: Final = "graph.gsnap"
SOURCES: Final = "sources"
SEARCH: Final = "search.sqlite"
REPORT: Final = "report.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """One immutable generation of a book."""

    number: int
    folder: Path

    @property
    def snapshot(self) -> Path:
        """The packed graph."""
        return self.folder / SNAPSHOT

    @property
    def search(self) -> Path:
        """The search index derived from the graph."""
        return self.folder / SEARCH

    @property
    def report(self) -> Path:
        """The closing report of the load that made it."""
        return self.folder / REPORT

    @property
    def sources(self) -> Path:
        """What each source gave: a folder for each."""
        return self.folder / SOURCES


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes with the pointer file, cheap to read."""

    inode: int
    changed: int
    size: int


class BookFolder:
    """The folder of one book."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stamp(self) -> Stamp:
        """The pointer's identity; `GraphUnavailable` when no book is there."""
        try:
            found = os.stat(self.folder / _POINTER)
        except OSError as error:
            raise GraphUnavailable(_not_there(self.folder), str(error)) from error
        return Stamp(found.st_ino, found.st_mtime_ns, found.st_size)

    def current(self) -> Generation:
        """The generation that the pointer names; `GraphUnavailable` when there is none."""
        return self.generation(self._pointer())

    def generation(self, number: int) -> Generation:
        """A generation by number; `GraphUnavailable` when it isn't kept (any more)."""
        generation = Generation(number, self.folder / _GENERATIONS / f"{number:06d}")
        if not generation.snapshot.is_file():
            raise GraphUnavailable(f"The book {self.folder.name} holds no generation {number}.")
        return generation

    def numbers(self) -> list[int]:
        """The numbers of the generations kept, ascending, the pointer's and older ones."""
        current = self._pointer()
        return [number for number in self._found() if number <= current]

    def exists(self) -> bool:
        """Whether a pointer is there."""
        return (self.folder / _POINTER).is_file()

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """A staging folder in the book, held alone; removed at the end, as are those that killed loads left.

        Raises `GraphUnavailable` when another load holds the book.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / _GENERATIONS).mkdir(exist_ok=True)
        with open(self.folder / "lock", "a", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise GraphUnavailable(
                    f"Another load into {self.folder.name} is running: wait for it to end, then try again."
                ) from error
            self._sweep()
            staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self.folder))
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)
                self._drop_if_empty()

    def next_number(self) -> int:
        """The number of the generation that a load makes."""
        return self._pointer() + 1 if self.exists() else 1

    def publish(self, built: Path, number: int, keep: int) -> Generation:
        """Makes the folder `built` generation `number`, flips the pointer to it, keeps the newest `keep`."""
        for path in (*built.rglob("*"), built):
            _sync(path)
        target = self.folder / _GENERATIONS / f"{number:06d}"
        os.rename(built, target)
        _sync(target.parent)
        aside = self.folder / f"{_POINTER}.new"
        with open(aside, "w", encoding="ascii") as file:
            file.write(json.dumps({"format": FORMAT, "generation": number}) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.rename(aside, self.folder / _POINTER)
        _sync(self.folder)
        for old in self.numbers()[: -max(keep, 1)]:
            shutil.rmtree(self.folder / _GENERATIONS / f"{old:06d}", ignore_errors=True)
        return Generation(number, target)

    def _found(self) -> list[int]:
        folder = self.folder / _GENERATIONS
        return sorted(int(item.name) for item in folder.iterdir() if item.name.isdecimal())

    def _pointer(self) -> int:
        path = self.folder / _POINTER
        try:
            text = path.read_text("ascii")
        except OSError as error:
            raise GraphUnavailable(_not_there(self.folder), str(error)) from error
        try:
            pointer = json.loads(text)
            version, number = pointer["format"], int(pointer["generation"])
        except (ValueError, TypeError, KeyError) as error:
            title = f"The pointer of the book {self.folder.name} is damaged."
            raise IntegrityError(title, text[:200]) from error
        if version != FORMAT:
            raise GraphUnavailable(
                f"The book {self.folder.name} has format {version}, and this version reads {FORMAT}:"
                " load its sources again with this version."
            )
        return number

    def _sweep(self) -> None:
        """Removes what killed loads left: staging folders, and generations the pointer never came to name."""
        for item in self.folder.glob(f"{_STAGING}*"):
            shutil.rmtree(item, ignore_errors=True)
        (self.folder / f"{_POINTER}.new").unlink(missing_ok=True)
        current = self._pointer() if self.exists() else 0
        for number in self._found():
            if number > current:
                shutil.rmtree(self.folder / _GENERATIONS / f"{number:06d}", ignore_errors=True)

    def _drop_if_empty(self) -> None:
        """Leaves nothing where a first load was refused."""
        if self.exists() or self._found():
            return
        (self.folder / "lock").unlink(missing_ok=True)
        for folder in (self.folder / _GENERATIONS, self.folder):
            try:
                folder.rmdir()
            except OSError:  # something else lies there, such as an audit log
                return


def _not_there(folder: Path) -> str:
    if not folder.exists():
        return f"There is no book at {folder}: load one first, or name another."
    return f"{folder} is not a book, or an empty one: load a source into it first."


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
