"""The customer's screening on the risk tab: the panel, with the customer's addresses beside the list's."""

from __future__ import annotations

from c360.model import AddressRow, Profile, Risk
from components import screening, session


def show(section: Risk, profile: Profile) -> None:
    """Draw the panel."""
    rows = (profile.identity.addresses if profile.identity else None) or ()
    # Without lists here, matches are known only where a source delivers them.
    by_source = section.scores.sanctions.matches is not None
    addresses = [_address(row) for row in rows]
    screening.show(section.screening, addresses, by_source=by_source, load=session.how_to_load_lists())


def _address(row: AddressRow) -> str:
    return ", ".join(filter(None, (row.street, row.city, row.postalCode, row.region, row.country)))
