"""Runs a source's queries where they can reach nothing but the files that were read for them.

First the loader reads each file that the queries name into a table (`files.py`). Then the queries run on that
database in a process of their own (`run_queries.py`) that shuts it off: no file, no network, no extension, no
setting. `COPY ... TO` a file of the folder can't be written as a SELECT, and has no folder to write to. The process
has a limit to its memory, which the engine's own limit doesn't bound, and to what it may spill to disk, each query
one to its time; it can be killed at any moment, and is.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from c360.sources.child import Child, ChildEnded
from c360.sources.gate import AS_OF
from c360.sources.problems import Fault, refuse
from c360.sources.queries import Query
from c360.sources.sqltext import name_of, text_of

# What the engine keeps of its own data; what a query makes beside that is bounded by MEMORY alone.
ENGINE_MEMORY: Final = "700MB"
MEMORY: Final = 2 << 30
SPILL: Final = "10GB"
THREADS: Final = 2
SECONDS: Final = 600.0

CONFIG: Final[Mapping[str, str | int | bool]] = {
    "memory_limit": ENGINE_MEMORY, "threads": THREADS, "max_temp_directory_size": SPILL,
    "autoinstall_known_extensions": False, "autoload_known_extensions": False,
    "allow_community_extensions": False, "python_enable_replacements": False, "preserve_insertion_order": True,
}  # fmt: skip
BEFORE: Final = ("SET GLOBAL TimeZone = 'UTC'", "SET enable_progress_bar = false")


class Sandbox:
    """The queries of one load, over the database at `path`; a context manager."""

    def __init__(self, path: Path, scratch: Path, as_of: date | None, seconds: float = SECONDS) -> None:
        """`as_of` is the queries' one variable, `getvariable('as_of')`; `seconds` is what one of them may take."""
        self._seconds = seconds
        day = text_of(as_of.isoformat()) if as_of else "NULL"
        self._start = {
            "path": str(path), "memory": MEMORY, "config": {**CONFIG, "temp_directory": str(scratch / "spill")},
            "statements": [
                *BEFORE, "CREATE SCHEMA given", f"CREATE MACRO {AS_OF}() AS CAST({day} AS DATE)",
                "SET enable_external_access = false", "SET lock_configuration = true",
            ],
        }  # fmt: skip
        self._child = Child("run_queries.py")

    def __enter__(self) -> Sandbox:
        try:
            answer = self._child.ask(self._start)
            if answer:
                raise _refusal("the database of the files", answer["kind"], answer["text"])
        except BaseException:
            self._child.__exit__()
            raise
        return self

    def __exit__(self, *failed: object) -> None:
        try:
            if failed == (None, None, None):
                self._child.ask({})  # closes the database, and what was written is whole
        finally:
            self._child.__exit__(*failed)

    def run(self, query: Query) -> None:
        """Puts the query's rows into a table called by its name; `LoadRefused` with the engine's reason."""
        try:
            answer = self._child.ask({"into": f"given.{name_of(query.name)}", "tree": query.tree}, self._seconds)
        except TimeoutError:
            raise refuse(Fault.QUERY, query.file, f"it took longer than {self._seconds / 60:g} minutes") from None
        except ChildEnded as ended:
            why = f"it broke off ({ended.how}), as a query does that needs {_MEMORY_SAID}"
            raise refuse(Fault.QUERY, query.file, why) from ended
        if answer:
            raise _refusal(query.file, answer["kind"], answer["text"])


_MEMORY_SAID: Final = f"more memory than a query has ({MEMORY >> 30} GB, a third of it for the engine's own tables)"


def _refusal(file: str, kind: str, text: str) -> Exception:
    if "max_temp_directory_size" in text:
        return refuse(Fault.QUERY, file, f"it needs more than {SPILL} of disk beside its memory")
    if "no space left" in text.lower():
        return OSError(errno.ENOSPC, text)
    if "Out of Memory Error" in text or kind == "MemoryError":
        return refuse(Fault.QUERY, file, f"it needs {_MEMORY_SAID}")
    # What fails on a row says so in a second line.
    lines = [line.removeprefix("Error: ") for line in text.strip().split("\n")]
    reason = lines[1] if lines[0].endswith("unsuccessful query result") and len(lines) > 1 else lines[0]
    hint = ""
    if kind == "BinderException":
        hint = " (columns of CSV and JSON files are text unless types={...} or a CAST says otherwise)"
    return refuse(Fault.QUERY, file, reason + hint)
