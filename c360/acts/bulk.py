"""Profiles of many customers as files in one folder: all or none, and beyond the policy's number with a second yes."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from c360.access import EXPORT, demand
from c360.acts import approvals
from c360.acts.approvals import Bulk, Request
from c360.audit import AuditLog
from c360.errors import C360Error, NotAllowed, UsageError
from c360.export import KINDS, export
from c360.export.tables import to_csv
from c360.profile import Customer360Builder
from c360.sheets import Column, sheet

MOST: Final = 100_000
# Read at once: so many profiles are held in memory.
_BATCH: Final = 200
_UNUSUAL: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST: Final = 100
_YES: Final = "request"  # in the record of an export: by the yes to which request


@dataclass(frozen=True, slots=True)
class Exported:
    """What lies in the folder now: so many files and a MANIFEST.csv; the request's number, where one was needed."""

    folder: Path
    files: int
    request: int | None


def export_many(
    builder: Customer360Builder, log: AuditLog, ids: Sequence[str], kind: str, folder: Path, *, account: str,
    now: datetime, why: str | None = None, as_of: date | None = None, lookback_days: int | None = None,
    told: Callable[[int], None] = lambda done: None,
) -> Exported:  # fmt: skip
    """Write one file a customer, each on record with its digest as `c360.export` does it, before `folder` is there.

    More customers than the policy's `bulk_export`, with those whom this user took away without a yes in the last
    `approval_hours`, need a yes to just these, this kind, day and state of the book: without one `NotAllowed` names the
    request that waits for it, which `why` is for. A yes is used up before anything is written, so that an export that
    fails needs another. `log` is the builder's own. Raises `UsageError` for no ids, too many, another kind, and a
    folder that holds something; what `build_profiles` and `export` raise; and `AuditFailed`. Nothing is left behind
    then but by a kill, and of that only what there was a yes to.
    """
    wanted = tuple(dict.fromkeys(ids))
    if not wanted or len(wanted) > MOST:
        raise UsageError(f"An export is of 1 to {MOST:,} customers; here are {len(wanted):,}.")
    if kind not in KINDS:
        raise UsageError(f"No such kind of file: {kind}. There are {', '.join(KINDS)}.")
    _room(folder)
    demand(builder.role, EXPORT, user=builder.user, audit=log, action="export", detail={"kind": kind})
    book = builder.graph.view().book
    days = builder.policy.lookback_days if lookback_days is None else lookback_days
    bulk = Bulk(
        wanted, kind, book.name, book.generation, (as_of or book.as_of).isoformat(), days, builder.policy.digest
    )
    request = _cleared(builder, log, bulk, why, account, now)
    if request is not None:
        approvals.use(log, builder.policy.acts, request, user=builder.user, now=now)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        _write(builder, bulk, made, told, {} if request is None else {_YES: str(request.number)})
        if builder.graph.view().book.generation != book.generation:
            raise C360Error("The book went on to another state meanwhile, and nothing was exported: try again.")
        # Of two at once each may have found room; each is on record by now.
        if request is None and _beyond(builder, log, (), now):
            raise NotAllowed("You exported more meanwhile, and together they need another person's yes: ask for it.")
        os.replace(made, folder)
    except BaseException as error:
        shutil.rmtree(made, ignore_errors=True)
        if request is not None and isinstance(error, C360Error):
            error.title = f"{error.title.rstrip('.')}. The yes to request {request.number} is used up: ask for another."
        raise
    return Exported(folder, len(wanted), None if request is None else request.number)


def _cleared(
    builder: Customer360Builder, log: AuditLog, bulk: Bulk, why: str | None, account: str, now: datetime
) -> Request | None:
    """The yes that this needs, if it does; else raises `NotAllowed` with the number of the request."""
    rules = builder.policy.acts
    beyond = _beyond(builder, log, bulk.ids, now)
    if not beyond:
        return None
    found = approvals.cleared(log, rules, bulk, user=builder.user, now=now)
    if found is not None:
        return found
    try:
        asked = approvals.ask(log, rules, bulk, why, user=builder.user, account=account, now=now)
    except UsageError as error:
        few = f"More than {rules.bulk_export} customers in {rules.approval_hours} hours"
        limit = f"{few} leave with another person's yes alone, who is told a reason"
        raise UsageError(f"{limit}: {error.title}") from error
    many = f"{len(bulk.ids):,} customers"
    if beyond > len(bulk.ids):
        many += f", who are {beyond:,} with those of the last {rules.approval_hours} hours,"
    raise NotAllowed(
        f"An export of {many} waits for a yes: request {asked.number}, which another person"
        f" answers by {asked.until:%Y-%m-%d %H:%M} UTC"
    )


def _beyond(builder: Customer360Builder, log: AuditLog, ids: Iterable[str], now: datetime) -> int:
    """How many these are with those whom this user took away without a yes of late; 0 where that many may leave."""
    rules = builder.policy.acts
    since = now - timedelta(hours=rules.approval_hours)
    taken = log.rows(user=builder.user, action="export", outcome="success", since=since, limit=MOST)
    together = {one.customer_id for one in taken if one.customer_id is not None and _YES not in one.detail}
    count = len(together.union(ids))
    return count if count > rules.bulk_export else 0


def _write(
    builder: Customer360Builder, bulk: Bulk, made: Path, told: Callable[[int], None], by: Mapping[str, Any]
) -> None:
    rows = []
    for start in range(0, len(bulk.ids), _BATCH):
        batch = bulk.ids[start : start + _BATCH]
        profiles = builder.build_profiles(
            batch, as_of=bulk.as_of, lookback_days=bulk.lookback_days, detail={"shown": "export in bulk"}
        )
        for number, profile in enumerate(profiles, start + 1):
            data = export(builder, profile, bulk.kind, **by)
            name = f"{number:06d}-{_UNUSUAL.sub('_', profile.customer_id)[:_LONGEST]}{KINDS[bulk.kind].ending}"
            (made / name).write_bytes(data)
            rows.append((name, profile.customer_id, profile.profile_id, hashlib.sha256(data).hexdigest()))
        told(len(rows))
    columns = (Column("File"), Column("Customer"), Column("Profile"), Column("SHA-256"))
    (made / "MANIFEST.csv").write_bytes(to_csv(sheet("manifest", "Manifest", columns, rows)))


def _room(folder: Path) -> None:
    """Raise `UsageError` where no folder can come to be: before anything is read or recorded."""
    if not folder.parent.is_dir():
        raise UsageError(f"There is no folder {folder.parent} to write to.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already and holds something: name another folder.")
