"""Who moves under another policy, as a CSV file; on record with its digest before a byte leaves."""

from __future__ import annotations

import hashlib

from c360.access import ANALYST, EXPORT, Role, demand
from c360.audit import Audit
from c360.export.tables import to_csv
from c360.model.trial import Trial
from c360.sheets.trial import moved
from c360.trial import records


def export(found: Trial, *, user: str, audit: Audit, role: Role = ANALYST) -> bytes:
    """The bytes of the file. Raises `NotAllowed` for a role that may take nothing away, and `AuditFailed`."""
    demand(role, EXPORT, user=user, audit=audit, action="export")
    made = to_csv(moved(found))
    audit.record(*records(found, user, kind="csv", sha256=hashlib.sha256(made).hexdigest()))
    return made
