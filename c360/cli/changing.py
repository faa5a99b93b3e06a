"""Commands that change a book: on record before it changes, and afterwards if it then did not."""

from __future__ import annotations

import shutil
import tempfile
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from c360.audit import Record, open_log
from c360.cli.checking import checked
from c360.cli.printing import as_json, as_text
from c360.cli.progress import progress
from c360.cli.words import clean
from c360.errors import AuditFailed, C360Error, UsageError
from c360.settings import Settings, is_server

if TYPE_CHECKING:
    from c360.sources.report import LoadReport

_Done = TypeVar("_Done")


def demo(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.report import demo_report
    from c360.demo import build

    if is_server(arguments.into):
        return _demo_on_server(arguments, settings)
    book = Path(arguments.into)
    fresh = not book.exists()
    # Three loads make the demo bank. Where there is no book yet, it comes to be whole or not at all.
    scratch = Path(tempfile.mkdtemp(prefix=f".{book.name}.", dir=_parent(book))) if fresh else book.parent
    target = scratch / book.name
    try:
        with tempfile.TemporaryDirectory(prefix="c360-demo-") as files:
            with progress() as told:
                report = _recorded(
                    arguments, settings, str(target),
                    lambda record: build(
                        target, customers=arguments.customers, seed=arguments.seed, progress=told, record=record,
                        files=Path(files),
                    ),
                )  # fmt: skip
            # While the bank's files are there: they are made anew for each demo bank, and not kept.
            found = checked(str(target), settings, customers=200)
        if fresh:
            target.rename(book)
    finally:
        if fresh:
            shutil.rmtree(scratch, ignore_errors=True)
    return as_text(demo_report(clean(str(book)), arguments.customers, report.as_of, found))


def _demo_on_server(arguments: Namespace, settings: Settings) -> str:
    """The demo bank is built as a book, checked, and put into the server's graph."""
    from c360.cli.report import demo_report
    from c360.demo import build
    from c360.sources import to_server

    url = arguments.into
    settings.audit_of(url)
    to_server.ready(url, settings)
    with tempfile.TemporaryDirectory(prefix="c360-demo-") as scratch:
        book = Path(scratch) / "demo.book"
        with progress() as told:
            report = build(book, customers=arguments.customers, seed=arguments.seed, progress=told)
            found = checked(str(book), replace(settings, audit=None, checkpoints=None), customers=200)
            _recorded(
                arguments, settings, url,
                lambda record: to_server.send(book, url, settings, progress=told, record=record),
            )  # fmt: skip
    return as_text(demo_report(clean(url), arguments.customers, report.as_of, found))


def _parent(book: Path) -> Path:
    if not book.parent.is_dir():
        raise UsageError(f"There is no folder {book.parent} to make the book in.")
    return book.parent


def load(arguments: Namespace, settings: Settings) -> str:
    if is_server(arguments.into):
        return _told(_load_to_server(arguments, settings), json=arguments.json)
    from c360.sources import load as loads

    with progress() as told:
        report = _recorded(
            arguments, settings, arguments.into,
            lambda record: loads.load(
                arguments.name, arguments.folder, arguments.into, source=arguments.source, as_of=arguments.as_of,
                rejects=arguments.rejects, progress=told, keep=settings.keep_generations, record=record,
            ),
        )  # fmt: skip
    return _told(report, json=arguments.json)


def _load_to_server(arguments: Namespace, settings: Settings) -> LoadReport:
    from c360.sources.to_server import load_to_server

    with progress() as told:
        return _recorded(
            arguments, settings, arguments.into,
            lambda record: load_to_server(
                arguments.name, arguments.folder, arguments.into, settings, source=arguments.source,
                as_of=arguments.as_of, rejects=arguments.rejects, progress=told, record=record,
            ),
        )  # fmt: skip


def unload(arguments: Namespace, settings: Settings) -> str:
    if is_server(arguments.into):
        from c360.sources.to_server import unload_from_server

        with progress() as told:
            report = _recorded(
                arguments, settings, arguments.into,
                lambda record: unload_from_server(
                    arguments.name, arguments.into, settings, progress=told, record=record
                ),
            )  # fmt: skip
        return _told(report, json=arguments.json)
    from c360.sources import load as loads

    with progress() as told:
        report = _recorded(
            arguments, settings, arguments.into,
            lambda record: loads.unload(
                arguments.name, arguments.into, progress=told, keep=settings.keep_generations, record=record
            ),
        )  # fmt: skip
    return _told(report, json=arguments.json)


def _told(report: LoadReport, *, json: bool) -> str:
    from c360.cli.report import load_report

    return as_json(asdict(report)) if json else as_text(load_report(report))


def _recorded(
    arguments: Namespace, settings: Settings, graph: str, work: Callable[[Callable[[int], None]], _Done]
) -> _Done:
    """Do `work` on a book or server; its audit log says so before the book changes, and afterwards if it then did not.

    A book that never came to be has no log. Raises `AuditFailed` when the change can't be recorded, and then it is
    not made.
    """
    log = open_log(settings, graph)
    told = {"command": arguments.command, "source": getattr(arguments, "name", "demo")}
    recorded = False

    def record(outcome: str, **detail: str) -> None:
        log.record(Record(settings.user, "load", None, outcome, detail=told | detail))

    def succeed(generation: int) -> None:
        nonlocal recorded
        record("success", generation=str(generation))
        recorded = True

    try:
        return work(succeed)
    except AuditFailed:
        raise
    except BaseException as error:
        if recorded or (isinstance(error, C360Error) and (is_server(graph) or Path(graph).is_dir())):
            record("failed", error=type(error).__name__)
        raise
    finally:
        log.close()
