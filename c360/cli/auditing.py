"""The commands on the audit log: what holds of it, what is in it, and files of it that prove themselves."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import RenderableType
from rich.text import Text

from c360.audit import AuditLog, Record, open_log
from c360.cli.books import book_at
from c360.cli.files import check
from c360.cli.printing import as_json, as_text
from c360.cli.tables import table
from c360.cli.words import clean
from c360.errors import C360Error, UsageError
from c360.settings import Settings, is_server
from c360.words import counted

if TYPE_CHECKING:
    from c360.audit.exporting import Exported
    from c360.audit.proof import Verification
    from c360.audit.record import Entry
    from c360.audit.signing import Verifier

_INSTANT: Final = "%Y-%m-%d %H:%M:%S"


def audit(arguments: Namespace, settings: Settings) -> str:
    """`verify`, `show`, `export`, `close` or `key`; raises `C360Error`, `IntegrityError` where the log doesn't hold."""
    place = arguments.graph or settings.graph
    if settings.audit is None and not is_server(place):
        book_at(place)
    log = open_log(settings, place)
    try:
        return _TASKS[arguments.task](arguments, settings, log)
    finally:
        log.close()


def _verify(arguments: Namespace, settings: Settings, log: AuditLog) -> str:
    found = log.verification(*_proofs(arguments))
    return as_json(asdict(found)) if arguments.json else "".join(f"{line}\n" for line in _lines(found))


def _proofs(arguments: Namespace) -> tuple[list[Path], list[Verifier]]:
    """The checkpoints and public keys that were named."""
    from c360.audit.signing import verifier_from

    keys = [verifier_from(_bytes_of(path), "The file that --key names") for path in arguments.key or ()]
    files = [Path(path) for path in arguments.checkpoints or ()]
    for path in files:
        _bytes_of(path)  # one that was named and isn't there proves nothing
    return files, keys


def _lines(found: Verification) -> Iterable[str]:
    yield f"{found.records:,} records, each sealing the one before."
    sealed = max(0, found.records - found.unsealed)
    yield f"{sealed:,} sealed by {counted(found.checkpoints, 'checkpoint')}; {found.unsealed:,} not yet sealed."
    if found.lagging:
        yield f"{counted(found.lagging, 'checkpoint')} in the log alone: the file kept apart hasn't got so far."
    for one in found.segments:
        yield (
            f"Segment {one.number}, records {one.first:,} to {one.last:,}, was closed on {one.at[:10]}:"
            f" last digest {one.digest}, file SHA-256 {one.file}."
        )
    yield f"Signed by the key {', '.join(found.keys) or 'of nobody'}."


def _show(arguments: Namespace, settings: Settings, log: AuditLog) -> str:
    since, until = _instants(arguments)
    asked = {
        "user": arguments.user,
        "action": arguments.action,
        "from": arguments.since and str(arguments.since),
        "to": arguments.until and str(arguments.until),
    }
    found = log.rows(
        customer=arguments.customer, user=arguments.user, action=arguments.action, since=since, until=until,
        limit=arguments.limit,
    )  # fmt: skip
    detail = {"what": "audit show", "rows": str(len(found))} | {key: text for key, text in asked.items() if text}
    log.record(Record(settings.user, "administer", arguments.customer, "success", detail=detail))
    return as_json([_plain(one) for one in found]) if arguments.json else as_text(_report(found, arguments.limit))


def _export(arguments: Namespace, settings: Settings, log: AuditLog) -> str:
    place, (since, until) = _place(arguments), _instants(arguments)
    files, keys = _proofs(arguments)
    made = _filed(
        place,
        lambda: log.export(place, user=settings.user, since=since, until=until, checkpoints=files, keys=keys),
    )
    return _wrote(place, made)


def _close(arguments: Namespace, settings: Settings, log: AuditLog) -> str:
    place = _place(arguments)
    before = None if arguments.before is None else _start(arguments.before)
    files, keys = _proofs(arguments)
    made = _filed(
        place,
        lambda: log.close_segment(
            place, user=settings.user, before=before, through=arguments.through, checkpoints=files, keys=keys
        ),
    )
    return f"{_wrote(place, made)}They left the log, which goes on from the digest {made.digest}.\n"


def _key(arguments: Namespace, settings: Settings, log: AuditLog) -> str:
    return log.signer().public.pem


def _place(arguments: Namespace) -> Path:
    place = Path(arguments.file)
    check(place, None)
    return place


def _filed(place: Path, make: Callable[[], Exported]) -> Exported:
    try:
        return make()
    except FileExistsError as error:
        raise UsageError(f"{place} is there already: name another file.", str(error)) from error
    except PermissionError as error:
        raise C360Error(f"No file can be written in {place.parent}: {error.strerror}.", str(error)) from error


def _wrote(place: Path, made: Exported) -> str:
    return f"Wrote {clean(str(place))}: records {made.first:,} to {made.last:,}, SHA-256 {made.sha256}\n"


def _instants(arguments: Namespace) -> tuple[datetime | None, datetime | None]:
    since, until = arguments.since, arguments.until
    if since and until and until < since:
        raise UsageError("The day --to is before the day --from.")
    return since and _start(since), until and _start(until + timedelta(days=1))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _bytes_of(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"There is no file {clean(str(path))} that can be read.", str(error)) from error


def _plain(one: Entry) -> dict[str, Any]:
    return asdict(one) | {"at": one.at.isoformat()}


def _report(found: list[Entry], limit: int) -> Iterable[RenderableType]:
    if not found:
        yield Text("The audit log holds nothing of that.")
        return
    cells = [
        (one.seq, one.at.strftime(_INSTANT), one.user, one.action, one.customer_id or "", " ".join(one.sections),
         one.outcome, " ".join(f"{key}={value}" for key, value in one.detail.items()))
        for one in found
    ]  # fmt: skip
    yield table(("", "at (UTC)", "user", "action", "customer", "sections", "outcome", "detail"), cells)
    if len(found) == limit:
        yield Text(f"The newest {limit:,} are shown; --limit shows more.")


_TASKS: Final[Mapping[str, Callable[[Namespace, Settings, AuditLog], str]]] = {
    "verify": _verify,
    "show": _show,
    "export": _export,
    "close": _close,
    "key": _key,
}
