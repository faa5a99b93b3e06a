"""A network as it is drawn and tabled: every node placed, every line said; what `c360.networks.picture` makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from c360.model.networks import Bond


@dataclass(frozen=True, slots=True)
class Node:
    """A person, company, account, address or document, or a group of more than can be told apart.

    `kind` is that of `Entity`, "self" for whom the picture is of, "group" for a fold, of `members`. `x`, `y` and `size`
    are in the canvas's units. `money` is what went both ways in the window along the lines drawn, in the book's
    currency; None where no such line is drawn, which says nothing of money that isn't drawn, or a rate lacks. `opened`
    nodes have their neighbours in the picture.
    """

    key: str
    kind: str
    id: str
    label: str
    x: float
    y: float
    size: float
    money: Decimal | None = None
    opened: bool = False
    pinned: bool = False
    members: int = 1


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing that ties two nodes, by their keys: `words` says it from the start, `back` from the end.

    "owns 40.0 %" there is "owned by 40.0 %" here. What is the same from both ends, as spouses are, is not `directed`.
    """

    start: str
    end: str
    role: str
    words: str
    back: str
    directed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """All that ties two nodes, by their keys; `words` says it, `width` is in pixels.

    A line to a group has all its members' bonds. `forward` went from start to end in the window and `back` the other
    way, in the book's currency, by `count` transactions; None where the line is not of money, or a rate lacks. `ties`
    go either way, whichever end the line begins at.
    """

    start: str
    end: str
    words: str
    width: float
    bonds: tuple[Bond, ...]
    forward: Decimal | None
    back: Decimal | None
    count: int
    first: date | None
    last: date | None
    ties: tuple[Tie, ...] = ()

    @property
    def money(self) -> Decimal | None:
        """What went both ways."""
        return None if self.forward is None or self.back is None else self.forward + self.back


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. `kinds` and `roles` are those that were there before the filters, `limits` what is not shown.

    `unfolded` are the groups that are open, whose members stand by themselves: the key, and what it holds in words.
    """

    centre: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    limits: tuple[str, ...]
    not_held: tuple[str, ...]
    unfolded: tuple[tuple[str, str], ...] = ()
