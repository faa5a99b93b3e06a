"""People as the rules of a household see them, read from the graph many at once: ties, homes, joint accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from c360.graph import schema as s
from c360.model import Evidence
from c360.policy import account_type
from c360.sections.accounts import account_row, is_open
from c360.sections.contract import Ask
from c360.sections.reading import Row, started, years_between

FAMILY: Final = (s.SPOUSE, s.CHILD, s.PARENT, s.FAMILY_MEMBER)
# What an edge makes of its end, and what of its start: A -CHILD-> B says that B is A's child, and A is B's parent.
_INVERSE: Final = {s.CHILD: s.PARENT, s.PARENT: s.CHILD}
_AT_ONCE: Final = 200  # ids in one request: the engine compares each vertex with each
_TIES: Final = 200  # of one kind and person; one more is read, to know whether there are more
_PERSON: Final = ("customerId", "name", "dateOfBirth", "status", "customerSince", "source")
_ACCOUNT: Final = ("accountNumber", "accountType", "status", "openDate", "closedDate", "currency", "source")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with what may tie them to others, as of the day.

    `age` is in whole years, None where the birth date isn't known; `known` is false before their birth and before they
    became a customer. By the other's id: `family` what the other is to them, with the edges that say so. By the
    address's or account's key: `homes` who has that home, `joint` who owns that open account, themselves among them.
    `addresses` are the homes that prove where they live, those of many people too. `limits` says what was cut.
    """

    id: str
    name: str | None
    age: int | None
    known: bool
    family: Mapping[str, Mapping[str, tuple[Evidence, ...]]]
    homes: Mapping[str, tuple[frozenset[str], Evidence]]
    addresses: frozenset[str]
    joint: Mapping[str, tuple[frozenset[str], Evidence]]
    person: Evidence
    limits: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Name, or else the id."""
        return self.name or self.id

    def others(self) -> set[str]:
        """Everybody they are tied to in any way."""
        found = set(self.family)
        for people, _ in (*self.homes.values(), *self.joint.values()):
            found |= people
        return found - {self.id}


def read(g: GraphTraversalSource, ids: Iterable[str], ask: Ask) -> dict[str, Somebody]:
    """Those of the ids that the graph holds, in few requests."""
    wanted, found = sorted(ids), dict[str, Somebody]()
    for start in range(0, len(wanted), _AT_ONCE):
        for row in _people(g, wanted[start : start + _AT_ONCE], ask).to_list():
            one = _somebody(row, ask)
            found[one.id] = one
    return found


def _people(g: GraphTraversalSource, ids: list[str], ask: Ask) -> GraphTraversal:
    limit = ask.policy.household.shared_by + 1
    return (
        g.V().has(s.PERSON, "customerId", P.within(*ids)).project("who", "out", "in", "homes", "accounts")
        .by(__.value_map(*_PERSON))
        .by(
            __.out_e(*FAMILY).limit(_TIES + 1).project("role", "source", "other").by(T.label).by("source")
            .by(__.in_v().values("customerId")).fold()
        )
        .by(
            __.in_e(*FAMILY).limit(_TIES + 1).project("role", "source", "other").by(T.label).by("source")
            .by(__.out_v().values("customerId")).fold()
        )
        .by(
            __.out(s.HAS_ADDRESS).has_label(s.ADDRESS).dedup().project("address", "people")
            .by(__.value_map("naturalKey", "kind", "source"))
            .by(__.in_(s.HAS_ADDRESS).has_label(s.PERSON).dedup().limit(limit).values("customerId").fold()).fold()
        )
        .by(
            __.out(s.OWNS).has_label(s.ACCOUNT).dedup().limit(_TIES + 1).project("account", "owners")
            .by(__.value_map(*_ACCOUNT))
            .by(__.in_(s.OWNS).has_label(s.PERSON).dedup().limit(limit).values("customerId").fold()).fold()
        )
    )  # fmt: skip


def _somebody(row: Mapping[str, Any], ask: Ask) -> Somebody:
    who = Row(row["who"], ask.book.zone)
    me, name = str(who.get("customerId")), who.text("name")
    born, since = who.day("dateOfBirth"), who.day("customerSince")
    cut = [
        f"{name or me} has more than {_TIES} {what}: the household may lack some of them"
        for what, rows in (("family ties", row["out"]), ("family ties", row["in"]), ("accounts", row["accounts"]))
        if len(rows) > _TIES
    ]
    addresses = [
        (Row(item["address"], ask.book.zone), item["people"])
        for item in row["homes"]
        if account_type(_kind(item, ask)) not in ask.policy.household.not_homes
    ]
    most, homes = ask.policy.household.shared_by, {}
    for address, people in sorted(addresses, key=lambda pair: str(pair[0].get(s.NATURAL_KEY))):
        key = str(address.get(s.NATURAL_KEY))
        if len(people) > most:
            cut.append(f"address {key} has more than {most} people, so that it counts as no home in common")
        else:
            homes[key] = frozenset(people), Evidence(s.ADDRESS, key, address.text("source"), None)
    return Somebody(
        id=me, name=name,
        age=None if born is None or born > ask.as_of else years_between(born, ask.as_of),
        known=started(born, ask.as_of) and started(since, ask.as_of),
        family=_family(me, row), homes=homes,
        addresses=frozenset(str(address.get(s.NATURAL_KEY)) for address, _ in addresses),
        joint=_joint(row["accounts"], ask, cut),
        person=Evidence(s.PERSON, me, who.text("source"), None),
        limits=tuple(dict.fromkeys(cut)),
    )  # fmt: skip


def _kind(item: Mapping[str, Any], ask: Ask) -> str:
    return Row(item["address"], ask.book.zone).text("kind") or ""


def _family(me: str, row: Mapping[str, Any]) -> dict[str, dict[str, tuple[Evidence, ...]]]:
    """By the other's id and what the other is: the edges, written from their start to their end."""
    found: dict[str, dict[str, set[tuple[str, str, str | None]]]] = {}
    for tie in row["out"][:_TIES]:
        edge = (tie["role"], f"{me} > {tie['other']}", tie.get("source") or None)
        found.setdefault(tie["other"], {}).setdefault(tie["role"], set()).add(edge)
    for tie in row["in"][:_TIES]:
        edge = (tie["role"], f"{tie['other']} > {me}", tie.get("source") or None)
        found.setdefault(tie["other"], {}).setdefault(_INVERSE.get(tie["role"], tie["role"]), set()).add(edge)
    found.pop(me, None)
    return {
        other: {
            role: tuple(Evidence(*edge, None) for edge in sorted(edges, key=lambda edge: (edge[0], edge[1], str(edge))))
            for role, edges in sorted(roles.items())
        }
        for other, roles in found.items()
    }


def _joint(rows: Iterable[Mapping[str, Any]], ask: Ask, cut: list[str]) -> dict[str, tuple[frozenset[str], Evidence]]:
    """By the numbers of open accounts with several owners, who these are; notes those of too many."""
    most, found = ask.policy.household.shared_by, {}
    for item in rows:
        values = Row(item["account"], ask.book.zone)
        account, owners = account_row(values, len(item["owners"]) > 1, ask), item["owners"]
        if not account.joint or not is_open(account) or not started(account.opened, ask.as_of):
            continue
        if len(owners) > most:
            cut.append(f"account {account.number} has more than {most} owners, so that it ties nobody")
        else:
            found[account.number] = frozenset(owners), Evidence(s.ACCOUNT, account.number, account.source, None)
    return dict(sorted(found.items()))


def not_held(ask: Ask) -> tuple[str, ...]:
    """The labels and keys of ties that no source delivers; a CHILD and the inverse PARENT are one fact."""
    holds = ask.book.delivers
    lacking = [] if holds.holds_edge(s.SPOUSE) else [s.SPOUSE]
    if not (holds.holds_edge(s.CHILD) or holds.holds_edge(s.PARENT)):
        lacking += [s.CHILD, s.PARENT]
    lacking += [] if holds.holds_edge(s.HAS_ADDRESS, s.PERSON, s.ADDRESS) else [s.HAS_ADDRESS]
    lacking += [] if holds.holds_edge(s.OWNS, s.PERSON, s.ACCOUNT) else [f"{s.OWNS} {s.ACCOUNT}"]
    lacking += [] if holds.holds(s.PERSON, "dateOfBirth") else ["dateOfBirth"]
    return tuple(lacking)
