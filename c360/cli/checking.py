"""The command that holds the figures against the records, on record before it says anything."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from c360.audit import AuditLog, Record
from c360.cli.books import book_at
from c360.cli.printing import as_json, as_text
from c360.cli.progress import progress
from c360.errors import C360Error, IntegrityError
from c360.settings import Settings

if TYPE_CHECKING:
    from c360.verify.check import Check


def verify(arguments: Namespace, settings: Settings) -> str:
    """Compare random profiles with the records; `IntegrityError` where a figure disagrees."""
    from c360.cli.report import check_report
    from c360.verify import kept

    book = book_at(arguments.graph or settings.graph)
    found = checked(book, settings, customers=arguments.customers, seed=arguments.seed)
    if found.disagreed:
        first = found.disagreements[0]
        raise IntegrityError(
            f"{found.disagreed:,} of {found.figures:,} figures disagree with the records: {first.figure} of"
            f" {first.customer_id} is the first; the page Book and {kept.path(book, found.generation)} name them"
        )
    return as_json(asdict(found)) if arguments.json else as_text(check_report(found))


def checked(book: Path, settings: Settings, *, customers: int, seed: int | None = None) -> Check:
    """What the check of a book found, recorded whether it could be made or not."""
    from c360.policy import load
    from c360.verify import run

    log = AuditLog(settings.audit_of(str(book)))
    try:
        with progress() as told:
            found = run.verify(book, load(settings.policy), customers=customers, seed=seed, progress=told)
    except C360Error as error:
        log.record(Record(settings.user, "verify", None, "failed", detail={"error": type(error).__name__}))
        raise
    detail = {"seed": str(found.seed), "generation": str(found.generation), "customers": str(found.customers),
              "figures": str(found.figures), "disagreed": str(found.disagreed)}  # fmt: skip
    log.record(Record(settings.user, "verify", None, "success", detail=detail))
    log.close()
    return found
