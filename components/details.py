"""The details of failures: what the page and the server's log leave out, as it may be of a customer."""

from __future__ import annotations

import logging
from contextlib import closing, suppress
from pathlib import Path

from c360 import details_file
from c360.errors import C360Error


def keep(path: Path | None, error: Exception) -> None:
    """Append the detail of `error` to the file that the settings name for it; without one it is nowhere."""
    if path is None:
        return
    known = isinstance(error, C360Error)
    said = f"{type(error).__name__}: {error.detail or error.title}" if isinstance(error, C360Error) else "unexpected"
    trace = None if known else (type(error), error, error.__traceback__)
    record = logging.LogRecord("c360.pages", logging.ERROR, __file__, 0, "%s", (said,), trace)
    # That the file can't be written must not take the page away that says what is wrong.
    with suppress(OSError), closing(details_file.handler(path)) as handler:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        handler.emit(record)
