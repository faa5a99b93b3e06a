"""That another policy judges than before is on record by itself, whoever changed its file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from c360.audit import AuditLog, Record
from c360.policy import Policy, load

# Records looked through for one that names another policy; a log without one among these begins anew.
_MOST: Final = 500
_IN_FORCE: Final = "in force"


def in_force(path: Path | None, log: AuditLog, user: str) -> Policy:
    """The policy of the file at `path`, or the shipped one, once `log` says so where it is another than before.

    Whatever names its policy in the log asks for it here: the first that does is who is seen to have asked under a new
    one. Raises `PolicyError` and `AuditFailed`.
    """
    policy = load(path)
    note(log, policy, user)
    return policy


def note(log: AuditLog, policy: Policy, user: str) -> None:
    """Writes that `policy` is in force where the newest record of another one has no such note after it.

    `user` is whoever was the first to ask under it; who changed the file the log can't know. Raises `AuditFailed`.
    """
    for one in log.rows(limit=_MOST):
        named = one.detail.get("policy", policy.digest)
        if named != policy.digest:
            told = {_IN_FORCE: "another than before", "before": named, "policy": policy.digest}
            log.record(Record(user, "policy", None, "success", detail=told | {"version": policy.version}))
        if named != policy.digest or _IN_FORCE in one.detail:
            return
