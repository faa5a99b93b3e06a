"""Countries as lists write them, as codes.

Compared on the 199 spellings of countries in OFAC's and the UN's files of 2026, 16,862 fields: rigour's names leave 5
of them, which name no country ("undetermined", "Region: Kafia Kingi"); pycountry's exact names leave 31 in 1,572
fields, such as "Russia", "Korea, North" and "Burma", and its search besides them guesses.
"""

from __future__ import annotations

from functools import cache
from typing import Final

# A field of two letters is an abbreviation of something, as "na" is of "not available" before it is Namibia.
_SHORT: Final = frozenset({"USA", "UAE", "UK", "DRC", "CAR", "PRC"})
_ABBREVIATED: Final = {"CAR": "cf", "DPRK": "kp", "PRC": "cn", "DRC": "cd"}


@cache
def code_of(name: str) -> str | None:
    """The code of a country by its name: ISO 3166-1 alpha-2 in lower case, or FollowTheMoney's of a former one.

    None for what is no country's name. Regions and states are their country's.
    """
    from rigour.territories import lookup_territory  # a third of a second, which only loading a list has to wait for

    text = " ".join(name.split()).partition(". ")[0].strip(" .,()")  # "Cabo Verde. Previously Cape Verde."
    if len(text) < 4 and text not in _SHORT:
        return None
    if text in _ABBREVIATED:
        return _ABBREVIATED[text]
    found = lookup_territory(text)
    if found is None:
        return None
    return (found.ftm_country or found.code).split("-")[0]
