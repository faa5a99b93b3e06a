"""The five figures at the head of a profile: the reason under each says what the figure rests on."""

from dataclasses import replace
from decimal import Decimal

from c360 import headline
from c360.model import Profile
from tests import profiles

FROM = "transactions are held from 2024-05-01"


def reason(profile: Profile, label: str) -> str:
    (found,) = [figure.reason for figure in headline.figures(profile) if figure.label.startswith(label)]
    return found


def test_none_on_record_is_said_of_the_days_that_records_are_held_of() -> None:
    quiet = profiles.empty()
    assert reason(quiet, "Transactions") == "none on record since 2 Apr 2024"
    cut = replace(quiet, sections={**quiet.sections, "activity": profiles.state(status="partial", reason=FROM)})
    assert reason(cut, "Transactions") == "none on record; transactions are held from 1 May 2024"


def test_the_revenue_of_less_than_a_year_says_so() -> None:
    whole = profiles.profile()
    assert reason(whole, "Revenue") == "lifetime value 28,900"
    state = profiles.state(status="partial", reason=f"{FROM}, less than 365 days", completeness=Decimal("75.0"))
    cut = replace(whole, sections={**whole.sections, "value": state})
    assert reason(cut, "Revenue") == "lifetime value 28,900; transactions are held from 1 May 2024"


def test_a_low_band_says_how_much_it_could_not_look_at() -> None:
    whole = profiles.empty()
    assert whole.risk is not None
    factors = tuple(replace(one, applied=False) for one in profiles.risk().factors)
    low = replace(whole.risk, factors=factors, overall_risk="LOW", base_risk="LOW")
    base = sum(one.effect.startswith("+") for one in factors)
    told = replace(whole, parts={**whole.parts, "risk": low})
    assert reason(told, "Overall") == f"0 of {base} base factors apply"
    blind = replace(low, factors=(*factors[:-2], *(replace(one, applied=None) for one in factors[-2:])))
    told = replace(whole, parts={**whole.parts, "risk": blind})
    assert reason(told, "Overall") == f"0 of {base} base factors apply; 2 others can't be told"
