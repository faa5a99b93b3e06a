"""Tables of a company's page: its owners, what it owns, and the ways of both."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from c360 import words
from c360.model.ownership import Ownership, Party
from c360.sheets import Column, Sheet, sheet

_SAY: Final = {"votes": "majority of votes", "controls": "controls it", "director": "director"}
_BENEFICIAL: Final = {"yes": "■ yes", "possibly": "◆ possibly", "no": "○ no"}
_SHARES: Final = (Column("Share, least", "share"), Column("Share, most", "share"), Column("Say", none="none"))


def between(low: Decimal, high: Decimal) -> str:
    """A share, or its two bounds."""
    return words.share(low) if low == high else f"{words.share(low)} to {words.share(high)}"


def say(one: Party) -> str | None:
    """How a party decides, or that it may."""
    told = ", ".join(_SAY[how] for how in one.control)
    return told or ("depends on shares not known" if one.may_control else None)


def owners(found: Ownership) -> Sheet:
    """Everybody above a company."""
    rows = [
        (one.name, one.share_lower, one.share_upper, say(one), _BENEFICIAL.get(one.beneficial or ""),
         one.kind.capitalize(), one.id)
        for one in found.parties or ()
    ]  # fmt: skip
    columns = (
        Column("Owner"), *_SHARES, Column("Beneficial owner", none="a company"), Column("Kind"), Column("Id"),
    )  # fmt: skip
    none = "No owner is known." if found.parties is not None else "Who owns companies is not held in this book."
    return sheet("owners", "Owners", columns, rows, none, held=found.parties is not None)


def owned(found: Ownership) -> Sheet:
    """Every company below."""
    rows = [(one.name, one.share_lower, one.share_upper, say(one), one.id) for one in found.parties or ()]
    columns = (Column("Company"), *_SHARES, Column("Id"))
    none = "No company is known that it owns." if found.parties is not None else "Holdings are not held in this book."
    return sheet("owned", "Companies owned", columns, rows, none, held=found.parties is not None)


def ways(*found: Ownership) -> Sheet:
    """How each share and each say comes about, one row for each way; by their ids stand those without a name."""
    names = {part.id: part.name for part in found} | {one.id: one.name for part in found for one in part.parties or ()}
    rows = [
        (one.name, " → ".join(names.get(ident) or ident for ident in way))
        for part in found for one in part.parties or () for way in one.paths
    ]  # fmt: skip
    columns = (Column("Party"), Column("Way"))
    return sheet("ways", "Ways", columns, rows, "No way is known.", held=any(p.parties is not None for p in found))
