"""An answer that a program reads: JSON of who is in a household, who owns what, who is connected, who was found.

It leaves like any other file does: a role without the right takes none, and its digest is on record before it is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from c360.access import EXPORT, Role, demand
from c360.audit import Audit, Record


def allowed(what: str, *, user: str, audit: Audit, role: Role, customer_id: str | None = None) -> None:
    """Before it is asked of the graph: raises `NotAllowed`, once that is on record, for a role without the right."""
    demand(role, EXPORT, user=user, audit=audit, action="export", customer_id=customer_id, detail=_detail(what))


def taken(
    text: str, what: str, *, user: str, audit: Audit, ids: Sequence[str | None] = (None,),
    detail: Mapping[str, str] = {},
) -> str:  # fmt: skip
    """The text, recorded with the SHA-256 of its UTF-8, for each of whom was asked, before this returns.

    A lone surrogate counts as the escape that a terminal prints for it. Raises `AuditFailed`: then nothing leaves.
    """
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
    told = {**detail, **_detail(what), "sha256": digest}
    audit.record(*(Record(user, "export", one, "success", detail=told) for one in ids))
    return text


def _detail(what: str) -> Mapping[str, str]:
    return {"kind": "json", "answer": what}
