"""Whom the customer belongs to, works with and owns (founding document, step 3).

Label, direction and `percentage` come from the very edge that was walked: edges going out and coming in are read apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import T

from c360.graph import schema as s
from c360.graph.about import Delivers
from c360.model import AccountLink, Business, EntityLink, Family, Joint, Relationships
from c360.sections.contract import Answer, Ask, Part, Section
from c360.sections.reading import Row, newest, started

_FAMILY: Final = (s.SPOUSE, s.CHILD, s.PARENT, s.FAMILY_MEMBER)
_BUSINESS: Final = (s.BUSINESS_ASSOCIATE, s.PARTNER)
_ENTITIES: Final = (s.OWNS, s.CONTROLS, s.DIRECTOR_OF)
_ROLES: Final = (s.OWNS, s.AUTHORIZED_ON)
# What an incoming edge makes of the other: B -CHILD-> me says I am B's child, so B is my parent.
_INVERSE: Final = {s.CHILD: s.PARENT, s.PARENT: s.CHILD}

# What relationship_count doesn't count, so that it can do without.
_ACCOUNTS: Final = {f"{role} {s.ACCOUNT}" for role in _ROLES}
_PARTY: Final = ("customerId", "companyId", "name", "updatedAt")
_ACCOUNT: Final = ("accountNumber", "accountType", "openDate")
# Edges counted in one direction, far above any person's: sorted and cut to the policy's limit here, so that a list
# is the same on every graph. One more is read, to know whether there are more.
_READ: Final = 10_000


class Tie:
    """One edge as seen from the customer: its label, and who or what is at its other end."""

    __slots__ = ("id", "label", "name", "role", "row", "share", "source")

    def __init__(self, role: str, row: Row, share: float | None = None, source: str | None = None) -> None:
        self.role, self.row, self.share, self.source = role, row, share, source
        self.name = row.text("name")
        keys = (("customerId", s.PERSON), ("companyId", s.COMPANY), ("accountNumber", s.ACCOUNT))
        # What has none of the three ids is nobody a section could name.
        found = ((str(row.get(key)), label) for key, label in keys if row.get(key) is not None)
        self.id, self.label = next(found, ("", ""))

    def is_person(self, customer_id: str) -> bool:
        """Whether the other end is this very customer: a company may have the same id."""
        return self.id == customer_id and self.label == s.PERSON


def _tie(row: Mapping[str, Any], ask: Ask) -> Tie:
    return Tie(row["role"], Row(row["other"], ask.book.zone), row.get("percentage"), row.get("source"))


def traversal(ask: Ask) -> GraphTraversal:
    """Maps `id`, `out` and `in` (an edge's role and share, and the other end), `accounts` (who else is on them)."""
    return (
        __.project("id", "out", "in", "accounts")
        .by("customerId")
        .by(
            __.out_e(*_FAMILY, *_BUSINESS, s.EMPLOYEE_OF, *_ENTITIES, s.AUTHORIZED_ON).limit(_READ + 1)
            .project("role", "percentage", "source", "other").by(T.label).by("percentage").by("source")
            .by(__.in_v().value_map(*_PARTY, *_ACCOUNT)).fold()
        )
        .by(
            __.in_e(*_FAMILY, *_BUSINESS).limit(_READ + 1).project("role", "source", "other").by(T.label).by("source")
            .by(__.out_v().value_map(*_PARTY)).fold()
        )
        .by(
            __.out(*_ROLES).has_label(s.ACCOUNT).dedup().project("number", "parties").by("accountNumber")
            .by(__.in_e(*_ROLES).limit(_READ + 1).project("role", "other").by(T.label)
                .by(__.out_v().value_map(*_PARTY)).fold())
            .fold()
        )
    )  # fmt: skip


def assemble(answer: Answer, ask: Ask, needs: Mapping[str, Any]) -> Part:
    """The `Relationships` of the answer."""
    holds, me = ask.book.delivers, answer["id"]
    out = [_tie(row, ask) for row in answer["out"]]
    coming = [_tie(row, ask) for row in answer["in"]]
    family = _family(me, out, coming) if _any(holds, _FAMILY, s.PERSON) else None
    business = _business(me, out, coming) if _any(holds, (*_BUSINESS, s.EMPLOYEE_OF), None) else None
    entities = _entities(out) if _any(holds, _ENTITIES, s.COMPANY) else None
    accounts = _accounts(me, out, answer["accounts"], ask) if _any(holds, _ROLES, s.ACCOUNT) else None
    cut = len(out) > _READ or len(coming) > _READ
    lacking = not_delivered(holds)
    count = None
    if (
        family is not None
        and business is not None
        and entities is not None
        and not cut
        and not set(lacking) - _ACCOUNTS
    ):
        people = {row.id for row in family} | {row.id for row in business if row.type == s.PERSON}
        companies = {row.id for row in business if row.type == s.COMPANY} | {row.entity for row in entities}
        count = len(people) + len(companies)
    limit, told = ask.policy.neighbours_shown, "more than " if cut else ""
    words = [f"the first {limit:,} of {told}{len(rows):,} {name} are listed" for name, rows in (
        ("relatives", family), ("business ties", business), ("accounts", accounts), ("entities", entities)
    ) if rows is not None and len(rows) > limit]  # fmt: skip
    words += [f"there are more than {_READ:,} ties, so they are not counted"] if cut else []
    words += _crowded(accounts or (), limit)
    data = Relationships(
        family=family if family is None else family[:limit],
        business=business if business is None else business[:limit],
        accounts=accounts if accounts is None else tuple(_shortened(row, limit) for row in accounts[:limit]),
        entities=entities if entities is None else entities[:limit],
        relationship_count=count,
    )
    known = {
        "family": family is not None, "business": business is not None,
        "accounts": accounts is not None, "entities": entities is not None,
    }  # fmt: skip
    moments = [tie.row.moment("updatedAt") for tie in (*out, *coming)]
    return Part(data, known, lacking, tuple(words), updated_at=newest(moments, ask.book.zone))


def _crowded(accounts: Sequence[AccountLink], limit: int) -> list[str]:
    """Accounts that more people are on than are listed."""
    return [
        f"the first {limit:,} of {'more than ' if len(row.joint_with) > _READ else ''}"
        f"{min(len(row.joint_with), _READ):,} others on account {row.account} are listed"
        for row in accounts
        if len(row.joint_with) > limit
    ]


def _shortened(row: AccountLink, limit: int) -> AccountLink:
    return row if len(row.joint_with) <= limit else replace(row, joint_with=row.joint_with[:limit])


def not_delivered(holds: Delivers) -> tuple[str, ...]:
    """The edge labels whose facts no source gives. A CHILD and the inverse PARENT are one fact: either will do."""
    lacking = [] if holds.holds_edge(s.SPOUSE) else [s.SPOUSE]
    if not (holds.holds_edge(s.CHILD) or holds.holds_edge(s.PARENT)):
        lacking += [s.CHILD, s.PARENT]
    lacking += [label for label in (s.FAMILY_MEMBER, *_BUSINESS, s.EMPLOYEE_OF) if not holds.holds_edge(label)]
    lacking += [
        f"{label} {end}"
        for label, end in ((s.OWNS, s.ACCOUNT), (s.AUTHORIZED_ON, s.ACCOUNT), (s.OWNS, s.COMPANY))
        if not holds.holds_edge(label, s.PERSON, end)
    ]
    lacking += [label for label in (s.CONTROLS, s.DIRECTOR_OF) if not holds.holds_edge(label, s.PERSON)]
    return tuple(lacking)


def _any(holds: Delivers, labels: tuple[str, ...], end: str | None) -> bool:
    return any(holds.holds_edge(label, s.PERSON, end) for label in labels)


def _family(me: str, out: list[Tie], coming: list[Tie]) -> tuple[Family, ...]:
    found: dict[tuple[str, str], list[Tie]] = {}
    for tie in out:
        if tie.role in _FAMILY:
            found.setdefault((tie.role, tie.id), []).append(tie)
    for tie in coming:
        if tie.role in _FAMILY:
            found.setdefault((_INVERSE.get(tie.role, tie.role), tie.id), []).append(tie)
    specific = {other for role, other in found if role != s.FAMILY_MEMBER}
    return tuple(
        Family(other, found[role, other][0].name, role, _givers(found[role, other]))
        for role, other in sorted(found)
        if other != me and (role != s.FAMILY_MEMBER or other not in specific)
    )


def _business(me: str, out: list[Tie], coming: list[Tie]) -> tuple[Business, ...]:
    ties = [tie for tie in out if tie.role in (*_BUSINESS, s.EMPLOYEE_OF)]
    ties += [tie for tie in coming if tie.role in _BUSINESS]
    found: dict[tuple[str, str, str], list[Tie]] = {}
    for tie in ties:
        if not tie.is_person(me):
            found.setdefault((tie.role, tie.id, tie.label), []).append(tie)
    return tuple(
        Business(other, found[role, other, label][0].name, label, role, _givers(found[role, other, label]))
        for role, other, label in sorted(found)
    )


def _accounts(me: str, out: list[Tie], parties: list[Any], ask: Ask) -> tuple[AccountLink, ...]:
    joint: dict[str, tuple[Joint, ...]] = {}
    for item in parties:
        ties = (_tie(row, ask) for row in item["parties"])
        others = {(t.role, t.id, t.label): Joint(t.id, t.name, t.role, t.label) for t in ties if not t.is_person(me)}
        joint[item["number"]] = tuple(others[place] for place in sorted(others))
    found: dict[tuple[int, str], list[Tie]] = {}
    for tie in out:
        if tie.label == s.ACCOUNT and started(tie.row.day("openDate"), ask.as_of):
            found.setdefault((_ROLES.index(tie.role), tie.id), []).append(tie)
    return tuple(
        AccountLink(number, ties[0].row.text("accountType"), ties[0].role, joint[number], _givers(ties))
        for (_, number), ties in sorted(found.items(), key=lambda item: item[0])
    )


def _entities(out: list[Tie]) -> tuple[EntityLink, ...]:
    """One row for each company and role."""
    ties: dict[tuple[str, str], list[Tie]] = {}
    for tie in out:
        if tie.label == s.COMPANY and tie.role in _ENTITIES:
            ties.setdefault((tie.role, tie.id), []).append(tie)
    return tuple(
        EntityLink(
            company, ties[role, company][0].name, role, _share(ties[role, company]), _givers(ties[role, company])
        )
        for role, company in sorted(ties)
    )


def _givers(ties: list[Tie]) -> str | None:
    """The sources of the ties, as a vertex of several sources names them."""
    return ", ".join(sorted({tie.source for tie in ties if tie.source})) or None


def _share(ties: list[Tie]) -> Decimal | None:
    """Parallel edges of one source are separate stakes and add up; another source tells of the same ones again.

    Unknown where a stake is, and where two sources disagree.
    """
    totals: dict[str | None, Decimal] = {}
    for tie in ties:
        if tie.share is None:
            return None
        totals[tie.source] = totals.get(tie.source, Decimal(0)) + Decimal(repr(tie.share))
    return totals.popitem()[1].quantize(Decimal("0.1")) if len(set(totals.values())) == 1 else None


SECTION: Final = Section(
    "relationships", 20, ("family", "business", "accounts", "entities"), traversal, assemble,
    under={
        "family": (s.FAMILY_MEMBER,), "business": (s.EMPLOYEE_OF,), "accounts": (f"{s.OWNS} {s.ACCOUNT}",),
        "entities": (f"{s.OWNS} {s.COMPANY}",),
    },
    near=(*_FAMILY, *_BUSINESS, s.EMPLOYEE_OF, *_ENTITIES, s.AUTHORIZED_ON), on_accounts=_ROLES,
)  # fmt: skip
