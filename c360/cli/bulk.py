"""The commands `export`, of many customers at once, and `approve`, by which another person says yes or no to it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import RenderableType
from rich.text import Text

from c360.access import EXPORT, demand
from c360.audit import AuditLog, Record, open_log
from c360.cli.books import name_at
from c360.cli.printing import as_json, as_text
from c360.cli.tables import table
from c360.cli.words import clean
from c360.errors import InputRefused, UsageError
from c360.settings import Settings, account

if TYPE_CHECKING:
    from c360.acts.approvals import Request
    from c360.profile import Customer360Builder

_LARGEST: Final = 20_000_000  # bytes of a file of ids
_MINUTE: Final = "%Y-%m-%d %H:%M"


def export(
    arguments: Namespace, settings: Settings, build: Callable[[Namespace, Settings], Customer360Builder]
) -> str:  # fmt: skip
    """Write the files, or ask for a yes and say which request waits for it (`NotAllowed`)."""
    from c360.acts.bulk import export_many

    ids = _ids(Path(arguments.file))
    builder = build(Namespace(**vars(arguments), ids=ids), settings)
    assert isinstance(builder.audit, AuditLog)
    try:
        done = export_many(
            builder, builder.audit, ids, arguments.kind, Path(arguments.folder), account=account(),
            now=datetime.now(UTC), why=arguments.reason, as_of=arguments.as_of, lookback_days=arguments.lookback,
        )  # fmt: skip
    finally:
        builder.audit.close()
    by = "" if done.request is None else f", by the yes to request {done.request}"
    return f"Wrote {done.files:,} files and MANIFEST.csv into {clean(str(done.folder))}{by}.\n"


def approve(arguments: Namespace, settings: Settings) -> str:
    """Answer a request, or show all; on record before anything is said. Raises as `c360.acts.approvals.answer`."""
    from c360.acts import approvals
    from c360.policy import load

    place = arguments.graph or settings.graph
    book = name_at(place, settings)
    rules, log = load(settings.policy).acts, open_log(settings, place)
    try:
        if arguments.request is None:
            if arguments.yes or arguments.no:
                raise UsageError("Say which request: 'approve' alone shows their numbers.")
            demand(arguments.role, EXPORT, user=settings.user, audit=log, action="approve")
            found = approvals.requests(log, rules, book, now=datetime.now(UTC))
            log.record(
                Record(settings.user, "view", None, "success", detail={"page": "requests", "rows": str(len(found))})
            )
            return as_json([_plain(one) for one in found]) if arguments.json else as_text(_report(found))
        if not (arguments.yes or arguments.no):
            raise UsageError("Say --yes or --no.")
        one = approvals.answer(
            log, rules, arguments.role, arguments.request, book=book, yes=arguments.yes,
            why=arguments.reason, user=settings.user, account=account(), now=datetime.now(UTC),
        )  # fmt: skip
    finally:
        log.close()
    if arguments.json:
        return as_json(_plain(one))
    then = f"{one.by} may do it until {one.until:{_MINUTE}} UTC" if one.state == "yes" else "it is not to be done"
    return clean(f"Request {one.number}, {one.kind} of {one.count:,} customers: {one.state}; {then}.") + "\n"


def _ids(path: Path) -> list[str]:
    """The ids of a file in their order, each once. Raises `InputRefused` for what is no such file."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputRefused(f"There is no file {clean(str(path))} that can be read.", str(error)) from error
    if len(raw) > _LARGEST:
        raise InputRefused(f"A file of ids has at most {_LARGEST:,} bytes.")
    try:
        lines = raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputRefused(f"{clean(str(path))} is not UTF-8: write one id a line.", str(error)) from error
    found = list(dict.fromkeys(filter(None, (line.strip() for line in lines))))
    if not found:
        raise InputRefused(f"{clean(str(path))} holds no id: write one a line.")
    return found


def _plain(one: Request) -> dict[str, Any]:
    return asdict(one) | {"at": one.at.isoformat(), "until": one.until.isoformat()}


def _report(found: Sequence[Request]) -> Iterable[RenderableType]:
    if not found:
        yield Text("Nothing waits for an answer.")
        return
    cells = [
        (one.number, one.by, one.kind, one.count, one.at.astimezone(UTC).strftime(_MINUTE),
         one.until.astimezone(UTC).strftime(_MINUTE), one.state, one.answered_by, one.reason)
        for one in found
    ]  # fmt: skip
    yield table(
        ("", "asked by", "kind", "customers", "at (UTC)", "until (UTC)", "state", "answered by", "reason"), cells
    )
