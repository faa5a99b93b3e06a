"""How long profiles took to build, read back from the audit log that wrote it down."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from c360.errors import AuditFailed

# A page shows today's: of a day with more views the newest are enough for a percentile.
_MOST: Final = 50_000
_VIEWS: Final = "SELECT at, detail FROM record WHERE action = 'view' AND outcome = 'success' ORDER BY seq DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class BuildTimes:
    """Milliseconds for each profile built on `day`, half of them within `p50` and 95 of 100 within `p95`."""

    day: date
    count: int
    p50: float | None
    p95: float | None


def build_times(log: Path, day: date, zone: ZoneInfo) -> BuildTimes:
    """Of the profiles built on a day in the bank's zone; views that a cache served are none. Raises `AuditFailed`."""
    start = datetime.combine(day, time(), zone)
    found: list[float] = []
    try:
        with closing(sqlite3.connect(f"{log.resolve().as_uri()}?mode=ro", uri=True)) as db:
            for at, detail in db.execute(_VIEWS, [_MOST]):
                if datetime.fromisoformat(at) < start:
                    break
                told = json.loads(detail).get("milliseconds")
                if told is not None and datetime.fromisoformat(at).astimezone(zone).date() == day:
                    found.append(float(told))
    except (sqlite3.Error, ValueError) as error:
        raise AuditFailed("The audit log can't be read.", detail=f"{log}: {error}") from error
    found.sort()
    return BuildTimes(day, len(found), percentile(found, 50), percentile(found, 95))


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile (ISO 3534-1, smallest value with at least so many percent at or below it)."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else None
