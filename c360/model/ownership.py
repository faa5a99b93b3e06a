"""Who owns whom in the end: what c360.ownership answers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Party:
    """One owner, or one company owned.

    Shares in percent with one digit. `control` has "votes" (a majority at each step), "controls" (CONTROLS at the last
    one) and "director"; `may_control` says that it depends on shares that aren't known. `beneficial` is of a person
    among owners: "yes", "possibly" or "no", by the policy's share or by control. `paths` lead from the owner to the
    company and hold both.
    """

    id: str
    kind: str
    name: str | None
    share_lower: Decimal
    share_upper: Decimal
    control: tuple[str, ...]
    may_control: bool
    beneficial: str | None
    paths: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ownership:
    """The answer for one party.

    `unknown_share` is what of a company no owner at the end of a way is known for, in percent, None for what is owned.
    `itself` is the share that a company has in itself by a circle: nobody's, and in no party. `parties` is None where
    the book holds nothing of who owns companies; `not_held` names what it lacks.
    """

    id: str
    kind: str
    name: str | None
    parties: tuple[Party, ...] | None
    unknown_share: Decimal | None
    itself: tuple[Decimal, Decimal] | None
    limits: tuple[str, ...]
    errors: tuple[str, ...]
    not_held: tuple[str, ...]
    generation: int
