"""What each owner has of a company for certain and at most, out of the shares that the sources tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from c360.graph import schema as s
from c360.ownership.shares import Stake, closed_circles
from c360.ownership.web import Tie, ident
from c360.words import share as percent

# Percent by which a company's shares may be more than all of it: each is rounded.
_ROUNDED: Final = 0.05
_ALL: Final = 100.0


def stakes(ties: Iterable[Tie]) -> tuple[dict[str, dict[str, Stake]], list[str]]:
    """By company and owner the least and the most share, of 1; and what is wrong with the data, in words.

    Two sources that differ are two bounds; so are two shares of one source, which may be one told twice or two lots. A
    share that nobody tells is anything up to what the others leave. Where a company's shares are more than 100 %, or
    are all of it in a circle, one of them is wrong, and each may be: at least nothing, at most what it says.
    """
    found, errors, told = {}, list[str](), _told(ties)
    for company, owners in told.items():
        known = {owner: bounds for owner, bounds in owners.items() if bounds is not None}
        wrong = [bound for bounds in known.values() for bound in bounds if not 0 <= bound <= _ALL]
        total = sum(least for least, _ in known.values())
        if wrong:
            errors.append(f"a share of {percent(Decimal(repr(wrong[0])))} in {ident(company)} can't be")
        elif total > _ALL + _ROUNDED:
            errors.append(f"the shares of {ident(company)} add up to {percent(Decimal(repr(round(total, 6))))}")
        if wrong or total > _ALL + _ROUNDED:
            found[company] = {
                owner: (0.0, 1.0 if bounds is None or not 0 <= bounds[1] <= _ALL else bounds[1] / _ALL)
                for owner, bounds in owners.items()
            }
            continue
        scale = max(total, _ALL)  # what is rounded up is no more than all of it
        left = max(0.0, _ALL - total)
        found[company] = {
            owner: (0.0, left / scale) if bounds is None
            else (bounds[0] / scale, min(bounds[1], bounds[0] + left) / scale)
            for owner, bounds in owners.items()
        }  # fmt: skip
    for circle in closed_circles(found):
        errors.append(f"{', '.join(map(ident, circle))} own each other wholly, and nobody outside owns any of them")
        for one in circle:
            found[one] = {
                owner: (0.0, 1.0 if told[one][owner] is None else most) for owner, (_, most) in found[one].items()
            }
    return found, errors


def _told(ties: Iterable[Tie]) -> dict[str, dict[str, tuple[float, float] | None]]:
    """By company and owner the bounds in percent that the sources tell, None where none tells any."""
    by_source: defaultdict[tuple[str, str], defaultdict[str, set[float]]] = defaultdict(lambda: defaultdict(set))
    for tie in ties:
        if tie.type == s.OWNS:
            told = by_source[tie.company, tie.owner][tie.source]
            if tie.share is not None:
                told.add(tie.share)
    found: defaultdict[str, dict[str, tuple[float, float] | None]] = defaultdict(dict)
    for (company, owner), sources in by_source.items():
        bounds = [(max(told), sum(told)) for told in sources.values() if told]
        found[company][owner] = (min(one for one, _ in bounds), max(two for _, two in bounds)) if bounds else None
    return dict(found)
