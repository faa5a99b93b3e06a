"""What is wrong with a source's files or rows: where, which value, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from c360.errors import InputRefused, brief


class Fault(StrEnum):
    """Kinds of problems, as the refusal counts them."""

    FILE = "unreadable file"
    MISSING_FILE = "missing file"
    MANIFEST = "manifest not met"
    QUERY = "query refused"
    COLUMN = "unknown column"
    MISSING = "missing key"
    TYPE = "bad type"
    DATE = "impossible date"
    AMOUNT = "amount out of range"
    DUPLICATE = "duplicate natural key"
    NOBODY = "edge to nobody"
    VALUE = "value not allowed"
    PERCENTAGE = "percentage out of range"
    CONFLICT = "sources differ"


# Faults of a row, which `--rejects` may leave out; the others stop every load.
OF_ROWS: Final = frozenset({
    Fault.MISSING, Fault.TYPE, Fault.DATE, Fault.AMOUNT, Fault.DUPLICATE, Fault.NOBODY, Fault.VALUE,
    Fault.PERCENTAGE, Fault.CONFLICT,
})  # fmt: skip

_SHOWN = 3
# Characters of a file's name that are shown; no disk has longer ones.
_LONG = 255
# Of a reason, which may quote a column's name or what a query says; those of our own are shorter.
_LONG_REASON = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: `file` is a data or SQL file, `line` a data file's; the rest where a row is meant."""

    fault: Fault
    file: str
    reason: str
    line: int | None = None
    natural_key: str | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        where = self.file if len(self.file) <= _LONG else f"{self.file[:_LONG]}…"
        if self.line is not None:
            where += f", line {self.line}"
        if self.natural_key is not None:
            where += f", {brief(self.natural_key)}"
        if self.column is not None:
            where += f", {brief(self.column)}"
        if self.value is not None:
            where += f" = {self.value[:60]!r}"
        return f"{where}: {brief(self.reason, _LONG_REASON)}"


class LoadRefused(InputRefused):
    """A load that was refused whole: `problems` are the first of each kind, `counts` all of them by kind."""

    def __init__(self, problems: Sequence[Problem], counts: Mapping[str, int] | None = None) -> None:
        self.problems = tuple(problems)
        self.counts = dict(counts if counts is not None else count(problems))
        counted = ", ".join(f"{number} x {fault}" for fault, number in self.counts.items())
        first = "; ".join(str(problem) for problem in self.problems[:_SHOWN])
        more = "; ..." if sum(self.counts.values()) > _SHOWN else ""
        super().__init__(f"Refused, nothing was changed ({counted}): {first}{more}", "\n".join(map(str, self.problems)))


def refuse(fault: Fault, file: str, reason: str, line: int | None = None) -> LoadRefused:
    """The refusal for a single problem, to be raised."""
    return LoadRefused([Problem(fault, file, reason, line)])


def count(problems: Iterable[Problem]) -> dict[str, int]:
    """How many of each kind."""
    return dict(Counter(str(problem.fault) for problem in problems))
