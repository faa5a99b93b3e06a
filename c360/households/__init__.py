"""Who lives and banks together with a customer, what they hold together, each account once, and what they lack.

The policy says which ties make a household (`[household]`); c360.households.rules reads them, circle grows by them.
Figures are those of the members' own profiles of the same day, from the same state of the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Final

from c360 import headline
from c360.access import ANALYST, Role, gate, hidden_sections, sees_households, visible_household
from c360.access.part import limits
from c360.asking import Answers, ask_for, is_text
from c360.assembling import assemble
from c360.audit import Audit, Record
from c360.graph import schema as s
from c360.graph.connect import Graph, View
from c360.households import people
from c360.households.circle import Circle, grow
from c360.households.figures import Money, money, nothing
from c360.households.lacks import lacks
from c360.households.rules import relationship
from c360.model import Profile
from c360.model.household import HighestRisk, Household, Member
from c360.policy import BANDS, Policy
from c360.profile import Customer360Builder, visible_profile
from c360.scope import Scope, outcome_of
from c360.sections.contract import Ask, Screens

__all__ = ["Household", "household", "records"]

SECTIONS: Final = ("identity", "products", "risk", "value")


def household(
    graph: Graph, customer_id: str, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST,
    as_of: date | str | None = None, screens: Screens | None = None,
) -> Household:  # fmt: skip
    """The household of a customer as of a day in the bank's zone (default: the book's own); on record first.

    Each member has a record of their own, since it shows figures of theirs; `screens` screens them. Raises
    `NoSuchCustomer`, `NotAllowed` for a role that doesn't see who belongs to whom, `ValueError` for an `as_of` after
    the book's date, `GraphUnavailable`, and `AuditFailed`, in which case nothing was returned.
    """
    role = gate(
        role, graph, sees_households, user=user, audit=audit, ids=[customer_id], detail={"household": "asked for"}
    )
    builder = Customer360Builder(graph, policy, audit, user, role=role, screens=screens)
    try:
        found = graph.read(lambda view: _answer(view, customer_id, builder, as_of, Scope(view, role, policy)))
    except Exception as error:
        outcome = outcome_of(error)
        detail = {"household": "asked for", "policy": policy.digest, "error": type(error).__name__}
        audit.record(Record(user, "view", customer_id, outcome, SECTIONS, detail=detail))
        raise
    found = visible_household(found, role)
    audit.record(*records(found, user))
    return found


def records(found: Household, user: str) -> tuple[Record, ...]:
    """That the user is about to see the household: one record for each member, and by name who is left out."""
    told = {"as_of": found.as_of.isoformat(), "policy": found.policy}
    made = []
    for one in found.members:
        detail = {"shown": f"household of {found.id}"}
        if one.id == found.id:
            detail = {"household": f"{len(found.members)} members"}
            if found.left_out:
                detail["left_out"] = " ".join(other.id for other in found.left_out)
        if one.unread:
            detail["unavailable"] = " ".join(one.unread)
        made.append(Record(user, "view", one.id, "success", SECTIONS, one.profile_id, {**detail, **told}))
    return tuple(made)


def _answer(
    view: View, customer_id: str, builder: Customer360Builder, as_of: date | str | None, scope: Scope
) -> Household:
    ask = builder.ask(view, as_of)

    def read(ids: Iterable[str]) -> dict[str, people.Somebody]:
        """Whoever is outside the role's part is nobody: no member, no way to one, and in no sum."""
        wanted = list(ids)
        out = scope.outside(wanted)
        return people.read(view.g, [one for one in wanted if one not in out], ask)

    first = read([customer_id]) if is_text(customer_id) else {}
    if not first:
        raise scope.nobody(customer_id)
    circle = grow(read, first[customer_id], ask.policy.household)
    ids = list(circle.steps)
    names = tuple(name for name in SECTIONS if name not in hidden_sections(builder.role))
    answers = ask_for(view.g, ids, names, ask)
    profiles = [_profile(one, answers, names, ask) for one in ids]
    counted = money(profiles, answers, ask) if {"products", "value"} <= set(names) else nothing(ids, ask)
    members = tuple(_member(one, circle, counted, ask, builder.role) for one in profiles)
    told = ["a load of this graph has not ended: each record may be of before or after it"] if ask.book.loading else []
    if ask.as_of != ask.book.as_of:
        told.append(f"family ties and homes carry no dates: they are those of {ask.book.as_of.isoformat()}")
    return Household(
        id=customer_id,
        name=circle.people[customer_id].name,
        as_of=ask.as_of,
        currency=ask.book.currency,
        policy=ask.policy.digest,
        members=members,
        left_out=tuple(circle.left_out),
        holdings=counted.holdings,
        categories=counted.categories,
        totals=counted.totals,
        worth=counted.worth,
        risk=_highest(members),
        nobody_has=_nobody_has(counted, ask),
        missing=counted.missing,
        limits=(*circle.limits, *told, *limits(builder.role)),
        not_held=people.not_held(ask),
        generation=view.book.generation,
    )


def _profile(customer_id: str, answers: Answers, names: Sequence[str], ask: Ask) -> Profile:
    """As it is before anything is hidden: what is counted by masked numbers would be counted wrong."""
    # When it was made is in none of its figures, nor in its id.
    midnight = datetime.combine(ask.as_of, time.min, ask.book.zone)
    return assemble(customer_id, answers[customer_id], names, ask, midnight)


def _member(profile: Profile, circle: Circle, counted: Money, ask: Ask, role: Role) -> Member:
    one, start = circle.people[profile.customer_id], circle.people[next(iter(circle.steps))]
    child = one.age is not None and one.age < ask.policy.household.adult_age
    products, value = profile.products, profile.value
    return Member(
        id=one.id,
        name=profile.summary.name,
        age=one.age,
        status=headline.held_status(profile),
        relationship=relationship(start, one),
        steps=circle.steps[one.id],
        reasons=circle.reasons[one.id],
        net_position=products.summary.net_position if products else None,
        revenue=value.annual_revenue if value else None,
        revenue_here=counted.here[one.id],
        lifetime_value=value.lifetime_value if value else None,
        risk=profile.summary.risk_level,
        risk_because=headline.risk_reason(profile),
        lacks=lacks(profile, counted.holdings, child, ask),
        profile_id=visible_profile(profile, role).profile_id,
        unread=tuple(name for name, state in profile.sections.items() if state.status == "unavailable"),
    )


def _highest(members: Sequence[Member]) -> HighestRisk:
    known = [one for one in members if one.risk is not None]
    level = max((one.risk for one in known if one.risk), key=BANDS.index, default=None)
    first = [one for one in known if one.risk == level]
    return HighestRisk(
        level,
        tuple(one.id for one in first),
        tuple(one.risk_because for one in first),
        tuple(one.id for one in members if one.risk is None),
    )


def _nobody_has(counted: Money, ask: Ask) -> tuple[str, ...] | None:
    if counted.holdings is None or not ask.book.delivers.holds(s.ACCOUNT, "accountType"):
        return None
    held = {row.category for row in counted.holdings if row.status != "CLOSED"}
    return tuple(name for name in ask.policy.household.products if name not in held)
