"""Casts of a text column to the type that a query declares, which round nothing and guess nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from c360.sources.problems import Fault, refuse
from c360.sources.sqltext import name_of, text_of

_TEXTS: Final = frozenset({"VARCHAR", "TEXT", "STRING"})
_INTEGERS: Final = frozenset({
    "TINYINT", "SMALLINT", "INTEGER", "INT", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
    "UBIGINT",
})  # fmt: skip
_DOUBLES: Final = frozenset({"DOUBLE", "FLOAT8"})
_SINGLES: Final = frozenset({"FLOAT", "FLOAT4", "REAL"})
_INSTANTS: Final = frozenset({"TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"})

DAY: Final = r"\d{4}-\d{2}-\d{2}"
CLOCK: Final = r"\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
# No place on earth is further from UTC than 14 hours; DuckDB would take +99:00.
OFFSET: Final = r"(Z|[+-](0\d|1[0-7])(:?[0-5]\d)?|[+-]18(:?00)?)"
WHOLE: Final = r"[+-]?\d+"
POINT: Final = r"[+-]?(\d+(\.\d*)?|\.\d+)"
TRUTHS: Final = "('true', 't', 'yes', 'y', '1')"
LIES: Final = "('false', 'f', 'no', 'n', '0')"


@dataclass(frozen=True, slots=True)
class Cast:
    """SQL for a column's value in its type and for whether its text fits it."""

    type: str
    value: str
    fits: str
    is_date: bool = False


def is_text(kind: str) -> bool:
    """Whether the declared type is the text it is already."""
    return kind.upper() in _TEXTS


def cast_of(column: str, kind: str, formats: Mapping[str, str], comma: bool, file: str) -> Cast:
    """The cast of one column; refuses types that a text file can't hold strictly."""
    kind = kind.upper().strip()
    text = f"trim({name_of(column)})"
    # Where the comma is the point, a point is not one: "1.500" is refused rather than guessed at.
    number = f"replace(replace({text}, '.', '?'), ',', '.')" if comma else text
    if kind in _INTEGERS:
        value = f"TRY_CAST({text} AS {kind})"
        return Cast(kind, value, f"regexp_full_match({text}, '{WHOLE}') AND {value} IS NOT NULL")
    if kind in _SINGLES:
        raise refuse(Fault.QUERY, file, f"{column}: {kind} keeps 7 digits only: say DECIMAL(18,2) or DOUBLE")
    if kind in _DOUBLES:
        value = f"TRY_CAST({number} AS {kind})"
        pattern = rf"{POINT}([eE][+-]?\d+)?"
        return Cast(kind, value, f"regexp_full_match({number}, '{pattern}') AND isfinite({value})")
    decimal = re.fullmatch(r"(?:DECIMAL|NUMERIC)\s*(?:\(\s*(\d{1,3})\s*(?:,\s*(\d{1,3})\s*)?\))?", kind)
    if decimal:
        width, scale = int(decimal[1] or 18), int(decimal[2] or (0 if decimal[1] else 3))
        if not 1 <= width <= 38 or scale > width:
            raise refuse(Fault.QUERY, file, f"{column}: a DECIMAL has 1 to 38 digits, {kind} is none")
        return _decimal(kind, number, width, scale)
    if kind == "DATE":
        return _moment(kind, text, formats.get("dateformat"), DAY)
    if kind in ("TIMESTAMP", "DATETIME"):
        return _moment("TIMESTAMP", text, formats.get("timestampformat"), f"{DAY}[T ]{CLOCK}")
    if kind in _INSTANTS:
        value = f"TRY_CAST({text} AS TIMESTAMPTZ)"
        pattern = f"{DAY}[T ]{CLOCK} ?{OFFSET}"
        return Cast("TIMESTAMPTZ", value, f"regexp_full_match({text}, '{pattern}') AND {value} IS NOT NULL", True)
    if kind in ("BOOLEAN", "BOOL"):
        value = f"CASE WHEN lower({text}) IN {TRUTHS} THEN true WHEN lower({text}) IN {LIES} THEN false END"
        return Cast(kind, value, f"({value}) IS NOT NULL")
    raise refuse(Fault.QUERY, file, f"{column}: a text file can't be read as {kind}")


def _decimal(kind: str, number: str, width: int, scale: int) -> Cast:
    # A cast rounds what doesn't fit, so that digits are counted; zeros at the end say nothing.
    value = f"TRY_CAST({number} AS DECIMAL({width}, {scale}))"
    exact = rf"[+-]?(\d+(\.\d{{0,{scale}}}0*)?|\.\d{{1,{max(scale, 1)}}}0*)"
    return Cast(kind, value, f"regexp_full_match({number}, '{exact}') AND {value} IS NOT NULL")


def _moment(kind: str, text: str, form: str | None, pattern: str) -> Cast:
    if form is None:
        value = f"TRY_CAST({text} AS {kind})"
        return Cast(kind, value, f"regexp_full_match({text}, '{pattern}') AND {value} IS NOT NULL", True)
    # strptime takes "9311" for "%y%m%d" as well, so the text must come back out of the value.
    # It takes "infinity" for any format.
    parsed = f"try_strptime({text}, {text_of(form)})"
    value = f"CAST({parsed} AS {kind})"
    fits = f"isfinite({parsed}) AND strftime({parsed}, {text_of(form)}) = {text}"
    return Cast(kind, value, fits, True)
