"""Versions of sanctions lists in a folder: loaded whole or not at all, and every one of them kept.

    LISTS/manifest.json             which versions there are and which are in force; see `manifest`
    LISTS/versions/DIGEST.jsonl.gz  a version's entries, sorted by id, one a line: its digest, a space, its JSON
    LISTS/lock                      held while a list is loaded; another load is refused meanwhile

A version is written aside, synced and renamed before the manifest names it, and never changes afterwards. A reader
compares its bytes with its digest before the first entry is given: a damaged list is an error, never a shorter list.
Old versions stay, since decisions name the one they were made on: OFAC's takes 1.2 MB, the UN's 0.2 MB, and 300,000
people of OpenSanctions' table 31 MB.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from c360.errors import C360Error, GraphUnavailable, InputRefused, IntegrityError
from c360.screening.lists import manifest
from c360.screening.lists.entry import canonical, plain
from c360.screening.lists.held import Changes, Lists, check, compared, open_lists, path_of
from c360.screening.lists.manifest import VERSIONS, Kept, ListVersion, Manifest
from c360.screening.lists.reading import Reading

_LOCK: Final = "lock"
_ASIDE: Final = ".new-"
# A list that loses more than half of its entries at once is taken for a cut or a wrong file, until somebody says not.
SHRINKS_TO: Final = 0.5


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: `version` is in force now; `fresh` is whether it is a new one, `mended` whether its damaged
    file was written again."""

    version: ListVersion
    fresh: bool
    mended: bool = False


def put(
    folder: Path,
    reading: Reading,
    *,
    loaded_at: datetime,
    dated: str | None = None,
    allow_shrink: bool = False,
    record: Callable[[ListVersion], None] | None = None,
) -> Loaded:
    """Makes a reading the version in force of its list; `dated` is its day where the files don't say one.

    `record(version)` is called when all is there but the last step; if it raises, nothing has changed, as in every
    other case but success. The same entries of the same day again are no new version. Raises `InputRefused` for a
    list that has lost more than half of its entries, unless `allow_shrink`; `GraphUnavailable` while another load is
    under way.
    """
    if not reading.entries:
        raise InputRefused(f"The list {reading.name} has no entries: screened against it everybody would be clear.")
    with _writing(folder) as held:
        kept = held.lists.get(reading.name)
        last = kept.versions[-1] if kept else None
        lines = _stored(reading)
        digest = hashlib.sha256(b"".join(lines)).hexdigest()
        dated = reading.dated or dated or (last.dated if last and last.digest == digest else None)
        if kept and last and kept.in_force and (last.digest, last.dated) == (digest, dated):
            sound = _is_sound(folder, last)
            if not sound:
                _write(folder, digest, lines)
            return Loaded(last, fresh=False, mended=not sound)
        version = _version(folder, reading, digest, dated, loaded_at, last)
        if last and not allow_shrink and version.entries < last.entries * SHRINKS_TO:
            raise InputRefused(
                f"The list {reading.name} has {version.entries:,} entries, and {last.entries:,} before: that looks"
                " like a part of it. Nothing was loaded; --allow-shrink loads it all the same."
            )
        _write(folder, digest, lines)
        if record:
            record(version)
        versions = (*(kept.versions if kept else ()), version)
        manifest.write(folder, Manifest({**held.lists, reading.name: Kept(versions)}))
        return Loaded(version, fresh=True)


def take_away(folder: Path, name: str, record: Callable[[ListVersion], None] | None = None) -> ListVersion:
    """Puts a list out of force, so that nobody is screened against it; its versions stay.

    Gives the version that was. Raises `C360Error` where no such list is loaded.
    """
    version = open_lists(folder).version(name)
    with _writing(folder) as held:
        version = Lists(folder, held).version(name)
        if record:
            record(version)
        kept = Kept(held.lists[name].versions, in_force=False)
        manifest.write(folder, Manifest({**held.lists, name: kept}))
    return version


def _stored(reading: Reading) -> list[bytes]:
    return [
        b"%s %s\n" % (entry.digest.encode("ascii"), canonical(plain(entry)))
        for entry in sorted(reading.entries, key=lambda entry: entry.id)
    ]


def _version(
    folder: Path, reading: Reading, digest: str, dated: str | None, loaded_at: datetime, last: ListVersion | None
) -> ListVersion:
    entries = reading.entries
    changes: Changes | None = Changes((), (), ())
    if last:
        try:
            before = open_lists(folder).digests(reading.name, last.digest)
            changes = compared(before, {entry.id: entry.digest for entry in entries})
        except IntegrityError:  # which must not keep a whole list from being loaded
            changes = None
    return ListVersion(
        reading.name, digest, dated, loaded_at, len(entries),
        schemata=tuple(sorted(Counter(entry.schema for entry in entries).items())),
        names=tuple(sorted(Counter(name.kind for entry in entries for name in entry.names).items())),
        before=last.digest if last else None,
        added=len(changes.added) if changes else None,
        removed=len(changes.removed) if changes else None,
        changed=len(changes.changed) if changes else None,
        files=reading.files, notes=reading.notes,
    )  # fmt: skip


def _write(folder: Path, digest: str, lines: list[bytes]) -> None:
    aside = folder / VERSIONS / f"{_ASIDE}{digest}"
    with open(aside, "wb") as file:
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
            packed.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path_of(folder, digest))
    manifest.sync(folder / VERSIONS)


@contextmanager
def _writing(folder: Path) -> Iterator[Manifest]:
    """The store held alone, with what its manifest says; what killed loads left is gone then."""
    try:
        (folder / VERSIONS).mkdir(parents=True, exist_ok=True)
        with open(folder / _LOCK, "a", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                title = "Another load of a sanctions list is running: wait for it to end, then try again."
                raise GraphUnavailable(title) from error
            held = manifest.read(folder)
            if manifest.stamp(folder) is None:
                # Before the first version: versions without a manifest are then always a damage.
                manifest.write(folder, held)
            for path in (folder / VERSIONS).iterdir():
                if path.name.partition(".")[0] not in held.digests:
                    path.unlink(missing_ok=True)
            yield held
    except OSError as error:
        raise C360Error(f"The sanctions lists can't be written: {error.strerror}.", str(error)) from error


def _is_sound(folder: Path, version: ListVersion) -> bool:
    try:
        check(path_of(folder, version.digest), version.name, version.digest)
    except IntegrityError:
        return False
    return True
