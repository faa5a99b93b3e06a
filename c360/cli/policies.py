"""The commands on a policy file: whether it is right, and what it would make of a book."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from c360 import words
from c360.access import EXPORT, demand
from c360.audit import open_log
from c360.cli.files import check as check_place
from c360.cli.files import write
from c360.cli.printing import as_json, as_text
from c360.cli.progress import progress
from c360.cli.tables import facts, heading, table
from c360.cli.words import clean
from c360.settings import Settings
from c360.sheets import NUMBERS, Sheet, shown
from c360.sheets import trial as sheets

if TYPE_CHECKING:
    from c360.model.trial import Trial
    from c360.policy import Policy, Step

_FIRST = 50  # of those who move; --csv and --json hold everybody


def policy(arguments: Namespace, settings: Settings) -> str:
    """`check` a file, or `try` it; raises `PolicyError` with every fault of the file, its line and the reason."""
    from c360.policy import load

    new = load(Path(arguments.file))
    return _check(arguments, new) if arguments.task == "check" else _try(arguments, settings, new)


def _check(arguments: Namespace, found: Policy) -> str:
    from c360.model.plain import to_bytes
    from c360.rules.telling import lines

    if arguments.json:
        told = {"version": found.version, "digest": found.digest, "rules": lines(found)}
        return as_json(json.loads(to_bytes(told)))
    return as_text(_policy_report(found))


def _try(arguments: Namespace, settings: Settings, new: Policy) -> str:
    from c360.export.trial import export
    from c360.graph.connect import connect
    from c360.model.plain import to_bytes
    from c360.policy_changed import in_force
    from c360.screening_desk import desk_of
    from c360.trial import trial

    place = arguments.graph or settings.graph
    audit = open_log(settings, place)
    today = in_force(settings.policy, audit, settings.user)
    if arguments.csv:
        demand(arguments.role, EXPORT, user=settings.user, audit=audit, action="export")
        check_place(Path(arguments.csv), "table")
    with progress() as told:
        found = trial(connect(place, settings=settings), new, policy=today, user=settings.user, audit=audit,
                      role=arguments.role,
                      as_of=arguments.as_of, progress=told, screens=desk_of(settings, place, wait=True))  # fmt: skip
    wrote = (
        write(Path(arguments.csv), export(found, user=settings.user, audit=audit, role=arguments.role))
        if arguments.csv
        else ""
    )
    if arguments.json:
        return as_json(json.loads(to_bytes(found)))
    return as_text(_trial_report(found)) + wrote


def _policy_report(found: Policy) -> Iterable[RenderableType]:
    """What a policy defines, in short."""
    from c360.rules.telling import lines

    yield Text(clean(f"Policy {found.version} is right ({found.digest[:12]})"), style="bold")
    yield facts([
        ("bands of the base score", _scale(found.bands)),
        ("credit bands", _scale(found.credit_bands)),
        ("KYC review, days", ", ".join(f"{band} {days:,}" for band, days in found.kyc_cycles.items())),
        *((f"segments, {model.name}", _scale(model.segments)) for model in found.models),
        ("look-back, revenue, days", f"{found.lookback_days}, {found.revenue_days}"),
        ("rows shown at most", f"{found.transactions_shown:,} transactions, {found.neighbours_shown:,} neighbours"),
    ])  # fmt: skip
    yield from _sheet(sheets.rules(lines(found)), drop=("Id",))


def _scale(steps: tuple[Step, ...]) -> str:
    return ", ".join(f"{step.name} from {step.start:f}" for step in steps)


def _trial_report(found: Trial) -> Iterable[RenderableType]:
    """The matrix, and who moves."""
    before, after = found.before, found.after
    yield Text(clean(f"{found.book} under policy {after.version} instead of {before.version}"), style="bold")
    yield Text(
        f"As of {words.day(found.as_of)}, generation {found.generation}; digests {after.digest[:12]} and"
        f" {before.digest[:12]}. Nothing is changed by trying.", style="dim",
    )  # fmt: skip
    yield Text(sheets.sentence(found))
    yield from _sheet(sheets.bands(found))
    yield from _sheet(sheets.matrix(found))
    if any(one.before != one.after for one in found.ratings):
        yield from _sheet(sheets.ratings(found))
    yield from _sheet(sheets.moved(found), _FIRST)


def _sheet(made: Sheet, most: int | None = None, drop: tuple[str, ...] = ()) -> Iterable[RenderableType]:
    yield heading(made.title)
    if not made.rows:
        yield Text(f"{made.none}\n")
        return
    kept = [(at, column) for at, column in enumerate(made.columns) if column.title not in drop]
    rows = [
        [row[at] if column.kind in NUMBERS else Text(clean(shown(column, row[at]))) for at, column in kept]
        for row in made.rows[:most]
    ]
    yield table([column.title for _, column in kept], rows, len(made.rows))
