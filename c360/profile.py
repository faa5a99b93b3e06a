"""The whole customer: one request for any sections of any customers, audited before anything is returned."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final

from c360 import policy as policies
from c360.access import ANALYST, Role, visible, visible_rows
from c360.asking import Answers, ask_for
from c360.assembling import assemble
from c360.audit import Audit, AuditLog, Record
from c360.errors import AsOfAfterBook, NoSuchCustomer, QueryFailed, UsageError
from c360.graph.connect import Graph, View
from c360.identifier import profile_id
from c360.model import Profile, TransactionRow
from c360.model.household import Household
from c360.policy import Policy
from c360.records import LINES, revenue_rows
from c360.sections import registry
from c360.sections.contract import Ask
from c360.settings import os_user

ALL: Final = tuple(registry())
# Days and look-backs whose traversals are kept; analysts of one day use a handful.
_ASKS: Final = 64
_MAX_LOOKBACK: Final = 36_500
_UNCOVERABLE: Final = ("ssn", "documents.number")


class Customer360Builder:
    """Builds profiles from a graph by a policy, as one user in one role, and writes each to the audit log."""

    def __init__(
        self,
        graph: Graph,
        policy: Policy | None = None,
        audit: Audit | None = None,
        user: str | None = None,
        *,
        role: Role = ANALYST,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Takes the shipped policy, the book's own audit log and the system's user where none is given."""
        if audit is None:
            if graph.folder is None:
                raise UsageError("A graph that is not a book needs an audit log: name one.")
            audit = AuditLog(graph.folder / "audit.sqlite")
        self.graph = graph
        self.policy = policy or policies.load()
        self.audit = audit
        self.user = user or os_user()
        self.role = role
        self._clock = clock
        self._asks: dict[tuple[date, int], Ask] = {}
        self._lock = threading.Lock()

    def build_profile(
        self,
        customer_id: str,
        *,
        as_of: date | str | None = None,
        lookback_days: int | None = None,
        sections: Iterable[str] = ALL,
    ) -> Profile:
        """The profile of one customer, masked for the role, with the sections asked for.

        `as_of` is a day in the bank's zone (default: the book's own); `lookback_days` the window of activity (default:
        the policy's, 90). Raises `NoSuchCustomer`; `ValueError` for an `as_of` after the book's date or a look-back
        or section that can't be; `GraphUnavailable`; `AuditFailed`, in which case nothing was returned.
        """
        return self.build_profiles([customer_id], as_of=as_of, lookback_days=lookback_days, sections=sections)[0]

    def build_profiles(
        self,
        customer_ids: Sequence[str],
        *,
        as_of: date | str | None = None,
        lookback_days: int | None = None,
        sections: Iterable[str] = ALL,
        detail: Mapping[str, str] = MappingProxyType({}),
    ) -> list[Profile]:
        """The profiles of many customers in the order of their ids, all of one generation; as `build_profile`.

        One id that the book doesn't hold raises `NoSuchCustomer`: none is left out in silence. `detail` goes into each
        one's record, to say what the view was for.
        """
        started = time.perf_counter()
        asked = tuple(sections)
        with self._watched("view", customer_ids, sections=asked):
            names = _wanted(asked)
            ask, answers = self._answers(customer_ids, names, as_of, lookback_days)
            self._all_known(customer_ids, answers)
            now = self._clock().astimezone(ask.book.zone).replace(microsecond=0)
            profiles = [
                visible_profile(assemble(customer_id, answers[customer_id], names, ask, now), self.role)
                for customer_id in customer_ids
            ]
        spent = {"milliseconds": f"{(time.perf_counter() - started) * 1000 / max(len(profiles), 1):.1f}"}
        self.audit.record(*(self._viewed(profile, profile.sections, {**spent, **detail}) for profile in profiles))
        return profiles

    def record_view(
        self, profile: Profile, sections: Iterable[str] | None = None, *, detail: Mapping[str, str] = {}
    ) -> None:
        """Writes that the user is about to see these sections of `profile`: for a view that is shown again."""
        self.audit.record(self._viewed(profile, profile.sections if sections is None else sections, detail))

    def record_export(self, profile: Profile, kind: str, sha256: str, household: Household | None = None) -> None:
        """Writes that the profile, and everybody of the household, is about to leave as a file with this digest."""
        detail = {"kind": kind, "sha256": sha256, "as_of": profile.as_of.isoformat()}
        also = {"shown": f"household of {profile.customer_id}"}
        self.audit.record(
            Record(
                self.user, "export", profile.customer_id, "success", tuple(profile.sections), profile.profile_id, detail
            ),
            *(
                Record(self.user, "export", one.id, "success", (), one.profile_id, {**detail, **also})
                for one in (household.members[1:] if household else ())
            ),
        )

    def _viewed(self, profile: Profile, sections: Iterable[str], detail: Mapping[str, str]) -> Record:
        names = tuple(sections)
        broken = [name for name in names if profile.sections[name].status == "unavailable"]
        told = {**detail, "as_of": profile.as_of.isoformat(), "policy": profile.policy.digest}
        if broken:
            told["unavailable"] = " ".join(broken)
        return Record(self.user, "view", profile.customer_id, "success", names, profile.profile_id, told)

    def records(self, customer_id: str, line: str, *, as_of: date | str | None = None) -> tuple[TransactionRow, ...]:
        """The transactions behind the revenue line "fees" or "interchange", newest first; audited like a view.

        At most the policy's `transactions_shown`; the line's `basis` says how many there are.
        """
        if line not in LINES:
            raise UsageError(f"No such revenue line: {line}. There are {', '.join(LINES)}.")
        detail = {"records": line}
        with self._watched("view", [customer_id], detail, ("value",)):
            rows = visible_rows(
                self.graph.read(lambda view: revenue_rows(view.g, customer_id, line, self.ask(view, as_of, None))),
                self.role,
            )
        self.audit.record(Record(self.user, "view", customer_id, "success", ("value",), None, detail))
        return tuple(rows)

    def uncover(self, customer_id: str, field: str, reason: str, *, as_of: date | str | None = None) -> Any:
        """One masked field in clear, "ssn" or "documents.number": an audited act of its own, written before it returns.

        Gives the SSN (or None), or the documents' numbers in the order of the identity section as of that day.
        """
        detail = {"field": field, "reason": reason.strip()} | ({} if as_of is None else {"as_of": str(as_of)})
        with self._watched("uncover", [customer_id], detail, ("identity",)):
            if field not in _UNCOVERABLE:
                raise UsageError(f"{field!r} is not a field that can be uncovered: {', '.join(_UNCOVERABLE)}.")
            if not reason.strip():
                raise UsageError("Uncovering a field needs a reason.")
            ask, answers = self._answers([customer_id], ("identity",), as_of, None)
            self._all_known([customer_id], answers)
            profile = assemble(customer_id, answers[customer_id], ("identity",), ask, self._clock())
            identity = profile.identity
            if identity is None:
                raise QueryFailed(profile.sections["identity"].reason or "Identity could not be read.")
        self.audit.record(Record(self.user, "uncover", customer_id, "success", ("identity",), None, detail))
        if field == "ssn":
            return identity.basic_info.ssn
        return None if identity.documents is None else tuple(row.number for row in identity.documents)

    def _answers(
        self, customer_ids: Sequence[str], names: Sequence[str], as_of: date | str | None, lookback_days: int | None
    ) -> tuple[Ask, Answers]:
        def asked(view: View) -> tuple[Ask, Answers]:
            ask = self.ask(view, as_of, lookback_days)
            return ask, ask_for(view.g, customer_ids, names, ask)

        return self.graph.read(asked)

    @staticmethod
    def _all_known(customer_ids: Sequence[str], answers: Mapping[str, object]) -> None:
        unknown = [customer_id for customer_id in customer_ids if customer_id not in answers]
        if unknown:
            raise _NoSuchCustomers("No such customer in this book.", unknown)

    @contextmanager
    def _watched(
        self, action: str, customer_ids: Sequence[str], detail: Mapping[str, str] = {}, sections: Sequence[str] = ()
    ) -> Iterator[None]:
        """Writes what went wrong before the error leaves, for each customer that was asked for."""
        try:
            yield
        except Exception as error:
            unknown = error.customer_ids if isinstance(error, _NoSuchCustomers) else []
            if isinstance(error, NoSuchCustomer) and not unknown:
                unknown = list(customer_ids)
            told = {**detail, "error": _kind(error)}
            outcomes = {one: "no such customer" if one in unknown else "failed" for one in customer_ids}
            self.audit.record(
                *(Record(self.user, action, one, outcomes[one], sections, None, told) for one in customer_ids)
            )
            raise

    def ask(self, view: View, as_of: date | str | None, lookback_days: int | None = None) -> Ask:
        """What is asked of every section; raises `ValueError` for a day or a look-back that can't be."""
        day = view.book.as_of if as_of is None else _day(as_of)
        if day > view.book.as_of:
            raise AsOfAfterBook(f"The book ends on {view.book.as_of.isoformat()}: nothing is known of later days.")
        days = self.policy.lookback_days if lookback_days is None else lookback_days
        if type(days) is not int or not 1 <= days <= _MAX_LOOKBACK:
            raise UsageError(f"The look-back is a whole number of days from 1 to {_MAX_LOOKBACK}.")
        if (day - date.min).days <= max(days, self.policy.revenue_days) + 1:
            raise UsageError("The as-of date is too early.")
        with self._lock:
            ask = self._asks.get((day, days))
            if ask is None or ask.book is not view.book or ask.policy is not self.policy:
                ask = Ask(day, days, view.book, self.policy)
                if len(self._asks) >= _ASKS:
                    self._asks.clear()
                self._asks[day, days] = ask
        return ask


def _kind(error: Exception) -> str:
    """The error's name as `c360.errors` has it."""
    return next(cls.__name__ for cls in type(error).__mro__ if not cls.__name__.startswith("_"))


class _NoSuchCustomers(NoSuchCustomer):
    """Some of the customers asked for are not in the book."""

    def __init__(self, title: str, customer_ids: list[str]) -> None:
        super().__init__(title, ", ".join(customer_ids))
        self.customer_ids = customer_ids


def visible_profile(profile: Profile, role: Role) -> Profile:
    """`profile` as `role` may see it, with the id of just that."""
    seen = visible(profile, role)
    return replace(seen, profile_id=profile_id(seen))


def _wanted(sections: Iterable[str]) -> tuple[str, ...]:
    asked = set(sections)
    unknown = sorted(asked - set(registry()))
    if unknown or not asked:
        raise UsageError(f"No such section: {', '.join(unknown) or 'none given'}. There are {', '.join(registry())}.")
    return tuple(name for name in registry() if name in asked)


def _day(as_of: date | str) -> date:
    if isinstance(as_of, datetime):
        raise UsageError("The as-of is a day, without a time.")
    try:
        return as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    except ValueError as error:
        raise UsageError(f"{as_of!r} is not a day: write it as 2024-06-30.") from error
