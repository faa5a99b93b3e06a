"""The last check of each generation, kept beside the generations: BOOK/checks/000012.json."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Final

from c360.access import Role, Show
from c360.verify.check import Check, Disagreement

FOLDER: Final = "checks"


def save(check: Check, book: Path) -> None:
    """Write it by one rename, and let go of those of generations that are no longer there. Raises `OSError`."""
    folder = book / FOLDER
    folder.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".json")
    with open(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(check), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path(book, check.generation))
    for old in folder.glob("[0-9]*.json"):
        if not (book / "generations" / old.stem).is_dir():
            old.unlink(missing_ok=True)


def read(book: Path, generation: int) -> Check | None:
    """The last check of a generation; nothing where there was none, or what is there is no check."""
    try:
        told = json.loads(path(book, generation).read_text("utf-8"))
        told["disagreements"] = tuple(Disagreement(**one) for one in told["disagreements"])
        found = Check(**{field.name: told[field.name] for field in fields(Check)})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if found.generation == generation else None


def path(book: Path, generation: int) -> Path:
    """Where it lies."""
    return book / FOLDER / f"{generation:06d}.json"


def for_role(found: Check | None, role: Role) -> Check | None:
    """The check without whose figures disagreed, for a role of which some are hidden; all of them are counted."""
    hidden = Show.ABSENT in role.hidden.values()
    return replace(found, disagreements=()) if found and hidden else found
