"""Sarah Johnson's money: the family's accounts and the habits that book on them, to the cent.

What the figures come to is told in `sarah.py`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from c360.demo import clock, life
from c360.demo.bank import Bank, District, Shop
from c360.demo.clock import day_of
from c360.demo.dice import Dice
from c360.demo.ledger import Account
from c360.demo.tables import quoted

_WINDOW: Final = day_of(date(2024, 4, 2))
_YEAR: Final = day_of(date(2023, 7, 2))
# Card payments: how many and how many cents in the window, and in the 365 days before its end but not in it.
_CARD_WINDOW: Final = (61, 180_000)
_CARD_REST: Final = (130, 420_000)


class _Accounts:
    """The family's accounts."""

    def __init__(self, bank: Bank, sarah: str, john: str, emma: str, noah: str) -> None:
        opened = date(2015, 3, 15)
        self.checking = bank.account("CHECKING", opened, (sarah, john), rate="0.1", fee=0)
        self.savings = bank.account("SAVINGS", opened, (sarah,), rate="3.25", fee=0)
        self.card = bank.account("CREDIT_CARD", date(2016, 9, 1), (sarah,), limit=2_500_000, rate="18.9", fee=0)
        self.mortgage = bank.account("MORTGAGE", date(2019, 6, 28), (sarah,), rate="3.125", fee=0)
        self.brokerage = bank.account("BROKERAGE", date(2017, 2, 6), (sarah,), rate="0", fee=0)
        self.emma = bank.account("SAVINGS", date(2012, 1, 9), (emma,), (sarah,), rate="2.0", fee=0)
        self.noah = bank.account("SAVINGS", date(2014, 2, 3), (noah,), (sarah,), rate="2.0", fee=0)
        self.firm = bank.account("BUSINESS_CHECKING", date(2016, 1, 18), ())
        self.johns_card = bank.account("CREDIT_CARD", date(2018, 4, 3), (john,), limit=800_000, rate="21.4", fee=4_500)

    def settle(self, bank: Bank) -> None:
        for account, closing in (
            (self.checking, 1_000_000), (self.savings, 24_000_000), (self.card, 1_500_000),
            (self.mortgage, 35_000_000), (self.brokerage, 50_000_000), (self.emma, 1_842_000), (self.noah, 1_275_500),
        ):  # fmt: skip
            bank.settle(account, closing=closing)
        bank.settle(self.firm, cushion=2_000_000)
        bank.settle(self.johns_card, cushion=12_000)


def add(bank: Bank, place: District, *, sarah: str, john: str, emma: str, noah: str, company: str) -> None:
    """Open the accounts of these four and of the company, and book on them."""
    dice = Dice("Sarah Johnson")
    held = _Accounts(bank, sarah, john, emma, noah)
    bank.tables.row("core/firm_accounts", company, held.firm.number)
    _income(bank, dice, held, place)
    _between(bank, dice, held)
    _spending(bank, dice, held, place)
    _wires_and_cash(bank, dice, held)
    _firm(bank, dice, held, place)
    _cards(bank, dice, held, place)
    life.shopping(bank, Dice("John"), place, held.johns_card, 0, 4.0)
    held.settle(bank)


def _income(bank: Bank, dice: Dice, held: _Accounts, place: District) -> None:
    job = place.employers[0]
    for day in clock.paydays("BIWEEKLY", 0):
        moment = day, 21900
        bank.ledger.post(moment, job.number, held.checking, 385_000, "SALARY", life.ONLINE, "ACH", quoted(job.name),
                         "Salary")  # fmt: skip
    for day_of_month in (5, 20):
        life.each_month(
            bank, dice, held.firm, held.checking, 620_000, day_of_month, "TRANSFER", "Johnson Consulting LLC",
            "Owner's draw", channel="WEB",
        )  # fmt: skip
    for day in clock.month_ends():
        other = bank.ledger.own_outside(held.savings, "BANK")
        bank.ledger.post((day, 82800), other, held.savings, 64_000, "INTEREST", life.ONLINE, "INTERNAL", "Bank",
                         "Interest")  # fmt: skip
        if clock.DATES[day].month % 3 == 0:
            fund = bank.ledger.own_outside(held.brokerage, "OTHER_BANK")
            bank.ledger.post((day, 57600), fund, held.brokerage, 215_000, "DIVIDEND", life.ONLINE, "INTERNAL",
                             "Broad Index Fund", "Dividend")  # fmt: skip
    drawer = bank.ledger.own_outside(held.checking, "CASH")
    for when, branch, cents in (
        (date(2023, 10, 6), "Main St", 40_000), (date(2024, 4, 19), "Main St", 65_000),
        (date(2024, 5, 3), "Harbour", 48_000), (date(2024, 5, 31), "Main St", 72_000),
        (date(2024, 6, 14), "Airport", 55_000),
    ):  # fmt: skip
        moment = day_of(when), clock.BRANCH.second(dice, day_of(when))
        bank.ledger.post(moment, drawer, held.checking, cents, "CASH", branch, "BRANCH", "Cash", "Deposit")


def _between(bank: Bank, dice: Dice, held: _Accounts) -> None:
    for source, target, cents, day_of_month, kind, purpose in (
        (held.checking, held.mortgage, 231_000, 4, "LOAN_PAYMENT", "Mortgage payment"),
        (held.checking, held.card, 50_000, 18, "CARD_PAYMENT", "Card payment"),
        (held.checking, held.savings, 1_450_000, 26, "TRANSFER", "Savings"),
        (held.savings, held.brokerage, 400_000, 10, "TRANSFER", "Investment plan"),
        (held.checking, held.emma, 25_000, 8, "TRANSFER", "College savings"),
        (held.checking, held.noah, 25_000, 8, "TRANSFER", "College savings"),
    ):
        if kind != "CARD_PAYMENT":
            life.standing_order(bank, source, target, cents, purpose)
        life.each_month(bank, dice, source, target, cents, day_of_month, kind, "", purpose, channel="STANDING_ORDER")
    # What brings the window to 181,250.00.
    when = day_of(date(2024, 5, 22)), 73_260
    bank.ledger.post(when, held.savings, held.brokerage, 473_500, "TRANSFER", life.ONLINE, "APP", "", "Rebalancing")


def _spending(bank: Bank, dice: Dice, held: _Accounts, place: District) -> None:
    ledger = bank.ledger
    for shop, cents, day in zip(place.utilities, (14_260, 5_640, 7_900), (7, 13, 22), strict=True):
        life.each_month(bank, dice, held.checking, shop.number, cents, day, "DIRECT_DEBIT", shop.name, "Bill")
    for title, cents, day in (
        ("Lakeview School", 145_000, 3), ("Harbor Mutual Insurance", 21_400, 14),
        ("Tri-County Health", 38_600, 16),
    ):  # fmt: skip
        shop = bank.outside_firm(title, "EXTERNAL", form="Inc")
        life.each_month(bank, dice, held.checking, shop.number, cents, day, "DIRECT_DEBIT", shop.name, "Premium")
    cleaner = ledger.outside("EXTERNAL")
    for day in clock.paydays("BIWEEKLY", 1):
        moment = day, 68_400 + dice.whole(0, 3_600)
        ledger.post(moment, held.checking, cleaner, 12_000, "TRANSFER", life.ONLINE, "APP", "Bright Rooms", "Cleaning")


def _wires_and_cash(bank: Bank, dice: Dice, held: _Accounts) -> None:
    ledger = bank.ledger
    tax = ledger.outside("EXTERNAL")
    for year, month, day in ((2023, 4, 18), (2023, 6, 15), (2023, 9, 15), (2024, 1, 16), (2024, 4, 15), (2024, 6, 17)):
        moment = day_of(date(year, month, day)), 72_000
        ledger.post(moment, held.savings, tax, 650_000, "TRANSFER", life.ONLINE, "WEB", "Tax Office", "Estimated tax")
    kitchen = bank.outside_firm("Copperline Kitchens LLC", "EXTERNAL")
    fee = ledger.own_outside(held.savings, "BANK")
    for when, branch, cents, charge in (
        (date(2023, 11, 9), "Harbour", 420_000, 1_000), (date(2024, 4, 23), "Main St", 840_000, 1_000),
        (date(2024, 6, 6), "Harbour", 840_000, 0),
    ):  # fmt: skip
        moment = day_of(when), clock.BRANCH.second(dice, day_of(when))
        ledger.post(moment, held.savings, kitchen.number, cents, "WIRE", branch, "BRANCH", kitchen.name, "Kitchen")
        ledger.post(moment, held.savings, fee, charge, "FEE", branch, "BRANCH", "Bank", "Wire fee")
    drawer = ledger.own_outside(held.checking, "CASH")
    for month_day in (6, 17, 27):
        for day in clock.monthly(month_day):
            branch = dice.pick(("Main St", "Main St", "Harbour", "Airport"))
            moment = day, clock.ATM.second(dice, day)
            ledger.post(moment, held.checking, drawer, 16_000, "CASH", branch, "ATM", "Cash", "Withdrawal")
    for debt, cents in ((held.mortgage, 91_100), (held.card, 23_600)):
        other = ledger.own_outside(debt, "BANK")
        for day in clock.month_ends():
            ledger.post((day, 82_800), debt, other, cents, "INTEREST", life.ONLINE, "INTERNAL", "Bank", "Interest")


def _firm(bank: Bank, dice: Dice, held: _Accounts, place: District) -> None:
    for n, title in enumerate(("Alder Logistics Inc", "Meridian Foods Inc", "Osprey Hotels Inc"), 1):
        client = bank.outside_firm(title, "EXTERNAL", form="Inc")
        life.each_month(
            bank, dice, client.number, held.firm, 690_000, 4 * n, "TRANSFER", client.name, "Invoice", vary=15
        )
    life.each_month(bank, dice, held.firm, place.utilities[2].number, 32_000, 12, "DIRECT_DEBIT",
                    place.utilities[2].name, "Office line")  # fmt: skip
    life.standing_order(bank, held.firm, held.checking, 620_000, "Owner's draw")


def _cards(bank: Bank, dice: Dice, held: _Accounts, place: District) -> None:
    """Card payments in three quarters of the town; the last of each period brings its sum to the cent."""
    shops = [("Main St", shop) for kind in ("grocery", "coffee", "restaurant") for shop in place.shops[kind]]
    for branch, title in (
        ("Harbour", "Quayside Bistro"), ("Harbour", "Harbour Fish Market"), ("Harbour", "Lighthouse Books"),
        ("Airport", "Runway Coffee"), ("Airport", "Departures Newsstand"),
    ):  # fmt: skip
        shops.append((branch, bank.outside_firm(title, "MERCHANT")))
    for (count, total), since, until in (
        ((60, 210_000), 0, _YEAR - 1), (_CARD_REST, _YEAR, _WINDOW - 1), (_CARD_WINDOW, _WINDOW, clock.LAST),
    ):  # fmt: skip
        left = total
        for n in range(count, 0, -1):
            # Between a third and five thirds of an even share of what is left.
            cents = left if n == 1 else left // n * (34 + dice.whole(0, 132)) // 100
            left -= cents
            _card(bank, dice, held, dice.pick(shops), cents, since, until)


def _card(bank: Bank, dice: Dice, held: _Accounts, where: tuple[str, Shop], cents: int, since: int, until: int) -> None:
    branch, shop = where
    pays: Account = held.card if dice.chance(0.6) else held.checking
    kind = "coffee" if "Coffee" in shop.name or "Cup" in shop.name or "Bean" in shop.name else "grocery"
    moment = clock.SHOPS[kind].moment(dice, since, until)
    bank.ledger.post(moment, pays, shop.number, cents, "CARD", branch, "CARD_TERMINAL", shop.name)
