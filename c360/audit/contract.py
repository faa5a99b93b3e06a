"""What the rest of the product knows of an audit log, and the one that keeps nothing."""

from __future__ import annotations

from typing import Protocol

from c360.audit.record import Record


class Audit(Protocol):
    """Where records go."""

    def record(self, *records: Record) -> int:
        """Keep the records, all or none, and return the last one's number.

        Raises `AuditFailed`, after which nothing may be shown.
        """
        ...

    def lately(self, user: str, action: str, seconds: float) -> int:
        """How many records of an action this user has from the last so many seconds. Raises `AuditFailed`."""
        ...

    def keyed(self, text: str) -> str:
        """A digest of a text that nobody without the log's key can guess it from. Raises `AuditFailed`."""
        ...


class NullLog:
    """Keeps nothing: for benchmarks and tests."""

    def record(self, *records: Record) -> int:
        """Forget the records."""
        return 0

    def lately(self, user: str, action: str, seconds: float) -> int:
        """None."""
        return 0

    def keyed(self, text: str) -> str:
        """Nothing."""
        return ""
