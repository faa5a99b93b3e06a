"""The command `screen` without a name: a whole book, and how each candidate in it stands."""

from __future__ import annotations

import hashlib
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import RenderableType
from rich.text import Text

from c360.access import Role
from c360.access.part import limits
from c360.audit import AuditLog, Record, open_log
from c360.cli.allowing import for_screening
from c360.cli.files import check, write
from c360.cli.parts import of_part, scope_of
from c360.cli.printing import as_json, as_text
from c360.cli.progress import progress
from c360.cli.screening_decisions import DAY, person_of, plain_decision
from c360.cli.tables import facts, table
from c360.errors import AuditFailed
from c360.settings import Settings

if TYPE_CHECKING:
    from c360.policy import ScreeningRules
    from c360.screening.decisions import Decision
    from c360.screening.lists.held import Lists
    from c360.screening_run import Run

# Candidates in a table: more are for --json and --csv.
_SHOWN: Final = 50
_GONE: Final = "screening finds it no longer"


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate and how it stands. `score` is None for one that was confirmed and is no longer found."""

    customer: str
    kind: str
    list: str
    entry: str
    name: str
    score: float | None
    state: str
    changed: str
    decision: Decision | None

    @property
    def asks(self) -> bool:
        """Whether somebody has to decide."""
        return self.state in ("open", "asks again")


def book(arguments: Namespace, settings: Settings) -> str:
    """Screen everybody, or with --changed whoever something changed for; on record before it is kept or said."""
    from c360.graph.connect import connect
    from c360.policy_changed import in_force
    from c360.screening.lists.held import open_lists
    from c360.screening_run import screen_book

    place = arguments.graph or settings.graph
    role = for_screening(arguments, settings, export=bool(arguments.csv or arguments.json))
    target = Path(arguments.csv) if arguments.csv else None
    if target:
        check(target, "table")
    log = open_log(settings, place)
    try:
        policy = in_force(settings.policy, log, settings.user)
        rules = policy.screening
        lists = open_lists(settings.lists_of(place))
        with progress(thread=False) as told:
            run = screen_book(
                lambda: connect(place, settings=settings), lists, settings.run_of(place), rules=rules,
                at=datetime.now(UTC), changed=arguments.changed, progress=told,
                record=lambda run: _record(log, settings.user, run, policy.digest),
            )  # fmt: skip
        rows = standing_rows(run, settings.decisions_of(place), lists, rules)
        with scope_of(role, place, settings) as scope:
            rows = of_part(rows, person_of, scope)
        data = _csv(rows) if target else None
        text = as_json(_plain(run, rows, role)) if arguments.json else None
        # Everybody who is about to be shown, and nobody else: also whom the run doesn't name.
        log.record(
            *_each(settings.user, {(one.customer, one.kind) for one in rows}),
            *_taken(settings.user, data, rows),
            *_taken(settings.user, None if text is None else text.encode("utf-8", "backslashreplace"), rows),
        )
    except AuditFailed:
        raise
    except Exception as error:
        log.record(Record(settings.user, "screen", None, "failed", detail={"error": type(error).__name__}))
        raise
    finally:
        log.close()
    said = "" if target is None or data is None else write(target, data)
    return text if text is not None else as_text(_report(run, rows, role)) + said


def standing_rows(run: Run, path: Path, lists: Lists, rules: ScreeningRules) -> list[Row]:
    """Every candidate of a run with how it stands, whoever asks first and the highest scores first of these.

    What was confirmed once and isn't found any more asks again, instead of going away unseen. Raises as `Decisions`.
    """
    from c360.screening.decisions import CONFIRMED, Decisions
    from c360.screening.standing import ASKS_AGAIN, standing, twins

    decided: dict[tuple[str, str], list[Decision]] = {}
    for one in Decisions(path).all():
        decided.setdefault((one.customer, one.kind), []).append(one)
    entries = {}
    if rules.dismissal_covers_twins and run.found:
        wanted = {(one.list, one.id) for one in run.found}
        entries = {
            (each.list, each.id): each for used in run.lists for each in lists.entries(used.name, used.digest)
            if (each.list, each.id) in wanted
        }  # fmt: skip
    beside: dict[tuple[str, str], list[Any]] = {}
    for hit in run.found:
        if (hit.list, hit.id) in entries:
            beside.setdefault((hit.customer, hit.kind), []).append(entries[hit.list, hit.id])
    rows, there = [], set()
    for hit in run.found:
        who = (hit.customer, hit.kind)
        same = twins(entries[hit.list, hit.id], beside[who]) if (hit.list, hit.id) in entries else ()
        stands = standing(decided.get(who, ()), hit, hit.subject_digest, same)
        there.add((*who, hit.list, hit.id))
        rows.append(
            Row(*who, hit.list, hit.id, hit.name, hit.score, stands.state, stands.changed, stands.decision)
        )  # fmt: skip
    last = {one.pair: one for each in decided.values() for one in each}
    rows += [
        Row(*pair, "", None, ASKS_AGAIN, _GONE, one)
        for pair, one in last.items() if one.outcome == CONFIRMED and pair not in there
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (not row.asks, -(row.score or 0), row.customer, row.kind, row.list, row.entry))


def _record(log: AuditLog, user: str, run: Run, policy: str) -> None:
    """The run, of which as yet nobody is shown."""
    used = " ".join(f"{one.name}={one.digest[:12]}" for one in run.lists)
    detail = {"lists": used, "generation": str(run.generation), "screened": str(run.screened),
              "compared": str(run.compared), "candidates": str(len(run.found)), "policy": policy}  # fmt: skip
    log.record(Record(user, "screen", None, "success", detail=detail))


def _each(user: str, who: Iterable[tuple[str, str]]) -> list[Record]:
    return [Record(user, "screen", customer, "success", detail={"kind": kind}) for customer, kind in sorted(who)]


def _taken(user: str, data: bytes | None, rows: Sequence[Row]) -> list[Record]:
    """The candidates that are about to leave as a file or as JSON, if they are."""
    if data is None:
        return []
    detail = {"kind": "screening", "rows": str(len(rows)), "sha256": hashlib.sha256(data).hexdigest()}
    return [Record(user, "export", None, "success", detail=detail)]


def _plain(run: Run, rows: Sequence[Row], role: Role) -> dict[str, Any]:
    whole = role.part.everyone  # what counts the whole book isn't for a role that is for a part of it
    return {
        "at": run.at.isoformat(), "book": run.book, "generation": run.generation,
        "lists": [{"name": one.name, "date": one.dated, "digest": one.digest} for one in run.lists],
        "screened": run.screened if whole else None, "compared": run.compared if whole else None,
        "not_screened": dict(run.lacking) if whole else None, "hidden": 0 if whole else None,
        "candidates": [
            {
                "customer": one.customer, "kind": one.kind, "list": one.list, "entry_id": one.entry,
                "name": one.name or None, "score": one.score, "state": one.state, "changed": one.changed or None,
                "decision": plain_decision(one.decision) if one.decision else None,
            }
            for one in rows
        ],
    }  # fmt: skip


def _csv(rows: Sequence[Row]) -> bytes:
    from c360.export.tables import to_csv
    from c360.sheets import Column, sheet

    names = ("Customer", "Kind", "List", "Entry", "Listed as", "Score", "State", "Why", "Decided by",
             "Decided at (UTC)", "Reason")  # fmt: skip
    told = [
        (
            one.customer, one.kind, one.list, one.entry, one.name, None if one.score is None else f"{one.score:.4f}",
            one.state, one.changed, *_of(one.decision),
        )
        for one in rows
    ]  # fmt: skip
    return to_csv(sheet("screening", "Screening", tuple(Column(name) for name in names), told))


def _of(one: Decision | None) -> tuple[str | None, str | None, str | None]:
    return (one.by, one.at.astimezone(UTC).strftime(DAY), one.reason) if one else (None, None, None)


def _report(run: Run, rows: Sequence[Row], role: Role) -> Iterable[RenderableType]:
    asking = [one for one in rows if one.asks]
    used = ", ".join(f"{one.name} ({one.dated[:10] if one.dated else 'day not stated'})" for one in run.lists)
    decided = {state: sum(one.state == state for one in rows) for state in ("confirmed", "dismissed")}
    lacking = ", ".join(f"{count:,} {reason}" for reason, count in run.lacking.items())
    taken = "" if run.compared == run.screened else "the rest is as the run before found it"
    of = f"of {run.book}, generation {run.generation}"
    counts = [
        ("Screened", run.screened, of),
        ("Compared now", run.compared, taken),
        ("Not screened", lacking or "nobody"),
    ]
    yield facts(
        [
            *(counts if role.part.everyone else [("Screened", "your part", of)]),
            ("Against", used),
            ("Candidates to decide on", len(asking)),
            ("Decided", ", ".join(f"{count:,} {state}" for state, count in decided.items())),
            *(("Shown", one) for one in limits(role)),
        ]
    )  # fmt: skip
    if asking:
        cells = [
            (one.customer, one.kind, one.name or "not found any more", one.list, one.entry,
             "" if one.score is None else f"{one.score:.2f}", f"{one.state}{one.changed and ': '}{one.changed}")
            for one in asking[:_SHOWN]
        ]  # fmt: skip
        yield table(("customer", "", "listed as", "list", "entry", "score", "state"), cells, of=len(asking))
        yield Text("Each is a candidate until a person decides: 'screen decide'.", style="dim")
