"""The tables of the policy that sort accounts and put a value on a customer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from c360.policy import CATEGORIES, MODEL_KINDS, ValueModel, account_type
from c360.policy_file.reader import Table


def categories(table: Table) -> Mapping[str, str]:
    """Categories by the account type as it is read: see `account_type`."""
    found: dict[str, str] = {}
    for key in table.left():
        word = account_type(key)
        if word in found:
            table.wrong(key, f"{word} is there twice")
        found[word] = table.word(key, CATEGORIES)
    return MappingProxyType(found)


def margin(table: Table) -> Mapping[str, Decimal]:
    """The yearly interest margin of each category, percent."""
    return MappingProxyType({key: table.number(key, 0, 100) for key in CATEGORIES})


def models(table: Table) -> tuple[ValueModel, ...]:
    """The lifetime-value models, each with its segments."""
    rows = table.rows("models")
    found = tuple(_model(row) for row in rows)
    table.unique("models", [model.name for model in found])
    return found


def _model(row: Table) -> ValueModel:
    model = ValueModel(
        row.word("name"), row.word("kind", MODEL_KINDS), row.number("retention", 0, 1), row.number("discount", 0, 1),
        row.scale("segments"),
    )  # fmt: skip
    if model.discount <= 0:
        row.wrong("discount", "must be above 0, else the value has no bound")
    return model
