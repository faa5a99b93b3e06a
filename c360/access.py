"""Who may see what: the one gate between a profile and any view, export, search or command.

A view never receives what its role may not see, rather than hiding it. One role is shipped, which masks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeVar

from c360.graph.schema import DOCUMENT
from c360.model import Factor, Identity, Profile

_Row = TypeVar("_Row")

SSN: Final = "ssn"
DOCUMENT_NUMBER: Final = "documents.number"
_SSN_MASK: Final = re.compile(r"\*{3}-\*{2}-([0-9]{4}|\*{4})")
_NUMBER_MASK: Final = re.compile(r"\*{4}([^\W_]{4})?")


@dataclass(frozen=True, slots=True)
class Role:
    """A role's name and the keys of the identity section that it sees masked."""

    name: str
    masked: frozenset[str]


ANALYST: Final = Role("analyst", frozenset({SSN, DOCUMENT_NUMBER}))


def visible(profile: Profile, role: Role) -> Profile:
    """`profile` as `role` may see it: masked values in place of clear ones, the masked keys listed.

    Only a value that is there is masked and listed; masking twice changes nothing.
    """
    parts, sections = dict(profile.parts), dict(profile.sections)
    if profile.identity is not None:
        parts["identity"], masked = _masked(profile.identity, role)
        state = sections["identity"]
        sections["identity"] = replace(state, masked=tuple(sorted(masked.union(state.masked))))
    if profile.risk is not None and DOCUMENT_NUMBER in role.masked:
        factors = tuple(map(_masked_factor, profile.risk.factors))
        if factors != profile.risk.factors:
            parts["risk"] = replace(profile.risk, factors=factors)
    return replace(profile, sections=MappingProxyType(sections), parts=MappingProxyType(parts))


def visible_rows(rows: Sequence[_Row], role: Role) -> list[_Row]:
    """What `role` may see of rows that come beside a profile: search hits, who is behind one, a total's transactions.

    The one role so far may see them all; they pass here so that a role that may not has its wall.
    """
    return list(rows)


def _masked_factor(factor: Factor) -> Factor:
    """A document's natural key is the bank's to choose, and may well be its number."""
    if not any(record.label == DOCUMENT for record in factor.evidence):
        return factor
    evidence = (
        replace(record, id=mask_number(record.id)) if record.label == DOCUMENT else record for record in factor.evidence
    )
    return replace(factor, evidence=tuple(evidence))


def _masked(identity: Identity, role: Role) -> tuple[Identity, set[str]]:
    """The section with the role's masks on, and the keys that carry one."""
    basic, documents, masked = identity.basic_info, identity.documents, set[str]()
    if SSN in role.masked and basic.ssn is not None:
        basic = replace(basic, ssn=mask_ssn(basic.ssn))
        masked.add(SSN)
    if DOCUMENT_NUMBER in role.masked and any(row.number is not None for row in documents or ()):
        documents = tuple(
            row if row.number is None else replace(row, number=mask_number(row.number)) for row in documents or ()
        )
        masked.add(DOCUMENT_NUMBER)
    return replace(identity, basic_info=basic, documents=documents), masked


def mask_ssn(text: str) -> str:
    """`***-**-6789`: the last four of nine or more digits, and nothing of a shorter number.

    The mask's groups are always the same, so that they tell nothing of how the number was stored. A mask
    stays as it is.
    """
    digits = _tail(text, "0123456789", 9)
    return text if _SSN_MASK.fullmatch(text) else "***-**-" + (digits or "****")


def mask_number(text: str) -> str:
    """`****6789`: the last four of eight or more letters and digits, and nothing of a shorter number.

    Always four stars, whatever was hidden. A mask stays as it is.
    """
    return text if _NUMBER_MASK.fullmatch(text) else "****" + _tail(text, None, 8)


def _tail(text: str, alphabet: str | None, least: int) -> str:
    """The last four characters that count, where there are at least `least` of them; else nothing."""
    counted = [c for c in text if (c.isalnum() if alphabet is None else c in alphabet)]
    return "".join(counted[-4:]) if len(counted) >= least else ""
