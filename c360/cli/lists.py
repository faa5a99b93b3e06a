"""The command `lists`: sanctions lists loaded, shown, compared and taken away, each change on record."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from rich.console import RenderableType
from rich.text import Text

from c360.audit import Record, open_log
from c360.cli.books import book_at
from c360.cli.printing import as_json, as_text
from c360.cli.tables import facts, table
from c360.cli.words import clean
from c360.errors import AuditFailed, UsageError
from c360.settings import Settings, is_server

if TYPE_CHECKING:
    from c360.screening.lists.held import Changes
    from c360.screening.lists.manifest import ListVersion
    from c360.screening.lists.reading import Reading
    from c360.screening.lists.store import Loaded

_Done = TypeVar("_Done")

# Ids in a table: more are for --json.
_SHOWN: Final = 20


def run(arguments: Namespace, settings: Settings) -> str:
    """Run what the arguments name; raises `C360Error`."""
    place = arguments.graph or settings.graph
    folder = settings.lists_of(place)
    if not is_server(place):
        book_at(place)
    return _TASKS[arguments.task](arguments, settings, folder)


def _load(arguments: Namespace, settings: Settings, folder: Path) -> str:
    from c360.screening.lists import store

    def work(record: Callable[[ListVersion], None]) -> Loaded:
        reading = _read(arguments.kind, Path(arguments.path))
        if arguments.dated and reading.dated:
            raise UsageError(
                f"The list {reading.name} says itself that it is of {reading.dated[:10]}: leave out --dated."
            )
        return store.put(
            folder, reading, loaded_at=datetime.now(UTC), allow_shrink=arguments.allow_shrink, record=record,
            dated=arguments.dated.isoformat() if arguments.dated else None,
        )  # fmt: skip

    loaded = _recorded(arguments, settings, arguments.kind, work)
    if arguments.json:
        return as_json(_plain(loaded.version) | {"fresh": loaded.fresh, "mended": loaded.mended})
    return as_text(_loaded_report(loaded))


def _read(kind: str, path: Path) -> Reading:
    from c360.screening.lists import ofac, opensanctions, un

    return {"ofac": ofac.read, "un": un.read, "opensanctions": opensanctions.read}[kind](path)


def _show(arguments: Namespace, settings: Settings, folder: Path) -> str:
    from c360.screening.lists.held import open_lists

    lists = open_lists(folder).lists
    if arguments.json:
        return as_json([_plain(one) for one in lists])
    return as_text(_lists_report(lists))


def _changes(arguments: Namespace, settings: Settings, folder: Path) -> str:
    from c360.screening.lists.held import Changes, open_lists

    lists = open_lists(folder)
    version = lists.version(arguments.name)
    changes = Changes((), (), ())
    if version.before:
        changes = lists.changed(version.name, version.before, version.digest)
    if arguments.json:
        return as_json({"list": version.name, "before": version.before, "after": version.digest, **asdict(changes)})
    names = {entry.id: entry.name for entry in lists.entries(version.name)}
    if changes.removed and version.before:
        names |= {
            entry.id: entry.name for entry in lists.entries(version.name, version.before) if entry.id not in names
        }
    return as_text(_changes_report(version, changes, names))


def _remove(arguments: Namespace, settings: Settings, folder: Path) -> str:
    from c360.screening.lists import store

    version = _recorded(
        arguments, settings, arguments.name, lambda record: store.take_away(folder, arguments.name, record)
    )
    if arguments.json:
        return as_json(_plain(version))
    return f"Nobody is screened against {clean(version.name)} any more; its versions stay.\n"


_TASKS: Final[Mapping[str, Callable[[Namespace, Settings, Path], str]]] = {
    "load": _load,
    "show": _show,
    "changes": _changes,
    "remove": _remove,
}


def _recorded(
    arguments: Namespace, settings: Settings, name: str, work: Callable[[Callable[[ListVersion], None]], _Done]
) -> _Done:
    """Do `work`: the audit log says so before the lists change, and that it failed where it did.

    Raises `AuditFailed` when it can't be recorded, and then nothing is changed.
    """
    log = open_log(settings, arguments.graph or settings.graph)
    told = {"command": f"lists {arguments.task}", "list": name}

    def record(outcome: str, **detail: str) -> None:
        log.record(Record(settings.user, "load", None, outcome, detail=told | detail))

    try:
        return work(lambda version: record("success", list=version.name, digest=version.digest))
    except AuditFailed:
        raise
    except BaseException as error:
        record("failed", error=type(error).__name__)
        raise
    finally:
        log.close()


def _plain(version: ListVersion) -> dict[str, Any]:
    from c360.screening.lists.manifest import plain

    return plain(version)


def _loaded_report(loaded: Loaded) -> Iterable[RenderableType]:
    version = loaded.version
    if loaded.mended:
        yield Text(f"The stored file of {clean(version.name)} was damaged, and is written anew.")
    elif not loaded.fresh:
        yield Text(f"{clean(version.name)} holds the same as before, of the same day: nothing was changed.")
    yield facts(_facts(version))
    for note in version.notes:
        yield Text(clean(note))


def _facts(version: ListVersion) -> list[tuple[str, Any]]:
    return [
        ("List", version.name),
        ("Dated", _dated(version)),
        ("Loaded", version.loaded_at),
        ("Entries", version.entries),
        ("Of them", ", ".join(f"{count:,} {schema}" for schema, count in version.schemata)),
        ("Names", ", ".join(f"{count:,} {kind}" for kind, count in version.names)),
        ("Since the version before", _difference(version)),
        ("Files", ", ".join(file.name for file in version.files)),
        ("Digest", version.digest),
    ]


def _lists_report(lists: tuple[ListVersion, ...]) -> Iterable[RenderableType]:
    if not lists:
        yield Text("No sanctions list is loaded: nobody is screened, which doesn't mean that anybody is clear.")
        return
    yield table(
        ("List", "Dated", "Loaded (UTC)", "Entries", "Since the version before", "Digest"),
        [
            (one.name, _dated(one), one.loaded_at, one.entries, _difference(one), one.digest[:12])
            for one in lists
        ],
    )  # fmt: skip


def _changes_report(version: ListVersion, changes: Changes, names: Mapping[str, str]) -> Iterable[RenderableType]:
    yield Text(f"{clean(version.name)}, {_dated(version)}: {_difference(version)}.")
    for words, ids in (("Added", changes.added), ("Removed", changes.removed), ("Changed", changes.changed)):
        if ids:
            yield Text(words, style="bold")
            yield table(("Entry", "Name"), [(one, names.get(one)) for one in ids[:_SHOWN]], of=len(ids))


def _dated(version: ListVersion) -> str:
    return version.dated[:10] if version.dated else "not stated"


def _difference(version: ListVersion) -> str:
    if version.before is None:
        return "the first version"
    if version.added is None:
        return "not known: the version before is damaged"
    return f"{version.added:,} added, {version.removed:,} removed, {version.changed:,} changed"
