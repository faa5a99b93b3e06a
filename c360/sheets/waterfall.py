"""From zero to the band, step by step: the weights that add up to the base score, then the floors on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from c360 import words
from c360.model import Factor, Risk
from c360.policy import BANDS, Policy, named
from c360.sheets import Column, Sheet, sheet

_FLOOR = "at least "


@dataclass(frozen=True, slots=True)
class Stage:
    """One step on the scale of the base score (0 to 1): what it starts from and where it ends, and the band then.

    A floor lifts to where its band starts; what doesn't apply, or lifts nothing, ends where it started.
    """

    title: str
    kind: Literal["weight", "base", "floor", "band"]
    effect: str
    start: Decimal
    end: Decimal
    band: str
    applied: bool | None


def stages(section: Risk, policy: Policy) -> tuple[Stage, ...]:
    """All weights, the base score, the floors that apply, and the band; nothing where the base score is unknown."""
    if section.overall_score is None or section.base_risk is None or section.overall_risk is None:
        return ()
    starts = {step.name: step.start for step in policy.bands}
    at, found = Decimal(0), list[Stage]()
    for one in section.factors:
        if (weight := _weight(one)) is not None:
            end = at + weight if one.applied else at
            found.append(Stage(one.title, "weight", one.effect, at, end, named(end, policy.bands), one.applied))
            at = end
    band = section.base_risk
    found.append(Stage("Base score", "base", f"{section.overall_score:.2f}", Decimal(0), at, band, True))
    for one in section.factors:
        floor = one.effect.removeprefix(_FLOOR)
        if one.applied and one.effect.startswith(_FLOOR):
            lifts = BANDS.index(floor) > BANDS.index(band)
            end = max(at, starts.get(floor, at)) if lifts else at
            band = floor if lifts else band
            found.append(Stage(one.title, "floor", one.effect, at, end, band, True))
            at = end
    found.append(Stage("Overall band", "band", words.band(section.overall_risk), Decimal(0), at, section.overall_risk,
                       True))  # fmt: skip
    return tuple(found)


def _weight(one: Factor) -> Decimal | None:
    return Decimal(one.effect) if one.effect.startswith("+") else None


def waterfall(section: Risk, policy: Policy) -> Sheet:
    """The same as a table: each step's effect, where it leads to, and the band then."""
    rows = [(one.title, said(one), one.end, one.band) for one in stages(section, policy)]
    columns = (
        Column("Step"), Column("Effect"), Column("Leads to", "money"), Column("Band then", "band"),
    )  # fmt: skip
    return sheet("waterfall", "From zero to the band", columns, rows, unknown(section), held=False)


def unknown(section: Risk) -> str:
    """Why there are no steps: which weighted factors can't be told."""
    lost = [one.title for one in section.factors if one.applied is None and _weight(one) is not None]
    return f"The base score is unknown, because these can't be told: {'; '.join(lost)}."


def said(one: Stage) -> str:
    """What a step does, in words."""
    effect = " ".join(words.band(part) if part in words.BANDS else part for part in one.effect.split())
    if one.kind == "weight" and not one.applied:
        return f"doesn't apply ({effect})"
    return f"{effect}, lifts nothing" if one.kind == "floor" and one.start == one.end else effect
