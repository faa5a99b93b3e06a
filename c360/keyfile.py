"""A secret key in a file of its owner's alone, made by whoever needs it first."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

LENGTH: Final = 32


def key_of(path: Path) -> bytes:
    """The key beside `path`, in a file named after it. Raises `OSError`."""
    place = path.with_name(f"{path.name}.key")
    with suppress(FileNotFoundError):
        return place.read_bytes()
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:  # 0600
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(file.name, place)  # of two that come at once one wins, and both use its key
    except FileExistsError:
        pass
    finally:
        os.unlink(file.name)
    return place.read_bytes()
