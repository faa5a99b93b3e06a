"""The small file that says which versions of which lists there are and which are current.

`manifest.json` holds every list's versions, oldest first, and the SHA-256 of its own RFC 8785 form without that, so
that a damaged one is an error and never a list less. It is replaced by one rename.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import rfc8785

from c360.errors import C360Error, GraphUnavailable, IntegrityError
from c360.screening.lists.reading import SourceFile

FORMAT: Final = 1
NAME: Final = "manifest.json"
VERSIONS: Final = "versions"


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One version of a list.

    name: the list's. digest: SHA-256, in hex, of its entries as they are stored, sorted by id; it names the version.
    dated: the day or instant, ISO, that the list gives as its own or that whoever loaded it vouched for; None where
        nobody said. loaded_at: when it was loaded, with its zone.
    entries: how many. schemata, names: how many of each schema, and names of each kind, sorted.
    before: the digest of the version before it, None for the first; added, removed, changed count the entries
        that differ from it, None where it is damaged.
    files: what it was read from. notes: what was said when it was loaded.
    """

    name: str
    digest: str
    dated: str | None
    loaded_at: datetime
    entries: int
    schemata: tuple[tuple[str, int], ...]
    names: tuple[tuple[str, int], ...]
    before: str | None = None
    added: int | None = 0
    removed: int | None = 0
    changed: int | None = 0
    files: tuple[SourceFile, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one list: its versions, oldest first, and whether the last is in force."""

    versions: tuple[ListVersion, ...]
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file says: lists by name."""

    lists: Mapping[str, Kept] = field(default_factory=dict)

    @property
    def digests(self) -> frozenset[str]:
        """Those of all versions of all lists."""
        return frozenset(one.digest for kept in self.lists.values() for one in kept.versions)


def read(folder: Path) -> Manifest:
    """What the manifest of a folder says; empty where no list was ever loaded.

    Raises `IntegrityError` where it is damaged, or missing although there are versions, and `C360Error` where it
    may not be read.
    """
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError as error:
        if any((folder / VERSIONS).glob("[!.]*")):
            raise _damaged("is missing", str(error)) from error
        return Manifest()
    except OSError as error:
        raise C360Error(f"The sanctions lists can't be read: {error.strerror}.", str(error)) from error
    try:
        told = json.loads(data)
        seal, version = told.pop("seal"), told["format"]
        if seal != _seal(told):
            raise ValueError("its digest is another's")
        if version == FORMAT:
            return Manifest({name: _kept(name, one) for name, one in told["lists"].items()})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged("is damaged", str(error)) from error
    raise GraphUnavailable(f"The sanctions lists have format {version}, and this version reads {FORMAT}.")


def write(folder: Path, manifest: Manifest) -> None:
    """Puts a manifest in the place of the one there, synced, by one rename."""
    lists = {
        name: {"in_force": kept.in_force, "versions": [_plain(one) for one in kept.versions]}
        for name, kept in manifest.lists.items()
    }
    told: dict[str, Any] = {"format": FORMAT, "lists": lists}
    aside = folder / f".{NAME}.new"
    with open(aside, "wb") as file:
        file.write(rfc8785.dumps({**told, "seal": _seal(told)}) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, folder / NAME)
    sync(folder)


def sync(folder: Path) -> None:
    """Has a folder's renames on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stamp(folder: Path) -> tuple[int, int, int] | None:
    """What changes with the manifest, cheap to read; None where there is none."""
    with suppress(OSError):
        found = os.stat(folder / NAME)
        return found.st_ino, found.st_mtime_ns, found.st_size
    return None


def plain(version: ListVersion) -> dict[str, Any]:
    """A version as JSON values, for programs."""
    told = asdict(version) | {"loaded_at": version.loaded_at.isoformat()}
    return told | {"schemata": dict(version.schemata), "names": dict(version.names), "notes": list(version.notes)}


def _plain(version: ListVersion) -> dict[str, Any]:
    told = plain(version)
    del told["name"]
    return told


def _kept(name: str, told: Mapping[str, Any]) -> Kept:
    if type(told["in_force"]) is not bool or not told["versions"]:
        raise ValueError("a list has versions and is in force or not")
    return Kept(tuple([_version(name, one) for one in told["versions"]]), told["in_force"])


def _version(name: str, told: Mapping[str, Any]) -> ListVersion:
    at = datetime.fromisoformat(told["loaded_at"])
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    return ListVersion(
        name=name,
        loaded_at=at,
        schemata=tuple(sorted(told["schemata"].items())),
        names=tuple(sorted(told["names"].items())),
        files=tuple([SourceFile(**one) for one in told["files"]]),
        notes=tuple(told["notes"]),
        **{key: told[key] for key in ("digest", "dated", "entries", "before", "added", "removed", "changed")},
    )


def _seal(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(rfc8785.dumps(dict(told))).hexdigest()


def _damaged(how: str, detail: str) -> IntegrityError:
    title = (
        f"The store of sanctions lists is damaged: its {NAME} {how}. Nobody can be screened until it is repaired:"
        " put the file back from a copy, or take the folder away and load the lists again."
    )
    return IntegrityError(title, detail)
