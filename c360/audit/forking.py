"""What a forked child has to make anew: a lock that a thread of its parent's held is never let go there."""

from __future__ import annotations

import os
import weakref
from typing import Final, Protocol


class Renewed(Protocol):
    """Has locks."""

    def renew(self) -> None:
        """Make them anew; called in a forked child, which has one thread."""
        ...


_KNOWN: Final[weakref.WeakSet[Renewed]] = weakref.WeakSet()


def renew_in_children(one: Renewed) -> None:
    """Call its `renew` in every child that is forked while it lives."""
    _KNOWN.add(one)


def _after_fork() -> None:
    for each in list(_KNOWN):
        each.renew()


os.register_at_fork(after_in_child=_after_fork)
