"""Small towns: who is whose spouse, child and parent, who lives where, who owns which account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from c360 import connect, policy
from c360.audit import NullLog
from c360.graph.connect import Graph
from c360.households import household
from c360.model.household import Household
from c360.policy import Policy
from tests.c360.sections.bank import account, book, edge, person
from tests.factories import Rates

Tie = tuple[str, str, str]  # ("c-1", "SPOUSE", "c-2")
BORN = {"adult": "1980-05-01", "child": "2014-05-01"}


def town(
    folder: Path, people: Mapping[str, Any], *, ties: Iterable[Tie] = (), homes: Mapping[str, str] | None = None,
    owns: Mapping[str, str] | None = None, accounts: Sequence[Mapping[str, Any]] = (), rates: Rates = (),
    everything: bool = True, **more: Any,
) -> Graph:  # fmt: skip
    """The book of these people, opened.

    `people` says of each "adult", "child", a birth date, None, or the keys of a row. `homes` and `owns` name who lives
    at an address and who owns an account, by words: {"A-1": "c-1 c-2"}. Accounts not given are made, with nothing in.
    """
    rows = [person(one, **(said if isinstance(said, dict) else {"dateOfBirth": BORN.get(said, said)}))
            for one, said in people.items()]  # fmt: skip
    owns, homes = owns or {}, homes or {}
    given = {row["accountNumber"] for row in accounts}
    made = [account(number) for number in owns if number not in given]
    tables: dict[str, Any] = {
        "Person": rows, "Account": [*accounts, *made],
        "OWNS__Person__Account": [edge(who, at) for at, all_ in owns.items() for who in all_.split()],
    }  # fmt: skip
    if homes or everything:
        tables["Address"] = [{"naturalKey": at, "kind": _kind(at), "street": at} for at in homes]
        tables["HAS_ADDRESS__Person__Address"] = [edge(who, at) for at, all_ in homes.items() for who in all_.split()]
    for label in sorted({tie[1] for tie in ties}):
        tables[f"{label}__Person__Person"] = [edge(one, two) for one, word, two in ties if word == label]
    return connect(book(folder, everything=everything, rates=rates, **(tables | more)))


def _kind(address: str) -> str:
    return "MAILING" if address.startswith("mail") else "HOME"


def rules(**changed: Any) -> Policy:
    """The shipped policy with other household rules."""
    shipped = policy.load()
    return replace(shipped, household=replace(shipped.household, **changed))


def of(graph: Graph, customer_id: str = "c-1", *, by: Policy | None = None, **how: Any) -> Household:
    """Its household, by the shipped policy."""
    return household(graph, customer_id, policy=by or policy.load(), user="tester", audit=NullLog(), **how)


def ids(found: Household) -> list[str]:
    """Its members, in its order."""
    return [one.id for one in found.members]


def why(found: Household) -> dict[str, list[str]]:
    """The rules by which each is a member."""
    return {one.id: [reason.rule for reason in one.reasons] for one in found.members}


def out(found: Household) -> dict[str, str]:
    """Why each of those left out is no member."""
    return {one.id: one.because for one in found.left_out}
