"""Screening against the lists that are loaded here: whom to screen, and what was found as alerts for the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from c360.graph import schema as s
from c360.model import AlertRow, Evidence, ScreeningList
from c360.model.screening import (
    CONFIRMED,
    DISMISSED,
    NOT_ASKED,
    NumberedDocument,
    ScreenedCandidate,
    ScreenedSubject,
    Screening,
)
from c360.rules import AlertFact, counted
from c360.sections.alerts import Alert
from c360.sections.alerts import facts as facts_of
from c360.sections.contract import Ask
from c360.sections.reading import Row

# What stands behind a candidate: an entry of a list, named by list and id.
ENTRY: Final = "ListEntry"
PERSON: Final = ("name", "dateOfBirth", "nationality", "countryOfResidence", "gender")
_STATUS: Final = {CONFIRMED: "CONFIRMED", DISMISSED: "DISMISSED"}


def screening(person: Row, documents: Iterable[Any], ask: Ask) -> Screening:
    """The customer screened as the book has them today: screening looks at no earlier day."""
    rows = [Row(item, ask.book.zone) for item in documents]
    numbers = {(row.text("type"), number) for row in rows if (number := row.text("number"))}
    born = person.day("dateOfBirth")
    who = ScreenedSubject(
        id=str(person.get("customerId")),
        name=person.text("name"),
        birth_date=None if born is None else born.isoformat(),
        countries=tuple(dict.fromkeys(filter(None, map(person.text, ("nationality", "countryOfResidence"))))),
        gender=person.text("gender"),
        documents=tuple(NumberedDocument(*one) for one in sorted(numbers, key=lambda one: (one[1], one[0] or ""))),
    )
    return _by(ask, who)


def company(company_id: str, facts: Row, ask: Ask) -> Screening:
    """A company screened, by its name, country and registration number."""
    country, number = facts.text("country"), facts.text("registrationNumber")
    documents = (NumberedDocument("registration", number, country),) if number else ()
    return _by(ask, ScreenedSubject(company_id, facts.text("name"), s.COMPANY,
                                    countries=(country,) if country else (), documents=documents))  # fmt: skip


def _by(ask: Ask, who: ScreenedSubject) -> Screening:
    return NOT_ASKED if ask.screens is None else ask.screens.screen(who, ask.policy.screening, ask.book.zone)


def alerts_of(found: Screening, about: str) -> list[Alert]:
    """Each candidate as a match: open until a person decides, raised when its list's version was loaded here."""
    lists = {one.name: one for one in found.lists}
    told = []
    for one in found.candidates:
        version, last = lists.get(one.list), one.decisions[-1] if one.decisions else None
        raised = version.loaded_at if version else one.decisions[0].at  # who is confirmed stays so without a list
        dated = raised if version is None or version.dated is None else date.fromisoformat(version.dated[:10])
        status, key = _STATUS.get(one.state, "OPEN"), f"{one.list} {one.entry_id}"
        row = AlertRow(
            key, "SANCTIONS", status, None, raised, last.at if last and not one.undecided else None,
            _reason(one), about, one.list, dated,
        )  # fmt: skip
        told.append(Alert(row, AlertFact(status, None, raised.date(), Evidence(ENTRY, key, one.list, dated))))
    return told


def _reason(one: ScreenedCandidate) -> str:
    again = f"; asks again, since {one.changed}" if one.changed else ""
    return f"Listed as {one.name} on {one.list}, score {one.score:.2f}{again}"


def held_here(found: Screening) -> bool:
    """Whether screening here says anything: that there is a candidate it may say without lists."""
    return found.state == "screened" or bool(found.candidates)


def facts(matches: list[Alert], held: Mapping[str, bool], found: Screening) -> tuple[AlertFact, ...] | None:
    """What the rules read: matches that a source delivers, and candidates. `None` where neither is held.

    With lists that somebody should have been screened against and wasn't, what is known counts only if it is a match:
    no match among the rest says nothing of those lists.
    """
    told = tuple(fact for label in (s.SANCTIONS_MATCH, ENTRY) if held[label] for fact in facts_of(matches, label))
    if found.unsure and not counted(told, s.OPEN_STATUSES):
        return None
    return told if held[s.SANCTIONS_MATCH] or held[ENTRY] else None


def lists(found: Screening) -> tuple[ScreeningList, ...]:
    """The lists that the customer was screened against here."""
    return tuple(ScreeningList(one.name, None) for one in found.lists) if found.state == "screened" else ()
