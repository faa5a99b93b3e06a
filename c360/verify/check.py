"""One check of a book: random customers counted again and compared, and how complete all of them are."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from c360.audit import NullLog
from c360.graph.connect import Graph
from c360.model import Profile
from c360.policy import Policy
from c360.profile import Customer360Builder
from c360.verify.base import Terms
from c360.verify.records import Records
from c360.verify.recount import recount
from c360.verify.shown import shown

CUSTOMERS: Final = 200
_AT_ONCE: Final = 200  # customers in one request
_KEPT: Final = 50  # disagreements that are named; all are counted
_TENTH: Final = Decimal("0.1")

# progress(what, done, total)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure that the profile shows otherwise than the rows have it; both as text."""

    customer_id: str
    figure: str
    shown: str
    counted: str


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found. `bases` says for each source what was read; completeness is in percent, over all customers.

    `complete_enough` counts the customers whose profile is at least as complete as the policy wants.
    """

    generation: int
    at: str
    as_of: str
    policy: str
    seed: int
    bases: Mapping[str, str]
    customers: int
    figures: int
    disagreed: int
    disagreements: tuple[Disagreement, ...]
    of: int
    completeness: Mapping[str, str]
    complete_enough: int
    seconds: float

    @property
    def agreement(self) -> Decimal | None:
        """Percent of the figures that agree, cut (never rounded up) to two digits; `None` where none was compared."""
        if not self.figures:
            return None
        share = Decimal(self.figures - self.disagreed) / self.figures * 100
        return share.quantize(Decimal("0.01"), rounding="ROUND_DOWN")


def check(
    graph: Graph, folders: Mapping[str, Path], bases: Mapping[str, str], policy: Policy, *,
    customers: int = CUSTOMERS, seed: int | None = None, progress: Progress | None = None,
) -> Check:  # fmt: skip
    """Compares `customers` random ones with the tables in `folders` (source: folder), and measures completeness.

    The profiles are built as anybody's are, but shown to nobody: the caller records the check as such. Equal seeds
    take equal customers.
    """
    started = time.perf_counter()
    builder = Customer360Builder(graph, policy, NullLog(), "verify")
    book = builder.graph.view().book
    terms = Terms(book.as_of, book.currency, book.zone, policy, book.first_day)
    seed = secrets.randbits(32) if seed is None else seed
    records = Records(folders)
    try:
        everybody = records.customers()
        sample = set(random.Random(seed).sample(everybody, min(customers, len(everybody))))
        found: list[Disagreement] = []
        compared, complete = 0, _Completeness(policy.complete_enough)
        for batch in _told(everybody, progress):
            profiles = builder.build_profiles(batch)
            complete.add(profiles)
            chosen = [profile for profile in profiles if profile.customer_id in sample]
            held = records.of([profile.customer_id for profile in chosen]) if chosen else {}
            for profile in chosen:
                counted = recount(held[profile.customer_id], records, terms)
                compared += len(counted)
                found += _compared(profile, counted)
    finally:
        records.close()
    return Check(
        generation=book.generation, at=datetime.now(UTC).isoformat(timespec="seconds"), as_of=book.as_of.isoformat(),
        policy=policy.digest, seed=seed, bases=dict(bases), customers=len(sample), figures=compared,
        disagreed=len(found), disagreements=tuple(found[:_KEPT]), of=len(everybody),
        completeness=complete.means(), complete_enough=complete.enough,
        seconds=round(time.perf_counter() - started, 1),
    )  # fmt: skip


def _told(everybody: Sequence[str], progress: Progress | None) -> Iterator[Sequence[str]]:
    for start in range(0, len(everybody), _AT_ONCE):
        if progress:
            progress("profiles", start, len(everybody))
        yield everybody[start : start + _AT_ONCE]
    if progress:
        progress("done", len(everybody), len(everybody))


def _compared(profile: Profile, counted: Mapping[str, Any]) -> Iterable[Disagreement]:
    told = shown(profile, dict(counted))
    return [
        Disagreement(profile.customer_id, figure, str(told[figure]), str(value))
        for figure, value in counted.items() if told[figure] != value
    ]  # fmt: skip


class _Completeness:
    """Sums of the percentages by section, and of the whole; a section that could not be read is nothing complete."""

    def __init__(self, enough: int) -> None:
        self._sums: dict[str, Decimal] = {}
        self._count = 0
        self._wanted = enough
        self.enough = 0

    def add(self, profiles: Iterable[Profile]) -> None:
        for profile in profiles:
            self._count += 1
            whole = profile.summary.completeness or Decimal(0)
            self.enough += whole >= self._wanted
            parts = {name: state.completeness or Decimal(0) for name, state in profile.sections.items()
                     if state.counted}  # fmt: skip
            for name, share in {**parts, "profile": whole}.items():
                self._sums[name] = self._sums.get(name, Decimal(0)) + share

    def means(self) -> dict[str, str]:
        """The mean of each, with one digit; "profile" is the whole."""
        return {name: str((total / self._count).quantize(_TENTH)) for name, total in self._sums.items()}
