"""A profile as a file: JSON, PDF, or its tables as CSV in a ZIP; on record with its digest before a byte leaves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from c360.errors import UsageError, brief
from c360.model import Profile
from c360.model.household import Household
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


def export(
    builder: Customer360Builder, profile: Profile, kind: str, household: Household | None = None, **told: str
) -> bytes:
    """The bytes of the file, recorded with their SHA-256 before this returns.

    `kind` is one of `KINDS`; a PDF has the customer's `household` as its last chapter where one is given, and then
    leaves with a record for each member. `told` goes into the records' details. Raises `UsageError` for another kind,
    and for another customer's or day's household; `NotAllowed` for a role that may take nothing away; `PdfFailed`; and
    `AuditFailed`, in which case nothing may leave.
    """
    if household is not None and (
        kind != "pdf"
        or (household.id, household.as_of, household.generation)
        != (profile.customer_id, profile.as_of, profile.book.generation)
    ):
        raise UsageError("A household is added to the PDF of its own customer, day and state of the book alone.")
    builder.demand_export(profile.customer_id, kind)
    made = _made(builder, profile, kind, household)
    builder.record_export(profile, kind, hashlib.sha256(made).hexdigest(), household, **told)
    return made


def _made(builder: Customer360Builder, profile: Profile, kind: str, household: Household | None) -> bytes:
    match kind:
        case "json":
            return profile.to_json().encode("utf-8", "backslashreplace")
        case "csv":
            from c360.export.tables import to_zip

            return to_zip(profile)
        case "pdf":
            from c360.report.pdf import render

            return render(profile, builder.policy, builder.user, household)
    raise UsageError(f"No such kind of file: {brief(kind)}. There are {', '.join(KINDS)}.")
