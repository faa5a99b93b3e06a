"""A network as it is drawn and tabled: every node placed, every line said; what `c360.networks.picture` makes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from c360.model.networks import Bond


@dataclass(frozen=True, slots=True)
class Node:
    """A person, company, account, address or document, or a group of more than can be told apart.

    `kind` is that of `Entity`, "self" for whom the picture is of, "group" for a fold, of `members`. `x`, `y` and `size`
    are in the canvas's units. `money` is what went both ways in the window along the lines drawn, in the book's
    currency, None where a rate lacks or none goes. `opened` nodes have their neighbours in the picture.
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
class Line:
    """All that ties two nodes, by their keys; `words` says it and `width` is in pixels."""

    start: str
    end: str
    words: str
    width: float
    bonds: tuple[Bond, ...]
    money: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. `kinds` and `roles` are those that were there before the filters, `limits` what is not shown."""

    centre: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    limits: tuple[str, ...]
    not_held: tuple[str, ...]
