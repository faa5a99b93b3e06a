"""How a field is shown."""

from __future__ import annotations

from enum import StrEnum


class Show(StrEnum):
    """How a field is shown: as it is, behind a mask that keeps what helps, or not at all."""

    CLEAR = "clear"
    MASKED = "masked"
    ABSENT = "absent"
