"""What a book is called, without opening its graph: for whoever must know it before anything is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from c360.errors import GraphUnavailable, IntegrityError
from c360.graph.book import BookFolder

if TYPE_CHECKING:
    from c360.graph.connect import Graph

_SOURCES: Final = "*/source.json"


def book_name(book: Graph | Path | str) -> str:
    """The name of the book in its current state: what an open graph says of itself, or for a folder its sources.

    Raises as `BookFolder.current` where there is none, `GraphUnavailable` where it can't be read, and `IntegrityError`
    where the sources tell no name, or several.
    """
    if not isinstance(book, str | Path):
        return book.book.name
    folder = BookFolder(Path(book))
    found: set[str] = set()
    try:
        for file in sorted(folder.current().sources.glob(_SOURCES)):
            declared = json.loads(file.read_bytes())["book"]
            found |= {declared["name"]} if declared else set()
    except OSError as error:
        title = f"What the book {folder.folder.name} is called can't be read: {error.strerror}."
        raise GraphUnavailable(title, str(error)) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise IntegrityError(f"What the book {folder.folder.name} is called is damaged.", str(error)) from error
    if len(found) != 1:
        raise IntegrityError(f"The book {folder.folder.name} doesn't say what it is called.", repr(sorted(found)))
    return found.pop()
