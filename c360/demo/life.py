"""What a household's money does: pay, rent, bills, shops, cash, savings, trips, interest and fees.

Each function books one habit over the bank's records on the accounts it is given. Electronic bookings have the
location "Online banking", others the district's branch or the city abroad.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from c360.demo import clock
from c360.demo.bank import Bank, District, Employer, Shop
from c360.demo.dice import Dice, ladder_of
from c360.demo.ledger import Account, End
from c360.demo.tables import quoted

ONLINE: Final = "Online banking"
_KINDS: Final = tuple(clock.SHOPS)
# Cents of one purchase, low to high; small ones are likelier (the mean is low + a quarter of the range).
_PRICES: Final = {
    "grocery": (900, 18000), "coffee": (350, 2200), "restaurant": (1400, 16000), "fuel": (2200, 9000),
    "pharmacy": (500, 9000), "clothes": (1900, 26000), "garden": (1200, 30000), "electronics": (2900, 120000),
    "online": (800, 22000),
}  # fmt: skip
_TASTES: Final = (
    ladder_of((30, 14, 14, 12, 6, 5, 4, 2, 13)),  # a family
    ladder_of((20, 26, 24, 6, 4, 6, 1, 2, 11)),  # a city single
    ladder_of((34, 6, 8, 10, 16, 4, 10, 1, 6)),  # retired
    ladder_of((18, 8, 8, 10, 4, 10, 4, 6, 32)),  # buys online
)


class Trip(NamedTuple):
    """Days abroad, both included, and the index of the city in the district's list."""

    first: int
    last: int
    city: int


def salary(bank: Bank, dice: Dice, to: Account, job: Employer, net_year: int) -> None:
    """Pay `net_year` cents a year on the employer's paydays, with a raise each January and a bonus for some."""
    times = {"BIWEEKLY": 26, "SEMIMONTHLY": 24, "MONTHLY": 12}[job.pays]
    each, name = net_year // times, quoted(job.name)
    bonus = dice.chance(0.3)
    for day in clock.paydays(job.pays, job.phase):
        if day < to.since:
            continue
        raised = each if clock.DATES[day].year == clock.START.year else each * 103 // 100
        moment = day, 21600 + dice.whole(0, 3000)
        bank.ledger.post(moment, job.number, to, raised, "SALARY", ONLINE, "ACH", name, "Salary")
        if bonus and clock.DATES[day].month == 12 and clock.DATES[day].day > 20:
            bank.ledger.post(moment, job.number, to, each, "SALARY", ONLINE, "ACH", name, "Year-end bonus")


def each_month(
    bank: Bank, dice: Dice, source: End, target: End, cents: int, day_of_month: int, kind: str, party: str,
    purpose: str, *, channel: str = "ACH", vary: int = 0, since: int = 0, until: int = clock.LAST,
) -> None:  # fmt: skip
    """Book `cents` each month, up to `vary` percent more or less, between the days `since` and `until`."""
    for end in (source, target):
        if not isinstance(end, str):
            since = max(since, end.since)
    for day in clock.monthly(day_of_month, since):
        if day <= until:
            amount = cents * (100 - vary + int(dice.roll() * (2 * vary + 1))) // 100 if vary else cents
            moment = day, 30600 + int(dice.roll() * 9000)
            bank.ledger.post(moment, source, target, amount, kind, ONLINE, channel, party, purpose)


def standing_order(bank: Bank, source: Account, target: End, cents: int, purpose: str) -> None:
    """Write the order itself; `each_month` books what it does."""
    number = target if isinstance(target, str) else target.number
    bank.tables.row("core/standing_orders", source.number, number, f"{cents // 100}.{cents % 100:02d}", purpose)


def shopping(
    bank: Bank, dice: Dice, place: District, pays: Account, taste: int, a_month: float, *, since: int = 0,
    until: int = clock.LAST,
) -> None:  # fmt: skip
    """Card payments in the district's shops, at hours and in seasons that those shops know."""
    since = max(since, pays.since)
    ladder, roll, post = _TASTES[taste], dice.roll, bank.ledger.post
    for _ in range(int(a_month * (until - since + 1) / 30.4 + roll())):
        kind = _KINDS[dice.weighted(ladder)]
        moment = clock.SHOPS[kind].moment(dice, since, until)
        shop = place.shops[kind][int(roll() * len(place.shops[kind]))]
        low, high = _PRICES[kind]
        where, channel = (ONLINE, "ONLINE") if kind == "online" else (place.branch, "CARD_TERMINAL")
        post(moment, pays, shop.number, dice.skewed(low, high), "CARD", where, channel, shop.name)


def trips(bank: Bank, dice: Dice, place: District, pays: Account, count: int) -> list[Trip]:
    """Holidays of four days to two weeks: card payments in a city abroad, in its currency."""
    taken = []
    for _ in range(count):
        first = dice.whole(max(5, pays.since), clock.LAST - 16) if pays.since < clock.LAST - 30 else -1
        if first < 0:
            continue
        trip = Trip(first, first + dice.whole(4, 13), int(dice.roll() * len(place.abroad)))
        city, currency, shops = place.abroad[trip.city]
        for day in range(trip.first, trip.last + 1):
            for _ in range(dice.whole(1, 3)):
                shop = dice.pick(shops)
                dollars = dice.skewed(900, 24000 if "Hotel" in shop.name or "Lodge" in shop.name else 9000)
                cents = bank.rates.units(dollars, currency, day)
                moment = day, 12 * 3600 - dice.whole(0, 21600) + dice.whole(0, 21600)
                bank.ledger.post(
                    moment, pays, shop.number, cents, "CARD", city, "CARD_TERMINAL", shop.name, currency=currency
                )
        taken.append(trip)
    return taken


def cash(bank: Bank, dice: Dice, place: District, account: Account, a_month: float) -> None:
    """Withdrawals at machines and now and then a deposit at the counter."""
    drawer = bank.ledger.own_outside(account, "CASH")
    for _ in range(int(a_month * (clock.LAST - account.since) / 30.4 + dice.roll())):
        if dice.chance(0.85):
            moment, cents = clock.ATM.moment(dice, account.since), dice.skewed(1, 20) * 2000
            bank.ledger.post(moment, account, drawer, cents, "CASH", place.branch, "ATM", "Cash", "Withdrawal")
        else:
            moment, cents = clock.BRANCH.moment(dice, account.since), dice.skewed(5, 160) * 1000
            bank.ledger.post(moment, drawer, account, cents, "CASH", place.branch, "BRANCH", "Cash", "Deposit")


def bills(bank: Bank, dice: Dice, place: District, account: Account) -> None:
    """Power, water and broadband by direct debit."""
    for shop, cents, vary in zip(place.utilities, (13000, 5200, 6900), (35, 10, 0), strict=True):
        if dice.chance(0.8):
            amount = cents + dice.whole(-9, 20) * 100
            day = dice.whole(3, 25)
            each_month(bank, dice, account, shop.number, amount, day, "DIRECT_DEBIT", shop.name, "Bill", vary=vary)


def rent(bank: Bank, dice: Dice, place: District, account: Account, cents: int) -> None:
    """Rent on the first by standing order."""
    landlord = dice.pick(place.landlords)
    standing_order(bank, account, landlord.number, cents, "Rent")
    each_month(bank, dice, account, landlord.number, cents, 1, "TRANSFER", landlord.name, "Rent")


def save(bank: Bank, dice: Dice, source: Account, target: Account, cents: int, purpose: str) -> None:
    """A monthly standing order to another account of the bank."""
    standing_order(bank, source, target, cents, purpose)
    each_month(bank, dice, source, target, cents, dice.whole(2, 27), "TRANSFER", "", purpose, channel="STANDING_ORDER")


def interest(bank: Bank, account: Account, cents: int, *, every: int = 1) -> None:
    """About `cents` at every n-th month's end, paid to the customer, or for a debt charged to them."""
    other = bank.ledger.own_outside(account, "BANK")
    source, target = (account, other) if account.debt else (other, account)
    for n, day in enumerate(clock.month_ends(account.since + 20)):
        if n % every == every - 1:
            amount = cents + day * 7 % 90
            bank.ledger.post((day, 82800), source, target, amount, "INTEREST", ONLINE, "INTERNAL", "Bank", "Interest")


def fees(bank: Bank, dice: Dice, account: Account, cents: int, purpose: str, *, count: int = 18) -> None:
    """The last `count` months' fee of the account."""
    other = bank.ledger.own_outside(account, "BANK")
    for day in clock.month_ends(account.since)[-count:]:
        bank.ledger.post((day, 79200), account, other, cents, "FEE", ONLINE, "INTERNAL", "Bank", purpose)


def repay(bank: Bank, dice: Dice, source: Account, debt: Account, cents: int) -> None:
    """A loan's or a mortgage's monthly payment."""
    each_month(
        bank, dice, source, debt, cents, dice.whole(1, 5), "LOAN_PAYMENT", "", "Loan payment", channel="INTERNAL"
    )


def pay_card(bank: Bank, dice: Dice, source: Account, card: Account, share: float) -> None:
    """Each month about `share` (0 to 1) of what the card was charged in the 30 days before."""
    for day in clock.monthly(dice.whole(3, 24), max(source.since, card.since + 30)):
        spent = sum(change for when, change in card.moves if (day - 30) * 86400 <= when < day * 86400 and change > 0)
        moment = day, 28800 + dice.whole(0, 9000)
        bank.ledger.post(moment, source, card, int(spent * share), "CARD_PAYMENT", ONLINE, "APP", "", "Card payment")


def send(bank: Bank, dice: Dice, source: Account, target: Account, count: int, purpose: str) -> None:
    """Payments between two customers, from the app."""
    for _ in range(count):
        moment = clock.APP.moment(dice, max(source.since, target.since))
        cents = dice.skewed(10, 300) * 100
        bank.ledger.post(moment, source, target, cents, "TRANSFER", ONLINE, "APP", "", purpose)


def other_bank(bank: Bank, account: Account, name: str) -> Shop:
    """The account's counterpart at another bank, one vertex of its own."""
    return Shop(bank.ledger.own_outside(account, "OTHER_BANK"), quoted(name))
