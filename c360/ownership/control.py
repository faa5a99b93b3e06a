"""Who decides in a company, apart from what it is worth to them: a majority of votes at each step, or CONTROLS.

Votes that the companies under one's control have count as one's own, as the law on groups has it (Directive 2013/34/EU,
article 22). A share whose size isn't known gives no vote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

MAJORITY = 0.5  # more than this


def controlled(
    party: str, votes: Mapping[str, Mapping[str, float]], steered: Mapping[str, Collection[str]]
) -> dict[str, list[tuple[str, ...]]]:
    """The companies that `party` controls, each with the ways by which it does; never itself.

    `votes` are shares of 1 by owner and company, `steered` the companies at the end of CONTROLS.
    """
    ways: dict[str, list[tuple[str, ...]]] = {party: [(party,)]}
    had: defaultdict[str, float] = defaultdict(float)
    through: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    waiting = [party]
    while waiting:
        one = waiting.pop(0)
        reached = votes.get(one, {})
        for company in dict.fromkeys((*steered.get(one, ()), *reached)):
            had[company] += reached.get(company, 0.0)
            through[company].append((*ways[one][0], company))
            if company not in ways and (had[company] > MAJORITY or company in steered.get(one, ())):
                ways[company] = through[company]
                waiting.append(company)
    del ways[party]
    return ways
