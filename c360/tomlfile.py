"""Taking values out of a parsed TOML file: each with its check, every fault kept with its line, none skipped."""

from __future__ import annotations

import decimal
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Self

from c360.errors import UsageError, brief

_FLAG: Final = "true or false"
# The largest that is shipped has 16 kB.
LARGEST: Final = 1_000_000
_SHOWN: Final = 200
_FRACTION: Final = 20  # digits after the point, or noughts before it
# A file of a megabyte may hold a fault in every line: nobody reads on after so many.
_TOLD: Final = 200
# Possessive, so that no run of blanks is tried twice.
_KEY: Final = re.compile(r"""["']?([\w.\-]++(?: ++[\w.\-]++)*+)["']?\s*+=""")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of a file: its line (0: of the whole file), the dotted key, the reason without a full stop."""

    line: int
    path: str
    reason: str

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line else ""
        return f"{place}{brief(self.path, 120)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is called in messages, "policy", and the error that says what is wrong with one."""

    name: str
    error: type[UsageError]

    def read(self, path: Path) -> bytes:
        """The bytes of a file. Raises the kind's error where it can't be read, or is none by its size."""
        try:
            with open(path, "rb") as file:
                raw = file.read(LARGEST + 1)
        except OSError as error:
            raise self.error(f"The {self.name} file {brief(str(path), 200)} can't be read.", str(error)) from error
        self._sized(raw)
        return raw

    def parsed(self, raw: bytes) -> tuple[str, dict[str, Any]]:
        """The text of these bytes and the values it holds, numbers exact. Raises the kind's error."""
        self._sized(raw)
        bad = f"The {self.name} file is not valid TOML"
        try:
            text = raw.decode("utf-8-sig")  # some editors begin a file with a mark
            return text, tomllib.loads(text, parse_float=Decimal)
        except decimal.InvalidOperation as error:
            raise self.error(f"{bad}: a number is too large.", str(error)) from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1  # without that mark
            raise self.error(f"{bad}: a byte is not UTF-8 (at line {line}).", str(error)) from error
        except RecursionError as error:
            raise self.error(f"{bad}: it is nested too deep.", str(error)) from error
        except ValueError as error:  # also a whole number of more digits than Python takes
            raise self.error(f"{bad}: {brief(str(error), _SHOWN)}.", str(error)) from error

    def refuse(self, problems: list[Problem]) -> None:
        """Raise the kind's error with every fault, its line and the reason, where there is one."""
        if problems:
            told = [str(problem) for problem in sorted(problems)]
            more = [f"and {len(told) - _TOLD:,} more"] if len(told) > _TOLD else []
            raise self.error(
                f"The {self.name} file is wrong: {'; '.join(told[:_TOLD] + more)}.",
                "; ".join(problem.path for problem in problems),
            )

    def _sized(self, raw: bytes) -> None:
        if len(raw) > LARGEST:
            raise self.error(f"The {self.name} file has more than {LARGEST:,} bytes, which no {self.name} needs.")


def lines_of(text: str) -> dict[str, int]:
    """Where each dotted key stands (tomllib doesn't say): `factors.2.floor` is line 97."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[\[\s*([\w.\-]+)\s*\]\]", line):
            index = counts[match[1]] = counts.get(match[1], -1) + 1
            table = f"{match[1]}.{index}."
            lines[table[:-1]] = number
            lines.setdefault(match[1], number)
        elif match := re.match(r"\s*\[\s*([\w.\-]+)\s*\]", line):
            first, dot, rest = match[1].partition(".")
            # Within a list of tables it is of the last one: [roles.part] is roles.2.part.
            name = f"{first}.{counts[first]}.{rest}" if dot and first in counts else match[1]
            table = name + "."
            lines[name] = number
            lines.setdefault(first, number)
        elif match := _KEY.match(line.lstrip()):
            lines[table + match[1]] = number
    return lines


class Table:
    """A table of the file. Each value is taken once; a wrong one is noted and something harmless stands in for it.

    So one pass finds every fault: what the file says is built only where there was none. `done` refuses what nobody
    took, by the name of the file's kind (`of`).
    """

    of = "file"

    def __init__(self, values: Mapping[str, Any], lines: Mapping[str, int], problems: list[Problem], path: str = ""):
        self._values, self._lines, self._problems, self._path = dict(values), lines, problems, path
        self._inner: list[Self] = []

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong so far in this table and within it."""
        within = f"{self._path}." if self._path else ""
        return not any(one.path == self._path or one.path.startswith(within) for one in self._problems)

    def right(self, key: str) -> bool:
        """Whether nothing was wrong so far with a key of this table."""
        return all(one.path != f"{self._path}.{key}".lstrip(".") for one in self._problems)

    def left(self) -> tuple[str, ...]:
        """The keys that nobody took yet."""
        return tuple(self._values)

    def wrong(self, key: str, reason: str) -> None:
        """Note a fault of a key of this table, or of the table itself (`""`)."""
        path = f"{self._path}.{key}".strip(".")
        known = path
        while known and known not in self._lines:
            known = known.rpartition(".")[0]
        self._problems.append(Problem(self._lines.get(known, 0), path, reason))

    def count(self, key: str, low: int = 0, high: int = 1_000_000) -> int:
        """A whole number from `low` to `high`."""
        what = f"a whole number from {low} to {high}"
        return int(self._take(key, lambda v: isinstance(v, int) and low <= v <= high, what, low))

    def number(self, key: str, low: int | Decimal, high: int | Decimal) -> Decimal:
        """A number from `low` to `high`, exact."""
        what = f"a number from {low} to {high}"
        return Decimal(self._take(key, lambda v: _numeric(v) and low <= v <= high, what, low))

    def whole(self, key: str, low: int | Decimal, high: int | Decimal) -> Decimal:
        """As `number`, and without a fraction."""
        what = f"a whole number from {low} to {high}"
        return Decimal(self._take(key, lambda v: _numeric(v) and low <= v <= high and v == int(v), what, low))

    def day(self, key: str) -> date:
        """A day, as TOML writes it."""
        found: date = self._take(key, lambda v: type(v) is date, "a day like 2024-06-30", date.min)
        return found

    def flag(self, key: str) -> bool:
        """True or false."""
        return bool(self._take(key, lambda v: isinstance(v, bool), _FLAG, False))

    def word(self, key: str, among: tuple[str, ...] = ()) -> str:
        """A text that isn't empty, one of `among` where they are given."""
        what = "one of " + ", ".join(among) if among else "a text"
        return str(self._take(key, lambda v: isinstance(v, str) and v != "" and (not among or v in among), what, ""))

    def words(self, key: str, among: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, each one of `among` where they are given."""
        what = "a list of " + (", ".join(among) if among else "texts")
        return tuple(self._take(key, lambda v: isinstance(v, list) and all(
            isinstance(item, str) and (not among or item in among) for item in v), what, ()))  # fmt: skip

    def some(self, key: str, among: tuple[str, ...]) -> tuple[str, ...]:
        """As `words`, and at least one."""
        empty = self._values.get(key) == []
        found = self.words(key, among)
        if empty:
            self.wrong(key, "names nothing, so the rule could never apply")
        return found

    def table(self, key: str) -> Self:
        """A table within this one."""
        return self._within(key, self._take(key, lambda v: isinstance(v, dict), "a table", {}))

    def rows(self, key: str) -> list[Self]:
        """A list of tables, at least one."""
        rows = self._take(key, lambda v: isinstance(v, list) and v != [] and all(
            isinstance(item, dict) for item in v), "a list of tables", [])  # fmt: skip
        return [self._within(f"{key}.{index}", row) for index, row in enumerate(rows)]

    def unique(self, key: str, names: list[str]) -> None:
        """Note each name of the rows of `key` that an earlier row has."""
        seen = {""}
        for index, name in enumerate(names):
            if name and name in seen:
                self.wrong(f"{key}.{index}", f"{brief(name)!r} is there twice")
            seen.add(name)

    def skip(self) -> None:
        """Leave the rest of this table unread: what it should hold can't be told."""
        self._values.clear()

    def done(self) -> None:
        """Note every key that nobody took, here and within."""
        for key in self._values:
            self.wrong(key, f"is not a key of the {self.of}")
        for inner in self._inner:
            inner.done()

    def _within(self, key: str, values: Mapping[str, Any]) -> Self:
        inner = type(self)(values, self._lines, self._problems, f"{self._path}.{key}".lstrip("."))
        self._inner.append(inner)
        return inner

    def _take(self, key: str, check: Callable[[Any], bool], what: str, instead: Any) -> Any:
        if key not in self._values:
            self.wrong(key, f"is missing, expected {what}")
            return instead
        value = self._values.pop(key)
        if isinstance(value, bool) != (what == _FLAG) or not check(value):  # to Python true is a number, 1
            self.wrong(key, f"expected {what}, found {_shown(value)}")
            return instead
        return value


def _numeric(value: Any) -> bool:
    """Whether it is a number that can be written out: 1e-999999999 has a gigabyte of digits, and no file needs it."""
    if isinstance(value, Decimal):
        return value.is_finite() and abs(int(value.as_tuple().exponent)) <= _FRACTION
    return isinstance(value, int)


def _shown(value: Any) -> str:
    try:
        told = str(value) if isinstance(value, Decimal) else repr(value)
    except ValueError:  # a whole number of more digits than Python shows
        return "a number that is too large"
    return told if len(told) <= _SHOWN else f"{told[:_SHOWN]}…"
