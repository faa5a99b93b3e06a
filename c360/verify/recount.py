"""A customer's figures, counted one row at a time as decisions say, by the paths of the profile's JSON.

Written to be read beside the decisions and to share nothing with the sections: what both get wrong they would have
to get wrong twice.
"""

from __future__ import annotations

from c360.verify.base import Figures, Terms
from c360.verify.records import Held, Records
from c360.verify.risks import Risks
from c360.verify.who import Who
from c360.verify.worth import Worth


def recount(held: Held, records: Records, terms: Terms) -> Figures:
    """Every figure by its path, from the rows that are `held` of one customer."""
    found: Figures = {}
    for part in (Who, Worth, Risks):
        found |= part(held, records, terms).figures()
    return found
