"""Acts beyond one's usual sight: uncovering a field, breaking the glass, exports in bulk with a second person's yes.

Each is a record of the audit log before it has any effect, and what was granted is read back from that log: a grant
can't be made without its record, is the same for all servers that share the log, and can't be changed afterwards
without breaking the log's chain.
"""

from c360.acts.reasons import reason
from c360.acts.uncovering import Uncovered, uncover

__all__ = ["Uncovered", "reason", "uncover"]
