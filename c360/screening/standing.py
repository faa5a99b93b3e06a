"""What a decision means today: it holds until the listed entry or the customer's compared data changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from c360 import names
from c360.screening.decisions import DISMISSED, Decision
from c360.screening.lists.entry import WEAK, Entry

# Without a decision, and with one on what has changed since.
OPEN: Final = "open"
ASKS_AGAIN: Final = "asks again"
_SAME: Final = "same as"


class Listed(Protocol):
    """An entry as far as a decision names it: `Entry` is one, and so is a run's `Found`."""

    @property
    def list(self) -> str:
        """Its list's name."""

    @property
    def id(self) -> str:
        """Its id on the list."""

    @property
    def digest(self) -> str:
        """Its digest, `Entry.digest`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a candidate stands: `state` is "open", "confirmed", "dismissed" or "asks again".

    `decision` is the one that holds, or for "asks again" the last one, which held once; None for "open". `changed`
    says in words what is no longer as it was decided on. `twin` is whether the decision is one on a twin entry.
    `history` are all decisions on this very pair, oldest first; its last number is what `Decisions.decide` is told
    as `seen`.
    """

    state: str
    decision: Decision | None = None
    changed: str = ""
    twin: bool = False
    history: tuple[Decision, ...] = ()

    @property
    def seen(self) -> int:
        """The number of the last decision on this pair, 0 for none."""
        return self.history[-1].number if self.history else 0


def standing(
    decisions: Sequence[Decision], candidate: Listed, subject_digest: str, twins: Iterable[Listed] = ()
) -> Standing:
    """How `candidate` stands by the decisions on one customer, in the order in which they were made.

    `twins` are its twin entries; a dismissal of one of them covers it, where nothing was decided on itself. Give them
    only where the policy says so (`Policy.screening.dismissal_covers_twins`).
    """
    history = tuple(one for one in decisions if (one.list, one.entry) == (candidate.list, candidate.id))
    if history:
        last = history[-1]
        changed = _changed(last, candidate, subject_digest)
        return Standing(ASKS_AGAIN if changed else last.outcome, last, changed, history=history)
    for twin in twins:
        found = standing(decisions, twin, subject_digest)
        if found.state == DISMISSED:
            return Standing(DISMISSED, found.decision, twin=True)
    return Standing(OPEN)


def twins(entry: Entry, among: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those of other lists, or other ids of its own, that are the same person or firm as `entry`: their lists say so
    ("same as"), or a strong name and a whole day of birth are equal."""
    return tuple(one for one in among if (one.list, one.id) != (entry.list, entry.id) and _twin(entry, one))


def _twin(a: Entry, b: Entry) -> bool:
    if a.schema != b.schema:
        return False
    return _linked(a, b) or _linked(b, a) or (bool(_strong(a) & _strong(b)) and bool(_days(a) & _days(b)))


def _linked(a: Entry, b: Entry) -> bool:
    return any(link.relation == _SAME and (link.list, link.id) == (b.list, b.id) for link in a.links)


def _strong(entry: Entry) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(sorted(names.words(one.text))) for one in entry.names if one.kind != WEAK)


def _days(entry: Entry) -> frozenset[str]:
    return frozenset(one for one in entry.births if len(one) == len("1961-05-03"))


def _changed(decision: Decision, candidate: Listed, subject_digest: str) -> str:
    changed = [
        *(["the listed entry"] if decision.entry_digest != candidate.digest else []),
        *(["the customer's data"] if decision.subject_digest != subject_digest else []),
    ]
    return " and ".join(changed) + (" changed since" if changed else "")
