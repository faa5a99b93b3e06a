"""The whole customer: one request for any sections of any customers, audited before anything is returned."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final

from c360 import policy as policies
from c360.access import (
    ANALYST,
    EXPORT,
    NOTHING,
    UNCOVER,
    Role,
    demand,
    hidden_sections,
    uncoverable,
    value_of,
    visible,
    visible_transactions,
)
from c360.asking import ask_for
from c360.assembling import assemble
from c360.audit import Audit, AuditLog, Record
from c360.errors import AsOfAfterBook, NoSuchCustomer, NotAllowed, QueryFailed, UsageError, brief
from c360.graph.connect import Graph, View
from c360.identifier import profile_id
from c360.model import Profile, TransactionRow
from c360.model.household import Household
from c360.policy import Policy
from c360.records import LINES, revenue_rows
from c360.scope import Scope
from c360.scope.profiles import parties, rows_without, without_outside
from c360.sections import registry
from c360.sections.contract import Ask, Screens
from c360.settings import os_user
from c360.wanted import day_wanted, sections_wanted

ALL: Final = tuple(registry())
# Days and look-backs whose traversals are kept; analysts of one day use a handful.
_ASKS: Final = 64
_MAX_LOOKBACK: Final = 36_500


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
        screens: Screens | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Takes the shipped policy, the book's own audit log and the system's user where none is given.

        `screens` screens each customer against sanctions lists (`c360.screening_desk`); without it nobody is screened,
        which profiles say.
        """
        if audit is None:
            if graph.folder is None:
                raise UsageError("A graph that is not a book needs an audit log: name one.")
            audit = AuditLog(graph.folder / "audit.sqlite")
        self.graph = graph
        self.policy = policy or policies.load()
        self.audit = audit
        self.user = user or os_user()
        self.role = role if role.books is None else role.within(graph.book.name)
        self.screens = screens
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
        """The profile of one customer as the role sees it, with those of the sections asked for that it sees.

        `as_of` is a day in the bank's zone (default: the book's own); `lookback_days` the window of activity (default:
        the policy's, 90). Raises `NoSuchCustomer`; `ValueError` for an `as_of` after the book's date or a look-back
        or section that can't be; `NotAllowed` where the role sees none of the sections, which then are not asked for;
        `GraphUnavailable`; `AuditFailed`, in which case nothing was returned.
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
            names = self._seen(sections_wanted(asked))
            found = self.graph.read(lambda view: self._assembled(view, customer_ids, names, as_of, lookback_days))
            profiles = [visible_profile(one, self.role) for one in found]
        spent = {"milliseconds": f"{(time.perf_counter() - started) * 1000 / max(len(profiles), 1):.1f}"}
        self.audit.record(*(self._viewed(profile, profile.sections, {**spent, **detail}) for profile in profiles))
        return profiles

    def record_view(
        self, profile: Profile, sections: Iterable[str] | None = None, *, detail: Mapping[str, str] = {}
    ) -> None:
        """Writes that the user is about to see these sections of `profile`: for a view that is shown again."""
        self.audit.record(self._viewed(profile, profile.sections if sections is None else sections, detail))

    def _seen(self, names: Sequence[str]) -> tuple[str, ...]:
        """Those of these sections that the role sees. Raises `NotAllowed` where it sees none."""
        hidden = hidden_sections(self.role)
        seen = tuple(name for name in names if name not in hidden)
        if not seen:
            raise NotAllowed(NOTHING)
        return seen

    def demand_export(self, customer_id: str, kind: str) -> None:
        """Raises `NotAllowed` where the role may take nothing away; on record then."""
        demand(self.role, EXPORT, user=self.user, audit=self.audit, action="export", customer_id=customer_id,
               detail={"kind": kind})  # fmt: skip

    def record_export(
        self, profile: Profile, kind: str, sha256: str, household: Household | None = None, **told: str
    ) -> None:
        """Writes that the profile, and everybody of the household, is about to leave as a file with this digest.

        Raises `NotAllowed` where the role may take nothing away, and `AuditFailed`.
        """
        self.demand_export(profile.customer_id, kind)
        told |= {"kind": kind, "sha256": sha256, "as_of": profile.as_of.isoformat(), "policy": profile.policy.digest}
        also = {"shown": f"household of {profile.customer_id}"}
        self.audit.record(
            Record(
                self.user, "export", profile.customer_id, "success", tuple(profile.sections), profile.profile_id, told
            ),
            *(
                Record(self.user, "export", one.id, "success", (), one.profile_id, {**told, **also})
                for one in (household.members[1:] if household else ())
            ),
        )

    def _viewed(self, profile: Profile, sections: Iterable[str], detail: Mapping[str, str]) -> Record:
        names = tuple(name for name in sections if name in profile.sections)
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
            raise UsageError(f"No such revenue line: {brief(line)}. There are {', '.join(LINES)}.")
        detail = {"records": line, "policy": self.policy.digest}
        with self._watched("view", [customer_id], detail, ("value",)):
            self._seen(("value",))
            rows = self.graph.read(lambda view: self._revenue_rows(view, customer_id, line, as_of))
            seen = visible_transactions(rows, self.role)
            if seen is None:
                raise NotAllowed(NOTHING)
        self.audit.record(Record(self.user, "view", customer_id, "success", ("value",), None, detail))
        return seen

    def uncover(self, customer_id: str, field: str, reason: str, *, as_of: date | str | None = None) -> Any:
        """One masked field in clear, such as "ssn" or "documents.number": on record before it is returned.

        `field` is one of `c360.access.uncoverable`. Gives its value (or None); of a field of documents or addresses
        those of all of them in the order of the identity section as of that day. Raises `NotAllowed` without the right.
        """
        detail = {"field": field, "reason": reason.strip()} | ({} if as_of is None else {"as_of": str(as_of)})
        with self._watched("uncover", [customer_id], detail, ("identity",)):
            if not self.role.may(UNCOVER):
                raise NotAllowed("Your role may not uncover a field.")
            offered = uncoverable(self.role)
            if field not in offered:
                raise UsageError(
                    f"{brief(field)!r} is not a field that can be uncovered: {', '.join(offered) or 'none is'}."
                )
            if not reason.strip():
                raise UsageError("Uncovering a field needs a reason.")
            profile = self.graph.read(lambda view: self._assembled(view, [customer_id], ("identity",), as_of, None))[0]
            if profile.identity is None:
                raise QueryFailed(profile.sections["identity"].reason or "Identity could not be read.")
        self.audit.record(Record(self.user, "uncover", customer_id, "success", ("identity",), None, detail))
        return value_of(profile.identity, field)

    def _assembled(
        self, view: View, customer_ids: Sequence[str], names: Sequence[str], as_of: date | str | None,
        lookback_days: int | None,
    ) -> list[Profile]:  # fmt: skip
        """The profiles, unmasked; without anybody outside the role's part, in them or of theirs."""
        ask, scope = self.ask(view, as_of, lookback_days), Scope(view, self.role, self.policy)
        _all_within(customer_ids, scope)
        answers = ask_for(view.g, customer_ids, names, ask)
        if unknown := [one for one in customer_ids if one not in answers]:
            raise _NoSuchCustomers(unknown)
        now = self._clock().astimezone(ask.book.zone).replace(microsecond=0)
        made = [assemble(one, answers[one], names, ask, now) for one in customer_ids]
        return without_outside(made, scope, view, ask)

    def _revenue_rows(
        self, view: View, customer_id: str, line: str, as_of: date | str | None
    ) -> tuple[TransactionRow, ...]:
        ask, scope = self.ask(view, as_of, None), Scope(view, self.role, self.policy)
        _all_within([customer_id], scope)
        rows = revenue_rows(view.g, customer_id, line, ask)
        return rows_without(rows, parties([customer_id], scope, view, ask).get(customer_id, ()))

    @contextmanager
    def _watched(
        self, action: str, customer_ids: Sequence[str], detail: Mapping[str, str] = {}, sections: Sequence[str] = ()
    ) -> Iterator[None]:
        """Writes what went wrong before the error leaves, for each customer that was asked for."""
        try:
            yield
        except Exception as error:
            unknown = error.customer_ids if isinstance(error, _NoSuchCustomers) else []
            denied = error.denied if isinstance(error, _NoSuchCustomers) else ()
            if isinstance(error, NoSuchCustomer) and not unknown:
                unknown = list(customer_ids)
            told = {**detail, "error": _kind(error)}
            failed = "denied" if isinstance(error, NotAllowed) else "failed"
            outcomes = {one: "no such customer" if one in unknown else failed for one in customer_ids}
            outcomes |= dict.fromkeys(denied, "denied")
            self.audit.record(
                *(Record(self.user, action, one, outcomes[one], sections, None, told) for one in customer_ids)
            )
            raise

    def ask(self, view: View, as_of: date | str | None, lookback_days: int | None = None) -> Ask:
        """What is asked of every section; raises `ValueError` for a day or a look-back that can't be."""
        day = view.book.as_of if as_of is None else day_wanted(as_of)
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
                ask = Ask(day, days, view.book, self.policy, self.screens)
                if len(self._asks) >= _ASKS:
                    self._asks.clear()
                self._asks[day, days] = ask
        return ask


def _kind(error: Exception) -> str:
    """The error's name as `c360.errors` has it."""
    return next(cls.__name__ for cls in type(error).__mro__ if not cls.__name__.startswith("_"))


class _NoSuchCustomers(NoSuchCustomer):
    """Some of the customers asked for are not in the book, or outside the role's part: `denied`, for the log alone."""

    def __init__(self, customer_ids: Sequence[str], denied: Collection[str] = ()) -> None:
        super().__init__("No such customer in this book.", ", ".join(customer_ids))
        self.customer_ids = customer_ids
        self.denied = denied


def _all_within(customer_ids: Sequence[str], scope: Scope) -> None:
    """Before anything is read of anybody: whoever is outside is asked no more than whoever doesn't exist."""
    outside = scope.outside(customer_ids)
    if outside:
        unknown = [one for one in customer_ids if one in outside]
        raise _NoSuchCustomers(unknown, [one for one in unknown if scope.denied(one)])


def visible_profile(profile: Profile, role: Role) -> Profile:
    """`profile` as `role` may see it, with the id of just that."""
    seen = visible(profile, role)
    return replace(seen, profile_id=profile_id(seen))
