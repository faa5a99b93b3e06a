"""A transaction by its id: its accounts, from what the sources gave, which a book keeps as files.

They are too many for the index, and an id is asked for seldom: a million are looked through in some 20 ms.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from c360.errors import SearchUnavailable
from c360.search.hit import Hit

_SHORTEST: Final = 4
_ENDS: Final = 'SELECT "from", "to" FROM read_parquet(?) WHERE lower(transactionId) = lower(?)'
_FILES: Final = "*/TRANSACTION.Account.Account.parquet"


def may_be(text: str) -> bool:
    """Whether a text can be a transaction's id: one word with a digit in it, of characters that can be seen."""
    # A lone surrogate is none of these, and in no file.
    return len(text) >= _SHORTEST and text.isprintable() and len(text.split()) == 1 and any(map(str.isdecimal, text))


def accounts_of(sources: Path, text: str) -> list[Hit]:
    """The accounts that a transaction of exactly this id is between; none where the book keeps no such files."""
    import duckdb  # most searches need none

    found: set[str] = set()
    try:
        with duckdb.connect() as db:
            for file in sorted(sources.glob(_FILES)):
                if "transactionId" in db.read_parquet(str(file)).columns:
                    ends = db.execute(_ENDS, [str(file), text])
                    found.update(end for row in ends.fetchall() for end in row if end)
    except duckdb.Error as error:
        title = "Transactions can't be looked for: what the sources gave can't be read."
        raise SearchUnavailable(title, detail=f"{sources}: {error}") from error
    return [Hit("account", number, None, 1.0, "transactionId") for number in sorted(found)]
