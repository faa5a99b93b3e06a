"""Who was confirmed as an entry that its list has no more: they stay a candidate until somebody dismisses it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from c360.errors import C360Error
from c360.screening.decisions import CONFIRMED, Decision
from c360.screening.lists.entry import Entry
from c360.screening.lists.held import open_lists

NO_LONGER_LISTED: Final = "the entry is no longer on the list"
NO_LONGER_LOADED: Final = "its list is no longer loaded"
NOT_READ: Final = "its list can't be read"


def confirmed(decided: Sequence[Decision]) -> dict[tuple[str, str], tuple[Decision, ...]]:
    """All decisions on each entry, by list and id, whose last decision confirms it; oldest first."""
    found: dict[tuple[str, str], tuple[Decision, ...]] = {}
    for one in decided:
        key = one.list, one.entry
        found[key] = (*found.get(key, ()), one)
    return {key: history for key, history in found.items() if history[-1].outcome == CONFIRMED}


def last_known(folder: Path, history: Sequence[Decision]) -> Entry | None:
    """The entry of these decisions as the newest version of its list that one of them names has it.

    None where no version that holds it is kept, or can be read.
    """
    for one in reversed(history):
        try:
            found = _entry(folder, one.list, one.list_digest, one.entry)
        except C360Error:  # the decision counts all the same
            continue
        if found is not None:
            return found
    return None


@lru_cache(1024)
def _entry(folder: Path, name: str, digest: str, id_: str) -> Entry | None:
    """Kept, since a version is never another and reading one takes a moment."""
    return next((one for one in open_lists(folder).entries(name, digest) if one.id == id_), None)
