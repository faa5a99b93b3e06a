"""Who looked at whom: written and synced before anything is shown, and proof against whoever would rather it weren't.

Each record's digest is the SHA-256 of the RFC 8785 form of all its columns and of the digest before it, and signed
checkpoints over the newest digest are kept apart, so that a record that is changed, removed, inserted, reordered or cut
off shows. Customers appear by their id only; a search's text only as a digest (`c360.search`). Times are UTC.
"""

from c360.audit.chain import GENESIS
from c360.audit.contract import Audit, NullLog
from c360.audit.log import AuditLog
from c360.audit.opening import open_log
from c360.audit.record import ACTIONS, OUTCOMES, Entry, Record, spread

__all__ = ["ACTIONS", "GENESIS", "OUTCOMES", "Audit", "AuditLog", "Entry", "NullLog", "Record", "open_log", "spread"]
