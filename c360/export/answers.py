"""An answer that a program reads: JSON of who is in a household, who owns what, who is connected, who was found.

It leaves like any other file does: a role without the right takes none, and its digest is on record before it is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from c360.access import EXPORT, Role, demand
from c360.audit import Audit, Record


def allowed(what: str, *, user: str, audit: Audit, role: Role, customer_id: str | None = None) -> None:
    """Before it is asked of the graph: raises `NotAllowed`, once that is on record, for a role without the right."""
    demand(role, EXPORT, user=user, audit=audit, action="export", customer_id=customer_id, detail=_detail(what))


def taken(
    text: str, what: str, *, user: str, audit: Audit, customer_id: str | None = None, detail: Mapping[str, str] = {}
) -> str:
    """The text, recorded with the SHA-256 of its UTF-8 before this returns; raises `AuditFailed`, and nothing leaves.

    A lone surrogate counts as the escape that a terminal prints for it.
    """
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
    audit.record(Record(user, "export", customer_id, "success", detail={**detail, **_detail(what), "sha256": digest}))
    return text


def _detail(what: str) -> Mapping[str, str]:
    return {"kind": "json", "answer": what}
