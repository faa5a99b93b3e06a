"""Planted: holdings and activity at their edges.

| customer | shows |
|---|---|
| 12460 | exactly 12,000 transactions in the 90 days to the bank's date |
| 12461 | a traveller: four cities, three currencies, one month |
| 12462 | accounts in euros, pounds and yen beside one in dollars |
| 12463 | a dormant account, two closed ones |
| 12464 | an overdrawn account, a type that no table knows, a type in mixed case, insurance |
| 12465 | an account whose balance isn't known |
| 12466 | a loan in default |
| 12467 | one account of every kind |
| 12468 | an account opened on 12 June 2024, another closed on 15 May 2024 |
"""

from __future__ import annotations

from datetime import date
from typing import Final

from c360.demo import clock, life
from c360.demo.bank import Shop
from c360.demo.clock import day_of
from c360.demo.stage import Stage
from c360.demo.tables import quoted

_BUSY_COUNT: Final = 12_000
_WINDOW: Final = day_of(date(2024, 4, 2))


def add(stage: Stage) -> None:
    """Write them all."""
    _busy(stage)
    _traveller(stage)
    _currencies(stage)
    _resting(stage)
    _odd(stage)
    _every_kind(stage)


def _busy(stage: Stage) -> None:
    """A trader on marketplaces: 9,000 small payments in, 3,000 out, from early to late."""
    bank, dice = stage.bank, stage.dice(12460)
    p = stage.person(12460, "Marcus Adeyemi-Blake", gender="M", occupation="Online trader", employer="Self-employed",
                     income=212_000, since=date(2017, 5, 2))  # fmt: skip
    account = bank.account("CHECKING", date(2017, 5, 2), (p.id,), fee=1_500)
    markets = [
        Shop(bank.ledger.outside("EXTERNAL"), f"{title} buyers {n}")
        for n, title in enumerate(("Rivermart", "Parcelo", "Stallhub") * 20, 1)
    ]
    for n in range(_BUSY_COUNT + 600):
        since, until = (_WINDOW, clock.LAST) if n < _BUSY_COUNT else (_WINDOW - 200, _WINDOW - 1)
        moment = clock.SHOPS["online"].moment(dice, since, until)
        other = dice.pick(markets)
        if n % 4 < 3:
            bank.ledger.post(moment, other.number, account, dice.skewed(450, 9_000), "TRANSFER", life.ONLINE, "ACH",
                             other.name, "Order")  # fmt: skip
        else:
            kind = dice.pick(("online", "fuel", "grocery"))
            shop = dice.pick(stage.place.shops[kind])
            where = life.ONLINE if kind == "online" else stage.place.branch
            bank.ledger.post(moment, account, shop.number, dice.skewed(800, 14_000), "CARD", where, "CARD_TERMINAL",
                             shop.name)  # fmt: skip
    stage.hold(account, least=150_000)


def _traveller(stage: Stage) -> None:
    bank, dice, place = stage.bank, stage.dice(12461), stage.place
    p = stage.person(12461, "Philippa Nakamura-Reyes", gender="F", occupation="Photographer")
    main = stage.checking(p, cards=5.0)
    for first, city in ((day_of(date(2024, 5, 20)), 0), (day_of(date(2024, 5, 27)), 3), (day_of(date(2024, 6, 3)), 4),
                        (day_of(date(2024, 6, 13)), 2)):  # fmt: skip
        where, currency, shops = place.abroad[city]
        for n in range(18):
            day, shop = first + n // 3, dice.pick(shops)
            cents = bank.rates.units(dice.skewed(1_200, 16_000), currency, day)
            moment = day, 30_000 + dice.whole(0, 40_000)
            bank.ledger.post(moment, main, shop.number, cents, "CARD", where, "CARD_TERMINAL", shop.name,
                             currency=currency)  # fmt: skip


def _currencies(stage: Stage) -> None:
    bank, dice = stage.bank, stage.dice(12462)
    p = stage.person(12462, "Hélène Duquesne-Ito", gender="F", nationality="FR", residence="US")
    main = stage.checking(p, salary=9_600_000)
    for currency, closing, cents in (
        ("EUR", 1_845_077, 90_000), ("GBP", 622_310, 40_000), ("JPY", 184_500_000, 6_000_000),
    ):  # fmt: skip
        account = bank.account("SAVINGS", date(2019, 10, 7), (p.id,), currency=currency, rate="0.5")
        for day in clock.monthly(11, account.since):
            bank.ledger.post((day, 33_000), main, account, cents, "TRANSFER", life.ONLINE, "WEB", "", "Savings abroad",
                             currency)  # fmt: skip
        shop = dice.pick(next(shops for _, money, shops in stage.place.abroad if money == currency))
        for day in clock.monthly(21, account.since):
            third = cents // 300 * 100
            bank.ledger.post((day, 40_000), account, shop.number, third, "TRANSFER", life.ONLINE, "WEB", shop.name,
                             "Booking", currency)  # fmt: skip
        stage.hold(account, closing=closing)


def _resting(stage: Stage) -> None:
    bank = stage.bank
    p = stage.person(12463, "Agatha Winterbourne", gender="F", born=date(1944, 12, 1), since=date(1991, 2, 1),
                     occupation="Retired", employer=None)  # fmt: skip
    stage.checking(p, cards=1.0)
    dormant = bank.account("SAVINGS", date(1998, 6, 1), (p.id,), status="DORMANT", rate="0.1")
    stage.hold(dormant, closing=2_381_904)
    for kind, opened, closed in (
        ("CHECKING", date(1991, 2, 1), date(2012, 9, 30)), ("CREDIT_CARD", date(2003, 5, 5), date(2023, 10, 31)),
    ):  # fmt: skip
        stage.hold(bank.account(kind, opened, (p.id,), status="CLOSED", closed=closed), closing=0)


def _odd(stage: Stage) -> None:
    bank = stage.bank
    p = stage.person(12464, "Barnaby Quill", gender="M", score=668)
    overdrawn = bank.account("CHECKING", date(2018, 8, 8), (p.id,), fee=900)
    other = bank.ledger.own_outside(overdrawn, "OTHER_BANK")
    for day in clock.monthly(9, 300):
        bank.ledger.post((day, 28_000), overdrawn, other, 41_250, "DIRECT_DEBIT", life.ONLINE, "ACH", "Quill & Sons")
    stage.hold(overdrawn, closing=-84_217)
    for kind, closing in (("SAFE_DEPOSIT", 0), ("Savings", 512_300), ("INSURANCE", 2_500_000)):
        stage.hold(bank.account(kind, date(2019, 1, 7), (p.id,)), closing=closing)
    p = stage.person(12465, "Mabel Thorncastle", gender="F")
    stage.checking(p)
    bank.ledger.write(bank.account("BROKERAGE", date(2020, 11, 11), (p.id,)))  # no balance
    p = stage.person(12466, "Rufus Penhaligon", gender="M", score=571)
    main = stage.checking(p)
    loan = bank.account("LOAN", date(2021, 7, 1), (p.id,), status="DEFAULTED", rate="11.9")
    life.each_month(bank, stage.dice(12466), main, loan, 42_000, 4, "LOAN_PAYMENT", "", "Loan payment",
                    until=day_of(date(2023, 12, 31)))  # fmt: skip
    stage.hold(loan, closing=1_877_432)
    p = stage.person(12468, "Saskia Brennt", gender="F")
    stage.checking(p)
    new = bank.account("SAVINGS", date(2024, 6, 12), (p.id,), rate="4.0")
    stage.hold(new, least=250_000)
    old = bank.account("SAVINGS", date(2016, 3, 3), (p.id,), status="CLOSED", closed=date(2024, 5, 15))
    out = bank.ledger.own_outside(old, "OTHER_BANK")
    moment = day_of(date(2024, 5, 15)), 36_000
    bank.ledger.post(moment, old, out, 310_044, "TRANSFER", life.ONLINE, "WEB", quoted("Other bank"), "Closing")
    stage.hold(old, closing=0)


def _every_kind(stage: Stage) -> None:
    bank = stage.bank
    p = stage.person(12467, "Octavia Fennimore", gender="F", income=240_000, occupation="Surgeon",
                     since=date(2018, 2, 19))  # fmt: skip
    stage.checking(p, salary=14_000_000, cards=6.0)
    for kind, closing, terms in (
        ("SAVINGS", 6_204_511, {"rate": "3.9"}),
        ("CREDIT_CARD", 241_833, {"limit": 1_500_000, "rate": "19.9", "fee": 9_500}),
        ("MORTGAGE", 28_455_000, {"rate": "4.25"}), ("LOAN", 1_820_000, {"rate": "6.4"}),
        ("BROKERAGE", 15_733_042, {}), ("INSURANCE", 10_000_000, {}),
    ):  # fmt: skip
        stage.hold(bank.account(kind, date(2018, 2, 19), (p.id,), **terms), closing=closing)
    bank.ledger.write(bank.account("DEBIT_CARD", date(2018, 2, 19), (p.id,)))
