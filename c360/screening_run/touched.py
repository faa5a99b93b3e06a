"""What a change of the lists may concern: the words and numbers by which the entries that differ are found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from c360 import names
from c360.errors import C360Error
from c360.screening.index import tokens
from c360.screening.lists.entry import Entry
from c360.screening.lists.held import Lists
from c360.screening.screener import of_entry
from c360.screening.subject import Subject
from c360.screening_run.kept import ListUsed

# A rare word counts for more than a common one, so that what is found of a name depends, by very little, on all the
# lists. Where more than this share of the entries differs, that isn't little any more, and everybody is compared.
MOST: Final = 0.05
_FOLDING: Final = ("names.py", "names.txt")
_LIBRARIES: Final = ("anyascii", "normality", "pyicu-wheels", "rapidfuzz", "rigour")


def touched(lists: Lists, before: Sequence[ListUsed], most: float = MOST) -> frozenset[str] | None:
    """The keys of all entries that are not in both, or not the same, `before` and now; None for everybody's.

    Who shares none of them has the candidates they had. A version before that is damaged or gone means everybody.
    """
    was, now = {one.name: one.digest for one in before}, {one.name: one.digest for one in lists.lists}
    differing: list[Entry] = []
    try:
        for name in sorted(was.keys() | now.keys()):
            if was.get(name) != now.get(name):
                differing += _differing(lists, name, was.get(name), now.get(name))
    except C360Error:  # what is damaged now shows when everybody is compared
        return None
    if len(differing) > most * sum(one.entries for one in lists.lists):
        return None
    return frozenset(key for entry in differing for key in keys(of_entry(entry)))


def keys(subject: Subject) -> frozenset[str]:
    """By what a subject is found, or finds: the keys of its names' words, and its documents' numbers."""
    called = (subject.name, *subject.aliases, *subject.weak_aliases)
    words = (key for name in called for token in tokens(name, subject.schema) for key in token.keys)
    return frozenset(words) | {f"document {names.compact(one.number)}" for one in subject.documents}


@cache
def matcher() -> str:
    """The digest of the code and the tables that compare and fold names, and of the libraries under them: with another
    one, what was found before is not what would be found now."""
    digest = hashlib.sha256(" ".join(f"{one} {version(one)}" for one in _LIBRARIES).encode())
    own = (*files("c360.screening").iterdir(), *(files("c360") / one for one in _FOLDING))
    for file in sorted(own, key=lambda one: one.name):
        if file.is_file() and file.name.endswith((".py", ".txt")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _differing(lists: Lists, name: str, was: str | None, now: str | None) -> Iterable[Entry]:
    if was and now:
        changes = lists.changed(name, was, now)
        old, new = {*changes.removed, *changes.changed}, {*changes.added, *changes.changed}
        return [
            *(one for one in lists.entries(name, was) if one.id in old),
            *(one for one in lists.entries(name, now) if one.id in new),
        ]
    return list(lists.entries(name, was or now))
