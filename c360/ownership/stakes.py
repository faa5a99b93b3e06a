"""What each owner has of a company for certain and at most, out of the shares that the sources tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from c360.graph import schema as s
from c360.ownership.shares import Stake, Stakes, closed_circles
from c360.ownership.web import Tie, ident
from c360.words import share as percent

# Percent by which a company's shares may be more than all of it: each is rounded.
_ROUNDED: Final = 0.05


def stakes(ties: Iterable[Tie]) -> tuple[dict[str, dict[str, Stake]], list[str]]:
    """By company and owner the least and the most share, of 1; and what is wrong with the data, in words.

    Two sources that differ are two bounds. A share that nobody tells is anything up to what the others leave. Where a
    company's shares are more than 100 %, or are all of it in a circle, one of them is wrong, and each may be: at least
    nothing, at most what it says.
    """
    told: defaultdict[str, defaultdict[str, set[float | None]]] = defaultdict(lambda: defaultdict(set))
    for tie in ties:
        if tie.type == s.OWNS:
            told[tie.company][tie.owner].add(tie.share)
    found, errors = {}, list[str]()
    for company, owners in told.items():
        known = {owner: sorted(one for one in given if one is not None) for owner, given in owners.items()}
        wrong = [one for given in known.values() for one in given if not 0 <= one <= 100]
        total = sum(given[0] for given in known.values() if given)
        if wrong:
            errors.append(f"a share of {percent(Decimal(repr(wrong[0])))} in {ident(company)} can't be")
        elif total > 100 + _ROUNDED:
            errors.append(f"the shares of {ident(company)} add up to {percent(Decimal(repr(round(total, 6))))}")
        if wrong or total > 100 + _ROUNDED:
            most = {owner: given[-1] if given else 100.0 for owner, given in known.items()}
            found[company] = {owner: (0.0, min(max(share, 0.0), 100.0) / 100) for owner, share in most.items()}
        else:
            left = max(0.0, 100 - total)
            found[company] = {
                owner: (given[0] / 100, min(given[-1], 100.0) / 100) if given else (0.0, left / 100)
                for owner, given in known.items()
            }
    for circle in closed_circles(found):
        errors.append(f"{', '.join(map(ident, circle))} own each other wholly, and nobody outside owns any of them")
        found |= {one: {owner: (0.0, most) for owner, (_, most) in found[one].items()} for one in circle}
    return found, errors


def sure(found: Stakes) -> dict[str, dict[str, float]]:
    """The least shares, by owner and company."""
    votes: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for company, owners in found.items():
        for owner, (least, _) in owners.items():
            votes[owner][company] = least
    return votes


def possible(found: Stakes) -> dict[str, dict[str, float]]:
    """The most shares, by owner and company."""
    votes: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for company, owners in found.items():
        for owner, (_, most) in owners.items():
            votes[owner][company] = most
    return votes
