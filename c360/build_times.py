"""How long profiles took to build, read back from the audit log that wrote it down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from c360.audit import AuditLog
from c360.errors import AuditFailed

# A page shows today's: of a day with more views the newest are enough for a percentile.
_MOST: Final = 50_000


@dataclass(frozen=True, slots=True)
class BuildTimes:
    """Milliseconds for each profile built on `day`, half of them within `p50` and 95 of 100 within `p95`."""

    day: date
    count: int
    p50: float | None
    p95: float | None


def build_times(log: AuditLog, day: date, zone: ZoneInfo) -> BuildTimes:
    """Of the profiles built on a day in the bank's zone; views that a cache served are none. Raises `AuditFailed`."""
    start, end = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    views = log.rows(action="view", outcome="success", since=start, until=end, limit=_MOST)
    try:
        found = sorted(float(one.detail["milliseconds"]) for one in views if "milliseconds" in one.detail)
    except ValueError as error:
        raise AuditFailed("The audit log can't be read.", detail=str(error)) from error
    return BuildTimes(day, len(found), percentile(found, 50), percentile(found, 95))


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile (ISO 3534-1, smallest value with at least so many percent at or below it)."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else None
