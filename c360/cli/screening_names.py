"""Names that are screened without being anybody's in a book: one, or a table of them as CSV in and out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from c360.errors import InputRefused, UsageError

if TYPE_CHECKING:
    from c360.screening import Candidate, Screener, Subject

SCHEMAS: Final = ("Person", "Company", "Organization", "LegalEntity", "PublicBody", "Vessel", "Airplane")
LONGEST: Final = 300
MOST: Final = 100_000
_LARGEST: Final = 100_000_000
_COLUMNS: Final = ("name", "born", "country", "schema", "id")
_OUT: Final = (
    "Line", "Id", "Name", "Result", "Score", "List", "Entry", "Listed as", "Because", "Screened against",
)  # fmt: skip
_BORN: Final = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of a table: its line in the file, the caller's own id, whom to screen."""

    line: int
    id: str
    subject: Subject


def subject(name: str, born: str = "", country: str = "", schema: str = "") -> Subject:
    """Whom to screen; `born` is a year, a month or a day, `country` codes or names with semicolons.

    Raises `UsageError` for what can't be compared, which must not be screened as if it hadn't been said.
    """
    from c360.screening import Subject
    from c360.screening.facts import country as known

    countries = tuple(filter(None, (one.strip() for one in country.split(";"))))
    schema = schema.strip() or "Person"
    if not name.strip() or len(name) > LONGEST:
        raise UsageError(f"A name has from 1 to {LONGEST} characters.")
    if not any(c.isalnum() for c in name):
        raise UsageError("The name has no letter.")
    if born.strip() and not _is_day(born.strip()):
        raise UsageError("A birth is a year, a month or a day, such as 1961, 1961-05 or 1961-05-03.")
    if schema not in SCHEMAS:
        raise UsageError(f"The schema is not one of {', '.join(SCHEMAS)}.")
    for one in countries:
        if known(one) is None:
            raise UsageError("A country is not known by that code or name.")
    return Subject(name.strip(), schema, born.strip() or None, countries)


def plain(who: Subject, screener: Screener, found: Sequence[Candidate]) -> dict[str, Any]:
    """The answer as JSON values, as the contract has it."""
    return {
        "subject": {"name": who.name, "schema": who.schema, "birth_date": who.birth_date,
                    "countries": list(who.countries)},
        "lists": [{"name": one.name, "date": one.dated, "digest": one.digest} for one in screener.lists],
        "candidates": [
            {
                "list": one.entry.list, "entry_id": one.entry.id, "name": one.entry.name, "score": one.score,
                "match": one.match,
                "features": [{"name": each.name, "effect": each.effect, "words": each.words} for each in one.features],
            }
            for one in found
        ],
    }  # fmt: skip


def read(path: Path) -> tuple[Asked, ...]:
    """The rows of a table of names: UTF-8, a header with `name` and any of born, country, schema, id.

    Raises `InputRefused` with the line and the reason for the first row that is wrong: then nobody is screened.
    """
    try:
        with open(path, "rb") as file:
            raw = file.read(_LARGEST + 1)  # a device has no end
        if len(raw) > _LARGEST:
            raise InputRefused(f"The table of names has more than {_LARGEST:,} bytes.")
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise InputRefused(f"The table of names can't be read: {error.strerror}.", str(error)) from error
    except UnicodeDecodeError as error:
        raise InputRefused("The table of names is not UTF-8.", str(error)) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Asked] = []
    try:
        header = [one.strip().lower() for one in next(reader, [])]
        _check(header)
        for cells in reader:
            if cells:
                rows.append(_row(reader.line_num, header, cells))
            if len(rows) > MOST:
                raise InputRefused(f"The table has more than {MOST:,} names.")
    except csv.Error as error:
        raise InputRefused(f"The table of names is no CSV at line {reader.line_num}: {error}.") from error
    if not rows:
        raise InputRefused("The table has no names.")
    return tuple(rows)


def screened(rows: Sequence[Asked], screener: Screener, near: float) -> tuple[bytes, int]:
    """The table that answers, a row for each candidate and one for who has none; and how many matches are in it."""
    from c360.export.tables import to_csv
    from c360.sheets import Column, sheet

    used = ", ".join(f"{one.name} ({one.dated[:10] if one.dated else 'day not stated'})" for one in screener.lists)
    told: list[tuple[Any, ...]] = []
    matches = 0
    for row in rows:
        found = screener.screen(row.subject, near)
        matches += sum(one.match for one in found)
        who = (row.line, row.id, row.subject.name)
        told += [
            (*who, "match" if one.match else "near miss", f"{one.score:.4f}", one.entry.list, one.entry.id,
             one.entry.name, "; ".join(each.words for each in one.features), used)
            for one in found
        ] or [(*who, "none near", None, None, None, None, None, used)]  # fmt: skip
    columns = tuple(Column(name) for name in _OUT)
    return to_csv(sheet("screened", "Screened names", columns, told)), matches


def _check(header: Sequence[str]) -> None:
    unknown = [one for one in header if one not in _COLUMNS]
    if "name" not in header or unknown or len(set(header)) < len(header):
        # A misspelt column that is passed over would be a birth that nobody compared.
        raise InputRefused(f"The table's first line names its columns, name and any of {', '.join(_COLUMNS[1:])}.")


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> Asked:
    if len(cells) != len(header):
        raise InputRefused(f"Line {line} of the table has {len(cells)} cells, and its first line {len(header)}.")
    told = dict(zip(header, cells, strict=True))
    try:
        who = subject(told["name"], *(told.get(key, "") for key in ("born", "country", "schema")))
    except UsageError as error:
        raise InputRefused(f"Line {line} of the table: {error.title}") from error
    return Asked(line, told.get("id", "").strip()[:LONGEST], who)


def _is_day(text: str) -> bool:
    match = _BORN.fullmatch(text)
    if match is None:
        return False
    try:
        date.fromisoformat(match[1] + (match[2] or "-01") + (match[3] or "-01"))
    except ValueError:
        return False
    return True
