"""The access file: roles, and to whom each is given. What is wrong in it is named by its line, and nobody gets in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from c360.access.closing import hideable
from c360.access.fields import NEEDS, SECTIONS, mask_of, matching
from c360.access.role import EVERYONE, NOBODY, RIGHTS, Part, Role
from c360.access.show import Show
from c360.errors import AccessError, NotAllowed
from c360.tomlfile import Kind, Problem, lines_of
from c360.tomlfile import Table as Tables

KIND: Final = Kind("access", AccessError)
OWN: Final = "own"
_ALL: Final = "all"
_NONE: Final = "No role is given to you, so that you may see and do nothing here."


class Table(Tables):
    """A table of an access file."""

    of = KIND.name


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for a `user`, or for whoever `has` a text in a `claim`; the other two are empty."""

    role: str
    user: str = ""
    claim: str = ""
    has: str = ""

    def fits(self, user: str, claims: Mapping[str, object]) -> bool:
        """Whether it is given to this user with these claims."""
        return user == self.user if self.user else self.has in _texts(claims.get(self.claim))


@dataclass(frozen=True, slots=True)
class Access:
    """What an access file says: its roles by name, its grants in their order, the claim with a manager's own name, and
    the SHA-256 of the file."""

    roles: Mapping[str, Role]
    grants: tuple[Grant, ...]
    manager_claim: str
    digest: str

    def role(self, user: str, claims: Mapping[str, object]) -> Role:
        """The role of a user with the claims of their login: that of the first grant that fits.

        "own" among a part's managers becomes the user's own name, which the login says; without one it is nobody. A
        claim that is neither a text nor a list of texts gives nothing. Raises `NotAllowed` where no grant fits.
        """
        name = next((grant.role for grant in self.grants if grant.fits(user, claims)), None)
        if name is None:
            raise NotAllowed(_NONE)
        role = self.roles[name]
        managers = role.part.managers
        if managers is None or OWN not in managers:
            return role
        own = frozenset(_texts(claims.get(self.manager_claim)))
        return replace(role, part=replace(role.part, managers=(managers - {OWN}) | own))


def _texts(claim: object) -> tuple[str, ...]:
    """The texts of a claim; none where it is anything else, in whole or in part."""
    found = claim if isinstance(claim, list | tuple) else (claim,)
    texts = tuple(one for one in found if isinstance(one, str) and one.strip())
    return texts if len(texts) == len(found) else ()


def load(path: Path | None = None) -> Access:
    """The access file at `path`, or the shipped one. Raises `AccessError` with every fault, its line and the reason."""
    return parse(KIND.read(path or Path(str(files("c360") / "access.toml"))))


def parse(raw: bytes) -> Access:
    """What these bytes say. Raises `AccessError` as `load` does."""
    text, data = KIND.parsed(raw)
    problems: list[Problem] = []
    root = Table(data, lines_of(text), problems)
    claim = root.word("manager_claim")
    rows = root.rows("roles")
    roles = [_role(row) for row in rows]
    root.unique("roles", [role.name for role in roles])
    grants = tuple(_grant(row, tuple(role.name for role in roles)) for row in root.rows("grants"))
    root.done()
    KIND.refuse(problems)
    by_name = MappingProxyType({role.name: role for role in roles})
    return Access(by_name, grants, claim, hashlib.sha256(raw).hexdigest())


def _role(row: Table) -> Role:
    sections = _some(row, "sections", SECTIONS)
    for section in sections or ():
        for needed in NEEDS.get(section, ()):
            if sections is not None and needed not in sections:
                row.wrong("sections", f"{section} is made of {needed}, which is not among them")
    return Role(
        name=row.word("name"),
        sections=sections,
        fields=MappingProxyType(_fields(row.table("fields")) if "fields" in row else {}),
        part=_part(row.table("part")) if "part" in row else NOBODY,
        books=_some(row, "books"),
        rights=frozenset(row.words("rights", RIGHTS)),
    )


def _some(row: Table, key: str, among: tuple[str, ...] = ()) -> frozenset[str] | None:
    """A list of names, `None` for all of them."""
    found = row.words(key, (_ALL, *among) if among else ())
    if _ALL in found and len(found) > 1:
        row.wrong(key, f'"{_ALL}" stands alone')
    return None if found == (_ALL,) else frozenset(found)


def _fields(table: Table) -> dict[str, Show]:
    allowed, found = frozenset(hideable()), dict[str, Show]()
    for key in table.left():
        how = Show(table.word(key, tuple(Show)) or Show.ABSENT)
        known = matching(key)
        if not known:
            table.wrong(key, "is no field of the profile")
        elif not allowed.issuperset(known) and allowed.isdisjoint(known):
            table.wrong(key, "is no customer's data, or what a view is of, and can't be hidden")
        elif how is Show.MASKED and not any(map(mask_of, known)):
            table.wrong(key, "has no mask: it is clear or absent")
        found[key] = how
    return found


def _part(table: Table) -> Part:
    if "everyone" in table and table.flag("everyone"):
        return EVERYONE
    limits = {key: frozenset(table.words(key)) for key in ("branches", "segments", "managers") if key in table}
    if not limits:
        table.wrong("", "limits nothing: say everyone = true, or branches, segments or managers")
    staff, vips = (table.flag(key) if key in table else False for key in ("staff", "vips"))
    return Part(**limits, staff=staff, vips=vips)


def _grant(row: Table, roles: tuple[str, ...]) -> Grant:
    role = row.word("role", roles)
    if "user" in row:
        return Grant(role, user=row.word("user"))
    return Grant(role, claim=row.word("claim"), has=row.word("has"))
