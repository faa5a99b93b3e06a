"""Customers' own firms: accounts, takings, suppliers, draws, partners, directors, holdings above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from c360.demo import clock, life
from c360.demo.bank import Bank, days_before
from c360.demo.dice import Dice
from c360.demo.ledger import Account
from c360.demo.names import FIRM_WORDS, TRADES
from c360.demo.people import Person
from c360.demo.tables import quoted

if TYPE_CHECKING:
    from c360.demo.household import Home


class Owner(NamedTuple):
    """A customer with a firm, for the next owner to go into business with."""

    customer: str
    company: str


def owns(
    bank: Bank, company: str, percentage: str | None, *, person: str | None = None, holder: str | None = None
) -> None:
    """Write that a person or the company `holder` owns so much of a company; None is an unknown share."""
    bank.tables.row("compliance/shareholdings", person, holder, company, percentage)


def account_of(bank: Bank, company: str, age: int) -> Account:
    """A checking account of the company's own, opened `age` days before the bank's date."""
    account = bank.account("BUSINESS_CHECKING", days_before(age), ())
    bank.tables.row("core/firm_accounts", company, account.number)
    return account


def start(home: Home, owner: Person, main: Account, neighbour: Owner | None) -> Owner:
    """A firm of `owner`, perhaps with a neighbour's share, perhaps below a holding, and how it trades."""
    bank, dice = home.bank, home.dice
    name = f"{dice.pick(FIRM_WORDS)} {dice.pick(TRADES)} {dice.pick(('LLC', 'Inc', 'LLC', 'Partners LP'))}"
    company = bank.company(name, form=name.rpartition(" ")[2])
    address = bank.address(dice, home.place.town, "BUSINESS")
    bank.tables.row("crm/seated_at", company, address)
    owner.employer = name
    bank.tables.row("compliance/directors", owner.id, company)
    _shares(bank, dice, owner, company, neighbour, name)
    account = home.hold(account_of(bank, company, dice.skewed(60, 4_000)), dice.skewed(50_000, 4_000_000))
    _trade(bank, dice, home, account, main, name)
    return Owner(owner.id, company)


def _shares(bank: Bank, dice: Dice, owner: Person, company: str, neighbour: Owner | None, name: str) -> None:
    roll = dice.roll()
    if neighbour and roll < 0.25:
        share = dice.pick((50, 51, 60, 75))
        owns(bank, company, f"{share}", person=owner.id)
        owns(bank, company, f"{100 - share}", person=neighbour.customer)
        tie = dice.pick(("PARTNER", "BUSINESS_ASSOCIATE"))
        bank.tables.row("crm/business_ties", owner.id, neighbour.customer, tie)
    elif roll < 0.38:
        word, _, _ = name.partition(" ")
        holding = bank.company(f"{word} Holding LLC")
        owns(bank, holding, "100", person=owner.id)
        owns(bank, company, f"{dice.pick((100, 80, 66.7))}", holder=holding)
    elif neighbour and roll < 0.46:
        owns(bank, company, "70", person=owner.id)
        owns(bank, company, "30", holder=neighbour.company)
    else:
        owns(bank, company, "100", person=owner.id)


def _trade(bank: Bank, dice: Dice, home: Home, account: Account, main: Account, name: str) -> None:
    ledger, since = bank.ledger, account.since
    customers = ledger.outside("EXTERNAL")
    week = dice.whole(900, 6_000) * 100
    for day in range(since, clock.DAYS):
        if clock.WEEKDAYS[day] in (1, 4) and clock.BANK_DAYS[day]:
            moment = day, 23400 + dice.whole(0, 5400)
            takings = week * (70 + dice.whole(0, 60)) // 200
            ledger.post(moment, customers, account, takings, "TRANSFER", life.ONLINE, "ACH", "Card takings", "Takings")
        elif clock.WEEKDAYS[day] == 2 and clock.BANK_DAYS[day]:
            supplier = dice.pick(home.place.utilities)
            moment = day, clock.OFFICE.second(dice, day)
            cents = week * (15 + dice.whole(0, 25)) // 100
            ledger.post(moment, account, supplier.number, cents, "TRANSFER", life.ONLINE, "WEB", supplier.name)
    life.each_month(
        bank, dice, account, main, week * 2, 25, "TRANSFER", quoted(name), "Owner's draw", channel="WEB", vary=20
    )
