"""Who decides in a company, apart from what it is worth to them: a majority of votes at each step, or CONTROLS.

Votes that the companies under one's control have count as one's own, as the law on groups has it (Directive 2013/34/EU,
article 22). A share whose size isn't known gives no vote for certain, and may give all that others leave.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from c360.ownership.shares import Stakes

# More than this, by more than floating point makes of 17, 28 and 5 %.
MAJORITY: Final = 0.5 + 1e-9
Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """How a company is controlled: by a majority of votes, by CONTROLS, or both, and by which ways."""

    votes: bool
    steered: bool
    ways: tuple[Way, ...]


class Votes:
    """The stakes and CONTROLS of a group, asked who controls what."""

    def __init__(self, stakes: Stakes, steered: Mapping[str, Collection[str]]) -> None:
        self._stakes, self._steered = stakes, steered
        self._below: defaultdict[str, list[str]] = defaultdict(list)
        for company, owners in stakes.items():
            for owner in owners:
                self._below[owner].append(company)

    def controlled(self, party: str, *, possibly: bool = False) -> dict[str, Say]:
        """The companies that `party` controls, or may where shares are open; never itself."""
        ways: dict[str, list[Way]] = {party: [(party,)]}
        through: defaultdict[str, list[Way]] = defaultdict(list)
        waiting = deque([party])
        while waiting:
            one = waiting.popleft()
            steered = self._steered.get(one, ())
            for company in dict.fromkeys((*steered, *self._below.get(one, ()))):
                if company not in ways[one][0]:
                    through[company].append((*ways[one][0], company))
                if company not in ways and (company in steered or self._share(company, ways, possibly) > MAJORITY):
                    ways[company] = through[company]
                    waiting.append(company)
        return {
            company: Say(
                self._share(company, ways, possibly) > MAJORITY,
                any(company in self._steered.get(one, ()) for one in ways if one != company),
                tuple(found),
            )
            for company, found in ways.items()
            if company != party
        }

    def _share(self, company: str, under: Collection[str], possibly: bool) -> float:
        """The votes of all under control: those that are certain, or as many as the others' certain ones leave."""
        owners = self._stakes.get(company, {})
        mine = [stake for owner, stake in owners.items() if owner in under and owner != company]
        if not possibly:
            return sum(least for least, _ in mine)
        others = sum(least for owner, (least, _) in owners.items() if owner not in under)
        return min(sum(most for _, most in mine), 1.0 - others)
