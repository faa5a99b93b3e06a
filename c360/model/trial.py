"""What another policy would make of a book: who moves from which band to which, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from c360.model.profile import PolicyStamp


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of a policy in words: what it reads, when it applies, what it does then, who says so, since when."""

    id: str
    title: str
    reads: tuple[str, ...]
    when: str
    effect: str
    source: str
    since: date


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule says of a customer under the one policy and the other, in words, and the reason now; of the bands,
    where the base score stands in another one, `rule` is "bands"."""

    rule: str
    title: str
    before: str
    after: str
    because: str


@dataclass(frozen=True, slots=True)
class Move:
    """A customer whose band changes (`None`: can't be told), with what changed for them."""

    id: str
    name: str | None
    before: str | None
    after: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many customers go from one band to another, or stay; `None` is a band that can't be told."""

    before: str | None
    after: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Rating:
    """How many customers have a credit rating under the one policy and the other; `None` is without a score."""

    name: str | None
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A book under two policies.

    `matrix` has a cell for every two bands, the unknown one among them; its counts add up to `customers`. `moved` are
    those who change, the highest new band first. All of it is of the customers whom the role is for.
    `unread` could not be read and count as unknown under both; `changed_alike` keep their band although a rule says
    otherwise of them.
    """

    book: str
    as_of: date
    generation: int
    before: PolicyStamp
    after: PolicyStamp
    customers: int
    unread: int
    changed_alike: int
    matrix: tuple[Cell, ...]
    ratings: tuple[Rating, ...]
    moved: tuple[Move, ...]

    def total(self, band: str | None, *, after: bool) -> int:
        """How many customers are in a band, before or after."""
        return sum(cell.count for cell in self.matrix if (cell.after if after else cell.before) == band)

    @property
    def moves(self) -> int:
        """How many customers change their band, named or not."""
        return sum(cell.count for cell in self.matrix if cell.before != cell.after)
