"""What a key's values must be beyond their kind: the schema's rules, and what no bank's record can be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from c360.graph import schema
from c360.sources.problems import Fault
from c360.sources.sqltext import text_of

CREDIT_SCORES: Final = (0, 9999)

# Two people must not be told apart by what nobody sees: controls and format characters (U+FEFF among them)
# anywhere, blanks at either end.
_UNSEEN: Final = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\p{Zs}|\p{Zs}$"


@dataclass(frozen=True, slots=True)
class Check:
    """SQL that is true for a wrong value, and what to call it."""

    wrong: str
    fault: Fault
    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a query: its label, whether it is an edge's, the SQL of its value, and what it has to be."""

    label: str
    name: str
    value: str
    natural: bool
    required: bool


def of_column(column: Column, until: int) -> Iterable[Check]:
    """The checks of one column; `until` is the first second, of epoch, of the day after the load's."""
    value = f"({column.value})"
    if column.required:
        yield Check(f"{value} IS NULL", Fault.MISSING, "there is no value")
    if column.natural:
        why = "a key has no blank at either end and no character that can't be seen"
        yield Check(f"regexp_matches({value}, {text_of(_UNSEEN)})", Fault.VALUE, why)
    if column.name == "currency":
        wrong = f"NOT regexp_full_match({value}, '[A-Z]{{3}}')"
        yield Check(wrong, Fault.VALUE, "not a currency's ISO 4217 code, such as EUR")
    if (column.label, column.name) == (schema.TRANSACTION, "amount"):
        why = "below zero: who pays is from, and who is paid is to"
        yield Check(f"{value} < 0", Fault.AMOUNT, why)
    if (column.label, column.name) == (schema.TRANSACTION, "timestamp"):
        yield Check(f"{value} >= {until}", Fault.DATE, "after the day of this load")
    if (column.label, column.name) == (schema.CREDIT_SCORE, "score"):
        low, high = CREDIT_SCORES
        yield Check(f"{value} NOT BETWEEN {low} AND {high}", Fault.VALUE, f"not within {low} to {high}")
    label = schema.VERTICES.get(column.label)
    if label is not None and column.name in label.values:
        values = label.values[column.name]
        listed = ", ".join(map(text_of, values))
        yield Check(f"{value} NOT IN ({listed})", Fault.VALUE, f"not one of {', '.join(values)}")
