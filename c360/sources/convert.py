"""From a query's columns to the schema's kinds: the value of each, and what is wrong with those that don't fit.

Time: a TIMESTAMP (and text without an offset) is local time of the bank, a TIMESTAMPTZ (and text with one) an
instant, a DATE (and ISO text of one) a day without time, a whole number epoch seconds. Money keeps every digit
the query gives until the check against its currency's minor unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from c360.graph.schema import Kind
from c360.sources.casts import CLOCK, DAY, LIES, OFFSET, POINT, TRUTHS, WHOLE
from c360.sources.checks import Check
from c360.sources.problems import Fault
from c360.sources.sqltext import name_of, text_of

# A double holds amounts below this to far less than half a minor unit.
AMOUNT_LIMIT: Final = 10**13
# Nothing that people read is longer; a whole file put into one field is.
LONGEST_TEXT: Final = 100_000
YEARS: Final = (1800, 2200)

_OFFSET_LIKE: Final = r"(Z|[+-]\d{2}(:?\d{2})?)"
_YEARS_SAID: Final = f"the year is not within {YEARS[0]} to {YEARS[1]}"

_WHOLES: Final = frozenset({
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "UHUGEINT",
})  # fmt: skip
_FLOATS: Final = frozenset({"DOUBLE", "FLOAT"})
_LOCALS: Final = frozenset({"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})


@dataclass(frozen=True, slots=True)
class Conversion:
    """The SQL of a value (NULL where it doesn't fit), its checks, and what it says beside (dateOnly)."""

    value: str
    checks: tuple[Check, ...] = ()
    date_only: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What a conversion needs to know of the row's book: the bank's zone, and SQL for the currency's digits."""

    zone: str
    digits: str


def convert(column: str, kind: Kind, given: str, place: Place) -> Conversion | str:
    """The conversion of a column of DuckDB type `given`; a text says why that type can't become the kind."""
    name = name_of(column)
    if given == '"NULL"':
        return Conversion("NULL::VARCHAR" if kind in (Kind.TEXT, Kind.INSTANT) else f"NULL::{_STORED[kind]}")
    given = "DECIMAL" if given.startswith("DECIMAL") else "VARCHAR" if given.startswith("ENUM") else given
    match kind:
        case Kind.TEXT:
            return _text(name, given)
        case Kind.MONEY:
            return _money(name, given, place)
        case Kind.NUMBER:
            return _number(name, given, column)
        case Kind.FLAG:
            return _flag(name, given)
        case Kind.COUNT:
            return _count(name, given)
        case Kind.DATE:
            return _date(name, given)
        case _:
            return _moment(name, given, kind, place)


_STORED: Final = {
    Kind.MONEY: "DECIMAL(18,4)", Kind.NUMBER: "DOUBLE", Kind.FLAG: "BOOLEAN", Kind.DATE: "DATE",
    Kind.EPOCH: "BIGINT", Kind.COUNT: "BIGINT",
}  # fmt: skip


def _no(given: str, wanted: str) -> str:
    return f"the column is {given}, and {wanted} is needed"


def _present(name: str) -> str:
    # Only what starts below "!" can be blank, so that trim(), which is dear, is called for almost no value.
    return f"CASE WHEN {name} < '!' THEN nullif(trim({name}), '') ELSE {name} END"


def _text(name: str, given: str) -> Conversion | str:
    if given == "VARCHAR":
        # Bytes are counted faster than characters, and are never fewer.
        long = f"strlen({name}) > {LONGEST_TEXT} AND length({name}) > {LONGEST_TEXT}"
        return Conversion(
            f"CASE WHEN {name} < '!' AND trim({name}) = '' THEN NULL ELSE {name} END",
            (Check(long, Fault.VALUE, f"longer than {LONGEST_TEXT:,} characters"),),
        )
    if given in _WHOLES or given == "UUID":
        return Conversion(f"CAST({name} AS VARCHAR)")
    return _no(given, "text (a number loses leading zeros, a float digits)")


def _money(name: str, given: str, place: Place) -> Conversion | str:
    limit, digits = AMOUNT_LIMIT, place.digits
    bounds = f"the amount is {limit:.0e} or more".replace("+", "")
    fine = "more digits than its currency has"
    if given in _FLOATS:
        value = f"CAST({name} AS DOUBLE)"
        rounded = _rounded(value, digits, "DOUBLE")
        # Sums of doubles carry noise of about 1e-15 of their size: that is not a digit.
        noise = f"least(greatest(abs({value}) * 1e-14, 1e-9), 0.1 * 10.0 ** (-({digits})))"
        sane = f"isfinite({value}) AND abs({value}) < {limit}"
        return Conversion(
            f"CASE WHEN {sane} THEN CAST({rounded} AS DECIMAL(18, 4)) END",
            (
                Check(f"NOT isfinite({value})", Fault.AMOUNT, "the amount is not a finite number"),
                Check(f"abs({value}) >= {limit}", Fault.AMOUNT, bounds),
                Check(f"abs({value} - {rounded}) > {noise}", Fault.AMOUNT, fine),
            ),
        )
    if given == "VARCHAR":
        text = _present(name)
        value = f"TRY_CAST({text} AS DECIMAL(18, 5))"  # fits just what is below the limit
        odd = "[+-]?(nan|inf|infinity)"
        return Conversion(
            f"CAST({value} AS DECIMAL(18, 4))",
            (
                Check(f"NOT regexp_full_match({text}, '({POINT}|(?i:{odd})) *')", Fault.TYPE,
                      "not an amount, such as -1234.50"),
                Check(f"{value} IS NULL AND regexp_full_match({text}, '(?i:{odd}) *')", Fault.AMOUNT,
                      "the amount is not a finite number"),
                Check(f"{text} IS NOT NULL AND {value} IS NULL", Fault.AMOUNT, bounds),
                Check(_by_digits(digits, lambda some: rf"regexp_matches({text}, '\.\d{{{some}}}\d*[1-9]')"),
                      Fault.AMOUNT, fine),
            ),
        )  # fmt: skip
    if given not in _WHOLES and not given.startswith("DECIMAL"):
        return _no(given, "a number (DECIMAL is best)")
    value = f"TRY_CAST({name} AS DECIMAL(38, 12))"
    rounded = _rounded(value, digits, "DECIMAL(38, 12)")
    return Conversion(
        f"TRY_CAST({value} AS DECIMAL(18, 4))",
        (
            Check(f"{name} IS NOT NULL AND {value} IS NULL", Fault.AMOUNT, bounds),
            Check(f"abs({value}) >= {limit}", Fault.AMOUNT, bounds),
            Check(f"{value} <> {rounded}", Fault.AMOUNT, fine),
        ),
    )


def _by_digits(digits: str, each: Callable[[int], str]) -> str:
    """SQL that depends on the currency's digits: a number of them, or SQL for one."""
    if digits.isdecimal():
        return each(int(digits))
    return f"(CASE {digits} {' '.join(f'WHEN {some} THEN {each(some)}' for some in (0, 2, 3, 4))} END)"


def _rounded(value: str, digits: str, kind: str) -> str:
    """SQL for a value rounded to its currency's digits; round() itself takes only a constant."""
    # Without the cast the cases meet in a decimal without digits.
    return _by_digits(digits, lambda some: f"CAST(round({value}, {some}) AS {kind})")


def _number(name: str, given: str, column: str) -> Conversion | str:
    checks: list[Check] = []
    if given == "VARCHAR":
        text = _present(name)
        value = f"TRY_CAST({text} AS DOUBLE)"
        checks = [Check(f"NOT regexp_full_match({text}, '{POINT} *')", Fault.TYPE, "not a number")]
    elif given in _FLOATS or given in _WHOLES or given == "DECIMAL":
        value = f"CAST({name} AS DOUBLE)"
    else:
        return _no(given, "a number")
    checks.append(Check(f"NOT isfinite({value})", Fault.AMOUNT, "not a finite number"))
    if column == "percentage":
        checks.append(Check(f"{value} NOT BETWEEN 0 AND 100", Fault.PERCENTAGE, "not within 0 to 100"))
    return Conversion(value, tuple(checks))


def _flag(name: str, given: str) -> Conversion | str:
    if given == "BOOLEAN":
        return Conversion(name)
    text = f"lower({_present(name)})" if given == "VARCHAR" else f"CAST({name} AS VARCHAR)"
    if given != "VARCHAR" and given not in _WHOLES:
        return _no(given, "true or false")
    value = f"CASE WHEN {text} IN {TRUTHS} THEN true WHEN {text} IN {LIES} THEN false END"
    return Conversion(
        value, (Check(f"{text} IS NOT NULL AND ({value}) IS NULL", Fault.TYPE, "neither true nor false"),)
    )


def _count(name: str, given: str) -> Conversion | str:
    if given in _WHOLES:
        return Conversion(f"CAST({name} AS BIGINT)")
    if given != "VARCHAR":
        return _no(given, "a whole number")
    text = _present(name)
    wrong = f"{text} IS NOT NULL AND NOT (regexp_full_match({text}, '{WHOLE}') AND {{}} IS NOT NULL)"
    value = f"TRY_CAST({text} AS BIGINT)"
    return Conversion(value, (Check(wrong.format(value), Fault.TYPE, "not a whole number"),))


def _date(name: str, given: str) -> Conversion | str:
    checks: list[Check] = []
    if given == "DATE":
        value = name
    elif given in _LOCALS:
        value = f"CAST({name} AS DATE)"
        checks = [Check(f"{name} <> {value}", Fault.TYPE, "has a time of day, and a date is needed")]
    elif given == "VARCHAR":
        text = _present(name)
        value = f"TRY_CAST({text} AS DATE)"
        checks = [
            Check(f"NOT regexp_full_match({text}, '{DAY} *')", Fault.TYPE, "not a date, such as 2024-06-30"),
            Check(f"{text} IS NOT NULL AND {value} IS NULL", Fault.DATE, "no such day"),
        ]
    else:
        return _no(given, "a date")
    return Conversion(value, (*checks, _in_years(value)))


def _in_years(value: str) -> Check:
    # year() of an infinite date is NULL, which must count as wrong as well.
    wrong = f"{value} IS NOT NULL AND coalesce(year({value}) NOT BETWEEN {YEARS[0]} AND {YEARS[1]}, true)"
    return Check(wrong, Fault.DATE, _YEARS_SAID)


@dataclass(frozen=True, slots=True)
class _Moment:
    """SQL for the bank's local time, for the instant, and for whether it is only a day; one of the two is NULL."""

    local: str | None = None
    instant: str | None = None
    day: str | None = None
    checks: tuple[Check, ...] = ()


def _moment_of(name: str, given: str) -> _Moment | None:
    if given == "DATE":
        return _Moment(local=f"CAST({name} AS TIMESTAMP)", day=f"{name} IS NOT NULL")
    if given in _LOCALS:
        return _Moment(local=f"CAST({name} AS TIMESTAMP)")
    if given == "TIMESTAMP WITH TIME ZONE":
        return _Moment(instant=name)
    if given in _WHOLES:
        # Milliseconds, or any year past 5138, would overflow.
        fits = f"abs({name}) < 100000000000"
        checks = (Check(f"NOT ({fits})", Fault.DATE, "too large for seconds since 1970"),)
        return _Moment(instant=f"to_timestamp(CASE WHEN {fits} THEN CAST({name} AS BIGINT) END)", checks=checks)
    if given != "VARCHAR":
        return None
    text = _present(name)
    # What the first check lets through has a colon if it has a time, and a sign or Z only if it has an offset.
    offset = f"(contains({text}, '+') OR contains({text}, 'Z') OR contains(substr({text}, 12), '-'))"
    local = f"CASE WHEN NOT {offset} THEN TRY_CAST({text} AS TIMESTAMP) END"
    instant = f"CASE WHEN {offset} THEN TRY_CAST({text} AS TIMESTAMPTZ) END"
    return _Moment(
        local, instant, f"coalesce(NOT contains({text}, ':'), false)",
        (
            Check(f"NOT regexp_full_match({text}, '{DAY}([T ]{CLOCK}( ?{_OFFSET_LIKE})?)? *')", Fault.TYPE,
                  "not a time, such as 2024-06-30 14:05:00"),
            Check(f"{offset} AND NOT regexp_matches({text}, '{OFFSET} *$')", Fault.DATE,
                  "no place is so far from UTC"),
            Check(f"{text} IS NOT NULL AND ({local}) IS NULL AND ({instant}) IS NULL", Fault.DATE,
                  "no such day or time"),
        ),
    )  # fmt: skip


def _moment(name: str, given: str, kind: Kind, place: Place) -> Conversion | str:
    """An epoch second and whether it is only a day, as the kind stores them."""
    found = _moment_of(name, given)
    if found is None:
        return _no(given, "a time: TIMESTAMP (the bank's), TIMESTAMPTZ, DATE or epoch seconds")
    zone, moments, checks = text_of(place.zone), list[str](), [*found.checks]
    if found.instant:
        moments.append(f"({found.instant})")
        bounds = " AND ".join(str(int(datetime(year, 1, 1, tzinfo=UTC).timestamp())) for year in YEARS)
        wrong = f"NOT isfinite({found.instant}) OR epoch({found.instant}) NOT BETWEEN {bounds}"
        checks.append(Check(wrong, Fault.DATE, _YEARS_SAID))
    if found.local:
        moments.append(f"timezone({zone}, {found.local})")
        checks.append(_in_years(f"({found.local})"))
        if given != "DATE":
            back = f"timezone({zone}, timezone({zone}, {found.local}))"
            timed = f"NOT {found.day} AND " if found.day else ""
            why = f"no such time of day in {place.zone} (clocks went forward)"
            checks.append(Check(f"{timed}({found.local}) <> {back}", Fault.DATE, why))
    moment = f"coalesce({', '.join(moments)})" if len(moments) > 1 else moments[0]
    if kind is Kind.EPOCH:
        return Conversion(f"TRY(CAST(floor(epoch({moment})) AS BIGINT))", tuple(checks), found.day)
    stamp = f"strftime(timezone('UTC', {moment}), '%Y-%m-%dT%H:%M:%SZ')"
    if found.day is None:
        return Conversion(stamp, tuple(checks))
    iso = f"strftime({found.local}, '%Y-%m-%d')"
    return Conversion(f"CASE WHEN {found.day} THEN {iso} ELSE {stamp} END", tuple(checks))
