"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `score` is above 0, at most 1; `matched` is the key that matched, never its value.

    `how` is how near the match is ("exact", "prefix", "other form", "spelling", "sound", "initial", "part"); `words`
    the folded words of the name that matched. `town` and `born` tell two of one name apart.
    """

    kind: str
    id: str
    name: str | None
    score: float
    matched: str
    how: str = field(default="exact", compare=False)
    words: tuple[str, ...] = field(default=(), compare=False)
    town: str | None = field(default=None, compare=False)
    born: date | None = field(default=None, compare=False)
