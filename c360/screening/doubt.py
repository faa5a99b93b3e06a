"""What speaks against two names being one's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing found while laying a name on another: its weight against (0 and more), and in words."""

    name: str
    doubt: float
    words: str
