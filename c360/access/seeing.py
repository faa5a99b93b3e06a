"""The one gate between a profile and any view, export, search or command.

A view never receives what its role may not see, rather than hiding it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from c360 import names
from c360.access.closing import closed, sees
from c360.access.fields import SECTIONS, matching
from c360.access.hiding import (
    BLANK,
    WITHHELD,
    Hidden,
    Taken,
    documents_in_evidence,
    rows_without,
    said_without,
    withheld,
    without,
)
from c360.access.masks import is_mask, mask_number
from c360.access.role import ACCOUNT_NUMBER, DOCUMENT_NUMBER, Role
from c360.access.show import Show
from c360.graph.schema import ACCOUNT
from c360.model import AlertRow, Profile, SectionState, Summary, TransactionRow
from c360.model.screening import ListedRecord, NumberedDocument, ScreenedSubject, Screening

_Row = TypeVar("_Row")
_GROUPS = ("basic_info.", "contact_info.", "demographics.")


def visible(profile: Profile, role: Role) -> Profile:
    """`profile` as `role` may see it: masks over values, nothing for what is withheld, both listed by their keys.

    What would tell a hidden value is hidden with it. Only a value that is there is masked and listed as masked; what is
    withheld is listed whether the book knows it or not. Seeing twice changes nothing.
    """
    hidden, unseen, taken = role.hidden, hidden_sections(role), Taken()
    names_ = [name for name in profile.sections if name not in unseen]
    parts: dict[str, Any] = {name: profile.parts.get(name) for name in names_}
    if parts.get("risk") is not None:
        parts["risk"] = _risk(parts["risk"], role)
    masked: dict[str, set[str]] = {}
    for name in names_:
        taken.masked.clear()
        parts[name] = without(name, parts[name], hidden, taken)
        masked[name] = set(taken.masked)
    summary = without("summary", profile.summary, hidden, taken)
    take = taken.out_of()
    states = {name: _state(name, profile.sections[name], masked[name], hidden, take) for name in names_}
    return replace(
        profile,
        sections=MappingProxyType(states),
        parts=MappingProxyType({name: said_without(name, part, take) for name, part in parts.items()}),
        summary=_summary(said_without("summary", summary, take), states, hidden),
        withheld=tuple(dict.fromkeys((
            *profile.withheld, *unseen, *(f"summary.{key}" for key in withheld("summary", hidden)),
        ))),
    )  # fmt: skip


def hidden_sections(role: Role) -> tuple[str, ...]:
    """The sections of which the role sees nothing, so that they need not be asked for."""
    return _unseen(role.sections, frozenset(role.fields.items()))


@lru_cache(maxsize=256)
def _unseen(sections: frozenset[str] | None, fields: frozenset[tuple[str, Show]]) -> tuple[str, ...]:
    hidden = closed(sections, fields)
    return tuple(
        name for name in SECTIONS
        if not sees(name, sections) or all(hidden.get(key) is Show.ABSENT for key in matching(name))
    )  # fmt: skip


def _state(
    name: str, state: SectionState, masked: set[str], hidden: Hidden, take: Callable[[str], str]
) -> SectionState:
    gone = tuple(dict.fromkeys((*state.withheld, *withheld(name, hidden))))
    covered = {_short(key.removeprefix(f"{name}.")) for key in masked if not key.startswith("risk.screening")}
    state = replace(
        state, masked=tuple(sorted(covered.union(state.masked))), withheld=gone,
        missing=tuple(map(take, state.missing)), reason=state.reason and take(state.reason),
    )  # fmt: skip
    if not gone:
        return state
    # How many of a section's keys are filled tells whether one that is hidden is; so do the names of what lacks.
    missing = tuple(key for key in state.missing if name == "identity" and not _names(key, gone))
    return replace(state, completeness=None, missing=missing)


def _short(key: str) -> str:
    for group in _GROUPS:
        key = key.removeprefix(group)
    return key


def _names(key: str, gone: Sequence[str]) -> bool:
    """Whether what is missing is, or is in, what is withheld."""
    return any(_short(one).split(".")[0] == key or f"{one}.".startswith(f"{key}.") for one in gone)


def _summary(summary: Summary, states: Mapping[str, SectionState], hidden: Hidden) -> Summary:
    blind = any(state.withheld for state in states.values())
    absent = {key for key, how in hidden.items() if how is Show.ABSENT} | ({"summary.completeness"} if blind else set())
    items = tuple(item for item in summary.attention if absent.isdisjoint(item.keys))
    return replace(summary, attention=items, completeness=None if blind else summary.completeness)


def _risk(risk: Any, role: Role) -> Any:
    """What stands in keys and ids of other things, or in what a list says in its own words."""
    found = documents_in_evidence(risk, role.hidden)
    alerts = None if found.alerts is None else tuple(visible_alert(one, role) for one in found.alerts)
    screening = visible_screening(found.screening, role)
    if (alerts, screening) == (found.alerts, found.screening):
        return found
    return replace(found, alerts=alerts, screening=screening)


def visible_alert(alert: AlertRow, role: Role) -> AlertRow:
    """An alert that names the account it is on as the role sees accounts."""
    how = role.shows(ACCOUNT_NUMBER)
    label, _, number = alert.on.partition(" ")
    if how is Show.CLEAR or label != ACCOUNT:
        return alert
    return replace(alert, on=f"{label} {mask_number(number) if how is Show.MASKED else BLANK}")


def visible_transactions(rows: Sequence[TransactionRow], role: Role) -> tuple[TransactionRow, ...] | None:
    """Transactions as the role sees those of the activity section; None where it sees none."""
    return rows_without("activity.transactions.rows", rows, role.hidden, Taken())


def sees_risk(role: Role) -> bool:
    """Whether the role sees how risky customers are, and why: what is asked of a whole book is nothing else."""
    return role.needs("risk.overall_risk", "risk.factors.because", "risk.alerts.status", "risk.scores.credit.score")


def sees_screening(role: Role) -> bool:
    """Whether the role sees candidates of sanctions screening, but for numbers of documents."""
    keys = (key for key in matching("risk.screening") if not key.endswith(".documents.number"))
    return role.needs(*keys, "risk.alerts.reason")


def visible_screening(found: Screening, role: Role) -> Screening:
    """`found` as `role` may see it: numbers of documents masked on both sides, since equal ones are the customer's.

    What a list says in its own words is masked where it holds one of the customer's.
    """
    if all(role.shows(key) is Show.ABSENT for key in matching("risk.screening")):
        return WITHHELD
    if role.shows(DOCUMENT_NUMBER) is Show.CLEAR or found.subject is None:
        return found
    own = [one.number for one in found.subject.documents]
    candidates = tuple(replace(one, listed=_masked_entry(one.listed, own)) for one in found.candidates)
    return replace(found, subject=masked_subject(found.subject), candidates=candidates)


def masked_subject(who: ScreenedSubject) -> ScreenedSubject:
    """What is compared of somebody, with masks over the numbers of documents."""
    return replace(who, documents=_masked_numbers(who.documents))


def _masked_entry(listed: ListedRecord, own: Sequence[str]) -> ListedRecord:
    remarks = listed.remarks
    for number in own:
        if not is_mask(number):
            remarks = tuple(_without(text, number) for text in remarks)
    return replace(listed, documents=_masked_numbers(listed.documents), remarks=remarks)


def _without(text: str, number: str) -> str:
    """`text` with masks for a number however it is written there: in any case, in groups, with dashes."""
    wanted = names.compact(number)
    if not wanted or wanted not in names.compact(text):
        return text
    # Each folded character, and the place of the one it was made of.
    folded = [(each, at) for at, c in enumerate(text) for each in names.compact(c)]
    plain, told, rest = "".join(each for each, _ in folded), "", 0
    found = plain.find(wanted)
    while found >= 0:
        first, last = folded[found][1], folded[found + len(wanted) - 1][1]
        told += text[rest:first] + mask_number(number)
        rest = last + 1
        found = plain.find(wanted, found + len(wanted))
    return told + text[rest:]


def _masked_numbers(documents: tuple[NumberedDocument, ...]) -> tuple[NumberedDocument, ...]:
    return tuple(replace(one, number=mask_number(one.number)) for one in documents)
