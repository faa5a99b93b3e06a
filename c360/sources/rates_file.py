"""rates.csv of a loaded folder: date, from, to, rate."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from c360.sources.convert import YEARS
from c360.sources.csvrows import read_rows
from c360.sources.inside import file_inside
from c360.sources.problems import Fault, refuse

NAME: Final = "rates.csv"
KEPT: Final = "rates.json"

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RATE: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,20})?")
_SPREAD: Final = Decimal("0.01")

# "EUR/USD": {"2024-06-28": "1.0705"}
Pairs = dict[str, dict[str, str]]


def read_rates(folder: Path) -> Pairs:
    """The folder's rates by pair and day, none where it has no rates.csv; `LoadRefused` names a wrong line."""
    pairs: Pairs = {}
    path = file_inside(folder, NAME)
    if path is None:
        return pairs
    for line, row in read_rows(path, NAME, ("date", "from", "to", "rate")):
        pair = f"{row['from'].strip()}/{row['to'].strip()}"
        if not re.fullmatch(r"[A-Z]{3}/[A-Z]{3}", pair) or pair[:3] == pair[4:]:
            raise refuse(Fault.VALUE, NAME, f"{pair[:40]}: from and to are two ISO 4217 codes", line)
        day, rate = row["date"].strip(), row["rate"].strip()
        if not _DAY.fullmatch(day) or not _RATE.fullmatch(rate) or not _is_day(day):
            raise refuse(Fault.TYPE, NAME, "date is such as 2024-06-30 and rate such as 1.0705", line)
        if Decimal(rate) == 0:
            raise refuse(Fault.AMOUNT, NAME, f"the rate {rate} is not above 0", line)
        if day in pairs.setdefault(pair, {}):
            raise refuse(Fault.DUPLICATE, NAME, f"{pair} is given twice for {day}", line)
        inverse = pairs.get(f"{pair[4:]}/{pair[:3]}", {}).get(day)
        if inverse is not None and _contradict(rate, inverse):
            raise refuse(Fault.CONFLICT, NAME, f"{pair} is {rate} and the other way {inverse} on {day}", line)
        pairs[pair][day] = rate
    return pairs


def _is_day(text: str) -> bool:
    try:
        return YEARS[0] <= date.fromisoformat(text).year <= YEARS[1]
    except ValueError:
        return False


def _contradict(rate: str, inverse: str) -> bool:
    """Whether two rates of a pair, one each way, are further apart than buying and selling are."""
    return abs(Decimal(rate) * Decimal(inverse) - 1) > _SPREAD


def keep(pairs: Pairs, folder: Path) -> None:
    """Stores a source's rates beside its tables."""
    if pairs:
        (folder / KEPT).write_text(json.dumps(pairs, sort_keys=True), "utf-8")


def kept(folder: Path) -> Pairs:
    """The rates stored beside a source's tables."""
    path = folder / KEPT
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def series(sources: Mapping[str, Pairs]) -> Iterable[tuple[str, str]]:
    """(pair, series) of all sources together; `LoadRefused` where two differ on a day."""
    merged: dict[str, dict[str, tuple[str, str]]] = {}
    for source, pairs in sources.items():
        for pair, days in pairs.items():
            for day, rate in days.items():
                before, by = merged.setdefault(pair, {}).setdefault(day, (rate, source))
                if Decimal(before) != Decimal(rate):
                    why = f"{pair} on {day} is {rate} in {source} and {before} in {by}"
                    raise refuse(Fault.CONFLICT, NAME, why)
    for pair in sorted(merged):
        other = merged.get(f"{pair[4:]}/{pair[:3]}", {})
        for day, (rate, by) in merged[pair].items():
            if day in other and _contradict(rate, other[day][0]):
                why = f"{pair} on {day} is {rate} in {by}, and the other way {other[day][0]} in {other[day][1]}"
                raise refuse(Fault.CONFLICT, NAME, why)
        yield pair, ";".join(f"{day}={merged[pair][day][0]}" for day in sorted(merged[pair]))
