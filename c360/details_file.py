"""The file for the details of failures: they may be of a customer, so whoever makes it alone may read it."""

from __future__ import annotations

import logging
import os
from pathlib import Path


def handler(path: Path | str) -> logging.FileHandler:
    """Appends to the file at `path`, made for this user alone where there is none. Raises `OSError`.

    A file that is there keeps the rights that it was given.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
    return logging.FileHandler(path, encoding="utf-8")
