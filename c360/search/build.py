"""Makes a generation's index, from the tables that the load checked or from any other stream of entities."""

from __future__ import annotations

import errno
import json
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import tantivy

from c360.access.part import Belongs, flag
from c360.search.entity import Entity, document, schema

if TYPE_CHECKING:
    import duckdb

VERSION: Final = 4
ABOUT: Final = "about.json"
KEY: Final = "digest.key"
# One thread: the order of documents, and with it that of equal hits, is then the same each time. Less is refused.
_HEAP: Final = 64_000_000

# What a role's part looks at.
_BELONGS: Final = ("branch", "relationshipManager", "staff", "vip")
# kind: (its view, its id, its other columns)
_KINDS: Final = {
    "person": ("v_Person", "customerId", ("name", "email", "phone", "mobilePhone", "dateOfBirth", "ssn", *_BELONGS)),
    "company": ("v_Company", "companyId", ("name",)),
    "account": ("v_Account", "accountNumber", ()),
}
_COLUMNS: Final = "SELECT column_name FROM duckdb_columns() WHERE table_name = ?"
# The towns and the documents of each, by its id: the home first, since it is the one that is shown.
_TOWNS: Final = """
    SELECT "from" AS id, list(city ORDER BY upper(coalesce(kind, '')) <> 'HOME', city) AS towns
    FROM v_HAS_ADDRESS JOIN v_Address ON "to" = naturalKey WHERE city IS NOT NULL GROUP BY "from" """
_NUMBERS: Final = """
    SELECT "from" AS id, list(number ORDER BY number) || list(naturalKey ORDER BY naturalKey) AS numbers
    FROM v_HAS_DOCUMENT JOIN v_Document ON "to" = naturalKey GROUP BY "from" """


def build_index(db: duckdb.DuckDBPyConnection, folder: Path, delivered: Collection[str] = ()) -> int:
    """Makes the index `folder` from the views `v_Person`, `v_Company`, `v_Account`, and where they are there
    `v_HAS_ADDRESS` and `v_HAS_DOCUMENT` (from, to) and `v_HOLDS` (label, from, to) of accounts; gives its entries.

    A view or column that is not there is left out; `delivered` are the keys of people that a source does deliver. The
    folder is complete and synced when this returns.
    """
    return write_index(_entities(db, delivered), folder)


def write_index(entities: Iterable[Entity], folder: Path) -> int:
    """Makes the index `folder` from entities that come in any order; gives how many they were."""
    folder.mkdir(parents=True)
    secret = secrets.token_bytes(32)
    handle = os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
    counts: dict[str, int] = {}
    with _engine_fails_as_disks_do():
        writer = tantivy.Index(schema(), path=str(folder)).writer(_HEAP, 1)
        for entity in entities:
            writer.add_document(document(entity, secret))
            counts[entity.kind] = counts.get(entity.kind, 0) + 1
        writer.commit()
        writer.wait_merging_threads()
    (folder / ABOUT).write_text(json.dumps({"version": VERSION, "counts": counts}), encoding="utf-8")
    _share(folder)
    return sum(counts.values())


def _share(folder: Path) -> None:
    """Gives the engine's files the mode that any new file has here: it makes some for their owner alone.

    Whoever may read the book may search it. The key stays its owner's: only who may look for numbers needs it.
    """
    usual = (folder / ABOUT).stat().st_mode & 0o777
    for path in tuple(folder.iterdir()):
        if path.suffix == ".lock":
            path.unlink()
        elif path.name != KEY:
            path.chmod(usual)


@contextmanager
def _engine_fails_as_disks_do() -> Iterator[None]:
    """The engine knows one kind of error; what it can't do here but for the disk is nothing that we ask of it."""
    try:
        yield
    except ValueError as error:
        full = "No space left" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error


def _entities(db: duckdb.DuckDBPyConnection, delivered: Collection[str]) -> Iterator[Entity]:
    for kind, (view, key, wanted) in _KINDS.items():
        held = {row[0] for row in db.execute(_COLUMNS, [view]).fetchall()}
        if key not in held:
            continue
        chosen = [name if name in held else "NULL" for name in wanted]
        towns = _beside(db, _TOWNS, "v_HAS_ADDRESS", kind)
        numbers = _beside(db, _NUMBERS, "v_HAS_DOCUMENT", kind)
        cursor = db.cursor().execute(
            f"SELECT {', '.join([key, *chosen])}, towns, numbers, holders FROM {view}"
            f" LEFT JOIN ({towns}) t ON t.id = {key} LEFT JOIN ({numbers}) d ON d.id = {key}"
            f" LEFT JOIN ({_holders(db, kind)}) h ON h.id = {key} ORDER BY {key}"
        )
        while batch := cursor.fetchmany(10_000):
            yield from (_entity(kind, row, delivered) for row in batch)


def _entity(kind: str, row: tuple[Any, ...], delivered: Collection[str]) -> Entity:
    id_, *values, towns, numbers, held = row
    beside = [tuple(dict.fromkeys(filter(None, given or ()))) for given in (towns, numbers)]
    if kind != "person":
        people = [one for one in held or () if one["label"] == "Person"]
        # What a company is on, too, is no customer's secret.
        every = people if len(people) == len(held or ()) else []
        holders = tuple((one["id"], _belongs([one[key] for key in _BELONGS], delivered)) for one in every)
        return Entity(kind, id_, values[0] if values else None, towns=beside[0], holders=holders)
    name, email, phone, mobile, born, ssn, *belongs = values
    holders = ((id_, _belongs(belongs, delivered)),)
    return Entity(kind, id_, name, email, phone, mobile, born, beside[0], ssn, beside[1], holders)


def _belongs(values: Sequence[Any], delivered: Collection[str]) -> Belongs:
    branch, manager, staff, vip = values
    return Belongs(
        branch or None, manager or None, flag(staff, delivered="staff" in delivered),
        flag(vip, delivered="vip" in delivered),
    )  # fmt: skip


def _holders(db: duckdb.DuckDBPyConnection, kind: str) -> str:
    """SQL for who owns or may use each account, with what a part looks at of the people among them."""
    if kind != "account" or not db.execute(_COLUMNS, ["v_HOLDS"]).fetchall():
        return "SELECT NULL::VARCHAR AS id, NULL::VARCHAR[] AS holders WHERE false"
    there = {row[0] for row in db.execute(_COLUMNS, ["v_Person"]).fetchall()}
    keys = ", ".join(f"'{key}': {f'p.{key}' if key in there else 'NULL'}" for key in _BELONGS)
    return (
        f'SELECT o."to" AS id, list({{\'label\': o.label, \'id\': o."from", {keys}}} ORDER BY o."from") AS holders'
        ' FROM v_HOLDS o LEFT JOIN v_Person p ON o.label = \'Person\' AND p.customerId = o."from" GROUP BY o."to"'
    )


def _beside(db: duckdb.DuckDBPyConnection, sql: str, view: str, kind: str) -> str:
    """SQL for what lies beside each of a kind; nothing for accounts, which live nowhere, and where no view is."""
    column = "towns" if "towns" in sql else "numbers"
    there = db.execute(_COLUMNS, [view]).fetchall()
    nothing = f"SELECT NULL::VARCHAR AS id, NULL::VARCHAR[] AS {column} WHERE false"
    return sql if there and kind != "account" else nothing
