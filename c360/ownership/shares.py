"""Effective shares through chains, parallel paths, cross-holdings and circles, each with a lower and an upper bound.

Integrated ownership, (I - D)^-1 D for the matrix D of direct shares: Brioschi, Buzzacchi and Colombo, "Risk capital
financing and the separation of ownership and control in business groups", Journal of Banking and Finance 13, 1989.
Where P has 80 % of A, A 50 % of B, B 20 % of A and X 50 % of B, P has 88.9 % and X 11.1 % of A. A company's share in
another of its own circle counts each time round and can so be more than 1, as the formula has it; a person's can't.

A share that is between two bounds may be anywhere there, as long as the shares of a company are not more than all of
it. The lower bound takes each at its least; the upper one gives what is open, company by company, to whom it takes
furthest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, eye_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

Stake = tuple[float, float]  # at least and at most, of 1
Stakes = Mapping[str, Mapping[str, Stake]]  # by company, by owner
_Column = NDArray[np.float64]

# Parties whose upper bounds are worked out side by side: of 2,000 companies they then take 8 MB.
_AT_ONCE: Final = 512
_ENOUGH: Final = 1e-9
_TURNS: Final = 2_000
# Companies of a circle that have but this of each other have no owner outside it.
_CLOSED: Final = 1 - 1e-9


def in_company(stakes: Stakes, company: str) -> dict[str, Stake]:
    """What each party above has of a company, of 1, itself among them where a circle leads back to it."""
    group = _Group(stakes)
    low = group.above([company])[0]
    gaining = sorted(_gaining(stakes))
    high = dict(low)
    for start in range(0, len(gaining), _AT_ONCE):
        some = gaining[start : start + _AT_ONCE]
        high |= zip(some, map(float, group.most_of(company, some)), strict=True)
    return {party: _bounds(low.get(party, 0.0), most) for party, most in high.items()}


def of_party(stakes: Stakes, party: str) -> dict[str, Stake]:
    """What a party has of each company, of 1."""
    group = _Group(stakes)
    low, high = group.below(party), {}
    if party in _gaining(stakes):
        high = group.most_below(party)
    return {company: _bounds(least, high.get(company, least)) for company, least in low.items()}


def closed_circles(stakes: Stakes) -> list[list[str]]:
    """Companies that own each other wholly, so that nobody outside can own any of them."""
    companies = _companies(stakes)
    count, circles = connected_components(_matrix(stakes, companies), directed=True, connection="strong")
    members: list[list[str]] = [[] for _ in range(count)]
    for company, circle in zip(companies, circles, strict=True):
        members[circle].append(company)
    return sorted(
        sorted(ring) for ring in members
        if all(sum(stakes.get(one, {}).get(other, (0.0, 0.0))[0] for other in ring) > _CLOSED for one in ring)
    )  # fmt: skip


def _companies(stakes: Stakes) -> list[str]:
    """All that are owned."""
    return sorted(stakes)


def _matrix(stakes: Stakes, companies: Sequence[str]) -> csc_array:
    """At [a, b] what b has of a at least."""
    place = {company: at for at, company in enumerate(companies)}
    cells = [
        (place[company], place[owner], least)
        for company in companies
        for owner, (least, _) in stakes[company].items()
        if owner in place and least
    ]
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    return csc_array((values, (rows, columns)), shape=(len(companies), len(companies)), dtype=float)


def _bounds(least: float, most: float) -> Stake:
    # What is open may go round a circle without end, and is still no more than all of a company.
    return least, max(least, min(most, 1.0))


def _gaining(stakes: Stakes) -> set[str]:
    """Who may have more than at least: those with an open share, and all above them."""
    waiting = [
        owner for owners in stakes.values() for owner, (least, most) in owners.items() if most > least
    ]  # fmt: skip
    found = set(waiting)
    while waiting:
        new: Iterable[str] = stakes.get(waiting.pop(), {}).keys() - found
        found |= set(new)
        waiting += new
    return found


class _Group:
    """The system of all companies, taken apart once; there are no closed circles."""

    def __init__(self, stakes: Stakes) -> None:
        self._stakes = stakes
        self._companies = _companies(stakes)
        self._place = {company: at for at, company in enumerate(self._companies)}
        size = len(self._companies)
        self._system = splu(csc_array(eye_array(size) - _matrix(stakes, self._companies))) if size else None
        self._open = [
            company for company in self._companies if any(most > least for least, most in stakes[company].values())
        ]

    def _solve(self, given: _Column, *, down: bool) -> _Column:
        """x of (I - D) x = given, or of its transpose."""
        found: _Column = given if self._system is None else self._system.solve(given, trans="N" if down else "T")
        return found

    def _reach(self, companies: Sequence[str]) -> _Column:
        """In each column how often a walk up from a company comes by each, by what is certain alone."""
        starts = np.zeros((len(self._companies), len(companies)))
        for column, company in enumerate(companies):
            if company in self._place:
                starts[self._place[company], column] = 1.0
        return self._solve(starts, down=False)

    def above(self, companies: Sequence[str]) -> list[dict[str, float]]:
        """For each company what everybody has of it at least."""
        found = []
        for reach in self._reach(companies).T:
            low: defaultdict[str, float] = defaultdict(float)
            for at in np.flatnonzero(reach):
                for owner, (least, _) in self._stakes[self._companies[at]].items():
                    low[owner] += float(reach[at]) * least
            found.append(dict(low))
        return found

    def below(self, party: str) -> dict[str, float]:
        """What a party has of each company at least."""
        found = self._solve(self._direct(party), down=True)
        return dict(zip(self._companies, map(float, found), strict=True))

    def _direct(self, party: str) -> _Column:
        return np.array([self._stakes[company].get(party, (0.0, 0.0))[0] for company in self._companies])

    def most_below(self, party: str) -> dict[str, float]:
        """What a party has of each company at most: what it gains by open shares adds to what it has for certain."""
        direct, gained = self._direct(party), np.zeros(len(self._companies))
        found = self._solve(direct, down=True)
        for _ in range(_TURNS):
            for company in self._open:
                worth = [
                    np.array([float(owner == party) + (found[self._place[owner]] if owner in self._place else 0.0)])
                    for owner in self._stakes[company]
                ]
                gained[self._place[company]] = _gain(self._stakes[company], worth)[0]
            before, found = found, self._solve(direct + gained, down=True)
            if np.max(np.abs(found - before), initial=0.0) < _ENOUGH:
                break
        return dict(zip(self._companies, map(float, found), strict=True))

    def most_of(self, company: str, parties: Sequence[str]) -> _Column:
        """What each of the parties has of a company at most.

        All that lies between two open shares is certain, and worked out once: what changes is at the open ones alone.
        """
        owners = {one for other in self._open for one in self._stakes[other] if one in self._place}
        starts = list(dict.fromkeys((company, *sorted(owners))))
        place = {start: row for row, start in enumerate(starts)}
        units, nothing = dict(zip(parties, np.eye(len(parties)), strict=True)), np.zeros(len(parties))
        to_open = self._reach(starts)[[self._place[one] for one in self._open]].T
        certain = np.array([[low.get(party, 0.0) for party in parties] for low in self.above(starts)])
        found = certain
        for _ in range(_TURNS):
            gained = [
                _gain(
                    self._stakes[one],
                    [
                        units.get(owner, nothing) + (found[place[owner]] if owner in place else nothing)
                        for owner in self._stakes[one]
                    ],
                )
                for one in self._open
            ]
            before, found = found, certain + to_open @ np.array(gained)
            if np.max(np.abs(found - before), initial=0.0) < _ENOUGH:
                break
        first: _Column = found[0]
        return first


def _gain(stakes: Mapping[str, Stake], worth: Sequence[_Column]) -> _Column:
    """What is open of a company comes to, going to those owners, worth so much, whom it takes furthest."""
    least, most = np.array([*stakes.values()]).T
    room = most - least
    some = room > 0
    values, room = np.array(worth)[some], room[some]
    best = np.argsort(-values, axis=0, kind="stable")
    rooms = room[best]
    taken = np.clip(max(0.0, 1 - least.sum()) - (np.cumsum(rooms, axis=0) - rooms), 0, rooms)
    gained: _Column = (taken * np.take_along_axis(values, best, axis=0)).sum(axis=0)
    return gained
