"""A customer screened: what the screener finds, each with its decisions, as what crosses layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from c360.model.screening import (
    DecisionRow,
    ListedAs,
    ListedRecord,
    NearMiss,
    NumberedDocument,
    ScreenedCandidate,
    ScreenedFeature,
    ScreenedList,
    ScreenedSubject,
    Screening,
)
from c360.policy import ScreeningRules
from c360.screening.compare import compare
from c360.screening.decisions import Decision, Decisions
from c360.screening.gone import NO_LONGER_LISTED, NO_LONGER_LOADED, NOT_READ, confirmed, last_known
from c360.screening.keyed import key_beside
from c360.screening.lists.entry import Entry
from c360.screening.screener import Candidate, Screener, of_entry
from c360.screening.standing import ASKS_AGAIN, Standing, standing, twins
from c360.screening.subject import NAMELESS, Feature, IdentityDocument, Subject, digest_of, nameable

Key = tuple[str, str]  # an entry's list and id

NO_NAME: Final = "There is no name to screen by."
# Near misses that are listed; all are counted.
_NEAR: Final = 20
_DIGITS: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Places:
    """The folder of the lists, and the file of the decisions."""

    lists: Path
    decisions: Path


def screened(
    who: ScreenedSubject, lists: tuple[ScreenedList, ...], screener: Screener, entries: Mapping[Key, Entry],
    places: Places, rules: ScreeningRules, zone: ZoneInfo,
) -> Screening:  # fmt: skip
    """The screening of somebody; of one without a name, "not screened" with what their documents' numbers say.

    `entries` are the screener's by list and id. Raises `C360Error` where the decisions can't be read.
    """
    subject = subject_of(who)
    digest = digest_of(subject, key_beside(places.decisions))
    decided = Decisions(places.decisions).of(who.id, who.schema)
    found = screener.screen(subject, float(rules.near))
    once = confirmed(decided)
    # Confirmed once and no longer alike, since either changed: that asks again, instead of going away unseen.
    lost = once.keys() - {(one.entry.list, one.entry.id) for one in found}
    found = (*found, *(_compared(subject, entries[key]) for key in sorted(lost & entries.keys())))
    among = [one.entry for one in found] if rules.dismissal_covers_twins else []
    candidates, near = [], []
    for one in found:
        score = _decimal(one.score)
        match = score >= rules.threshold
        if match or (one.entry.list, one.entry.id) in once:
            stands = standing(decided, one.entry, digest, twins(one.entry, among))
            candidates.append(_candidate(one, stands, score, match, zone))
        else:
            near.append(NearMiss(one.entry.list, one.entry.id, one.entry.name, score, features(one)))
    loaded = {one.name for one in lists}
    candidates += [
        _gone(subject, once[key], places, NO_LONGER_LISTED if key[0] in loaded else NO_LONGER_LOADED, rules, zone)
        for key in sorted(lost - entries.keys())
    ]
    named = nameable(who.name)
    return Screening(
        "screened" if named else "not screened", None if named else NO_NAME, lists, rules.threshold, rules.near, who,
        tuple(candidates), len(near), tuple(near[:_NEAR]), digest,
    )  # fmt: skip


def without_lists(
    found: Screening, who: ScreenedSubject, places: Places, rules: ScreeningRules, zone: ZoneInfo
) -> Screening:
    """`found`, which says why nobody is screened, with what the customer was confirmed as: that counts without lists.

    It can be decided on where no list is loaded, and not where they can't be read. Raises as `screened` does.
    """
    decided = Decisions(places.decisions).of(who.id, who.schema)
    once, unread = confirmed(decided), found.state == "unavailable"
    if not once:
        return found
    subject = subject_of(who)
    candidates = tuple(
        _gone(subject, once[key], places, NOT_READ if unread else NO_LONGER_LOADED, rules, zone) for key in sorted(once)
    )
    token = None if unread else digest_of(subject, key_beside(places.decisions))
    return replace(found, threshold=rules.threshold, subject=who, candidates=candidates, _token=token)


def _gone(
    subject: Subject, history: tuple[Decision, ...], places: Places, why: str, rules: ScreeningRules, zone: ZoneInfo
) -> ScreenedCandidate:  # fmt: skip
    """What was confirmed and can't be looked up now: as it was last known, else by its id alone."""
    last, entry = history[-1], last_known(places.lists, history)
    stands = Standing(ASKS_AGAIN, last, why, history=history)
    if entry is not None:
        one = _compared(subject, entry)
        score = _decimal(one.score)
        return _candidate(one, stands, score, score >= rules.threshold, zone)
    return ScreenedCandidate(
        last.list, last.entry, f"entry {last.entry}, of which nothing more is kept", Decimal(0), match=False,
        features=(), state=stands.state, changed=why, twin=False, decisions=_rows(history, zone), seen=stands.seen,
        entry_digest=last.entry_digest,
        listed=ListedRecord(last.kind, (), (), (), (), (), (), (), (), (), None, ()),
    )  # fmt: skip


def _compared(subject: Subject, entry: Entry) -> Candidate:
    judged = compare(subject, of_entry(entry))
    return Candidate(entry, judged.score, judged.match, judged.features)


def subject_of(who: ScreenedSubject) -> Subject:
    """What is compared of a customer or company."""
    return Subject(
        name=who.name if who.name is not None and nameable(who.name) else NAMELESS,
        schema=who.schema,
        birth_date=who.birth_date,
        countries=who.countries,
        gender=who.gender,
        documents=tuple(IdentityDocument(one.number, one.kind, one.country) for one in who.documents),
    )


def _candidate(one: Candidate, stands: Standing, score: Decimal, match: bool, zone: ZoneInfo) -> ScreenedCandidate:
    held = stands.history or ((stands.decision,) if stands.decision else ())
    return ScreenedCandidate(
        list=one.entry.list,
        entry_id=one.entry.id,
        name=one.entry.name,
        score=score,
        match=match,
        features=features(one),
        state=stands.state,
        changed=stands.changed,
        twin=stands.twin,
        decisions=_rows(held, zone),
        seen=stands.seen,
        entry_digest=one.entry.digest,
        listed=listed(one.entry),
    )


def _rows(decided: Sequence[Decision], zone: ZoneInfo) -> tuple[DecisionRow, ...]:
    return tuple(DecisionRow(one.outcome, one.reason, one.by, one.at.astimezone(zone), one.list_digest)
                 for one in decided)  # fmt: skip


def features(one: Candidate) -> tuple[ScreenedFeature, ...]:
    """The features with four digits each; what rounding makes of their sum stands as one of its own."""
    told = [_feature(each) for each in one.features]
    rest = _decimal(one.score) - sum((each.effect for each in told), Decimal(0))
    return (*told, *((ScreenedFeature("rounding", rest, "each effect is rounded to four digits"),) if rest else ()))


def _feature(one: Feature) -> ScreenedFeature:
    return ScreenedFeature(one.name, _decimal(one.effect), one.words)


def _decimal(number: float) -> Decimal:
    return Decimal(repr(number)).quantize(_DIGITS)


def listed(entry: Entry) -> ListedRecord:
    """What the list says of an entry."""
    return ListedRecord(
        schema=entry.schema,
        names=tuple(ListedAs(one.text, one.kind) for one in entry.names),
        births=entry.births,
        countries=entry.countries,
        genders=entry.genders,
        documents=tuple(NumberedDocument(one.label or one.kind, one.number, one.country) for one in entry.documents),
        places_of_birth=entry.places_of_birth,
        addresses=entry.addresses,
        programs=entry.programs,
        positions=entry.positions,
        listed_on=entry.listed_on,
        remarks=entry.remarks,
    )
