"""Whether a customer is in a role's part. One rule, for the graph and for the search index alike; it asks nobody.

What isn't known lets nobody in: without a branch, manager or segment a person is in no part that is limited by it. Of
`staff` and `vip` nothing said is a no where a source delivers the key; where none does, nobody knows whose colleague
they are, so a part without staff (or VIPs) is then a part of nobody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from c360.access.role import Part, Role

# In place of the name of whoever is outside, where a tie of a customer within is told.
OUTSIDE: Final = "Somebody outside your part"
# Beside a list that is not a customer's own: said whether anybody was left out or not, so that it tells nothing.
ONLY_PART: Final = "only customers of your part are shown and counted"


@dataclass(frozen=True, slots=True)
class Belongs:
    """What a part looks at of a person; `staff` and `vip` are None where no source delivers them."""

    branch: str | None = None
    manager: str | None = None
    staff: bool | None = None
    vip: bool | None = None

    @property
    def code(self) -> str:
        """A text that is the same for all who belong alike."""
        return json.dumps([self.branch, self.manager, self.staff, self.vip], ensure_ascii=False)

    @staticmethod
    def of(code: str) -> Belongs:
        """What the text stands for."""
        return Belongs(*json.loads(code))


def flag(value: bool | None, *, delivered: bool) -> bool | None:
    """A yes or no of a person; nothing said is a no where a source delivers the key."""
    return False if value is None and delivered else value


def may_hold(part: Part, who: Belongs) -> bool:
    """Whether such a person is in the part, as far as it isn't a matter of segments or of `also`."""
    return (
        (part.branches is None or who.branch in part.branches)
        and (part.managers is None or who.manager in part.managers)
        and (part.staff or who.staff is False)
        and (part.vips or who.vip is False)
    )


def holds(part: Part, customer_id: str, who: Belongs, segment: str | None) -> bool:
    """Whether the part has this customer; `segment` matters only where segments are limited."""
    if customer_id in part.also:
        return True
    return may_hold(part, who) and (part.segments is None or segment in part.segments)


def limits(role: Role) -> tuple[str, ...]:
    """What to say beside a list for a role that is for a part: the same, whoever was left out."""
    return () if role.part.everyone else (ONLY_PART,)
