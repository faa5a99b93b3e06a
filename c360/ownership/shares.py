"""Effective shares through chains, parallel paths, cross-holdings and circles, each with a lower and an upper bound.

Integrated ownership, (I - D)^-1 D for the matrix D of direct shares: Brioschi, Buzzacchi and Colombo, "Risk capital
financing and the separation of ownership and control in business groups", Journal of Banking and Finance 13, 1989.
Where P has 80 % of A, A 50 % of B, B 20 % of A and X 50 % of B, P has 88.9 % and X 11.1 % of A. A company's share in
another of its own circle counts each time round, and is said to be all of it where that comes to more.

A share that is between two bounds may be anywhere there, as long as the shares of a company are not more than all of
it. The lower bound takes each at its least; the upper one gives what is open of each company to those owners to whom it
is worth most. Where that goes round a circle without coming to an end, the upper bound is all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from c360.errors import QueryFailed

Stake = tuple[float, float]  # at least and at most, of 1
Stakes = Mapping[str, Mapping[str, Stake]]  # by company, by owner
_Column = NDArray[np.float64]

# Parties whose upper bounds are worked out side by side: of 2,000 companies they then take 8 MB.
_AT_ONCE: Final = 512
_ENOUGH: Final = 1e-9
# A circle that hands on up to nine tenths of what is open has settled by then.
_TURNS: Final = 200
# Companies of a circle that have but this of each other have no owner outside it.
_CLOSED: Final = 1 - 1e-9


def in_company(stakes: Stakes, company: str) -> dict[str, Stake]:
    """What each party above has of a company, of 1, itself among them where a circle leads back to it."""
    if company not in stakes:
        return {}
    group = _Group(stakes)
    reach = group.reach([company])[:, 0]
    low = dict(zip(group.parties, map(float, group.direct.T @ reach), strict=True))
    high = dict(low)
    gaining = sorted(_gaining(stakes))
    for start in range(0, len(gaining), _AT_ONCE):
        some = gaining[start : start + _AT_ONCE]
        for party, gain in zip(some, reach[group.open] @ group.gains(some), strict=True):
            high[party] += float(gain)
    return {party: _bounds(least, high[party]) for party, least in low.items() if high[party]}


def of_party(stakes: Stakes, party: str) -> dict[str, Stake]:
    """What a party has of each company, of 1."""
    if not stakes:
        return {}
    group = _Group(stakes)
    given = group.direct_of(party)
    low = high = group.solve(given)
    if party in _gaining(stakes):
        given[group.open] += group.gains([party])[:, 0]
        high = group.solve(given)
    return {company: _bounds(float(low[at]), float(high[at])) for company, at in group.place.items()}


def closed_circles(stakes: Stakes) -> list[list[str]]:
    """Companies that own each other wholly, so that nobody outside can own any of them."""
    companies = sorted(stakes)
    count, circles = connected_components(_least(stakes, companies), directed=True, connection="strong")
    members: list[list[str]] = [[] for _ in range(count)]
    for company, circle in zip(companies, circles, strict=True):
        members[circle].append(company)
    return sorted(
        sorted(ring) for ring in members
        if all(sum(stakes[one].get(other, (0.0, 0.0))[0] for other in ring) > _CLOSED for one in ring)
    )  # fmt: skip


def _least(stakes: Stakes, parties: Sequence[str]) -> csc_array:
    """What each of the parties (columns) has of each company (rows, sorted) at least and directly."""
    column = {party: at for at, party in enumerate(parties)}
    cells = [
        (row, column[owner], least)
        for row, company in enumerate(sorted(stakes))
        for owner, (least, _) in stakes[company].items()
        if owner in column and least
    ]
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    return csc_array((values, (rows, columns)), shape=(len(stakes), len(parties)), dtype=float)


def _bounds(least: float, most: float) -> Stake:
    least = min(least, 1.0)
    return least, max(least, min(most, 1.0))


def _gaining(stakes: Stakes) -> set[str]:
    """Who may have more than at least: those with an open share, and all above them."""
    waiting = [owner for owners in stakes.values() for owner, (least, most) in owners.items() if most > least]
    found = set(waiting)
    while waiting:
        new: Iterable[str] = stakes.get(waiting.pop(), {}).keys() - found
        found |= set(new)
        waiting += new
    return found


class _Group:
    """The system of all companies, taken apart once; there are no closed circles, and some company is owned.

    `direct` has the least share of each of `parties` (columns) in each company (rows, by `place`); `open` are the rows
    of companies with an open share.
    """

    def __init__(self, stakes: Stakes) -> None:
        companies = sorted(stakes)
        self.place = {company: at for at, company in enumerate(companies)}
        self.parties = sorted({owner for owners in stakes.values() for owner in owners})
        self._column = {party: at for at, party in enumerate(self.parties)}
        self.direct = _least(stakes, self.parties)
        try:
            self._system = splu(csc_array(eye_array(len(companies)) - _least(stakes, companies)))
        except RuntimeError as error:
            raise QueryFailed("The shares of this group can't be worked out.", type(error).__name__) from None
        # One row for each open share, those of one company together.
        shares = [
            (company, owner, most - least)
            for company in companies
            for owner, (least, most) in stakes[company].items()
            if most > least
        ]
        firsts = [at for at, (company, *_) in enumerate(shares) if not at or shares[at - 1][0] != company]
        self._owners = [owner for _, owner, _ in shares]
        self._rooms = np.array([room for *_, room in shares])[:, None]
        self._firsts = np.array(firsts, dtype=int)
        self.open = np.array([self.place[shares[at][0]] for at in firsts], dtype=int)
        left = [max(0.0, 1 - sum(least for least, _ in stakes[shares[at][0]].values())) for at in firsts]
        self._left = np.array(left)[:, None]

    def solve(self, given: _Column) -> _Column:
        """What somebody has of each company who has this of each directly."""
        found: _Column = self._system.solve(given)
        return found

    def reach(self, companies: Sequence[str]) -> _Column:
        """In each column how often a walk up from a company comes by each, by what is certain alone."""
        starts = np.zeros((len(self.place), len(companies)))
        starts[[self.place[company] for company in companies], range(len(companies))] = 1.0
        found: _Column = self._system.solve(starts, trans="T")
        return found

    def direct_of(self, party: str) -> _Column:
        """What a party has of each company directly, at least."""
        if party not in self._column:
            return np.zeros(len(self.place))
        found: _Column = self.direct[:, [self._column[party]]].toarray()[:, 0]
        return found

    @cached_property
    def _between(self) -> tuple[dict[str, int], csr_array, csr_array]:
        """The companies that are owners of open shares, what everybody has of them for certain, and how often a walk up
        from them comes by each open share: all that lies between two open shares is worked out once.
        """
        starts = sorted({owner for owner in self._owners if owner in self.place})
        reach = csr_array(self.reach(starts).T)
        return {start: at for at, start in enumerate(starts)}, csr_array(reach @ self.direct), reach[:, self.open]

    def gains(self, parties: Sequence[str]) -> _Column:
        """What each of the parties (columns) has at most of what is open of each open company (rows)."""
        place, certain, to_open = self._between
        column = {party: at for at, party in enumerate(parties)}
        known = [self._column[party] for party in parties]
        sure = certain[:, known].toarray()
        nobody = np.zeros((1, len(parties)))
        rows = np.array([place.get(owner, len(place)) for owner in self._owners], dtype=int)
        own = np.zeros((len(rows), len(parties)))
        for at, owner in enumerate(self._owners):
            if owner in column:
                own[at, column[owner]] = 1.0
        gained: _Column = np.zeros((len(self.open), len(parties)))
        for _ in range(_TURNS):
            worth = own + np.vstack((sure + to_open @ gained, nobody))[rows]
            by_room = np.add.reduceat(self._rooms * worth, self._firsts)
            before, gained = gained, np.minimum(by_room, self._left * np.maximum.reduceat(worth, self._firsts))
            moving = np.abs(gained - before) > _ENOUGH
            if not moving.any():
                return gained
        # All of a company, and more than that goes to nobody.
        found: _Column = np.where(moving, np.maximum(1.0, gained), gained)
        return found
