"""rates.csv of a loaded folder: date, from, to, rate."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from c360.sources.csvrows import read_rows
from c360.sources.problems import Fault, refuse

NAME: Final = "rates.csv"
KEPT: Final = "rates.json"

# "EUR/USD": {"2024-06-28": "1.0705"}
Pairs = dict[str, dict[str, str]]


def read_rates(folder: Path) -> Pairs:
    """The folder's rates by pair and day, none where it has no rates.csv; `LoadRefused` names a wrong line."""
    pairs: Pairs = {}
    if not (folder / NAME).is_file():
        return pairs
    for line, row in read_rows(folder / NAME, NAME, ("date", "from", "to", "rate")):
        pair = f"{row['from'].strip()}/{row['to'].strip()}"
        if not re.fullmatch(r"[A-Z]{3}/[A-Z]{3}", pair) or pair[:3] == pair[4:]:
            raise refuse(Fault.VALUE, NAME, f"{pair}: from and to are two ISO 4217 codes", line)
        try:
            day = date.fromisoformat(row["date"].strip())
            rate = Decimal(row["rate"].strip())
        except (ValueError, InvalidOperation):
            raise refuse(Fault.TYPE, NAME, "date is such as 2024-06-30 and rate such as 1.0705", line) from None
        if len(row["date"].strip()) != 10 or not rate.is_finite() or not 0 < rate < 10**9:
            raise refuse(Fault.AMOUNT, NAME, f"the rate {rate} is not between 0 and a milliard", line)
        if day.isoformat() in pairs.setdefault(pair, {}):
            raise refuse(Fault.DUPLICATE, NAME, f"{pair} is given twice for {day}", line)
        pairs[pair][day.isoformat()] = f"{rate:f}"
    return pairs


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
        yield pair, ";".join(f"{day}={merged[pair][day][0]}" for day in sorted(merged[pair]))
