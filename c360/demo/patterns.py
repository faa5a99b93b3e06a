"""Planted: what money laundering looks like in bookings, and two people who only look like it.

| customer | pattern | what was planted |
|---|---|---|
| 12480 | structuring | 14 cash deposits of 9,100 to 9,900 dollars within 24 days of May 2024 |
| 12481 | in-and-out | 9 times since February 2024: 8,000 to 24,000 in, all but 2 % out within two days |
| 12482 | many-to-one | 46 unrelated senders in six weeks of spring 2024, then one payment abroad |
| 12483 | one-to-many | a large receipt, then 38 new receivers in ten days |
| 12484 | dormant-then-busy | no booking for 15 months, then 40 in three weeks of June 2024 |
| 12485 | round-amounts | 22 transfers of whole thousands |
| 12486 | new-counterparty burst | 16 payments in eight days to somebody never paid before |
| 12487 | none | a cash business: deposits of all sizes, each week, for years |
| 12488 | none | sold a house: one large receipt, most of it moved to savings |
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from c360.demo import clock, life
from c360.demo.clock import day_of
from c360.demo.ledger import Account
from c360.demo.stage import Stage

# Pattern: the customers that it was planted on. The others of the planted people have none.
PATTERNS: Final = MappingProxyType(
    {
        "structuring": ("customer-12480",),
        "in-and-out": ("customer-12481",),
        "many-to-one": ("customer-12482",),
        "one-to-many": ("customer-12483",),
        "dormant-then-busy": ("customer-12484",),
        "round-amounts": ("customer-12485",),
        "new-counterparty": ("customer-12486",),
    }
)


def add(stage: Stage) -> None:
    """Write them all."""
    _structuring(stage)
    _in_and_out(stage)
    _fans(stage)
    _dormant(stage)
    _round_and_new(stage)
    _innocent(stage)


def _cash_in(stage: Stage, account: Account, day: int, second: int, cents: int, branch: str) -> None:
    drawer = stage.bank.ledger.own_outside(account, "CASH")
    stage.bank.ledger.post((day, second), drawer, account, cents, "CASH", branch, "BRANCH", "Cash", "Deposit")


def _move(
    stage: Stage, source: Account | str, target: Account | str, day: int, cents: int, party: str, *, hour: int = 14
) -> None:
    stage.bank.ledger.post(
        (day, hour * 3600 + day % 60 * 31), source, target, cents, "TRANSFER", life.ONLINE, "APP", party
    )


def _structuring(stage: Stage) -> None:
    p = stage.person(12480, "Conrad Velasquez-Stroud", gender="M", occupation="Car dealer", income=58_000)
    account, dice = stage.checking(p), stage.dice(12480)
    days = [day for day in range(day_of(date(2024, 5, 6)), day_of(date(2024, 5, 30))) if clock.BANK_DAYS[day]]
    for n in range(14):
        branch = ("Main St", "Harbour", "Airport")[n % 3]
        cents = 910_000 + dice.whole(0, 80) * 1_000
        _cash_in(stage, account, days[n], clock.BRANCH.second(dice, days[n]), cents, branch)
    for day in (days[7] + 1, days[-1]):
        out = stage.bank.ledger.own_outside(account, "OTHER_BANK")
        _move(stage, account, out, day, 6_200_000, "Velasquez Imports")


def _in_and_out(stage: Stage) -> None:
    p = stage.person(12481, "Jessamy Locke", gender="F", occupation="Student", income=9_000, employer=None,
                     born=date(2003, 4, 9))  # fmt: skip
    account, dice = stage.checking(p, salary=0, cards=3.0, least=30_000), stage.dice(12481)
    sender = stage.bank.ledger.outside("EXTERNAL")
    receiver = stage.bank.ledger.outside("EXTERNAL", "USD")
    for n in range(9):
        day = day_of(date(2024, 2, 5)) + n * 15 + dice.whole(0, 3)
        cents = dice.whole(80, 240) * 10_000 + dice.whole(0, 9_999)
        _move(stage, sender, account, day, cents, "Brightwater Services", hour=9)
        _move(stage, account, receiver, day + dice.whole(0, 1), cents * 98 // 100, "Quickpay Transfer", hour=18)


def _fans(stage: Stage) -> None:
    p = stage.person(12482, "Dorian Yewdale", gender="M", occupation="Sales assistant", income=34_000)
    account, dice = stage.checking(p), stage.dice(12482)
    for n in range(46):
        sender = stage.bank.ledger.outside("EXTERNAL")
        day, cents = day_of(date(2024, 4, 8)) + n * 42 // 46, dice.whole(180, 940) * 100
        _move(stage, sender, account, day, cents, f"Sender {n + 1}")
    abroad = stage.bank.ledger.outside("EXTERNAL")
    _move(stage, account, abroad, day_of(date(2024, 5, 22)), 2_350_000, "Eastern Trade Desk")
    p = stage.person(12483, "Marguerite Ashdown", gender="F", occupation="At home", income=12_000, employer=None)
    account, dice = stage.checking(p, salary=0, cards=2.0), stage.dice(12483)
    source = stage.bank.ledger.outside("EXTERNAL")
    _move(stage, source, account, day_of(date(2024, 6, 3)), 6_800_000, "Northern Relief Fund", hour=10)
    for n in range(38):
        receiver = stage.bank.ledger.outside("EXTERNAL")
        day, cents = day_of(date(2024, 6, 4)) + n // 4, dice.whole(900, 2_100) * 80
        _move(stage, account, receiver, day, cents, f"Receiver {n + 1}")


def _dormant(stage: Stage) -> None:
    p = stage.person(
        12484,
        "Horace Tindall",
        gender="M",
        born=date(1951, 9, 9),
        since=date(2004, 3, 1),
        occupation="Retired",
        employer=None,
    )
    account = stage.bank.account("CHECKING", date(2004, 3, 1), (p.id,))
    stage.hold(account, least=40_000)
    dice = stage.dice(12484)
    other = stage.bank.ledger.own_outside(account, "OTHER_BANK")
    _move(stage, other, account, day_of(date(2023, 3, 6)), 120_000, "Tindall estate")
    for n in range(40):
        source, target = (other, account) if n % 2 == 0 else (account, other)
        day, cents = day_of(date(2024, 6, 9)) + n // 2, dice.whole(40, 390) * 1_000 + 37
        _move(stage, source, target, day, cents, "Fastlane Payments")


def _round_and_new(stage: Stage) -> None:
    p = stage.person(12485, "Ottoline Byrd", gender="F", occupation="Consultant", income=71_000)
    account, dice = stage.checking(p), stage.dice(12485)
    sender = stage.bank.ledger.outside("EXTERNAL")
    receiver = stage.bank.ledger.own_outside(account, "OTHER_BANK")
    for n in range(22):
        source, target = (sender, account) if n % 2 == 0 else (account, receiver)
        _move(stage, source, target, day_of(date(2024, 3, 4)) + n * 5, dice.whole(2, 8) * 100_000, "Byrd Advisory")
    p = stage.person(12486, "Caspian Rudd", gender="M", occupation="Electrician", income=64_000)
    account, dice = stage.checking(p, least=400_000), stage.dice(12486)
    new = stage.bank.ledger.outside("EXTERNAL")
    for n in range(16):
        _move(stage, account, new, day_of(date(2024, 6, 15)) + n // 2, dice.whole(300, 990) * 100, "Coinwell Exchange")


def _innocent(stage: Stage) -> None:
    p = stage.person(12487, "Fenella Marchetti", gender="F", occupation="Café owner", income=66_000)
    account, dice = stage.checking(p, salary=0, cards=3.0), stage.dice(12487)
    for day in range(clock.DAYS):
        if clock.BANK_DAYS[day] and clock.WEEKDAYS[day] in (0, 3):
            cents = dice.whole(220, 1_350) * 1_000
            _cash_in(stage, account, day, clock.BRANCH.second(dice, day), cents, "Harbour")
            shop = stage.place.shops["grocery"][0]
            _move(stage, account, shop.number, min(day + 1, clock.LAST), cents * 7 // 10, shop.name)
    p = stage.person(12488, "Alistair Bonham-Lee", gender="M", income=97_000, since=date(2015, 5, 5))
    account = stage.checking(p)
    savings = stage.bank.account("SAVINGS", date(2015, 5, 5), (p.id,), rate="3.5")
    stage.hold(savings, least=1_000_000)
    notary = stage.bank.ledger.outside("EXTERNAL")
    _move(stage, notary, account, day_of(date(2024, 5, 14)), 41_250_000, "Harbor Title Company", hour=11)
    _move(stage, account, savings, day_of(date(2024, 5, 16)), 38_000_000, "")
