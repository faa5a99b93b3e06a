"""A secret in a file of its owner's alone, made by whoever needs it first."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

LENGTH: Final = 32


def key_of(path: Path) -> bytes:
    """The key of `LENGTH` bytes beside `path`, in a file named after it. Raises `OSError`."""
    return kept(path.with_name(f"{path.name}.key"), lambda: secrets.token_bytes(LENGTH))


def kept(place: Path, make: Callable[[], bytes]) -> bytes:
    """What the file at `place` holds; made and put there, readable by this user alone, where there is none.

    Raises `OSError`.
    """
    with suppress(FileNotFoundError):
        return place.read_bytes()
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:  # 0600
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(file.name, place)  # of two that come at once one wins, and both use its key
    except FileExistsError:
        pass
    finally:
        os.unlink(file.name)
    return place.read_bytes()
