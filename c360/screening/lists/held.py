"""The lists in force, as they are read: a version's bytes are compared with its digest before its first entry."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from c360.errors import C360Error, IntegrityError
from c360.screening.lists import manifest
from c360.screening.lists.entry import Entry, of_plain
from c360.screening.lists.manifest import VERSIONS, ListVersion, Manifest

_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of entries that one version has more, less, or otherwise than another, each sorted."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


class Lists:
    """The lists in force when it was opened; what is loaded later doesn't change it."""

    def __init__(self, folder: Path, held: Manifest) -> None:
        self.folder = folder
        self._held = held

    @property
    def lists(self) -> tuple[ListVersion, ...]:
        """The version in force of each list, by name."""
        return tuple(kept.versions[-1] for _, kept in sorted(self._held.lists.items()) if kept.in_force)

    @property
    def none_loaded(self) -> bool:
        """Whether there is nothing to screen against: then nobody is clear, but not screened."""
        return not self.lists

    def version(self, name: str) -> ListVersion:
        """The version of a list in force; raises `C360Error` where there is none."""
        found = next((one for one in self.lists if one.name == name), None)
        if found is None:
            known = ", ".join(one.name for one in self.lists) or "none"
            raise C360Error(f"No list named {name[:80]} is loaded: loaded are {known}.")
        return found

    def history(self, name: str) -> tuple[ListVersion, ...]:
        """Every version of a list, oldest first, whether it is in force or not; none where there never was one."""
        kept = self._held.lists.get(name)
        return kept.versions if kept else ()

    def entries(self, name: str, digest: str | None = None) -> Iterator[Entry]:
        """The entries of a list, sorted by id, in the version in force or the one of that digest.

        Raises `C360Error` where there is none, and `IntegrityError` before the first entry where it is damaged.
        """
        for seal, line in self._lines(name, digest):
            yield of_plain(orjson.loads(line), seal)

    def changed(self, name: str, before: str, after: str) -> Changes:
        """How the version of digest `after` differs from that of `before`. Raises as `entries` does."""
        return compared(self.digests(name, before), self.digests(name, after))

    def digests(self, name: str, digest: str) -> dict[str, str]:
        """The digest of each entry of a version by the entry's id. Raises as `entries` does."""
        return {orjson.loads(line)["id"]: seal for seal, line in self._lines(name, digest)}

    def _lines(self, name: str, digest: str | None) -> Iterator[tuple[str, bytes]]:
        if digest is None:
            digest = self.version(name).digest
        elif digest not in {one.digest for one in self.history(name)}:
            raise C360Error(f"No version {digest[:12]} of the list {name[:80]} is kept.")
        path = path_of(self.folder, digest)
        try:
            check(path, name, digest)
            with gzip.open(path) as file:
                for line in file:
                    yield line[:64].decode("ascii"), line[65:-1]
        except OSError as error:
            raise _unreadable(name, error) from error


def open_lists(folder: Path) -> Lists:
    """The lists in a folder, none where it isn't there. Raises `IntegrityError` for a damaged store, `C360Error`."""
    return Lists(folder, manifest.read(folder))


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """How entries differ from those before, both as digests by id."""
    both = before.keys() & after.keys()
    return Changes(
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(one for one in both if before[one] != after[one])),
    )


def path_of(folder: Path, digest: str) -> Path:
    """Where a version lies."""
    return folder / VERSIONS / f"{digest}.jsonl.gz"


def check(path: Path, name: str, digest: str) -> None:
    """Raises `IntegrityError` where a version is not what was loaded, and `OSError`."""
    found = hashlib.sha256()
    try:
        with gzip.open(path) as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except FileNotFoundError as error:
        raise _damaged(name, "its file is missing", str(error)) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(name, "its file can't be unpacked", str(error)) from error
    if found.hexdigest() != digest:
        raise _damaged(name, "its entries are not those that were loaded", f"{path}: {found.hexdigest()}")


def _damaged(name: str, how: str, detail: str) -> IntegrityError:
    title = f"The stored list {name} is damaged: {how}. Nobody can be screened against it until it is loaded again."
    return IntegrityError(title, detail)


def _unreadable(name: str, error: OSError) -> C360Error:
    return C360Error(f"The stored list {name} can't be read: {error.strerror}.", str(error))
