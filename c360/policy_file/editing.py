"""The numbers of a policy file that may be tried otherwise, and the file with some of them changed.

A change is made in the text, on the number's own line, so that comments and sources stay; the result is read again
like any other file, with all its checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

from c360.errors import PolicyError
from c360.policy import Policy, Rule
from c360.policy_file.reader import KIND
from c360.rules import CONDITIONS, Number, Points
from c360.tomlfile import lines_of

Group = Literal["weights", "bands", "rules", "credit", "kyc"]
_POINT: Final = Decimal("0.05")
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Knob:
    """A number of the file: its dotted path, what it is about, its bounds, its step and its unit."""

    path: str
    group: Group
    about: str
    label: str
    value: Decimal
    low: Decimal
    high: Decimal
    step: Decimal
    unit: str


def text_of(path: Path | None) -> str:
    """The text of a policy file, or of the shipped one. Raises `PolicyError` where it can't be read."""
    try:
        return KIND.read(path or Path(str(files("c360") / "policy.toml"))).decode("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"The policy file {path} can't be read.", str(error)) from error


def knobs(text: str, policy: Policy) -> tuple[Knob, ...]:
    """Every number of risk that stands in the text as one; one that is written some other way is left out."""
    lines, rows = lines_of(text), text.splitlines()
    return tuple(knob for knob in _all(policy) if _place(knob.path, lines, rows))


def edited(text: str, values: Mapping[str, Decimal]) -> str:
    """The text with other numbers at these paths. Raises `PolicyError` for a path that `knobs` doesn't offer, and where
    the text doesn't say these numbers afterwards: what looks like a key's line may stand within a text."""
    lines, rows = lines_of(text), text.splitlines(keepends=True)
    for path, value in values.items():
        place = _place(path, lines, rows)
        if place is None:
            raise PolicyError(f"The policy file has no number {path} that could be changed.", path)
        at, start, end = place
        rows[at] = f"{rows[at][:start]}{value:f}{rows[at][end:]}"
    made = "".join(rows)
    found = KIND.parsed(made.encode())[1]
    for path, value in values.items():
        if _at(found, path.split(".")) != value:
            raise PolicyError(f"The number {path} of the policy file could not be changed where it stands.", path)
    return made


def _at(found: Any, keys: list[str]) -> Any:
    """What stands under these keys, of tables or lists; `None` for nothing."""
    for key in keys:
        if isinstance(found, list) and key.isdecimal():
            found = found[int(key)] if int(key) < len(found) else None
        else:
            found = found.get(key) if isinstance(found, dict) else None
    return found


def _all(policy: Policy) -> Iterable[Knob]:
    for at, rule in enumerate(policy.rules):
        if rule.weight is not None:
            yield Knob(f"factors.{at}.weight", "weights", rule.title, "Weight", rule.weight, Decimal(0), _ONE, _POINT,
                       "of 1")  # fmt: skip
    for at, step in enumerate(policy.bands[:-1]):
        yield Knob(f"bands.{at}.from", "bands", step.name, "From", step.start, _POINT, _ONE, _POINT, "of the score")
    for at, rule in enumerate(policy.rules):
        yield from _options(at, rule)
    for at, step in enumerate(policy.credit_bands[:-1]):
        yield Knob(f"credit.bands.{at}.from", "credit", step.name, "From", step.start, _ONE, Decimal(1000), _ONE,
                   "points")  # fmt: skip
    for band, days in policy.kyc_cycles.items():
        yield Knob(f"kyc.cycles.{band}", "kyc", band, "Review every", Decimal(days), _ONE, Decimal(3650), _ONE, "days")


def _options(at: int, rule: Rule) -> Iterable[Knob]:
    for key, option in CONDITIONS[rule.when].options.items():
        path, label, value = f"factors.{at}.{key}", key.replace("_", " ").capitalize(), rule.options[key]
        if isinstance(option, Number):
            yield Knob(path, "rules", rule.title, label, value, option.low, option.high, _ONE, option.unit)
        elif isinstance(option, Points):
            for step, points in value.items():
                yield Knob(f"{path}.{step}", "rules", rule.title, f"{label} of {step.lower()}", points, Decimal(0),
                           option.high, _ONE, "points")  # fmt: skip


def _place(path: str, lines: Mapping[str, int], rows: list[str]) -> tuple[int, int, int] | None:
    """The line's index and the number's start and end in it: after its key, or within an inline table."""
    table, _, key = path.rpartition(".")
    number = lines.get(path) or lines.get(table)
    if number is None:
        return None
    row = rows[number - 1]
    head = rf"\s*{re.escape(key)}\s*=\s*" if path in lines else rf"[^#]*?[{{,]\s*{re.escape(key)}\s*=\s*"
    match = re.match(rf"{head}(\d+(?:\.\d+)?)(?=\s*(?:[,}}#]|$))", row)
    return (number - 1, match.start(1), match.end(1)) if match else None
