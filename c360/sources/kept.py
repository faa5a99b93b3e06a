"""What the book keeps of each source: its checked tables, and who, when and how complete it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import duckdb

from c360.errors import GraphUnavailable, IntegrityError
from c360.graph.about import Delivers
from c360.sources.sqltext import parquet_of

NAME: Final = "source.json"
_DIGEST: Final = "digest"


@dataclass(frozen=True, slots=True)
class BookRow:
    """What a source's Book.sql declares."""

    name: str
    currency: str
    zone: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a source was read from: two folders, and the SHA-256 of each file of data and of SQL, by its name there."""

    folder: str
    queries: str
    files: Mapping[str, str]
    sql: Mapping[str, str]

    @classmethod
    def of(cls, folder: Path, queries: Path, files: Iterable[str]) -> Origin:
        """What lies there now; `files` are those of the data that count. Raises `OSError`."""
        return cls(
            str(folder.resolve()), str(queries.resolve()), {name: sha256(folder / name) for name in sorted(files)},
            {path.name: sha256(path) for path in sorted(queries.glob("*.sql"))},
        )  # fmt: skip

    def still(self) -> bool:
        """Whether all of it is still there as it was."""
        try:
            return self == Origin.of(Path(self.folder), Path(self.queries), self.files)
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class KeptSource:
    """One source of a book; see `about.SourceInfo` for the meanings. `as_of` is what its load was given.

    `of_day` is the day that its balances are of where its queries read the book's date. `files` holds the SHA-256
    of each file beside it by name, `origin` where it was read from; None in a book of before there were any.
    """

    name: str
    loaded_at: str
    updated_at: str | None
    records: int
    rejected: int
    delivers: str
    book: BookRow | None
    as_of: str | None
    newest: int | None  # epoch seconds of its newest and oldest transaction
    oldest: int | None
    always: tuple[str, ...] | None = None  # transaction keys that every row has, and that none has; None: no rows
    never: tuple[str, ...] | None = None
    of_day: str | None = None
    files: Mapping[str, str] | None = None
    origin: Origin | None = None

    def save(self, folder: Path) -> None:
        """Writes it beside the source's tables, with their digests and its own."""
        files = {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != NAME}
        record = asdict(replace(self, files=files))
        text = json.dumps({**record, _DIGEST: _digest(record)}, indent=1, sort_keys=True)
        (folder / NAME).write_text(text, "utf-8")

    @property
    def delivered(self) -> Delivers:
        """What its queries deliver."""
        return Delivers.parse(self.delivers)


def sha256(path: Path) -> str:
    """A file's SHA-256 in hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_kept(folder: Path) -> KeptSource:
    """Reads it back; `IntegrityError` when it, or a table beside it, is not what was written."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        digest = found.pop(_DIGEST, None)
        if digest is not None and digest != _digest(found):
            raise ValueError("its digest is another")
        book, origin = found.pop("book"), found.pop("origin", None)
        for name in ("always", "never"):
            found[name] = None if found.get(name) is None else tuple(found[name])
        kept = KeptSource(**found, book=BookRow(**book) if book else None, origin=Origin(**origin) if origin else None)
        Delivers.parse(kept.delivers)
    except FileNotFoundError as error:
        raise _damaged(folder, NAME, str(error)) from error
    except OSError as error:
        raise _unreadable(folder, error) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged(folder, NAME, str(error)) from error
    _check_tables(folder, kept.files)
    return kept


def carry(sources: Path, into: Path, leave_out: Collection[str]) -> Mapping[str, KeptSource]:
    """Brings the current generation's other sources into a new one, by hard links where the disk has them.

    Raises `IntegrityError` for what is not as it was written, so that no damage goes on from there.
    """
    kept: dict[str, KeptSource] = {}
    for folder in sorted(sources.iterdir()) if sources.is_dir() else []:
        if folder.name in leave_out:
            continue
        kept[folder.name] = read_kept(folder)
        target = into / folder.name
        target.mkdir(parents=True)
        for file in folder.iterdir():
            try:
                os.link(file, target / file.name)
            except OSError:
                shutil.copy2(file, target / file.name)
    return kept


def _check_tables(folder: Path, files: Mapping[str, str] | None) -> None:
    try:
        there = {path.name for path in folder.iterdir()} - {NAME}
        if files is None:
            _read_through(folder)
            return
        for name in sorted(there ^ files.keys()):
            raise _damaged(folder, name, "missing, or one too many")
        for name, digest in files.items():
            if sha256(folder / name) != digest:
                raise _damaged(folder, name, "its SHA-256 is another")
    except OSError as error:
        raise _unreadable(folder, error) from error


def _read_through(folder: Path) -> None:
    """All that can be said of tables whose digests were not recorded: that they can be read to the end."""
    with duckdb.connect(config={"threads": 1}) as con:
        for path in sorted(folder.glob("*.parquet")):
            try:
                con.execute(f"SELECT max(hash(t)) FROM {parquet_of(path)} t").fetchall()
            except duckdb.Error as error:
                raise _damaged(folder, path.name, str(error)) from error


def _digest(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def _damaged(folder: Path, name: str, detail: str) -> IntegrityError:
    title = f"What the book keeps of the source {folder.name} is damaged ({name}): load {folder.name} again."
    return IntegrityError(title, detail)


def _unreadable(folder: Path, error: OSError) -> GraphUnavailable:
    title = f"What the book keeps of the source {folder.name} can't be read: {error.strerror}. Nothing was changed."
    return GraphUnavailable(title, str(error))
