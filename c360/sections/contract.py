"""What a section is: one anonymous traversal from the customer's vertex, and one function for its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from gremlin_python.process.graph_traversal import GraphTraversal
from gremlin_python.process.traversal import P
from gremlin_python.statics import long

from c360.graph.about import BookInfo
from c360.model import Day, Window
from c360.model.screening import ScreenedSubject, Screening
from c360.money import from_minor
from c360.policy import Policy, ScreeningRules

Answer = Mapping[str, Any]
_DAY: Final = 86_400
_OFFSETS: Final = 40_000  # a hundred years of days


class Screens(Protocol):
    """Who screens a customer: the lists and decisions are theirs to read, so that a section reads the graph alone."""

    def screen(self, who: ScreenedSubject, rules: ScreeningRules, zone: ZoneInfo) -> Screening:
        """Whom the lists may mean, and how each stands; instants in `zone`. What fails is a state and no error."""
        ...


@dataclass(frozen=True)
class Ask:
    """What is asked of every section: the day, the look-back, the book and the policy; `screens` may be nobody.

    One serves any number of requests: `prepared` keeps the sections' traversals from one to the next, `ahead` what is
    read before those of several, `offsets` how far the bank's clocks are ahead of UTC, in seconds, by days since 1970
    in UTC.
    """

    as_of: date
    lookback_days: int
    book: BookInfo
    policy: Policy
    screens: Screens | None = field(default=None, repr=False, compare=False)
    prepared: dict[str, GraphTraversal] = field(default_factory=dict, repr=False, compare=False)
    ahead: dict[tuple[str, ...], tuple[GraphTraversal, ...]] = field(default_factory=dict, repr=False, compare=False)
    offsets: dict[int, int] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def window(self) -> Window:
        """The look-back window: days after `from_`, up to and including `as_of`."""
        return Window(self.as_of - timedelta(days=self.lookback_days), self.as_of, self.lookback_days)

    @cached_property
    def quiet_days(self) -> tuple[Day, ...]:
        """The window's days as they are without a transaction."""
        zero, start = from_minor(0, self.book.currency), self.window.from_
        return tuple(Day(start + timedelta(days=n), zero, zero, 0) for n in range(1, self.lookback_days + 1))

    @cached_property
    def end(self) -> int:
        """The first second after `as_of` in the bank's zone, epoch seconds UTC."""
        return self.midnight(self.as_of + timedelta(days=1))

    def since(self, days: int) -> int:
        """The first second of the window of `days` days that ends with `as_of`, epoch seconds UTC."""
        return self.midnight(self.as_of - timedelta(days=days - 1))

    def within(self, days: int) -> P:
        """The predicate of a timestamp in the window of `days` days: from its first second, before its end."""
        return P.between(long(self.since(days)), long(self.end))

    def midnight(self, day: date) -> int:
        """00:00 of `day` in the bank's zone, epoch seconds UTC."""
        return int(datetime(day.year, day.month, day.day, tzinfo=self.book.zone).timestamp())

    def offset(self, stamp: int) -> int:
        """Seconds that the bank's clocks are ahead of UTC; zones are asked once a day, but for the days of change."""
        offset = self.offsets.get(stamp // _DAY)
        if offset is None:
            start = stamp - stamp % _DAY
            first, last = (self._exact(at) for at in (start, start + _DAY - 1))
            if first != last:
                return self._exact(stamp)
            if len(self.offsets) < _OFFSETS:
                self.offsets[stamp // _DAY] = first
            offset = first
        return offset

    def _exact(self, stamp: int) -> int:
        return int((datetime.fromtimestamp(stamp, self.book.zone).utcoffset() or timedelta()).total_seconds())

    def day(self, stamp: int) -> date:
        """The bank's day of an instant given in epoch seconds UTC."""
        return datetime.fromtimestamp(stamp, self.book.zone).date()


@dataclass(frozen=True, slots=True)
class Part:
    """An assembled section: its dataclass and what is known about it.

    `known` says for each key that completeness can count whether a value is there. `not_delivered` names labels and
    keys that no source delivers; they and `limits` make the section partial.
    """

    data: Any
    known: Mapping[str, bool] = field(default_factory=dict)
    not_delivered: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    updated_at: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the profile.

    `keys` are what completeness may count. `needs` are the sections whose data `assemble` is given as its third
    argument; when one of them is unavailable, so is this one. `order` is its place in the profile. `under` says by
    which of `Part.not_delivered` a key's lack is explained already, so that `missing` doesn't name one lack twice.
    `within` is the section in whose view this one is shown; by itself it has a tab of its own.
    For `ahead`, and nothing but slower where one lacks: `near` are the labels of the customer's edges whose other ends
    it reads, `on_accounts` those of the edges into the customer's accounts, `before` what else can be read at once.
    """

    name: str
    order: int
    keys: tuple[str, ...]
    traversal: Callable[[Ask], GraphTraversal]
    assemble: Callable[[Answer, Ask, Mapping[str, Any]], Part]
    needs: tuple[str, ...] = ()
    under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: str = ""
    near: tuple[str, ...] = ()
    on_accounts: tuple[str, ...] = ()
    before: Callable[[Ask], GraphTraversal] | None = None
