"""What a role is: the sections and fields it sees, the part of the customers it is for, and what it may do."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

import rfc8785

from c360.access.closing import closed, sees
from c360.access.show import Show

SSN: Final = "identity.basic_info.ssn"
DOCUMENT_NUMBER: Final = "identity.documents.number"
ACCOUNT_NUMBER: Final = "relationships.accounts.account"  # as all keys with numbers of accounts

DECIDE: Final = "decide"  # confirm or dismiss a candidate of sanctions screening
EXPORT: Final = "export"  # take what is shown away as a file
UNCOVER: Final = "uncover"  # see one masked field of one customer in clear, for a reason
BREAK_GLASS: Final = "break glass"  # see a customer outside one's part, for a reason
AUDIT: Final = "audit"  # read the audit log
ADMINISTER: Final = "administer"  # load, unload, lists, policy
RIGHTS: Final = (DECIDE, EXPORT, UNCOVER, BREAK_GLASS, AUDIT, ADMINISTER)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the customers that a role is for; `None` is no limit, an empty set is nobody.

    A customer is in it who has one of the `branches`, one of the value `segments` and one of the relationship
    `managers`, as far as each is limited; the bank's own `staff` and `vips` only where the part says so; and whoever is
    named in `also`, whatever else (a glass that was broken).
    """

    branches: frozenset[str] | None = None
    segments: frozenset[str] | None = None
    managers: frozenset[str] | None = None
    staff: bool = True
    vips: bool = True
    also: frozenset[str] = frozenset()

    @property
    def everyone(self) -> bool:
        """Whether nobody is left out."""
        return self.staff and self.vips and (self.branches, self.segments, self.managers) == (None, None, None)


EVERYONE: Final = Part()
NOBODY: Final = Part(frozenset(), frozenset(), frozenset(), staff=False, vips=False)


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody may see and do, as the access file gives it to them.

    `sections` are names of the profile's sections, `None` is all of them; `fields` gives what is not shown in clear, by
    the profile's dotted keys ("identity.basic_info.ssn"); `books` are names of books, `None` is any; `rights` some of
    `RIGHTS`.
    """

    name: str
    sections: frozenset[str] | None = None
    fields: Mapping[str, Show] = field(default_factory=lambda: MappingProxyType({}))
    part: Part = EVERYONE
    books: frozenset[str] | None = None
    rights: frozenset[str] = frozenset()

    @property
    def hidden(self) -> Mapping[str, Show]:
        """Every field that is not shown in clear, by the profile's dotted key: also what would tell a hidden one.

        Raises `UsageError` where `fields` names one that the profile hasn't.
        """
        return closed(self.sections, frozenset(self.fields.items()))

    def shows(self, key: str) -> Show:
        """How a field is shown, by the profile's dotted key."""
        return self.hidden.get(key, Show.CLEAR)

    def sees(self, section: str) -> bool:
        """Whether the role sees a section at all, and all that the section is made of."""
        return sees(section, self.sections)

    def needs(self, *keys: str) -> bool:
        """Whether all these fields are shown in clear: what is made of them may be shown."""
        return not any(key in self.hidden for key in keys)

    def may(self, right: str) -> bool:
        """Whether the role has a right of `RIGHTS`."""
        return right in self.rights

    def within(self, book: str) -> Role:
        """The role as it is in the book of this name: of another's than its own it sees nothing, and does nothing."""
        if self.books is None or book in self.books:
            return self
        return replace(self, sections=frozenset(), part=NOBODY, rights=frozenset())

    @property
    def digest(self) -> str:
        """The SHA-256 of all that the role is: a part of the key of whatever is kept for it."""

        def told(some: frozenset[str] | None) -> list[str] | None:
            return None if some is None else sorted(some)

        part = self.part
        form = {
            "name": self.name, "sections": told(self.sections), "books": told(self.books),
            "fields": {key: str(how) for key, how in self.fields.items()}, "rights": told(self.rights),
            "part": [told(part.branches), told(part.segments), told(part.managers), part.staff, part.vips,
                     told(part.also)],
        }  # fmt: skip
        return hashlib.sha256(rfc8785.dumps(form)).hexdigest()


_NUMBERS: Final = MappingProxyType({SSN: Show.MASKED, DOCUMENT_NUMBER: Show.MASKED})
# Whoever sits at the machine where nobody logs in: all customers, all but two fields in clear.
LOCAL: Final = Role("local analyst", fields=_NUMBERS, rights=frozenset({DECIDE, EXPORT, UNCOVER, AUDIT, ADMINISTER}))
ANALYST: Final = Role("analyst", fields=_NUMBERS, rights=frozenset({DECIDE, EXPORT, UNCOVER}))
