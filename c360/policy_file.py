"""Reading a policy file: each value checked, and whatever is wrong named by its line and the reason."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from c360.errors import PolicyError
from c360.policy import (
    BANDS,
    CATEGORIES,
    HOUSEHOLD_RULES,
    MODEL_KINDS,
    HouseholdRules,
    Policy,
    Rule,
    Step,
    ValueModel,
    account_type,
)
from c360.rules import CONDITIONS
from c360.sections import registry


def read(path: Path | None = None) -> Policy:
    """The policy of `path`, or the shipped one. Raises `PolicyError` with the line and the reason."""
    try:
        raw = (path or Path(str(files("c360") / "policy.toml"))).read_bytes()
    except OSError as error:
        raise PolicyError(f"The policy file {path} can't be read.", str(error)) from error
    try:
        text = raw.decode("utf-8")
        data = tomllib.loads(text, parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"The policy file is not valid TOML: {error}.", str(error)) from error
    return _Reader(data, _lines(text)).policy(hashlib.sha256(raw).hexdigest())


def _lines(text: str) -> dict[str, int]:
    """Where each dotted key stands (tomllib doesn't say): `factors.2.floor` is line 97."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[\[\s*([\w.\-]+)\s*\]\]", line):
            index = counts[match[1]] = counts.get(match[1], -1) + 1
            table = f"{match[1]}.{index}."
            lines[table[:-1]] = number
        elif match := re.match(r"\s*\[\s*([\w.\-]+)\s*\]", line):
            table = match[1] + "."
            lines[match[1]] = number
        elif match := re.match(r"""\s*["']?([\w.\- ]+?)["']?\s*=""", line):
            lines[table + match[1]] = number
    return lines


class _Reader:
    """Takes values out of the parsed file, each with its check; what is left over is unknown and refused."""

    def __init__(self, data: dict[str, Any], lines: Mapping[str, int]) -> None:
        self._data = data
        self._lines = lines

    def fail(self, path: str, reason: str) -> PolicyError:
        known = path
        while known and known not in self._lines:
            known = known.rpartition(".")[0]
        place = f"line {self._lines[known]}, " if known else ""
        return PolicyError(f"The policy file is wrong: {place}{path}: {reason}.", path)

    def take(self, table: dict[str, Any], path: str, key: str, check: Callable[[Any], bool], what: str) -> Any:
        where = f"{path}.{key}".lstrip(".")
        if key not in table:
            raise self.fail(where, f"is missing, expected {what}")
        value = table.pop(key)
        if isinstance(value, bool) or not check(value):
            raise self.fail(where, f"expected {what}, found {value!r}")
        return value

    def table(self, table: dict[str, Any], path: str, key: str) -> dict[str, Any]:
        return dict(self.take(table, path, key, lambda v: isinstance(v, dict), "a table"))

    def count(self, table: dict[str, Any], path: str, key: str, low: int = 0, high: int = 1_000_000) -> int:
        value = self.take(table, path, key, lambda v: isinstance(v, int) and low <= v <= high,
                          f"a whole number from {low} to {high}")  # fmt: skip
        return int(value)

    def number(self, table: dict[str, Any], path: str, key: str, low: int, high: int) -> Decimal:
        value = self.take(
            table, path, key, lambda v: _numeric(v) and low <= v <= high, f"a number from {low} to {high}"
        )
        return Decimal(value)

    def word(self, table: dict[str, Any], path: str, key: str, among: tuple[str, ...] = ()) -> str:
        what = "one of " + ", ".join(among) if among else "a text"
        value = self.take(
            table, path, key, lambda v: isinstance(v, str) and bool(v) and (not among or v in among), what
        )
        return str(value)

    def words(self, table: dict[str, Any], path: str, key: str, among: tuple[str, ...] = ()) -> tuple[str, ...]:
        what = "a list of " + (", ".join(among) if among else "texts")
        value = self.take(table, path, key, lambda v: isinstance(v, list) and all(
            isinstance(item, str) and (not among or item in among) for item in v), what)  # fmt: skip
        return tuple(value)

    def rows(self, table: dict[str, Any], path: str, key: str) -> list[tuple[str, dict[str, Any]]]:
        value = self.take(table, path, key, lambda v: isinstance(v, list) and bool(v) and all(
            isinstance(item, dict) for item in v), "a list of tables")  # fmt: skip
        return [(f"{path}.{key}.{index}".lstrip("."), dict(item)) for index, item in enumerate(value)]

    def scale(self, table: dict[str, Any], path: str, key: str, among: tuple[str, ...] = ()) -> tuple[Step, ...]:
        steps = []
        for where, row in self.rows(table, path, key):
            steps.append(Step(self.number(row, where, "from", 0, 10**12), self.word(row, where, "name", among)))
            self.empty(row, where)
            if len(steps) > 1 and steps[-1].start >= steps[-2].start:
                raise self.fail(where, "steps go from the highest to the lowest")
        if steps[-1].start != 0:
            raise self.fail(f"{path}.{key}".lstrip("."), "the last step starts at 0")
        return tuple(steps)

    def empty(self, table: dict[str, Any], path: str) -> None:
        for key in table:
            raise self.fail(f"{path}.{key}".lstrip("."), "is not a key of the policy")

    def rule(self, where: str, row: dict[str, Any]) -> Rule:
        rule_id = self.word(row, where, "id")
        title, source = self.word(row, where, "title"), self.word(row, where, "source")
        when = self.word(row, where, "when", tuple(CONDITIONS))
        weight = self.number(row, where, "weight", 0, 1) if "weight" in row else None
        floor = self.word(row, where, "floor", BANDS) if "floor" in row else None
        if weight is not None and floor is not None:
            raise self.fail(where, "has a weight and a floor; make two rules of it")
        options: dict[str, Any] = {}
        for key, among in CONDITIONS[when].options.items():
            if among is None:
                options[key] = self.number(row, where, key, 0, 10**6)
            else:
                options[key] = self.words(row, where, key, among)
                if not options[key]:
                    raise self.fail(f"{where}.{key}", "names nothing, so the rule could never apply")
        self.empty(row, where)
        return Rule(rule_id, title, when, weight, floor, source, MappingProxyType(options))

    def categories(self, table: dict[str, Any]) -> dict[str, str]:
        """By the account type as it is read: see `account_type`."""
        found: dict[str, str] = {}
        for key in list(table):
            word = account_type(key)
            if word in found:
                raise self.fail(f"categories.{key}", f"{word} is there twice")
            found[word] = self.word(table, "categories", key, CATEGORIES)
        return found

    def model(self, where: str, row: dict[str, Any]) -> ValueModel:
        model = ValueModel(
            self.word(row, where, "name"), self.word(row, where, "kind", MODEL_KINDS),
            self.number(row, where, "retention", 0, 1), self.number(row, where, "discount", 0, 1),
            self.scale(row, where, "segments"),
        )  # fmt: skip
        if model.discount <= 0:
            raise self.fail(f"{where}.discount", "must be above 0, else the value has no bound")
        self.empty(row, where)
        return model

    def household(self, table: dict[str, Any]) -> HouseholdRules:
        at, keys = "household", next(section.keys for section in registry().values() if section.name == "identity")
        return HouseholdRules(
            rules=self.words(table, at, "rules", HOUSEHOLD_RULES),
            adult_age=self.count(table, at, "adult_age", 1, 30),
            not_homes=tuple(map(account_type, self.words(table, at, "not_homes"))),
            steps=self.count(table, at, "steps", 1, 10),
            members=self.count(table, at, "members", 1, 50),
            shared_by=self.count(table, at, "shared_by", 2, 100),
            products=self.words(table, at, "products", CATEGORIES),
            child_products=self.words(table, at, "child_products", CATEGORIES),
            keys=self.words(table, at, "keys", keys),
            child_keys=self.words(table, at, "child_keys", keys),
        )

    def policy(self, digest: str) -> Policy:
        root = dict(self._data)
        limits, windows = self.table(root, "", "limits"), self.table(root, "", "windows")
        hours, revenue = self.table(root, "", "hours"), self.table(root, "", "revenue")
        credit, value = self.table(root, "", "credit"), self.table(root, "", "value")
        categories, expected = self.table(root, "", "categories"), self.table(root, "", "completeness")
        margin = self.table(revenue, "revenue", "margin")
        ownership, household = self.table(root, "", "ownership"), self.table(root, "", "household")
        models = tuple(self.model(where, row) for where, row in self.rows(value, "value", "models"))
        rules = tuple(self.rule(where, row) for where, row in self.rows(root, "", "factors"))
        for place, names in (("factors", [rule.id for rule in rules]), ("value.models", [one.name for one in models])):
            for index, name in enumerate(names):
                if name in names[:index]:
                    raise self.fail(f"{place}.{index}", f"{name!r} is there twice")
        if sum(rule.weight for rule in rules if rule.weight is not None) != 1:
            raise self.fail("factors.0", "the weights of the base score add up to 1")
        first = self.count(hours, "hours", "first", 0, 23)
        policy = Policy(
            version=self.word(root, "", "version"),
            digest=digest,
            transactions_shown=self.count(limits, "limits", "transactions_shown", 1, 50_000),
            neighbours_shown=self.count(limits, "limits", "neighbours_shown", 1, 10_000),
            interactions_shown=self.count(limits, "limits", "interactions_shown", 1, 10_000),
            lookback_days=self.count(windows, "windows", "lookback_days", 1, 36_500),
            revenue_days=self.count(windows, "windows", "revenue_days", 1, 36_500),
            expiring_days=self.count(windows, "windows", "expiring_days", 0, 36_500),
            stale_source_days=self.count(windows, "windows", "stale_source_days", 0, 36_500),
            complete_enough=self.count(limits, "limits", "complete_enough", 0, 100),
            business_hours=(first, self.count(hours, "hours", "last", first + 1, 24)),
            beneficial_owner=self.number(ownership, "ownership", "beneficial_owner", 0, 100),
            household=self.household(household),
            categories=MappingProxyType(self.categories(categories)),
            credit_bands=self.scale(credit, "credit", "bands"),
            bands=self.scale(root, "", "bands", BANDS),
            rules=rules,
            fee_types=self.words(revenue, "revenue", "fee_types"),
            fee_purposes=self.words(revenue, "revenue", "fee_purposes"),
            card_types=self.words(revenue, "revenue", "card_types"),
            interchange=self.number(revenue, "revenue", "interchange", 0, 100),
            margin=MappingProxyType({key: self.number(margin, "revenue.margin", key, 0, 100) for key in CATEGORIES}),
            default_model=self.word(value, "value", "default_model", tuple(model.name for model in models)),
            models=models,
            completeness=MappingProxyType(
                {
                    name: self.words(expected, "completeness", name, keys)
                    for name, keys in ((section.name, section.keys) for section in registry().values())
                }
            ),
        )
        for path, table in (("limits", limits), ("windows", windows), ("hours", hours), ("credit", credit),
                            ("ownership", ownership), ("household", household), ("revenue", revenue),
                            ("revenue.margin", margin), ("value", value), ("completeness", expected),
                            ("", root)):  # fmt: skip
            self.empty(table, path)
        return policy


def _numeric(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())
