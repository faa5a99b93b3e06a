"""The command that holds the figures against the records, on record before it says anything."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from c360.audit import Record, open_log
from c360.cli.books import book_at
from c360.cli.printing import as_json, as_text
from c360.cli.progress import progress
from c360.errors import C360Error, IntegrityError
from c360.settings import Settings, is_server

if TYPE_CHECKING:
    from c360.verify.check import Check


def verify(arguments: Namespace, settings: Settings) -> str:
    """Compare random profiles with the records; `IntegrityError` where a figure disagrees.

    Customers of the whole book are taken, so whose figure it is, and where that is kept, is said only to a role that is
    for all of them and sees all figures.
    """
    from c360.cli.report import check_report
    from c360.verify import kept

    graph, role = arguments.graph or settings.graph, arguments.role
    if not is_server(graph):
        book_at(graph)
    found = checked(graph, settings, customers=arguments.customers, seed=arguments.seed)
    if found.disagreed:
        told = f"{found.disagreed:,} of {found.figures:,} figures disagree with the records:"
        named = kept.for_role(found, role) if role.part.everyone else None
        if not (named and named.disagreements):
            raise IntegrityError(f"{told} whose is not for your role")
        first = named.disagreements[0]
        told = f"{told} {first.figure} of"
        if is_server(graph):
            raise IntegrityError(f"{told} {first.customer_id} is the first")
        where = f"the page Book and {kept.path(Path(graph), found.generation)}"
        raise IntegrityError(f"{told} {first.customer_id} is the first; {where} name them")
    return as_json(asdict(found)) if arguments.json else as_text(check_report(found))


def checked(graph: str, settings: Settings, *, customers: int, seed: int | None = None) -> Check:
    """What the check of a book, or of a server's graph, found: recorded whether it could be made or not."""
    from c360.policy_changed import in_force
    from c360.verify import run

    log = open_log(settings, graph)
    try:
        with progress() as told:
            policy = in_force(settings.policy, log, settings.user)
            found = (
                run.verify_server(graph, settings, policy, customers=customers, seed=seed, progress=told)
                if is_server(graph)
                else run.verify(Path(graph), policy, customers=customers, seed=seed, progress=told)
            )
    except C360Error as error:
        log.record(Record(settings.user, "verify", None, "failed", detail={"error": type(error).__name__}))
        raise
    detail = {"seed": str(found.seed), "generation": str(found.generation), "customers": str(found.customers),
              "figures": str(found.figures), "disagreed": str(found.disagreed), "policy": policy.digest}  # fmt: skip
    log.record(Record(settings.user, "verify", None, "success", detail=detail))
    log.close()
    return found
