"""Screening one subject against every listed name: candidates by their names and documents, then the comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from c360 import names
from c360.screening import facts
from c360.screening.bound import Outline, Seen, apart, outlines
from c360.screening.compare import THRESHOLD, compare, names_apart
from c360.screening.index import NameIndex
from c360.screening.kinds import kinds
from c360.screening.lists.entry import WEAK, Entry
from c360.screening.lists.held import Lists
from c360.screening.lists.manifest import ListVersion
from c360.screening.subject import Feature, IdentityDocument, Subject

# Births and countries can lift a pair by this much at most, so names that are further off are not compared whole.
_LIFT: Final = 0.21
# A score is rounded to three digits: what is further below a floor than that doesn't reach it.
_ROUNDING: Final = 0.001
_SHORTEST_NUMBER: Final = 5
_PERSON: Final = frozenset({"person"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listed entry that a subject may be, and the judgement on the pair: a candidate until a person decides."""

    entry: Entry
    score: float
    match: bool
    features: tuple[Feature, ...]


class Screener:
    """The lists in force, ready to be searched. Making one reads the lists whole: seconds, then milliseconds a subject.

    `lists` are the versions that it screens against; with none, nobody is screened, which is never "clear".
    """

    def __init__(self, lists: tuple[ListVersion, ...], entries: Iterable[Entry], threshold: float = THRESHOLD) -> None:
        self.lists = lists
        self.threshold = threshold
        self._entries: list[Entry] = []
        self._subjects: list[Subject] = []
        self._owner: list[int] = []
        self._names: list[str] = []
        self._outlines: list[tuple[Outline, ...]] = []
        self._numbers: dict[str, list[int]] = {}
        for entry in entries:
            at = len(self._entries)
            self._entries.append(entry)
            self._subjects.append(of_entry(entry))
            person = "person" in kinds(entry.schema)
            for name in dict.fromkeys(one.text for one in entry.names):
                self._owner.append(at)
                self._names.append(name)
                self._outlines.append(outlines(name) if person else ())
            for document in entry.documents:
                number = names.compact(document.number)
                if len(number) >= _SHORTEST_NUMBER:
                    self._numbers.setdefault(number, []).append(at)
        self._index = NameIndex(
            (name, self._entries[at].schema) for name, at in zip(self._names, self._owner, strict=True)
        )

    @classmethod
    def of(cls, lists: Lists, threshold: float = THRESHOLD) -> Screener:
        """Over every list in force. Raises `IntegrityError` where one is damaged: never a list less."""
        return cls(lists.lists, (entry for one in lists.lists for entry in lists.entries(one.name)), threshold)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry of every list, in the order of the lists and their ids."""
        return tuple(self._entries)

    def screen(self, subject: Subject, least: float | None = None) -> tuple[Candidate, ...]:
        """The entries that reach `least` (the threshold where none is given), highest first, then by list and id."""
        floor = self.threshold if least is None else least
        found = []
        for at in self._near(subject, floor):
            judged = compare(subject, self._subjects[at], self.threshold)
            if judged.score >= floor:
                found.append(Candidate(self._entries[at], judged.score, judged.match, judged.features))
        return tuple(sorted(found, key=lambda one: (-one.score, one.entry.list, one.entry.id)))

    def _near(self, subject: Subject, floor: float) -> set[int]:
        """The entries worth comparing whole."""
        found: set[int] = set()
        passed: dict[int, bool] = {}
        allowed, most = kinds(subject.schema), 1 - floor + _LIFT
        for name in (subject.name, *subject.aliases, *subject.weak_aliases):
            drawn = outlines(name) if allowed == _PERSON else ()
            seen: Seen = {}
            for number in self._index.near(name, subject.schema):
                at = self._owner[number]
                if at in found or apart(drawn, self._outlines[number], most, seen):
                    continue
                if at not in passed:
                    told = facts.features(subject, self._subjects[at])
                    passed[at] = 1 + sum(one.effect for one in told) >= floor - _ROUNDING
                if passed[at]:
                    both = allowed & kinds(self._entries[at].schema)
                    if min(names_apart(name, self._names[number], kind, most)[0] for kind in both) <= most:
                        found.add(at)
        for document in subject.documents:
            found.update(self._numbers.get(names.compact(document.number), ()))
        return found


def of_entry(entry: Entry) -> Subject:
    """A listed entry as a subject to compare with."""
    return Subject(
        name=entry.name,
        schema=entry.schema,
        countries=entry.countries,
        aliases=tuple(one.text for one in entry.names if one.kind != WEAK and one.text != entry.name),
        weak_aliases=tuple(one.text for one in entry.names if one.kind == WEAK),
        birth_dates=entry.births,
        gender=entry.genders[0] if len(entry.genders) == 1 else None,
        documents=tuple(IdentityDocument(one.number, one.kind, one.country) for one in entry.documents),
    )
