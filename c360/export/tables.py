"""A profile's tables as CSV files in one ZIP, safe to open in a spreadsheet.

UTF-8 with a byte order mark, comma, CRLF (RFC 4180), numbers and days as programs read them. Text that a spreadsheet
would take for a formula gets an apostrophe before it (OWASP, CSV injection); numbers never do.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from c360.model import Profile
from c360.sheets import Column as C
from c360.sheets import Sheet, exact, sheet
from c360.spreadsheet import safe
from c360.words import NOT_YOURS

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # ZIP's first day: equal profiles give equal bytes


def tables(profile: Profile) -> tuple[Sheet, ...]:
    """Every table of the sections that could be read, what the file is about first."""
    found = [about(profile), states(profile), sources(profile)]
    for name, part in profile.parts.items():
        if part is not None:
            found += import_module(f"c360.sheets.{name}").sheets(part, profile) if _has(name) else ()
    return tuple(found)


def _has(name: str) -> bool:
    """Whether a section has tables; one that was added may have none yet."""
    try:
        import_module(f"c360.sheets.{name}")
    except ModuleNotFoundError:
        return False
    return True


def about(profile: Profile) -> Sheet:
    """What the files are of."""
    summary = profile.summary
    rows: Iterable[tuple[str, Any]] = (
        ("Profile", profile.profile_id), ("Customer", profile.customer_id), ("Name", _told(profile, "name")),
        ("As of", profile.as_of), ("Generated", profile.generated_date), ("Currency", profile.currency),
        ("Risk level", _told(profile, "risk_level")), ("Segment", _told(profile, "value_segment")),
        ("Completeness, percent", summary.completeness), ("Book", profile.book.name),
        ("Book's date", profile.book.as_of), ("Book loaded", profile.book.loaded_at),
        ("Generation", profile.book.generation), ("Book incomplete", "yes" if profile.book.incomplete else "no"),
        ("Policy", profile.policy.version), ("Policy's digest", profile.policy.digest),
        ("Not shown to your role", ", ".join(profile.withheld)),
    )  # fmt: skip
    return sheet("about", "About", (C("What"), C("Value")), list(rows))


def _told(profile: Profile, key: str) -> Any:
    return NOT_YOURS if profile.hides(f"summary.{key}") else getattr(profile.summary, key)


def states(profile: Profile) -> Sheet:
    """How each section is: a table that is not among the files is explained here."""
    rows = [
        (
            name,
            state.status,
            state.reason,
            state.completeness,
            ", ".join(state.missing),
            ", ".join(state.masked),
            ", ".join(state.withheld),
        )
        for name, state in profile.sections.items()
    ]
    columns = (C("Section"), C("Status"), C("Reason"), C("Completeness", "share"), C("Missing"), C("Masked"),
               C("Not shown to your role"))  # fmt: skip
    return sheet("sections", "Sections", columns, rows)


def sources(profile: Profile) -> Sheet:
    """The book's sources."""
    rows = [(one.name, one.updated_at, one.records) for one in profile.book.sources]
    return sheet("sources", "Sources", (C("Source"), C("Updated", "moment"), C("Records", "count")), rows)


def to_csv(table: Sheet) -> bytes:
    """One table as a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(column.title) for column in table.columns])
    for row in table.rows:
        writer.writerow([cell(column, value) for column, value in zip(table.columns, row, strict=True)])
    return "\ufeff".encode() + out.getvalue().encode("utf-8", "backslashreplace")


def cell(column: C, value: Any) -> str:
    """A value as it stands in a CSV file: only text can be taken for a formula."""
    if column.kind == "time":
        return value.isoformat().partition("T")[2] if isinstance(value, datetime) else ""
    if column.kind == "day" and isinstance(value, datetime):
        value = value.date()
    text = exact(value)
    return safe(text) if isinstance(value, str) else text


def to_zip(profile: Profile, only: Sequence[str] | None = None) -> bytes:
    """All the tables (or those named in `only`) as one ZIP of CSV files; equal profiles give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables(profile):
            if only is None or table.name in only:
                archive.writestr(zipfile.ZipInfo(f"{table.name}.csv", EPOCH), to_csv(table), zipfile.ZIP_DEFLATED)
    return out.getvalue()
