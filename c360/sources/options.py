"""The options that a query gives with a file, each of the type that it must be, before any of it becomes SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from c360.sources.casts import is_text
from c360.sources.csvfile import Dialect
from c360.sources.jsonfile import NULL
from c360.sources.problems import Fault, refuse

_CSV: Final = frozenset({
    "delim", "sep", "quote", "escape", "header", "nullstr", "columns", "types", "dtypes", "column_types",
    "dateformat", "timestampformat", "decimal_separator", "encoding", "all_varchar", "strict_mode",
    "auto_detect",
})  # fmt: skip
_JSON: Final = frozenset({"columns", "format", "auto_detect", "dateformat", "timestampformat"})
_TYPES: Final = ("types", "dtypes", "column_types")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query wants its text files read: `columns` are those that it names, with the types it declares."""

    dialect: Dialect = field(default_factory=Dialect)
    columns: Mapping[str, str] = field(default_factory=dict)  # of a file without a header, or of JSON records
    types: Mapping[str, str] = field(default_factory=dict)  # of all columns that are given one
    nulls: tuple[str, ...] = ("",)
    formats: Mapping[str, str] = field(default_factory=dict)
    comma: bool = False
    quoted_nulls: bool = True  # whether what stands for no value does so in quotes as well

    def declared(self) -> dict[str, str]:
        """The columns that are to be more than text, with their types."""
        return {column: kind for column, kind in self.types.items() if not is_text(kind)}


def for_csv(options: Mapping[str, Any], file: str) -> Reading:
    """The options of `read_csv`; `LoadRefused` names what is not for sources, or not of its type."""
    given = _Options(options, file)
    given.only(_CSV)
    for key in ("all_varchar", "strict_mode"):
        if not given.flag(key, True):
            raise given.refuse(f"the option {key} is not for sources, where files are read strictly")
    given.flag("auto_detect", False)
    quote = given.mark("quote", '"')
    dialect = Dialect(
        delimiter=given.mark("delim", "") or given.mark("sep", "") or None, quote=quote,
        escape=given.mark("escape", quote) or quote, header=given.flag("header", True),
        encoding=given.text("encoding", "utf-8"),
    )  # fmt: skip
    if dialect.delimiter in (quote, dialect.escape):
        raise given.refuse("the delimiter can't be the quote")
    columns = given.types_of("columns")
    if not dialect.header and not columns:
        raise given.refuse("a file without a header needs columns={...}")
    types = next((found for key in _TYPES if (found := given.types_of(key))), {})
    separator = given.text("decimal_separator", ".")
    if separator not in (".", ","):
        raise given.refuse("decimal_separator is '.' or ','")
    return Reading(dialect, columns, columns | types, given.texts("nullstr", ("",)), given.formats(), separator == ",")


def for_json(options: Mapping[str, Any], file: str) -> Reading:
    """The options of `read_json`."""
    given = _Options(options, file)
    given.only(_JSON)
    given.flag("auto_detect", True)
    if given.text("format", "auto") not in ("auto", "array", "newline_delimited", "unstructured"):
        raise given.refuse("format is 'array' or 'newline_delimited'")
    columns = given.types_of("columns")
    return Reading(columns=columns, types=columns, nulls=(NULL,), formats=given.formats(), quoted_nulls=False)


@dataclass(frozen=True, slots=True)
class _Options:
    """Options as the tree has them: texts, numbers' texts, truths, None, tuples, and pairs for structs."""

    given: Mapping[str, Any]
    file: str

    def refuse(self, reason: str) -> Exception:
        return refuse(Fault.QUERY, self.file, reason)

    def only(self, known: frozenset[str]) -> None:
        unknown = sorted(set(self.given) - known)
        if unknown:
            raise self.refuse(f"the option {unknown[0]} is not for sources, where files are read strictly")

    def flag(self, key: str, default: bool) -> bool:
        value = self.given.get(key, default)
        if not isinstance(value, bool):
            raise self.refuse(f"{key} is true or false")
        return value

    def text(self, key: str, default: str) -> str:
        value = self.given.get(key, default)
        if not isinstance(value, str) or "\0" in value:
            raise self.refuse(f"{key} is a text")
        return value

    def mark(self, key: str, default: str) -> str:
        """One character; "\\t", which SQL takes for two, is the usual way to write a tab."""
        value = self.text(key, default)
        value = "\t" if value == "\\t" else value
        if value and (len(value) > 1 or not value.isascii() or value in "\r\n"):
            raise self.refuse(f"{key} is one ASCII character")
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self.given.get(key, default)
        value = (value,) if isinstance(value, str) else value
        if not isinstance(value, tuple) or not value or not all(isinstance(item, str) for item in value):
            raise self.refuse(f"{key} is a text, or a list of texts")
        return value

    def types_of(self, key: str) -> dict[str, str]:
        value = self.given.get(key, ())
        if not isinstance(value, tuple) or not all(_is_pair(item) for item in value):
            raise self.refuse(f"{key} names columns and their types: {key}={{'amount': 'DECIMAL(18,2)'}}")
        return dict(value)

    def formats(self) -> dict[str, str]:
        found = {key: self.text(key, "") for key in ("dateformat", "timestampformat")}
        return {key: value for key, value in found.items() if value}


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple) and len(item) == 2 and all(isinstance(part, str) and part for part in item)
