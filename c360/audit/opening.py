"""The audit log that the settings name."""

from __future__ import annotations

import hashlib
import sys
from importlib.resources import files
from pathlib import Path
from typing import Final

from c360.audit.log import AuditLog
from c360.audit.signing import Signer, signer_from
from c360.errors import UsageError
from c360.settings import Settings

_SHIPPED: Final = Path(str(files("c360") / "policy.toml"))


def open_log(settings: Settings, graph: str, *, server: bool = False) -> AuditLog:
    """The audit log of `graph`. A `server` tells checkpoints on standard output, where the settings want it.

    Commands don't, since their output is an answer: the server tells theirs with its next. Raises `UsageError`.
    """
    return AuditLog(
        settings.audit_of(graph), checkpoints=settings.checkpoints, signer=_signer(settings),
        tell=_tell if server and settings.checkpoints_stdout else None, policy=lambda: _in_force(settings.policy),
    )  # fmt: skip


def _in_force(path: Path | None) -> str | None:
    """The digest of the policy file, or of the shipped one, as a policy names itself: without a look at what it says,
    since what goes wrong under a wrong file is on record, too."""
    try:
        return hashlib.sha256((path or _SHIPPED).read_bytes()).hexdigest()
    except OSError:
        return None


def _signer(settings: Settings) -> Signer | None:
    if settings.audit_key_pem:
        return signer_from(settings.audit_key_pem.encode("utf-8"), "The setting C360_AUDIT_KEY_PEM")
    if settings.audit_key is None:
        return None
    try:
        pem = settings.audit_key.read_bytes()
    except OSError as error:
        raise UsageError("The file that C360_AUDIT_KEY names can't be read.", str(error)) from error
    return signer_from(pem, "The file that C360_AUDIT_KEY names")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
