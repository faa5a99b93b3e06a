"""The whole bank, written to a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from c360.demo import (
    clock,
    household,
    patterns,
    planted_firms,
    planted_people,
    planted_products,
    planted_risk,
    sarah,
)  # fmt: skip
from c360.demo.bank import DISTRICT, Bank
from c360.demo.stage import Stage
from c360.demo.tables import Tables
from c360.errors import UsageError

LEAST: Final = 100
# When each department took its extract: core banking at the close of the day, the others the evening before.
_EXTRACTED: Final = {
    "core": "2024-06-30 23:55:00-04:00", "crm": "2024-06-29 21:10:00-04:00", "compliance": "2024-06-29 23:30:00-04:00",
}  # fmt: skip


def write_files(
    folder: Path, *, customers: int = 2000, seed: int = 7, progress: Callable[[str, int, int], None] | None = None
) -> dict[str, int]:
    """Write the demo bank of exactly `customers` people and return the rows of each file.

    The same arguments give the same bytes. Memory doesn't grow with the bank: households are written one by one.
    `progress("customers", done, customers)` is called now and then.

    Raises UsageError for fewer than 100 customers: the people that the tour needs are there at any size.
    """
    if customers < LEAST:
        raise UsageError(f"The demo bank needs at least {LEAST} customers.")
    with Tables(folder) as tables:
        for department, moment in _EXTRACTED.items():
            tables.row(f"{department}/delivery", moment)
        tables.row("core/bank", "Harbor & Main Bank (demo)", "USD", clock.ZONE)
        bank = Bank(tables, seed)
        bank.rates.write(tables)
        _plant(bank)
        index, here, neighbour = 0, 0, None
        while bank.people < customers:
            if bank.people // DISTRICT > here:
                here, neighbour = bank.people // DISTRICT, None  # partners live in the same district
            place = bank.district(here)
            neighbour = household.add(bank, index, place, customers - bank.people, neighbour)
            index += 1
            if progress and index % 50 == 0:
                progress("customers", bank.people, customers)
        if progress:
            progress("customers", customers, customers)
    return tables.rows


def _plant(bank: Bank) -> None:
    place = bank.district(0)
    sarah.add(bank, place)
    stage = Stage(bank, place)
    planted: tuple[Callable[[Stage], None], ...] = (
        planted_people.add, planted_risk.add, planted_products.add, planted_firms.add, patterns.add,
    )  # fmt: skip
    for add in planted:
        add(stage)
    stage.close()
    bank.ledger.forget()
