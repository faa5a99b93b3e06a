"""From zero to the band: each step where it starts and ends, on known figures and on any."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from c360 import policy as policies
from c360.model import Factor, Risk
from c360.policy import BANDS, named
from c360.sheets import waterfall as falls
from tests import profiles

POLICY = policies.load()


def risk(score: str | None, base: str | None, band: str | None, *factors: tuple[str, str, bool | None]) -> Risk:
    made = tuple(Factor(title, title, effect, applied, "", ()) for title, effect, applied in factors)
    return replace(profiles.risk(), overall_score=None if score is None else Decimal(score), base_risk=base,
                   overall_risk=band, factors=made)  # fmt: skip


def test_weights_add_up_and_a_floor_lifts_to_where_its_band_starts() -> None:
    given_risk = risk(
        "0.25", "MEDIUM", "HIGH", ("a", "+0.25", True), ("b", "+0.25", False), ("low floor", "at least MEDIUM", True),
        ("floor", "at least HIGH", True), ("other", "at least CRITICAL", False), ("shown", "shown only", True),
    )  # fmt: skip
    found = falls.stages(given_risk, POLICY)
    assert [(one.title, str(one.start), str(one.end), one.band) for one in found] == [
        ("a", "0", "0.25", "MEDIUM"), ("b", "0.25", "0.25", "MEDIUM"), ("Base score", "0", "0.25", "MEDIUM"),
        ("low floor", "0.25", "0.25", "MEDIUM"), ("floor", "0.25", "0.50", "HIGH"),
        ("Overall band", "0", "0.50", "HIGH"),
    ]  # fmt: skip
    assert [falls.said(one) for one in found][:4] == [
        "+0.25", "doesn't apply (+0.25)", "0.25", "at least ◆ Medium, lifts nothing",
    ]  # fmt: skip
    assert len(falls.waterfall(given_risk, POLICY).rows) == 6


def test_without_a_base_score_there_are_no_steps_but_the_reason() -> None:
    lost = risk(
        None, None, "CRITICAL", ("a", "+0.25", None), ("b", "+0.25", True), ("floor", "at least CRITICAL", True)
    )
    assert falls.stages(lost, POLICY) == ()
    sheet = falls.waterfall(lost, POLICY)
    assert (sheet.rows, sheet.held) == ((), False)
    assert sheet.none == "The base score is unknown, because these can't be told: a."


@given(
    st.lists(st.booleans(), min_size=4, max_size=4),
    st.lists(st.tuples(st.sampled_from(BANDS), st.booleans()), max_size=5),
)
def test_the_last_step_ends_in_the_overall_band(weights: list[bool], floors: list[tuple[str, bool]]) -> None:
    score = Decimal("0.25") * sum(weights)
    base = named(score, POLICY.bands)
    band = max((base, *(name for name, applied in floors if applied)), key=BANDS.index)
    factors = [(f"w{at}", "+0.25", applied) for at, applied in enumerate(weights)]
    factors += [(f"f{at}", f"at least {name}", applied) for at, (name, applied) in enumerate(floors)]
    found = falls.stages(risk(f"{score:.2f}", base, band, *factors), POLICY)
    assert found[-1].band == band == named(found[-1].end, POLICY.bands)
    assert all(one.start <= one.end for one in found)
    assert sum(one.end - one.start for one in found if one.kind in ("weight", "floor")) == found[-1].end
