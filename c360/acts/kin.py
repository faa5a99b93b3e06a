"""Whether a customer may be a relative of the user who looked at them: by e-mail, home and surname.

A bank's own people are often its customers: the one whose e-mail is the user's name in the log is the user.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from c360 import names
from c360.asking import ask_for
from c360.assembling import assembled
from c360.graph.connect import Graph, View
from c360.model import Identity
from c360.policy import Policy
from c360.search import Search
from c360.sections.contract import Ask, Part

# Of a look at the log: more customers and users aren't asked about, and the page says so.
MOST: Final = 1000
_USERS: Final = 50
_HITS: Final = 5
# What stands between the words of a name in an e-mail.
_BETWEEN: Final = str.maketrans("._-+", "    ")
_SHORTEST: Final = 3  # letters of a surname that says anything


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared of a customer: words of the name in their order, e-mail, and homes as folded text."""

    customer_id: str
    name: tuple[str, ...]
    email: str
    homes: frozenset[str]


def tie(user: str, own: Person | None, customer: Person) -> str:
    """How the user and a customer belong together, as a sentence, or nothing. `own` is the user as a customer."""
    if (own is not None and own.customer_id == customer.customer_id) or _same(user, customer.email):
        return "Looked at their own record."
    if own is not None and own.homes & customer.homes:
        return "Lives at the same address as the user."
    wanted = surname(user, own)
    if wanted and surname_of(customer.name) == wanted:
        return "Has the user's surname."
    return ""


def surname(user: str, own: Person | None = None) -> str:
    """The user's surname: of their own record, else the last word of an e-mail's or a name's two or more."""
    if own is not None:
        return surname_of(own.name)
    told = names.words(user.partition("@")[0].translate(_BETWEEN))
    return surname_of(told) if len(told) > 1 else ""


def surname_of(name: tuple[str, ...]) -> str:
    """The last word of a name that is no title; nothing for a name of one word, and for initials."""
    kept = [word for word in name if word not in names.TITLES and not word.isdecimal()]
    return kept[-1] if len(kept) > 1 and len(kept[-1]) >= _SHORTEST else ""


def people(graph: Graph, policy: Policy, ids: Iterable[str]) -> Mapping[str, Person]:
    """What is compared of these customers, at most `MOST` of them; for comparing alone, and never to be shown."""
    wanted = list(dict.fromkeys(ids))[:MOST]

    def asked(view: View) -> dict[str, Person]:
        ask = Ask(view.book.as_of, policy.lookback_days, view.book, policy, None)
        found = {}
        for one, answer in ask_for(view.g, wanted, ("identity",), ask).items():
            part = assembled(answer, ("identity",), ask)["identity"]
            if isinstance(part, Part) and isinstance(part.data, Identity):
                found[one] = _person(one, part.data)
        return found

    return graph.read(asked)


def users_as_customers(graph: Graph, policy: Policy, users: Iterable[str]) -> Mapping[str, Person]:
    """The users whose e-mail a customer has, as that customer; for comparing alone. Raises `SearchUnavailable`."""
    index, found = Search(graph), dict[str, list[str]]()
    for user in list(dict.fromkeys(one for one in users if "@" in one))[:_USERS]:
        found[user] = [hit.id for hit in index.find(user, _HITS) if hit.kind == "person" and hit.matched == "email"]
    known = people(graph, policy, (one for ids in found.values() for one in ids))
    return {
        user: known[one] for user, ids in found.items() for one in ids if one in known and _same(user, known[one].email)
    }


def _person(customer_id: str, identity: Identity) -> Person:
    homes = (" ".join(filter(None, (one.street, one.postalCode, one.city))) for one in identity.addresses or ())
    folded = frozenset(" ".join(names.words(home)) for home in homes)
    return Person(customer_id, names.words(identity.basic_info.name or ""), identity.contact_info.email or "",
                  folded - {""})  # fmt: skip


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()
