"""What would change a customer's risk band: sets of facts that could be otherwise, and days on which time does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Change:
    """One way to another band: were all of `steps` so, the band would be `band`.

    `steps` are clauses that complete "if …". With `on`, time alone does it on that day in the bank's zone, if nothing
    else happens before: `steps` then say which factors begin or cease to apply.
    """

    direction: Literal["lower", "raise"]
    band: str
    steps: tuple[str, ...]
    on: date | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """All that was found, what one customer can't change left out.

    `changes` are the smallest first: nothing less than all of a change's steps does it. Sets of up to `at_once` steps
    were all tried, but where `limits` says otherwise; time was looked at up to and including `until`. `stays` names the
    factors that apply and that none of the steps tried can end. `reason` says why nothing was worked out.
    """

    changes: tuple[Change, ...]
    at_once: int
    until: date | None
    stays: tuple[str, ...]
    limits: tuple[str, ...]
    reason: str | None
