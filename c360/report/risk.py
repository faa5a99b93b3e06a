"""The risk chapter: the whole and the four dimensions as scales, every factor, alerts, score history."""

from __future__ import annotations

from typing import Final

from c360 import words
from c360.model import Profile, Risk
from c360.policy import Policy
from c360.report.blocks import Block, Line, Note, Panel, Scale, Tone, panel, table
from c360.sheets import risk as sheets
from c360.sheets import screening
from c360.sheets import waterfall as falls
from c360.sheets import what_if as changes

_TONES: Final[dict[str, Tone]] = {"LOW": "good", "MEDIUM": "warn", "HIGH": "bad", "CRITICAL": "bad"}
# The range of FICO scores, which the policy's bands are made for.
LOWEST, HIGHEST = 300.0, 850.0
_HALF: Final = 45  # letters across half a page
_CHANGES: Final = 6  # that are printed for a direction; the CSV has them all


def panels(section: Risk, profile: Profile, policy: Policy) -> tuple[Panel, ...]:
    """The chapter's panels."""
    lacks = sheets.not_held(section)
    unsaid = (Note(lacks, "warn"),) if lacks else ()
    listed = sheets.alerts(section, profile)
    return (
        *_judged(section, profile, policy),
        panel("Alerts and matches", "Newest first; closed ones are shown and don't count", *unsaid,
              *(table(listed, drop=("Updated", "Id")) if listed.held or not unsaid else ())),
        panel("Sanctions screening", f"As of {words.moment(profile.generated_date)}, when this was made",
              *_screening(section)),
        panel("Credit score history", "Newest first", *_history(section, profile)),
    )  # fmt: skip


def _judged(section: Risk, profile: Profile, policy: Policy) -> tuple[Panel, ...]:
    """The band and all that makes it; where the role doesn't see it, that."""
    if any(map(profile.hides, ("risk.overall_risk", "risk.factors", "risk.what_if", "risk.scores.credit.score"))):
        return (panel("The whole, its dimensions and factors", "", Note(words.HIDDEN)),)
    return (
        panel("The whole", "Base score of the four equal factors, then the floors", _overall(section, policy),
              Note(because(section)), half=True),
        panel("Four dimensions", f"As of {words.day(profile.as_of)}; screening as of its newest run",
              *_dimensions(section, policy), half=True),
        panel("From zero to the band", "Weights add up to the base score from 0 to 1; floors lift the band",
              *table(falls.waterfall(section, policy), room=_HALF), half=True),
        panel("What would change this?", changes.NOTE, *_changes(section), half=True),
        panel("Why this band? Every factor and floor", f"Policy {policy.version}",
              *table(sheets.told(section), drop=("Records",))),
        panel("The records that the rules read", "With source and age", *table(sheets.evidence(section))),
    )  # fmt: skip


def _screening(section: Risk) -> tuple[Block, ...]:
    """Against which lists, of what day; candidates and how each stands. Not screened is said, and never reads clear."""
    found = section.screening
    by_source = bool(section.scores.sanctions.matches is not None and not found.lists)
    bad = found.state == "unavailable" or any(one.counts for one in found.candidates)
    tone: Tone = "bad" if bad else "warn" if found.state != "screened" and not by_source else "none"
    told: list[Block] = [Note(screening.told(found, by_source=by_source), tone)]
    if found.lists:
        told += table(screening.lists(found))
    if found.candidates:
        told += table(screening.candidates(found), drop=("Entry's version", "Changed since"))
    if found.near:
        told.append(Note(f"{words.counted(found.near, 'near miss', 'near misses')} below the threshold, not counted."))
    return tuple(told)


def because(section: Risk) -> str:
    """What made the band, in a sentence or two."""
    if section.overall_score is None:
        # Floors have no part in the score.
        unknown = [factor.title for factor in section.factors if factor.applied is None and factor.effect[:1] == "+"]
        text = "The base score is unknown, because these can't be told: " + "; ".join(unknown)
    else:
        text = f"Base score {section.overall_score:.2f}, band {words.band(section.base_risk)}"
    raised = [f.title for f in section.factors if f.applied and f.effect.startswith("at least")]
    if raised and section.overall_risk != section.base_risk:
        text += f". Raised to {words.band(section.overall_risk)} by: {'; '.join(raised)}"
    elif raised:
        text += f". Floors that apply without raising it: {'; '.join(raised)}"
    return text + "."


def _changes(section: Risk) -> tuple[Block, ...]:
    """What would lower the band, what would raise it, what time alone does, and how far was looked."""
    told: list[Block] = []
    for title, direction in (("Lower", "lower"), ("Higher", "raise")):
        found = changes.changes(section, direction)
        said = "; ".join(f"{words.band(one.band)} {changes.clause(one)}" for one in found[:_CHANGES])
        more = f"; and {len(found) - _CHANGES} more" if len(found) > _CHANGES else ""
        told.append(Note(f"{title}: {said}{more}." if found else f"{title}: {changes.nothing(section, direction)}"))
    in_time = changes.in_time(section)
    if in_time:
        said = "; ".join(f"{words.band(one.band)} {changes.clause(one)}" for one in in_time)
        told.append(Note(f"As time passes: {said}."))
    bounds = changes.bounds(section)
    return (*told, *((Note(bounds),) if bounds else ()))


def _overall(section: Risk, policy: Policy) -> Scale:
    steps = sorted(policy.bands, key=lambda step: step.start)
    ends = [float(step.start) for step in steps[1:]] + [1.0]
    bands = tuple(
        (words.BANDS[step.name][0], float(step.start), end, _TONES[step.name], f"{step.start:.2f}")
        for step, end in zip(steps, ends, strict=True)
    )
    score = section.overall_score
    verdict = f"{words.UNKNOWN if score is None else f'{score:.2f}'} · {words.band(section.overall_risk)}"
    at = None if score is None else float(score)
    return Scale(f"Overall risk: {verdict}", "Overall risk", verdict, bands, at)


def _dimensions(section: Risk, policy: Policy) -> tuple[Block, ...]:
    scores = section.scores
    steps = sorted(policy.credit_bands, key=lambda step: step.start)
    spread = HIGHEST - LOWEST
    starts = [min(max((float(step.start) - LOWEST) / spread, 0.0), 1.0) for step in steps]
    tones: tuple[Tone, ...] = ("bad", "warn", "warn", "good", "good")
    bands = tuple(
        (step.name, start, end, tones[min(at, 4)], f"{max(float(step.start), LOWEST):.0f}")
        for at, (step, start, end) in enumerate(zip(steps, starts, [*starts[1:], 1.0], strict=True))
    )
    credit = scores.credit
    told = "not available: neither good nor bad" if credit.score is None else f"{credit.score} · {credit.rating}"
    at = None if credit.score is None else min(max((credit.score - LOWEST) / spread, 0.0), 1.0)
    counted = (
        ("Fraud", scores.fraud.alert_count, scores.fraud.risk_level, "open alert", "HIGH"),
        ("AML", scores.aml.alert_count, scores.aml.risk_level, "open alert", "HIGH"),
        ("Sanctions", scores.sanctions.matches, scores.sanctions.risk_level, "open match", "CRITICAL"),
    )
    return (
        Scale(f"Credit: {told}", "Credit", told, bands, at),
        *(_count(name, count, level, what, worst, unsure=section.screening.unsure and name == "Sanctions")
          for name, count, level, what, worst in counted),
    )  # fmt: skip


def _count(name: str, count: int | None, level: str | None, what: str, worst: str, *, unsure: bool) -> Scale:
    plural = "open matches" if what == "open match" else ""
    lacks = "unknown: not screened" if unsure else "not held in this book"
    told = lacks if count is None else f"{words.band(level)}, {words.counted(count, what, plural)}"
    low, high = words.BANDS["LOW"][0], words.BANDS[worst][0]
    bands: tuple[tuple[str, float, float, Tone, str], ...] = (
        (low, 0.0, 0.25, "good", "0"), (high, 0.25, 1.0, "bad", "1 or more"),
    )  # fmt: skip
    at = None if count is None else 0.08 if count == 0 else min(0.25 + 0.15 * count, 0.95)
    return Scale(f"{name}: {told}", name, told, bands, at)


def _history(section: Risk, profile: Profile) -> tuple[Block, ...]:
    found = table(sheets.scores(section, profile))
    dated = [(row.scored_at, row.score) for row in reversed(section.score_history or ()) if row.scored_at]
    if len(dated) < 2:
        return found
    first, last = dated[0][0], dated[-1][0]
    span = max((last - first).days, 1)
    low, high = min(score for _, score in dated), max(score for _, score in dated)
    room = max(high - low, 1)
    points = tuple(((day - first).days / span, (score - low) / room, str(score)) for day, score in dated)
    alt = f"Credit score from {low} to {high} between {words.day(first)} and {words.day(last)}"
    return (Line(alt, points, words.day(first), words.day(last)), *found)
