"""A book on disk: a folder of immutable generations and one small pointer that names the current one.

    BOOK/current                           {"format": 1, "generation": 12}, replaced by one atomic rename
    BOOK/generations/000012/graph.gsnap    the graph
    BOOK/generations/000012/search/        derived from the same tables, for search
    BOOK/generations/000012/sources/NAME/  what each source gave, checked and typed (Parquet); source.json
    BOOK/generations/000012/report.json    the load's closing report
    BOOK/lock                              held while a load runs, so that two can't
    BOOK/staging-*                         a load under way, or what a killed one left: the next removes it

A reader sees a generation whole or not at all: everything is written aside, synced and renamed before the
pointer is flipped, and nothing in a generation changes afterwards. A pointer that is lost or damaged while there
are generations is an `IntegrityError` for whoever asks, and nothing is removed before it is known to be good.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from c360.errors import C360Error, GraphUnavailable
from c360.graph.pointer import GENERATIONS, Pointer, Stamp

_LOCK: Final = "lock"
_STAGING: Final = "staging-"

SNAPSHOT: Final = "graph.gsnap"
SOURCES: Final = "sources"
SEARCH: Final = "search"
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
        """The folder of the search index, derived from the graph."""
        return self.folder / SEARCH

    @property
    def report(self) -> Path:
        """The closing report of the load that made it."""
        return self.folder / REPORT

    @property
    def sources(self) -> Path:
        """What each source gave: a folder for each."""
        return self.folder / SOURCES


class BookFolder:
    """The folder of one book."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = Pointer(folder)

    def stamp(self) -> Stamp:
        """The pointer's identity; `GraphUnavailable` when no book is there."""
        return self._pointer.stamp()

    def current(self) -> Generation:
        """The generation that the pointer names; raises as `Pointer.read` does."""
        number = self._pointer.read()
        if not self._holds(number):
            raise self._pointer.damaged(f"it names generation {number}")
        return Generation(number, self._at(number))

    def generation(self, number: int) -> Generation:
        """A generation by number; `GraphUnavailable` when it isn't kept (any more) or may not be read."""
        if not self._holds(number):
            raise GraphUnavailable(f"The book {self.folder.name} holds no generation {number}.")
        return Generation(number, self._at(number))

    def _holds(self, number: int) -> bool:
        """Whether a generation is there; `GraphUnavailable` where nobody can tell, which is no damage."""
        try:
            return stat.S_ISREG(os.stat(self._at(number) / SNAPSHOT).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise self._pointer.unreadable(error) from error

    def numbers(self) -> list[int]:
        """The numbers of the generations kept, ascending, the pointer's and older ones."""
        current = self._pointer.read()
        return [number for number in self._pointer.numbers() if number <= current]

    def exists(self) -> bool:
        """Whether a pointer is there."""
        return self._pointer.exists()

    def _at(self, number: int) -> Path:
        return self.folder / GENERATIONS / f"{number:06d}"

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """A staging folder in the book, held alone; removed at the end, as are those that killed loads left.

        Raises `GraphUnavailable` when another load holds the book.
        """
        with self._locked():
            (self.folder / GENERATIONS).mkdir(exist_ok=True)
            try:
                self._sweep()
                staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self.folder))
                try:
                    yield staging
                finally:
                    shutil.rmtree(staging, ignore_errors=True)
            finally:
                self._drop_if_empty()

    def _locked(self) -> IO[str]:
        """The book's lock, held until it is closed."""
        path = self.folder / _LOCK
        while True:
            self._make()
            # Whoever was refused a first load takes folder and lock away: one that lies there no more is not the lock.
            with suppress(FileNotFoundError):
                lock = open(path, "a", encoding="ascii")  # noqa: SIM115 (whoever asked for it closes it)
                try:
                    _hold(lock, self.folder.name)
                    if os.path.samestat(os.fstat(lock.fileno()), os.stat(path)):
                        return lock
                except BaseException:
                    lock.close()
                    raise
                lock.close()

    def _make(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:  # or it was there a moment ago
            with suppress(FileNotFoundError):
                if not stat.S_ISDIR(os.lstat(self.folder).st_mode):
                    raise GraphUnavailable(f"{self.folder} is no folder, so it can be no book.") from error

    def next_number(self) -> int:
        """The number of the generation that a load makes."""
        return self._pointer.read() + 1 if self.exists() else 1

    def publish(
        self, built: Path, number: int, keep: int, before_flip: Callable[[int], None] | None = None
    ) -> Generation:
        """Makes the folder `built` generation `number`, flips the pointer to it, keeps the newest `keep`.

        `before_flip(number)` is called when all is there but the flip; if it raises, nothing has changed.
        """
        for path in (*built.rglob("*"), built):
            _sync(path)
        target = self._at(number)
        flipped = False
        try:
            self._pointer.prepare(number)
            _sync(self.folder)
            with _uninterrupted():
                if before_flip:
                    before_flip(number)
                os.rename(built, target)
                _sync(target.parent)
                self._pointer.flip()
                flipped = True
                self._prune(keep)
        except BaseException:
            if not flipped:
                shutil.rmtree(target, ignore_errors=True)
                with suppress(OSError):
                    self._pointer.forget()
            raise
        return Generation(number, target)

    def _prune(self, keep: int) -> None:
        """Gives up older generations, but none before the flip is on the disk."""
        with suppress(OSError, C360Error):
            _sync(self.folder)
            for old in self.numbers()[: -max(keep, 1)]:
                shutil.rmtree(self._at(old), ignore_errors=True)

    def _sweep(self) -> None:
        """Removes what killed loads left: staging folders, and a generation the pointer never came to name."""
        current = 0
        try:
            current = self.current().number
        except GraphUnavailable:
            if self.exists():
                raise
        found = self._pointer.numbers()
        # A load that is killed leaves one generation too many, and the next load removes it.
        if found and found[-1] > current + 1:
            raise self._pointer.damaged(f"it names generation {current}, and there are newer ones")
        for item in self.folder.glob(f"{_STAGING}*"):
            shutil.rmtree(item, ignore_errors=True)
        for number in found:
            if number > current:
                shutil.rmtree(self._at(number), ignore_errors=True)
        self._pointer.forget()

    def _drop_if_empty(self) -> None:
        """Leaves nothing where a first load was refused."""
        if self.exists() or self._pointer.numbers():
            return
        self._pointer.forget()
        with suppress(OSError):  # something else lies there, such as an audit log
            (self.folder / GENERATIONS).rmdir()
            # The lock goes before its folder, so that another load's own, made meanwhile, keeps the folder.
            (self.folder / _LOCK).unlink(missing_ok=True)
            self.folder.rmdir()


def _hold(lock: IO[str], book: str) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        title = f"Another load into {book} is running: wait for it to end, then try again."
        raise GraphUnavailable(title) from error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Lets Ctrl-C come too late: between the record of a change and the change nothing may come."""
    if threading.current_thread() is not threading.main_thread():  # which alone is interrupted
        yield
        return
    # Not a mask: the engines' threads would take the signal, and it would come all the same.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
