"""What people decide about candidates, from the command line: kept, and shown in the order in which it was decided."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from rich.console import RenderableType
from rich.text import Text

from c360.audit import Record, open_log
from c360.cli.allowing import for_screening
from c360.cli.parts import of_part, scope_of
from c360.cli.printing import as_json, as_text
from c360.cli.tables import table
from c360.cli.words import clean
from c360.errors import AuditFailed, C360Error, DecidedMeanwhile, InputRefused, NoSuchCustomer, UsageError
from c360.graph.schema import COMPANY, PERSON
from c360.settings import Settings

if TYPE_CHECKING:
    from c360.screening.decisions import Decision
    from c360.screening.lists.entry import Entry
    from c360.screening.lists.held import Lists


class Named(Protocol):
    """What is about a customer or a company."""

    @property
    def customer(self) -> str:
        """Whose id."""

    @property
    def kind(self) -> str:
        """Person or Company."""


DAY: Final = "%Y-%m-%d %H:%M"


def decide(
    arguments: Namespace, settings: Settings, customer: str, list_: str, entry: str, outcome: str
) -> str:  # fmt: skip
    """Keep a decision on a customer and an entry as both are now. Raises what `Decisions.decide` does."""
    from c360.graph.connect import connect
    from c360.scope import outcome_of
    from c360.screening.decisions import OUTCOMES, Decision, Decisions
    from c360.screening.keyed import key_beside
    from c360.screening.lists.held import open_lists
    from c360.screening_run.customers import named

    role = for_screening(arguments, settings, decide=True)
    if outcome not in OUTCOMES:
        raise UsageError(f"A decision is one of {', '.join(OUTCOMES)}.")
    place, label = arguments.graph or settings.graph, COMPANY if arguments.kind == "company" else PERSON
    log = open_log(settings, place)
    told = {"list": list_, "entry": entry, "decision": outcome, "kind": label}
    try:
        try:
            with scope_of(role, place, settings) as scope:
                if scope and label == PERSON and scope.outside([customer]):
                    raise scope.nobody(customer)
            lists = open_lists(settings.lists_of(place))
            decisions = Decisions(settings.decisions_of(place))
            version, listed = _listed(lists, decisions.of(customer, label), list_, entry)
            graph = connect(place, settings=settings)
            found = named(graph.view(), label, [customer], key_beside(decisions.path))
            graph.close()
            if not found:
                raise NoSuchCustomer("No such customer in this book.", customer)
            subject, digest = found[0].subject, found[0].digest
            if subject is None or digest is None or (found[0].lacks and not subject.documents):
                raise InputRefused(f"This customer can't be screened: {found[0].lacks}.")
            decision = Decision(
                customer, label, list_, entry, outcome, (arguments.reason or "").strip(), settings.user,
                datetime.now(UTC), version, listed.digest, digest,
            )  # fmt: skip
        except C360Error as error:
            outcome_ = outcome_of(error)
            detail = told | {"error": type(error).__name__}
            log.record(Record(settings.user, "decide", customer, outcome_, detail=detail))
            raise
        try:
            kept = decisions.decide(decision, log, seen=None if arguments.anyway else 0)
        except DecidedMeanwhile as error:
            raise DecidedMeanwhile(f"{error.title} --anyway decides all the same.", error.detail) from error
    finally:
        log.close()
    if arguments.json:
        return as_json(plain_decision(kept))
    return f"{clean(f'{customer} is {outcome} as {listed.name}, entry {entry} of {list_}: decision {kept.number}.')}\n"


def _listed(lists: Lists, decided: Sequence[Decision], list_: str, entry: str) -> tuple[str, Entry]:
    """The digest of the list's version that is decided on, and the entry, which was confirmed if it isn't there now."""
    from c360.screening.gone import confirmed, last_known

    loaded = {one.name: one.digest for one in lists.lists}
    listed = next((one for one in lists.entries(list_) if one.id == entry), None) if list_ in loaded else None
    if listed is not None:
        return loaded[list_], listed
    history = confirmed(decided).get((list_, entry), ())
    listed = last_known(lists.folder, history)
    if listed is None:
        lists.version(list_)
        raise C360Error(f"The list {list_} has no entry of that id.")
    return loaded.get(list_) or history[-1].list_digest, listed


def decisions(arguments: Namespace, settings: Settings, customer: str | None) -> str:
    """The decisions on one customer or all, in the order in which they were made; on record before they are shown."""
    from c360.screening.decisions import KINDS, Decisions

    place = arguments.graph or settings.graph
    role = for_screening(arguments, settings)
    held = Decisions(settings.decisions_of(place))
    log = open_log(settings, place)
    try:
        found = list(held.all()) if customer is None else [one for kind in KINDS for one in held.of(customer, kind)]
        with scope_of(role, place, settings) as scope:
            rows = of_part(found, person_of, scope)
            denied = scope is not None and customer is not None and scope.denied(customer)
        named = sorted({(one.customer, one.kind) for one in rows}) if customer is None else []
        log.record(
            Record(
                settings.user,
                "screen",
                customer,
                "denied" if denied else "success",
                detail={"decisions": str(len(rows))},
            ),
            *(Record(settings.user, "screen", one, "success", detail={"kind": kind}) for one, kind in named),
        )
    except AuditFailed:
        raise
    except C360Error as error:
        log.record(Record(settings.user, "screen", customer, "failed", detail={"error": type(error).__name__}))
        raise
    finally:
        log.close()
    if arguments.json:
        return as_json([plain_decision(one) for one in rows])
    return as_text(_decisions_report(rows))


def person_of(one: Named) -> str | None:
    """The customer whom a decision or a candidate is about; None for a company."""
    return one.customer if one.kind == PERSON else None


def plain_decision(one: Decision) -> dict[str, Any]:
    """A decision as JSON values, without the digest of the customer's data, which nobody else can make use of."""
    keys = [key for key in one.__slots__ if key not in ("at", "subject_digest")]
    return {key: getattr(one, key) for key in keys} | {"at": one.at.isoformat()}


def _decisions_report(rows: Sequence[Decision]) -> Iterable[RenderableType]:
    if not rows:
        yield Text("Nothing was decided.")
        return
    cells = [
        (one.number, one.customer, one.kind, one.list, one.entry, one.outcome, one.by,
         one.at.astimezone(UTC).strftime(DAY), one.reason)
        for one in rows
    ]  # fmt: skip
    yield table(("", "customer", "", "list", "entry", "decision", "by", "at (UTC)", "reason"), cells)
