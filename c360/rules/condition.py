"""What a named condition is: the options that its rules give, what it reads, and its test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from c360.model import Evidence
from c360.rules.facts import Facts

if TYPE_CHECKING:
    from c360.policy import Rule


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds (`None`: can't be told), why or why not, and the records that say so.

    `value` is what was found, `None` where nothing is known; `threshold` what it is held against; `since` the day from
    which the condition holds, `None` where it doesn't or nobody knows.
    """

    applied: bool | None
    because: str
    evidence: tuple[Evidence, ...] = ()
    value: str | None = None
    threshold: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """An option that is a number from `low` to `high` in `unit`. `wider` says which way makes the condition hold for
    more customers: 1 upwards, -1 downwards."""

    low: Decimal
    high: Decimal
    unit: str
    wider: Literal[1, -1]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """An option that lists some of the words `among`, at least one; more words hold for more customers."""

    among: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """An option that gives each of `steps` a number from 0 to `high`, none less than the step before it, and one to
    `UNKNOWN`; more points hold for more customers."""

    steps: tuple[str, ...]
    high: Decimal


UNKNOWN = "UNKNOWN"
Option = Number | Words | Points


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: its options by name, the labels and keys it reads (`Label: key, key`), and its test.

    `last` says that it rests on the band that all other rules make, and is tested after them.
    """

    options: Mapping[str, Option]
    reads: tuple[str, ...]
    test: Callable[[Facts, Rule], Verdict]
    last: bool = False
