"""Who of a state of a graph is outside a role's part: asked of the graph in batches, and each one once.

A part is of today: it is by the book's own day that a customer belongs to a branch or has a segment, whatever day a
view is of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from gremlin_python.process.graph_traversal import __
from gremlin_python.process.traversal import P, T

from c360.access import Role
from c360.access.part import Belongs, flag, holds, may_hold
from c360.asking import ask_for, is_text, with_needs
from c360.assembling import assembled
from c360.errors import NoSuchCustomer
from c360.graph import schema as s
from c360.graph.view import View
from c360.model import Value
from c360.names import words
from c360.policy import Policy
from c360.sections.contract import Ask, Part
from c360.sections.reading import BadValue, Row

_AT_ONCE: Final = 200
_KEYS: Final = ("customerId", "branch", "relationshipManager", "staff", "vip")
_HOLD: Final = (s.OWNS, s.AUTHORIZED_ON)


class OutsidePart(NoSuchCustomer):
    """Somebody has this id, and is outside the role's part: told apart from nobody for the audit log alone."""


def outcome_of(error: Exception) -> str:
    """How a record says that something was not given."""
    if isinstance(error, OutsidePart):
        return "denied"
    return "no such customer" if isinstance(error, NoSuchCustomer) else "failed"


class Scope:
    """A role's part in one state of a graph. Raises what reading a graph raises.

    For a role that is for everyone nothing is asked, and nobody is outside.
    """

    def __init__(self, view: View, role: Role, policy: Policy) -> None:
        self.everyone = role.part.everyone
        self._view = view
        self._part = role.part
        self._policy = policy
        self._inside: dict[str, bool | None] = {}  # None is nobody's id
        self._shown: dict[str, bool] = {}
        self._others: dict[str, frozenset[str]] = {}

    def outside(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these customers who are outside the part, or nobody."""
        if self.everyone:
            return frozenset()
        wanted = list(dict.fromkeys(ids))
        new = [one for one in wanted if one not in self._inside]
        for start in range(0, len(new), _AT_ONCE):
            self._ask(new[start : start + _AT_ONCE])
        return frozenset(one for one in wanted if not self._inside[one])

    def denied(self, customer_id: str) -> bool:
        """Whether somebody has this id, and is outside; for the audit log alone."""
        self.outside([customer_id])
        return not self.everyone and self._inside[customer_id] is False

    def nobody(self, customer_id: str, title: str = "No such customer in this book.") -> NoSuchCustomer:
        """What to raise for one who isn't there, or isn't for this role: the same, but for the log."""
        return (OutsidePart if self.denied(customer_id) else NoSuchCustomer)(title, customer_id)

    def hidden_accounts(self, numbers: Iterable[str]) -> frozenset[str]:
        """Those of these accounts that only people outside own or may use.

        An account of nobody in the book, or of a company, is no customer's secret, and one that somebody within is on
        is theirs to see.
        """
        if self.everyone:
            return frozenset()
        wanted = [one for one in dict.fromkeys(numbers) if is_text(one)]
        new = [one for one in wanted if one not in self._shown]
        for start in range(0, len(new), _AT_ONCE):
            self._ask_accounts(new[start : start + _AT_ONCE])
        return frozenset(one for one in wanted if not self._shown[one])

    def names_on(self, numbers: Iterable[str]) -> dict[str, frozenset[str]]:
        """By those of these accounts that somebody outside owns or may use, the words of the names of such, folded."""
        wanted = frozenset(numbers)
        self.hidden_accounts(wanted)
        return {number: self._others[number] for number in sorted(wanted & self._others.keys())}

    def _ask(self, ids: list[str]) -> None:
        self._inside |= dict.fromkeys(ids)
        texts = [one for one in ids if is_text(one)]
        rows: list[Mapping[str, Any]] = (
            self._view.g.V().has(s.PERSON, "customerId", P.within(*texts)).value_map(*_KEYS).to_list() if texts else []
        )
        found = {str(row["customerId"][0]): self._belongs(row) for row in rows}
        segments = self._segments(
            [one for one, who in found.items() if one not in self._part.also and may_hold(self._part, who)]
        )
        self._inside |= {one: holds(self._part, one, who, segments.get(one)) for one, who in found.items()}

    def _belongs(self, values: Mapping[str, Any]) -> Belongs:
        row, delivers = Row(values, self._view.book.zone), self._view.book.delivers
        try:
            return Belongs(
                row.text("branch") or None, row.text("relationshipManager") or None,
                *(flag(row.flag(key), delivered=delivers.holds(s.PERSON, key)) for key in ("staff", "vip")),
            )  # fmt: skip
        except BadValue:  # what can't be read is not known, and so lets nobody in
            return Belongs()

    def _segments(self, ids: list[str]) -> dict[str, str | None]:
        """The value segments, as the profile has them; None for one that isn't known."""
        if self._part.segments is None or not ids:
            return {}
        book = self._view.book
        ask = Ask(book.as_of, self._policy.lookback_days, book, self._policy)
        answers = ask_for(self._view.g, ids, ("value",), ask)
        found: dict[str, str | None] = {}
        for one, answer in answers.items():
            built = assembled(answer, with_needs(("value",)), ask)["value"]
            value: Value | None = built.data if isinstance(built, Part) else None
            found[one] = value.value_segment if value else None
        return found

    def _ask_accounts(self, numbers: list[str]) -> None:
        holders = __.in_(*_HOLD).dedup().project("label", "id", "name").by(T.label)
        for key in ("customerId", "name"):
            holders = holders.by(__.coalesce(__.values(key), __.constant("")))
        rows = (
            self._view.g.V().has(s.ACCOUNT, "accountNumber", P.within(*numbers)).project("number", "holders")
            .by("accountNumber").by(holders.fold()).to_list()
        )  # fmt: skip
        out = self.outside(one["id"] for row in rows for one in row["holders"] if one["label"] == s.PERSON)
        self._shown |= dict.fromkeys(numbers, True)
        for row in rows:
            people = [one["id"] for one in row["holders"] if one["label"] == s.PERSON]
            companies = len(people) < len(row["holders"])
            self._shown[row["number"]] = not people or companies or not out.issuperset(people)
            called = [one["name"] for one in row["holders"] if one["id"] in out]
            if called:
                self._others[row["number"]] = frozenset(word for name in called for word in words(name))
