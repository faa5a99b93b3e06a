"""One masked field of one customer in clear, for a reason and a few minutes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from c360.profile import Customer360Builder


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A field in clear for one user in one role, until an instant. Keep it in a session, never in a cache.

    `value` is left out of `repr`, so that no log or traceback shows it.
    """

    customer_id: str
    field: str
    as_of: date | None
    user: str
    role: str
    until: datetime
    value: Any = dataclasses.field(repr=False)

    def holds(self, customer_id: str, key: str, as_of: date | None, *, user: str, role: str, now: datetime) -> bool:
        """Whether it may be shown now, for this customer, field and day, to this user in this role (its digest)."""
        same = (self.customer_id, self.field, self.as_of, self.user, self.role)
        return now < self.until and same == (customer_id, key, as_of, user, role)


def uncover(
    builder: Customer360Builder, customer_id: str, key: str, why: str, *, as_of: date | None, now: datetime
) -> Uncovered:
    """Uncover a field as the builder's user, on record first; `why` is what `reason` gave.

    It may be shown for the policy's minutes from `now`. Raises what `Customer360Builder.uncover` raises.
    """
    value = builder.uncover(customer_id, key, why, as_of=as_of)
    until = now + timedelta(minutes=builder.policy.acts.uncover_minutes)
    return Uncovered(customer_id, key, as_of, builder.user, builder.role.digest, until, value)
