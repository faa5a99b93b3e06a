"""Another policy tried on a whole book: the facts are read once in batches, and judged under both policies.

Nothing is written but the record of it. Of a policy, facts hang on its screening alone, so that a page may keep them
and try many that screen alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from gremlin_python.process.traversal import P

from c360.access import ANALYST, NOTHING, Role, gate, name_for, sees_risk
from c360.asking import WHO, Failure, ask_for
from c360.audit import Audit, Record
from c360.errors import NotAllowed, NotScreened, UsageError
from c360.graph import schema as s
from c360.graph.connect import Graph, View
from c360.model import PolicyStamp
from c360.model.trial import Cell, Change, Move, Rating, Trial
from c360.policy import BANDS, Policy, Rule, named
from c360.profile import Customer360Builder
from c360.rules import CONDITIONS, Facts, Verdict
from c360.rules.judging import Judgement, effect, judge
from c360.scope import Scope
from c360.screening_desk import READING
from c360.sections.contract import Ask, Screens
from c360.sections.reading import BadValue
from c360.sections.risk_facts import RiskFacts, read_facts

_Value = TypeVar("_Value")
# progress(what, done, total)
Progress = Callable[[str, int, int], None]

_SECTION: Final = "risk"
_AT_ONCE: Final = 200  # customers in one request
_PAGE: Final = 20_000  # ids in one request: an answer of more than 100,000 is refused
_ORDER: Final = (*BANDS, None)
_SAID: Final = {True: "applies", False: "doesn't apply", None: "can't be told"}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A customer and their facts; `None` where these could not be read. `after` are those under the screening of the
    policy that is tried, where it screens otherwise."""

    id: str
    name: str | None
    facts: Facts | None
    after: Facts | None = None


@dataclass(frozen=True, slots=True)
class Everybody:
    """The facts of a whole book as of a day, all of one generation."""

    book: str
    as_of: date
    generation: int
    people: tuple[Somebody, ...]


def trial(
    graph: Graph, new: Policy, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST,
    as_of: date | str | None = None, progress: Progress | None = None, screens: Screens | None = None,
) -> Trial:  # fmt: skip
    """The book under `policy` and under `new`, as of a day (default: the book's own), on record before it is given.

    Keeps nobody's facts; `screens` screens everybody. Raises `ValueError` for an `as_of` after the book's date,
    `GraphUnavailable`, `NotScreened` where there are lists that can't be read, and `AuditFailed`, in which case nothing
    was returned.
    """
    role = gate(
        role, graph, sees_risk, user=user, audit=audit, ids=[None], action="policy", detail={"tried": new.digest}
    )
    builder = Customer360Builder(graph, policy, audit, user, role=role, screens=screens)

    def worked(view: View) -> Trial:
        ask = builder.ask(view, as_of)
        about = Everybody(ask.book.name, ask.as_of, ask.book.generation, ())
        return compared(about, policy, new, role=role, people=everyone(view, ask, progress, new, role=role))

    found = _watched(graph, worked, builder, new)
    audit.record(*records(found, user))
    return found


def everybody(
    graph: Graph, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST, most: int,
    as_of: date | str | None = None, progress: Progress | None = None, screens: Screens | None = None,
) -> Everybody:  # fmt: skip
    """The facts of everybody, to be kept by whoever tries several policies; on record as read.

    Raises `UsageError` where there are more than `most`, and else as `trial`.
    """
    role = gate(role, graph, sees_risk, user=user, audit=audit, ids=[None], action="policy")
    builder = Customer360Builder(graph, policy, audit, user, role=role, screens=screens)

    def worked(view: View) -> Everybody:
        ask = builder.ask(view, as_of)
        if view.g.V().has_label(s.PERSON).count().next() > most:
            raise UsageError(
                f"This book holds more than {most:,} people: try a policy on it by 'python -m c360 policy try', which"
                " keeps nobody's facts."
            )
        people = tuple(everyone(view, ask, progress, role=role))
        return Everybody(ask.book.name, ask.as_of, ask.book.generation, people)

    found = _watched(graph, worked, builder, None)
    detail = {"customers": str(len(found.people)), "as_of": found.as_of.isoformat(), "policy": policy.digest}
    audit.record(Record(user, "policy", None, "success", (_SECTION,), detail=detail))
    return found


def records(found: Trial, user: str, **more: str) -> tuple[Record, ...]:
    """That the user is about to see who moves under another policy, and by their ids everybody who is named."""
    detail = {
        "customers": str(found.customers), "moved": str(found.moves), "named": str(len(found.moved)),
        "as_of": found.as_of.isoformat(), "generation": str(found.generation), "policy": found.before.digest,
        "tried": found.after.digest, **more,
    }  # fmt: skip
    named = {"policy": found.before.digest, "tried": found.after.digest, **more}
    return (
        Record(user, "policy", None, "success", (_SECTION,), detail=detail),
        *(Record(user, "policy", one.id, "success", (_SECTION,), detail=named) for one in found.moved),
    )


def _watched(graph: Graph, work: Callable[[View], _Value], builder: Customer360Builder, new: Policy | None) -> _Value:
    try:
        return graph.read(work)
    except Exception as error:
        detail = {"policy": builder.policy.digest, "error": type(error).__name__}
        detail |= {"tried": new.digest} if new else {}
        builder.audit.record(Record(builder.user, "policy", None, "failed", (_SECTION,), detail=detail))
        raise


def compared(
    about: Everybody, before: Policy, after: Policy, *, role: Role = ANALYST, people: Iterable[Somebody] | None = None
) -> Trial:
    """Everybody of `about`, or the `people` given one after the other, under both policies.

    Raises `NotAllowed` for a role that doesn't see risk: facts that were read for one may be kept for others.
    """
    if not sees_risk(role):
        raise NotAllowed(NOTHING)
    counts: Counter[tuple[str | None, str | None]] = Counter()
    rated: Counter[tuple[int, str | None]] = Counter()
    moved, unread, alike = list[Move](), 0, 0
    # What most rules say can't differ.
    same = {rule.id for rule in before.rules if rule in after.rules and not CONDITIONS[rule.when].last}
    for one in about.people if people is None else people:
        if one.facts is None:
            unread += 1
            counts[None, None] += 1
            continue
        first = judge(one.facts, before)
        known = {rule.id: verdict for rule, verdict in first.tested if rule.id in same} if one.after is None else {}
        second = judge(one.after or one.facts, after, known)
        counts[first.band, second.band] += 1
        rated.update(enumerate(_rating(one.facts, policy) for policy in (before, after)))
        if first.band != second.band:
            moved.append(Move(one.id, one.name, first.band, second.band, changes(first, second, moving=True)))
        else:
            alike += bool(changes(first, second))
    moved.sort(key=lambda move: (-_ORDER.index(move.after), -_ORDER.index(move.before), move.id))
    shown = tuple(replace(one, name=name_for(one.name, role)) for one in moved)
    return Trial(
        about.book, about.as_of, about.generation, _stamp(before), _stamp(after), counts.total(), unread, alike,
        tuple(Cell(one, other, counts[one, other]) for one in _ORDER for other in _ORDER),
        tuple(Rating(name, rated[0, name], rated[1, name]) for name in _ratings(before, after)), shown,
    )  # fmt: skip


def changes(before: Judgement, after: Judgement, *, moving: bool = False) -> tuple[Change, ...]:
    """The rules that say or do otherwise, and the bands where they alone put the score elsewhere.

    `moving` leaves out what is only shown under both policies, since it moves nobody.
    """
    old, new = ({rule.id: (rule, verdict) for rule, verdict in one.tested} for one in (before, after))
    found = []
    for key in dict.fromkeys((*new, *old)):
        sides = old.get(key), new.get(key)
        if moving and not any(side and (side[0].weight or side[0].floor) for side in sides):
            continue
        said = [_said(side) for side in sides]
        if said[0] != said[1]:
            rule, verdict = new.get(key) or old[key]
            found.append(Change(key, rule.title, said[0], said[1], verdict.because))
    if before.score == after.score and before.base != after.base:
        because = f"Base score {after.score}"
        found.append(Change("bands", "Bands of the base score", str(before.base), str(after.base), because))
    return tuple(found)


def _said(told: tuple[Rule, Verdict] | None) -> str:
    if told is None:
        return "no such rule"
    rule, verdict = told
    return f"applies, {effect(rule)}" if verdict.applied else _SAID[verdict.applied]


def _rating(facts: Facts, policy: Policy) -> str | None:
    return None if facts.score is None else named(facts.score, policy.credit_bands)


def _ratings(*policies: Policy) -> tuple[str | None, ...]:
    """The names of all credit bands, the best first, and none at all."""
    return *dict.fromkeys(step.name for policy in policies for step in policy.credit_bands), None


def _stamp(policy: Policy) -> PolicyStamp:
    return PolicyStamp(policy.version, policy.digest)


def everyone(
    view: View, ask: Ask, progress: Progress | None, new: Policy | None = None, *, role: Role = ANALYST
) -> Iterator[Somebody]:
    """Every person of the role's part with the facts that rules read, by id; under `new` too, where it screens
    otherwise.

    Raises `NotScreened` where there are lists that can't be read now: without them nobody's risk is known.
    """
    other = replace(ask, policy=new) if new and ask.screens and new.screening != ask.policy.screening else None
    scope, done, last = Scope(view, role, ask.policy), 0, ""
    if not scope.everyone:
        progress = None  # it would count everybody
    total = view.g.V().has_label(s.PERSON).count().next() if progress else 0
    while ids := _ids(view, last):
        for start in range(0, len(ids), _AT_ONCE):
            if progress:
                progress("customers", done, total)
            batch = ids[start : start + _AT_ONCE]
            out = scope.outside(batch)
            answers = ask_for(view.g, [one for one in batch if one not in out], (_SECTION,), ask)
            for customer_id in batch:
                if customer_id in answers:
                    yield _somebody(customer_id, answers[customer_id], ask, other)
            done += len(batch)
        last = ids[-1]


def _ids(view: View, after: str) -> list[str]:
    people = view.g.V().has(s.PERSON, "customerId", P.gt(after))
    return list(people.order().by("customerId").limit(_PAGE).values("customerId").to_list())


def _somebody(customer_id: str, answer: Mapping[str, Any], ask: Ask, other: Ask | None) -> Somebody:
    who, part = answer[WHO], answer[_SECTION]
    name = next(iter(who.get("name", ())), None)
    if isinstance(part, Failure):
        return Somebody(customer_id, name, None)
    try:
        asked = [_sure(read_facts(part, one)) for one in (ask, other) if one]
    except BadValue:
        return Somebody(customer_id, name, None)
    return Somebody(customer_id, name, *asked)


def _sure(found: RiskFacts) -> Facts:
    told = found.screening
    if told.state == "unavailable" or told.reason == READING:
        raise NotScreened(f"The risk of the book can't be told now. {told.reason}")
    return found.facts
