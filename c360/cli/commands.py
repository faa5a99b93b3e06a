"""What each command does; each gives the whole text that goes to stdout."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import RenderableType

from c360.audit import AuditLog
from c360.cli.progress import progress
from c360.cli.words import clean
from c360.errors import AuditFailed, C360Error, UsageError
from c360.graph.book import BookFolder
from c360.settings import Settings

if TYPE_CHECKING:
    from c360.profile import Customer360Builder
    from c360.sources.report import LoadReport


def run(arguments: Namespace) -> str:
    """Run the command that the arguments name; raises `C360Error`."""
    return _COMMANDS[arguments.command](arguments, Settings.from_env())


def _demo(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.report import demo_report
    from c360.demo import build

    book = Path(arguments.into)
    fresh = not book.exists()
    # Three loads make the demo bank. Where there is no book yet, it comes to be whole or not at all.
    scratch = Path(tempfile.mkdtemp(prefix=f".{book.name}.", dir=_parent(book))) if fresh else book.parent
    target = scratch / book.name
    try:
        with progress() as told:
            report = _recorded(
                arguments, settings, target,
                lambda record: build(
                    target, customers=arguments.customers, seed=arguments.seed, progress=told, record=record
                ),
            )  # fmt: skip
        if fresh:
            target.rename(book)
    finally:
        if fresh:
            shutil.rmtree(scratch, ignore_errors=True)
    return _text(demo_report(clean(str(book)), arguments.customers, report.as_of))


def _parent(book: Path) -> Path:
    if not book.parent.is_dir():
        raise UsageError(f"There is no folder {book.parent} to make the book in.")
    return book.parent


def _profile(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.report import profile_report

    builder = _builder(arguments, settings)
    profile = builder.build_profile(arguments.id, as_of=arguments.as_of, lookback_days=arguments.lookback)
    if not arguments.json:
        return _text(profile_report(profile))
    text = profile.to_json()
    builder.record_export(profile, "json", hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest())
    return text


def _builder(arguments: Namespace, settings: Settings) -> Customer360Builder:
    """The builder for one customer; that it could not be had is recorded like any other failed view."""
    from c360.graph.connect import connect
    from c360.policy import load
    from c360.profile import Customer360Builder

    place = arguments.graph or settings.graph
    audit = AuditLog(settings.audit or Path(place) / "audit.sqlite")
    try:
        return Customer360Builder(connect(place), load(settings.policy), audit, settings.user)
    except C360Error as error:
        if audit.path.parent.is_dir():  # where there is no book there is no log of it
            audit.record(
                user=settings.user, action="view", customer_id=arguments.id, outcome="failed",
                detail={"error": type(error).__name__},
            )  # fmt: skip
        raise


def _search(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.report import hits_report
    from c360.search import search

    book = _book(arguments.graph or settings.graph)
    audit = AuditLog(settings.audit or book / "audit.sqlite")
    hits = search(book, arguments.text, user=settings.user, audit=audit, limit=arguments.limit)
    return _json([asdict(hit) for hit in hits]) if arguments.json else _text(hits_report(hits, arguments.limit))


def _audit(arguments: Namespace, settings: Settings) -> str:
    path = settings.audit or _book(arguments.graph or settings.graph) / "audit.sqlite"
    return f"{AuditLog(path).verify():,} records, each sealing the one before.\n"


def _load(arguments: Namespace, settings: Settings) -> str:
    from c360.sources.load import load

    with progress() as told:
        report = _recorded(
            arguments, settings, Path(arguments.into),
            lambda record: load(
                arguments.name, arguments.folder, arguments.into, source=arguments.source, as_of=arguments.as_of,
                rejects=arguments.rejects, progress=told, keep=settings.keep_generations, record=record,
            ),
        )  # fmt: skip
    return _told(report, arguments.json)


def _unload(arguments: Namespace, settings: Settings) -> str:
    from c360.sources.load import unload

    with progress() as told:
        report = _recorded(
            arguments, settings, Path(arguments.into),
            lambda record: unload(
                arguments.name, arguments.into, progress=told, keep=settings.keep_generations, record=record
            ),
        )  # fmt: skip
    return _told(report, arguments.json)


def _told(report: LoadReport, as_json: bool) -> str:
    from c360.cli.report import load_report

    return _json(asdict(report)) if as_json else _text(load_report(report))


def _recorded(
    arguments: Namespace, settings: Settings, book: Path, work: Callable[[Callable[[int], None]], LoadReport]
) -> LoadReport:
    """Do `work` on a book; its audit log says so before the book changes, and afterwards if it then did not.

    A book that never came to be has no log. Raises `AuditFailed` when the change can't be recorded, and then it is
    not made.
    """
    log = AuditLog(settings.audit or book / "audit.sqlite")
    told = {"command": arguments.command, "source": getattr(arguments, "name", "demo")}
    recorded = False

    def record(outcome: str, **detail: str) -> None:
        log.record(user=settings.user, action="load", customer_id=None, outcome=outcome, detail=told | detail)

    def succeed(generation: int) -> None:
        nonlocal recorded
        record("success", generation=str(generation))
        recorded = True

    try:
        return work(succeed)
    except AuditFailed:
        raise
    except BaseException as error:
        if recorded or (isinstance(error, C360Error) and book.is_dir()):
            record("failed", error=type(error).__name__)
        raise
    finally:
        log.close()


def _book(graph: str) -> Path:
    """The folder of a book that is there; raises `GraphUnavailable` for anything else."""
    from c360.graph.connect import connect

    if graph.startswith(("ws://", "wss://")):
        connect(graph)
    BookFolder(Path(graph)).current()
    return Path(graph)


def _text(parts: Iterable[RenderableType]) -> str:
    from c360.cli.report import render

    colour = sys.stdout.isatty()
    return render(parts, width=shutil.get_terminal_size((110, 24)).columns, colour=colour)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


_COMMANDS: Final[Mapping[str, Callable[[Namespace, Settings], str]]] = {
    "demo": _demo,
    "load": _load,
    "unload": _unload,
    "profile": _profile,
    "search": _search,
    "audit": _audit,
}
