"""The secret that the digests of customers' compared data are made with, beside the decisions that rest on them."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from c360 import keyfile
from c360.errors import C360Error

DECISIONS: Final = "decisions.sqlite"
# Of a folder that can't be written to, and in which nothing was decided: until this process ends.
_FOR_NOW: Final = secrets.token_bytes(keyfile.LENGTH)


def key_beside(path: Path) -> bytes:
    """The key in the folder of `path`, which decisions and runs there share; made by whoever needs it first.

    Raises `C360Error` where it can't be read although there are decisions.
    """
    decisions = path.with_name(DECISIONS)
    try:
        return keyfile.key_of(decisions)
    except OSError as error:
        with suppress(OSError):
            if not decisions.exists():
                return _FOR_NOW
        raise C360Error(f"The key of the screening decisions can't be read: {error.strerror}.", str(error)) from error
