"""The whole judgement on a pair of subjects: their names first, then what else is known of both."""

from __future__ import annotations

import math
from typing import Final

from c360.screening import facts, firms, organisations, parts, persons, things
from c360.screening.doubt import Doubt
from c360.screening.kinds import LONGEST, kinds
from c360.screening.subject import Comparison, Feature, Subject

# From this score on a pair is a match. Chosen on benchmarks/name_pairs.tsv, where it is near the best F1.
THRESHOLD: Final = 0.70


def compare(left: Subject, right: Subject, threshold: float = THRESHOLD) -> Comparison:
    """Compare two subjects; the order of the two makes no difference to the score.

    The score is the sum of its features' effects: 1 for the names that were compared, less what speaks against them,
    more or less what births, countries, genders and documents say (the same document is a match); then bounded to 0
    and 1 by a feature of its own.
    """
    both = kinds(left.schema) & kinds(right.schema)
    if not both:
        words = f"{left.schema or 'unknown'} against {right.schema or 'unknown'}: not the same kind of thing"
        return Comparison(0.0, (Feature("kind", 0.0, words),), False)
    features = [*min((_names(left, right, kind) for kind in sorted(both)), key=_against), *facts.features(left, right)]
    before = sum(one.effect for one in features)
    features += facts.documents(left, right, before, threshold)
    if any(len(name) > LONGEST for one in (left, right) for name in (one.name, *one.aliases, *one.weak_aliases)):
        features.append(Feature("length", 0.0, f"of a name longer than {LONGEST} characters the first are compared"))
    total = round(sum(one.effect for one in features), 3)
    score = min(1.0, max(0.0, total))
    if total != score:
        features.append(Feature("bounds", round(score - total, 3), "a score ends at 0 and 1"))
    return Comparison(score, tuple(features), score >= threshold)


def _against(features: list[Feature]) -> float:
    return -sum(one.effect for one in features)


def _names(left: Subject, right: Subject, kind: str) -> list[Feature]:
    """The least doubtful pair of their names, as features."""
    best: tuple[float, str, str, tuple[Doubt, ...]] | None = None
    for a, weak_a in _called(left):
        for b, weak_b in _called(right):
            doubt, doubts = names_apart(a, b, kind)
            weak = weak_a or weak_b
            if weak:
                doubts = (*doubts, Doubt("weak alias", 0.15, "a weak alias, too broad to stand for somebody alone"))
                doubt += 0.15
            if best is None or doubt < best[0]:
                best = doubt, a, b, doubts
    assert best is not None
    _, a, b, doubts = best
    told = [Feature(one.name, round(0.0 - one.doubt, 3), one.words) for one in doubts]
    against = round(sum(one.effect for one in told), 3)
    if against < -1:
        told.append(Feature("bounds", round(-1 - against, 3), "names can't differ by more than wholly"))
    return [Feature("names compared", 1.0, f"{a} with {b}"), *told]


def _called(subject: Subject) -> list[tuple[str, bool]]:
    strong = [name for name in (subject.name, *subject.aliases) if name.strip()] or [subject.name]
    return [(name, False) for name in strong] + [(name, True) for name in subject.weak_aliases if name.strip()]


def names_apart(a: str, b: str, kind: str, most: float = math.inf) -> tuple[float, tuple[Doubt, ...]]:
    """What speaks against two names being one person's, firm's or thing's: in all, and each.

    Where it is more than `most`, how much more isn't worked out.
    """
    a, b = a[:LONGEST], b[:LONGEST]
    if kind == "firm":
        return organisations.compare(firms.taken_apart(a), firms.taken_apart(b))
    if kind == "thing":
        return things.compare(things.taken_apart(a), things.taken_apart(b))
    ways = (persons.compare(x, y, most) for x in parts.taken_apart(a) for y in parts.taken_apart(b))
    return min(ways, key=lambda way: way[0])
