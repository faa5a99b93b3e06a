"""What the audit log needs of a database, and the statements that are the same on each.

A statement has `?` for its values; `record` and `segment` and so on are the log's own tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Session(Protocol):
    """A transaction's way to the database. `old` is a log of the format that had no checkpoints."""

    @property
    def old(self) -> bool:
        """See above."""
        ...

    def run(self, statement: str, values: Sequence[Any] = ()) -> Iterable[tuple[Any, ...]]:
        """The rows of one statement, as they come."""
        ...

    def many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        """One statement for each of the values."""
        ...


class Database(Protocol):
    """One log's database. Safe to share between threads, which take turns, and after a fork.

    `name` says which it is, for a log and never with a password. `shared` is whether other machines may write to it.
    `errors` are the exceptions that its methods and sessions raise. `meddlers` is a statement whose rows name what was
    put on the log's tables that can drop or change rows unseen.
    """

    name: str
    shared: bool
    meddlers: str
    errors: tuple[type[Exception], ...]

    def writing(self) -> AbstractContextManager[Session]:
        """A transaction alone among all writers, on disk when it ends, undone when it is left by an exception."""
        ...

    def reading(self) -> AbstractContextManager[Session]:
        """One state of the log, read beside its writers. Nothing is made where there is no log."""
        ...

    def there(self) -> bool:
        """Whether there is a log."""
        ...

    def why(self, error: Exception) -> str:
        """What stopped a transaction, for people: the end of a sentence."""
        ...

    def damaged(self, error: Exception) -> bool:
        """Whether the error says that the log isn't sound, and not that it can't be read."""
        ...

    def told(self, error: Exception) -> str:
        """The error for the log, without a password."""
        ...

    def close(self) -> None:
        """Let go of the connection; the next transaction makes another."""
        ...
