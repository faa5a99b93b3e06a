"""What a FollowTheMoney schema may be: a person, a firm or a thing; and how much of a name is read."""

from __future__ import annotations

from functools import cache
from typing import Final

# Characters. The longest name on the lists of OFAC and the UN has 165; a hostile one must not take minutes.
LONGEST: Final = 300
KINDS: Final = ("person", "firm", "thing")
_OF: Final = {
    **dict.fromkeys(("Person",), frozenset({"person"})),
    **dict.fromkeys(("Company", "Organization", "PublicBody"), frozenset({"firm"})),
    **dict.fromkeys(("Vessel", "Airplane", "Vehicle", "Asset"), frozenset({"thing"})),
    "LegalEntity": frozenset({"person", "firm"}),
}


@cache
def kinds(schema: str) -> frozenset[str]:
    """The kinds that a schema may be."""
    return _OF.get(schema, frozenset(KINDS))
