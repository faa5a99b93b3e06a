"""Who stands around somebody, how two are connected, where their money goes: what `c360.networks` answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MONEY = "TRANSACTION"


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, company, account, address or document.

    `id` is the customer, company or account number; an address and a document have a digest of their key, which may
    hold what no address bar should. `name` is what it is called, None where the book doesn't say. `holders` counts
    who else an address or a document belongs to, this one included, None where that wasn't asked.
    """

    kind: str
    id: str
    name: str | None = None
    holders: int | None = None

    @property
    def key(self) -> str:
        """What tells it from all others: a company may have a person's id."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Bond:
    """What ties two entities, by their keys, from `start` to `end`; `role` is the edge's label.

    Of money there is one bond for two accounts: `forward` went from start to end in the window and `back` the other
    way, in the book's currency, None where a rate lacks; `count` transactions, on the days from `first` to `last`.
    """

    start: str
    end: str
    role: str
    share: Decimal | None = None
    forward: Decimal | None = None
    back: Decimal | None = None
    count: int = 0
    first: date | None = None
    last: date | None = None

    @property
    def is_money(self) -> bool:
        """Whether it stands for transactions."""
        return self.role == MONEY

    @property
    def amount(self) -> Decimal | None:
        """What went both ways together; None where it isn't money, or a rate lacks."""
        return None if self.forward is None or self.back is None else self.forward + self.back


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Everybody and everything around one entity, as one request told.

    `limits` says what was left out, in words; `not_held` what no source delivers.
    """

    centre: Entity
    entities: tuple[Entity, ...]
    bonds: tuple[Bond, ...]
    limits: tuple[str, ...]
    not_held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One shortest way: the entities passed, and for each step from one to the next all that ties the two."""

    entities: tuple[Entity, ...]
    steps: tuple[tuple[Bond, ...], ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """How two are connected: the shortest ways (the first of `count`), and who was not walked through.

    Without a way the two are not connected within the steps only where `complete`: else something was left out, which
    `limits` and `hubs` name.
    """

    start: Entity
    end: Entity
    steps: int
    ways: tuple[Way, ...]
    count: int
    hubs: tuple[Entity, ...]
    limits: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Counterparty:
    """An account that money went to or came from, or all that bear one name at accounts of nobody in this book.

    `holders` are the people and companies of this book whose account it is. `shared` counts other customers of this
    book who deal with it in the window too, None where that was not counted; `many` says that it was not because its
    transactions are too many.
    """

    id: str
    name: str | None
    holders: tuple[Entity, ...]
    inflow: Decimal | None
    outflow: Decimal | None
    count: int
    first: date
    last: date
    shared: int | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """What went between one own account and one counterparty (or another own account), in the book's currency."""

    account: str
    counterparty: str
    inflow: Decimal | None
    outflow: Decimal | None
    count: int


@dataclass(frozen=True, slots=True)
class Flows:
    """A customer's money in the window: after `from_`, up to and including `to`, in the bank's zone.

    In and out exclude what went between own accounts, which is `internal`. None is unknown. `held` is false where no
    source delivers transactions.
    """

    customer: Entity
    from_: date
    to: date
    currency: str
    inflow: Decimal | None
    outflow: Decimal | None
    internal: Decimal | None
    count: int
    counterparties: tuple[Counterparty, ...]
    lanes: tuple[Lane, ...]
    own: tuple[Lane, ...]
    converted: tuple[str, ...]
    limits: tuple[str, ...]
    held: bool
    generation: int
