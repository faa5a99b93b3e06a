"""What each command does; each gives the whole text that goes to stdout."""

from __future__ import annotations

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

from c360.audit import AuditLog, Record
from c360.cli.files import check, write
from c360.cli.progress import progress
from c360.cli.words import clean
from c360.errors import C360Error, IntegrityError, UsageError
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
    try:
        target = scratch / book.name
        with progress() as told:
            report = build(target, customers=arguments.customers, seed=arguments.seed, progress=told)
        if fresh:
            target.rename(book)
    except C360Error as error:
        if not fresh and book.is_dir():
            _record(arguments, settings, "failed", {"source": "demo", "error": type(error).__name__})
        raise
    finally:
        if fresh:
            shutil.rmtree(scratch, ignore_errors=True)
    _record(arguments, settings, "success", {"source": "demo", "generation": str(report.generation)})
    return _text(demo_report(clean(str(book)), arguments.customers, report.as_of))


def _parent(book: Path) -> Path:
    if not book.parent.is_dir():
        raise UsageError(f"There is no folder {book.parent} to make the book in.")
    return book.parent


def _profile(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.report import profile_report
    from c360.export import export

    wanted = next(((kind, Path(path)) for kind in ("pdf", "csv") if (path := getattr(arguments, kind))), None)
    if wanted:
        check(wanted[1], wanted[0])
    builder = _builder(arguments, settings)
    profile = builder.build_profile(arguments.id, as_of=arguments.as_of, lookback_days=arguments.lookback)
    if arguments.json:
        return export(builder, profile, "json").decode("utf-8")
    if wanted:
        return write(wanted[1], export(builder, profile, wanted[0]))
    return _text(profile_report(profile))


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
            told = {"error": type(error).__name__}
            audit.record(Record(settings.user, "view", arguments.id, "failed", detail=told))
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
            arguments,
            settings,
            lambda: load(
                arguments.name, arguments.folder, arguments.into, source=arguments.source, as_of=arguments.as_of,
                rejects=arguments.rejects, progress=told, keep=settings.keep_generations,
            ),
        )  # fmt: skip
    return _told(report, arguments.json)


def _unload(arguments: Namespace, settings: Settings) -> str:
    from c360.sources.load import unload

    with progress() as told:
        report = _recorded(
            arguments,
            settings,
            lambda: unload(arguments.name, arguments.into, progress=told, keep=settings.keep_generations),
        )
    return _told(report, arguments.json)


def _told(report: LoadReport, as_json: bool) -> str:
    from c360.cli.report import load_report

    return _json(asdict(report)) if as_json else _text(load_report(report))


def _recorded(arguments: Namespace, settings: Settings, work: Callable[[], LoadReport]) -> LoadReport:
    """Do `work` on a book and write to its audit log what came of it; a book that never came to be has no log."""
    try:
        report = work()
    except C360Error as error:
        if Path(arguments.into).is_dir():
            _record(arguments, settings, "failed", {"source": arguments.name, "error": type(error).__name__})
        raise
    _record(arguments, settings, "success", {"source": arguments.name, "generation": str(report.generation)})
    return report


def _record(arguments: Namespace, settings: Settings, outcome: str, detail: Mapping[str, str]) -> None:
    """Write that a book's content changed, or was to."""
    log = AuditLog(settings.audit or Path(arguments.into) / "audit.sqlite")
    told = {"command": arguments.command, **detail}
    log.record(Record(settings.user, "load", None, outcome, detail=told))


def _verify(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.report import check_report
    from c360.graph.connect import connect
    from c360.policy import load
    from c360.verify import kept
    from c360.verify.check import check
    from c360.verify.sources import tables_of

    book = _book(arguments.graph or settings.graph)
    log = AuditLog(settings.audit or book / "audit.sqlite")
    try:
        # Pinned: tables of one generation say nothing about the next one's graph.
        graph = connect(book, generation=BookFolder(book).current().number)
        with tables_of(graph.view().generation, book) as (folders, bases), progress() as told:
            found = check(graph, folders, bases, load(settings.policy), customers=arguments.customers,
                          seed=arguments.seed, progress=told)  # fmt: skip
        kept.save(found, book)
    except C360Error as error:
        log.record(Record(settings.user, "verify", None, "failed", detail={"error": type(error).__name__}))
        raise
    told_log = {"seed": str(found.seed), "generation": str(found.generation), "customers": str(found.customers),
                "figures": str(found.figures), "disagreed": str(found.disagreed)}  # fmt: skip
    log.record(Record(settings.user, "verify", None, "success", detail=told_log))
    if found.disagreed:
        first = found.disagreements[0]
        raise IntegrityError(
            f"{found.disagreed:,} of {found.figures:,} figures disagree with the records: {first.figure} of"
            f" {first.customer_id} is the first; the page Book and {kept.path(book, found.generation)} name them"
        )
    return _json(asdict(found)) if arguments.json else _text(check_report(found))


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
    "verify": _verify,
    "audit": _audit,
}
