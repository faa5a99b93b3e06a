"""Which fields can be uncovered, by the short keys under which a profile lists what it masks, and their values."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from c360.access.role import Role
from c360.access.show import Show
from c360.model import Identity
from c360.model.identity import AddressRow, BasicInfo, ContactInfo, Demographics, DocumentRow


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


_PARTS: Final[dict[str, type[Any]]] = {
    "basic_info": BasicInfo,
    "contact_info": ContactInfo,
    "demographics": Demographics,
}
_ROWS: Final[dict[str, type[Any]]] = {"addresses": AddressRow, "documents": DocumentRow}
# From the short key ("ssn", "documents.number") to the parts of the profile's own ("basic_info", "ssn").
_KEYS: Final = {key: (part, key) for part, kind in _PARTS.items() for key in _names(kind)} | {
    f"{rows}.{key}": (rows, key) for rows, kind in _ROWS.items() for key in _names(kind)
}


def uncoverable(role: Role, part: str | None = None) -> tuple[str, ...]:
    """The short keys of the identity section's fields, or of a part of it ("basic_info", "documents"), that this role
    sees masked: with the right to, they can be seen in clear for a reason."""
    return tuple(
        key for key, path in _KEYS.items()
        if part in (None, path[0]) and role.shows(".".join(("identity", *path))) is Show.MASKED
    )  # fmt: skip


def value_of(identity: Identity, key: str) -> Any:
    """A field's value by its short key; of a field of rows those of all rows in their order, `None` where none is held.

    Raises `KeyError` for what is no key.
    """
    part, name = _KEYS[key]
    held = getattr(identity, part)
    if part in _ROWS:
        return None if held is None else tuple(getattr(row, name) for row in held)
    return getattr(held, name)
