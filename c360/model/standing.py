"""How risk is spread over a book, in counts only, and where one customer stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SpreadCount:
    """How many customers have this band and this base score (0 to 1), `None` for those whose score can't be told and
    whose band a floor alone decides."""

    band: str
    score: Decimal | None
    customers: int


@dataclass(frozen=True, slots=True)
class Spread:
    """All customers of a book as of a day, under one policy (its digest); nobody is named.

    `counts` go from the lowest risk to the highest: by band, then by base score. `unknown` are those whose band can't
    be told, `unread` those whose records could not be read; with those counted they are `customers`.
    """

    as_of: date
    policy: str
    generation: int
    customers: int
    unknown: int
    unread: int
    counts: tuple[SpreadCount, ...]

    def band(self, name: str) -> int:
        """How many have this band."""
        return sum(one.customers for one in self.counts if one.band == name)

    @property
    def unscored(self) -> int:
        """How many have a band and no base score."""
        return sum(one.customers for one in self.counts if one.score is None)


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer among the `of` whose band and base score are known: how many have lower ones and how many the same.

    The customer is among the equal ones, unless the book was counted at another time. `percentile` is 0 to 100 with
    one digit.
    """

    below: int
    equal: int
    of: int
    percentile: Decimal
