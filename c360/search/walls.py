"""By what a role may find somebody, and what it sees of those found: what is hidden is no way to anybody either."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from c360.access import ACCOUNT_NUMBER, Role, hidden_sections, name_for
from c360.access.fields import SECTIONS
from c360.errors import NotAllowed
from c360.search.asked import Asked
from c360.search.hit import Hit
from c360.search.typed import BORN, NAME, TOWN

TRANSACTION: Final = "t"
_BORN: Final = "identity.basic_info.dateOfBirth"
_TOWN: Final = "identity.addresses.city"
# By the letters of keys, and by where words are found: the fields of which the index holds a part.
_FROM: Final = {
    NAME: "identity.basic_info.name", TOWN: _TOWN, BORN: _BORN, "e": "identity.contact_info.email",
    "d": "identity.contact_info.email", "p": "identity.contact_info.phone", "m": "identity.contact_info.mobilePhone",
    "a": ACCOUNT_NUMBER, TRANSACTION: "activity.transactions.rows.account",
}  # fmt: skip


def sees_anybody(role: Role) -> bool:
    """Whether the role sees anything of any customer."""
    return len(hidden_sections(role)) < len(SECTIONS)


def unsearchable(role: Role) -> frozenset[str]:
    """What nobody is found by for the role: what it doesn't see in clear, since an answer would tell it."""
    return frozenset(way for way, key in _FROM.items() if not role.needs(key))


def allowed(asked: Asked, hidden: Collection[str]) -> None:
    """Raise `NotAllowed` where a field is named that nobody is to be found by."""
    named = [(NAME, asked.names), (TOWN, asked.towns), (BORN, asked.days)]
    keys = [letters for letters, _ in asked.keys if letters and all(letter in hidden for letter in letters)]
    if keys or any(given and way in hidden for way, given in named):
        raise NotAllowed("Your role may not search by a field that it doesn't see in clear.")


def visible_hits(hits: Sequence[Hit], role: Role) -> list[Hit]:
    """What was found, with what the role sees of each; in an order that tells no hidden name."""
    if not role.hidden:
        return list(hits)
    seen = [
        replace(
            hit, name=name_for(hit.name, role) if hit.kind == "person" else hit.name,
            town=hit.town if hit.kind != "person" or role.needs(_TOWN) else None,
            born=hit.born if role.needs(_BORN) else None,
        )
        for hit in hits
    ]  # fmt: skip
    return seen if role.needs(_FROM[NAME]) else sorted(seen, key=lambda hit: (-hit.score, hit.kind, hit.id))
