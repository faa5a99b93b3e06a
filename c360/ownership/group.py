"""What a web of ties comes to for one party: shares, a say, and the ways of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

from c360.graph import schema as s
from c360.model.ownership import Party
from c360.ownership.control import Votes
from c360.ownership.paths import Way, ways
from c360.ownership.shares import Stake, in_company, of_party
from c360.ownership.stakes import stakes
from c360.ownership.web import Web, ident, is_company, kind
from c360.policy import Policy

WAYS: Final = 10  # of one party; more are counted, not listed
_TINY: Final = 1e-9


class Group:
    """What a web of ties comes to for the party in whose name it was read."""

    def __init__(self, web: Web, party: str, what: str) -> None:
        self._web, self._party, self._up = web, party, what == "owners"
        self._stakes, self.errors = stakes(web.ties)
        self.limits: list[str] = []
        if self._up:
            self._shares = in_company(self._stakes, party)
            self._others = [one for one in web.names if one != party]
        else:
            self._shares = of_party(self._stakes, party)
            self._others = list(dict.fromkeys(tie.company for tie in web.ties if tie.company != party))

    def _of(self, party: str) -> Stake:
        return self._shares.get(party, (0.0, 0.0))

    def itself(self) -> tuple[Decimal, Decimal] | None:
        """The company's share in itself, at least and at most."""
        low, high = self._of(self._party)
        return (_percent(low), _percent(high)) if high > _TINY else None

    def unknown(self) -> Decimal:
        """What nobody at the end of a way has: shares that the book doesn't hold or doesn't tell the size of."""
        owned = {one for one, owners in self._stakes.items() if any(most > 0 for _, most in owners.values())}
        ends = [one for one in self._others if one not in owned and one not in self._web.unread]
        return _percent(max(0.0, 1.0 - sum(self._of(one)[0] for one in ends)))

    def parties(self, policy: Policy) -> list[Party]:
        """All with a share or a say, the largest share first."""
        by_share = self._ways_of_shares()
        say = self._say()
        found = []
        for one in self._others:
            how, may, by_say = say.get(one, ((), False, ()))
            low, high = self._of(one)
            if high <= _TINY and not how and not may:
                continue
            paths = tuple(dict.fromkeys((*by_share.get(one, ()), *by_say)))
            beneficial = self._beneficial(one, how, may, float(policy.beneficial_owner)) if self._up else None
            found.append(
                Party(
                    ident(one),
                    kind(one),
                    self._web.names.get(one),
                    _percent(low),
                    _percent(high),
                    how,
                    may,
                    beneficial,
                    paths,
                )
            )
        return sorted(found, key=lambda row: (-row.share_lower, -row.share_upper, not row.control, row.kind, row.id))

    def _beneficial(self, party: str, how: Collection[str], may: bool, percent: float) -> str | None:
        if is_company(party):
            return None
        least, most = (100 * bound for bound in self._of(party))
        if least > percent + _TINY or {"votes", "controls"} & set(how):
            return "yes"
        return "possibly" if most > percent + _TINY or may else "no"

    def _ways_of_shares(self) -> dict[str, list[Way]]:
        links: defaultdict[str, list[str]] = defaultdict(list)
        for company, owners_ in self._stakes.items():
            for owner, (_, most) in owners_.items():
                if most > 0:
                    links[company if self._up else owner].append(owner if self._up else company)
        found, more = ways(links, self._party, WAYS)
        if more:
            self.limits.append(f"of {len(more)} parties the first {WAYS} ways are listed")
        return {end: [_told(way, turned=self._up) for way in every] for end, every in found.items()}

    def _is_of_shares(self, way: Way) -> bool:
        return all(owner in self._stakes.get(company, {}) for owner, company in pairwise(way))

    def _say(self) -> dict[str, tuple[tuple[str, ...], bool, tuple[Way, ...]]]:
        """By party: how it controls, whether it may where shares are open, and by which ways."""
        steered: defaultdict[str, list[str]] = defaultdict(list)
        seats: defaultdict[str, list[str]] = defaultdict(list)
        for tie in self._web.ties:
            if tie.type != s.OWNS:
                (steered if tie.type == s.CONTROLS else seats)[tie.owner].append(tie.company)
        votes = Votes(self._stakes, steered)
        found = {}
        for one in self._others if self._up else [self._party]:
            certain, possible = votes.controlled(one), votes.controlled(one, possibly=True)
            for company in [self._party] if self._up else self._others:
                say = certain.get(company) or possible.get(company)
                how, by = list[str](), list[Way]()
                if say:
                    by += [_told(way) for way in say.ways[:WAYS] if not self._is_of_shares(way)]
                if company in certain and say:
                    how += ["votes"] * say.votes + ["controls"] * say.steered
                if company in seats.get(one, ()):
                    how.append("director")
                    by.append(_told((one, company)))
                if how or say:
                    found[one if self._up else company] = (tuple(how), company not in certain and bool(say), tuple(by))
        return found


def _told(way: Iterable[str], *, turned: bool = False) -> Way:
    told = [ident(one) for one in way]
    return tuple(reversed(told)) if turned else tuple(told)


def _percent(share: float) -> Decimal:
    # What is as good as the next digit in floating point is that digit: 0.88849999999 is 88.85.
    return Decimal(repr(round(float(share) * 100, 9))).quantize(Decimal("0.1"), ROUND_HALF_UP)
