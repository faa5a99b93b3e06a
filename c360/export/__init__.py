"""A profile as a file: JSON, PDF, or its tables as CSV in a ZIP; on record with its digest before a byte leaves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from c360.errors import UsageError
from c360.model import Profile
from c360.profile import Customer360Builder


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what a button says, what a file's name ends with, its media type, what is in it."""

    label: str
    ending: str
    media: str
    holds: str


KINDS: Final = {
    "pdf": Kind("PDF", ".pdf", "application/pdf", "The whole profile, to read and to print: tagged, archivable."),
    "json": Kind("JSON", ".json", "application/json", "The whole profile, for programs."),
    "csv": Kind("CSV tables", ".zip", "application/zip", "Every table as a CSV file, for spreadsheets; one ZIP."),
}  # fmt: skip


def export(builder: Customer360Builder, profile: Profile, kind: str) -> bytes:
    """The bytes of the file, recorded with their SHA-256 before this returns.

    `kind` is one of `KINDS`. Raises `UsageError` for another, `PdfFailed`, and `AuditFailed`, in which case nothing
    may leave.
    """
    made = _made(builder, profile, kind)
    builder.record_export(profile, kind, hashlib.sha256(made).hexdigest())
    return made


def _made(builder: Customer360Builder, profile: Profile, kind: str) -> bytes:
    match kind:
        case "json":
            return profile.to_json().encode("utf-8", "backslashreplace")
        case "csv":
            from c360.export.tables import to_zip

            return to_zip(profile)
        case "pdf":
            from c360.report.pdf import render

            return render(profile, builder.policy, builder.user)
    raise UsageError(f"No such kind of file: {kind}. There are {', '.join(KINDS)}.")
