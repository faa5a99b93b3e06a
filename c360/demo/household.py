"""One household: who lives together, what they hold, and how they live."""

from __future__ import annotations

from datetime import date, timedelta

from c360.demo import clock, firms, life, people, records
from c360.demo.bank import Bank, District, days_before
from c360.demo.dice import Dice, ladder_of
from c360.demo.ledger import Account
from c360.demo.names import OCCUPATIONS, culture_of
from c360.demo.people import Person

_KINDS = ("single", "couple", "family", "parent", "retired", "retired couple", "flatmates")
_LADDER = ladder_of((34, 18, 24, 6, 8, 6, 4))
_TASTE = {"single": 1, "retired": 2, "retired couple": 2, "flatmates": 1}


class Home:
    """A household while it is made: its people, its accounts, its dice."""

    __slots__ = ("accounts", "adults", "bank", "children", "dice", "main", "place")

    def __init__(self, bank: Bank, dice: Dice, place: District) -> None:
        self.bank, self.dice, self.place = bank, dice, place
        self.adults: list[Person] = []
        self.children: list[Person] = []
        self.accounts: list[tuple[Account, int]] = []  # with the least that it shall hold
        self.main: dict[str, Account] = {}  # each adult's checking account

    def opened(self, owner: Person) -> date:
        """An opening date since the owner came to the bank."""
        since = owner.since or days_before(800)
        return since + timedelta(days=self.dice.skewed(0, max(0, (clock.AS_OF - since).days - 20)))

    def hold(self, account: Account, least: int = 0) -> Account:
        """Keep the account to be settled when the household is done."""
        self.accounts.append((account, least))
        return account


def add(bank: Bank, index: int, place: District, room: int, neighbour: firms.Owner | None) -> firms.Owner | None:
    """Write one household of at most `room` people; returns the last firm's owner, for who comes next."""
    dice = Dice(bank.seed, "household", index)
    kind = _KINDS[dice.weighted(_LADDER)]
    home = Home(bank, dice, place)
    _people(home, kind, room)
    taste = _TASTE.get(kind, 3 if dice.chance(0.2) else 0)
    for n, adult in enumerate(home.adults):
        _checking(home, adult, joint=n > 0 and kind != "flatmates" and dice.chance(0.7))
    for adult in home.adults:
        neighbour = _adult(home, adult, kind, taste, neighbour)
    if home.main:
        _together(home, kind)
    for child in home.children:
        _child(home, child)
    for account, least in home.accounts:
        bank.settle(account, cushion=least)
    bank.ledger.forget()
    return neighbour


def _people(home: Home, kind: str, room: int) -> None:
    bank, dice = home.bank, home.dice
    culture = culture_of(dice)
    family = dice.pick(culture.families)
    retired = kind.startswith("retired")
    ages = (66, 92) if retired else (28, 52) if kind in {"family", "parent"} else (19, 64)
    count = 2 if kind in {"couple", "family", "retired couple", "flatmates"} else 1
    for n in range(min(count, room)):
        if n and (kind == "flatmates" or dice.chance(0.15)):
            culture = culture_of(dice)
            family = dice.pick(culture.families)
        home.adults.append(people.invent(bank, dice, home.place, culture, family, ages))
    if kind in {"family", "parent"}:
        oldest = min(17, *(adult.age() - 19 for adult in home.adults))
        for _ in range(min(dice.whole(1, 3), room - len(home.adults))):
            home.children.append(people.invent(bank, dice, home.place, culture, family, (0, oldest)))
    address = bank.address(dice, home.place.town)
    row = bank.tables.row
    for person in (*home.adults, *home.children):
        if not dice.chance(0.008):
            row("crm/living_at", person.id, address)
    if len(home.adults) == 2 and kind != "flatmates":
        row("crm/relatives", home.adults[0].id, home.adults[1].id, "SPOUSE")
    for child in home.children:
        for adult in home.adults:
            row("crm/relatives", adult.id, child.id, "CHILD")
    for child, sibling in zip(home.children, home.children[1:], strict=False):
        row("crm/relatives", child.id, sibling.id, "FAMILY_MEMBER")


def _checking(home: Home, adult: Person, *, joint: bool) -> None:
    if joint and home.main:
        shared = home.main[home.adults[0].id]
        home.bank.tables.row("core/holders", adult.id, shared.number, "OWNER")
        home.main[adult.id] = shared
    elif not home.dice.chance(0.06):  # some bank elsewhere and keep only savings here
        account = home.bank.account("CHECKING", home.opened(adult), (adult.id,), fee=home.dice.pick((0, 500, 900)))
        home.main[adult.id] = home.hold(account, home.dice.skewed(5_000, 900_000))


def _adult(home: Home, adult: Person, kind: str, taste: int, neighbour: firms.Owner | None) -> firms.Owner | None:
    bank, dice = home.bank, home.dice
    main = home.main.get(adult.id)
    job, pay = OCCUPATIONS[int(dice.roll() * len(OCCUPATIONS))]
    adult.income = pay * (80 + dice.whole(0, 50)) * 10
    net = adult.income * 72  # cents after tax and insurance: 72 %
    if kind.startswith("retired"):
        adult.occupation, adult.income = "Retired", adult.income // 2
        if main:
            pension = life.other_bank(bank, main, "State Pension Fund")
            life.each_month(bank, dice, pension.number, main, net // 24, 3, "DIRECT_DEPOSIT", pension.name, "Pension")
    elif main and dice.chance(0.07):
        adult.occupation = "Business owner"
        neighbour = firms.start(home, adult, main, neighbour)
    elif dice.chance(0.88):
        employer = dice.pick(home.place.employers)
        adult.occupation, adult.employer = job, employer.name
        bank.tables.row("crm/jobs", adult.id, employer.company)
        if main:
            life.salary(bank, dice, main, employer, net)
    else:
        adult.occupation, adult.income = dice.pick((("Student", 9_000), ("Looking for work", None), ("At home", None)))
    people.write(bank, adult)
    records.ordinary(bank, dice, adult, busy=main is not None)
    if main:
        _spend(home, adult, main, taste, net // 12)
    if dice.chance(0.6) or not main:
        _savings(home, adult, main, net // 12)
    return neighbour


def _spend(home: Home, adult: Person, main: Account, taste: int, month: int) -> None:
    bank, dice, place = home.bank, home.dice, home.place
    pays = main
    if dice.chance(0.6):
        card = bank.account(
            "CREDIT_CARD", home.opened(adult), (adult.id,), limit=dice.whole(2, 30) * 100_000,
            rate=f"{dice.whole(169, 269) / 10}", fee=dice.pick((0, 0, 4_500, 9_500)),
        )  # fmt: skip
        pays = home.hold(card, dice.skewed(0, 60_000))
    elif dice.chance(0.6):
        # What it pays is booked on the checking account, so that it has no balance of its own.
        bank.ledger.write(bank.account("DEBIT_CARD", home.opened(adult), (adult.id,)))
    life.shopping(bank, dice, place, pays, taste, 2.0 + dice.roll() * dice.roll() * 22)
    if dice.chance(0.10):
        life.trips(bank, dice, place, pays, dice.whole(1, 2))
    if pays is not main:
        life.pay_card(bank, dice, main, pays, dice.pick((1.0, 1.0, 0.95, 0.8)))
    life.cash(bank, dice, place, main, dice.roll() * 2.2)
    if main.fee:
        life.fees(bank, dice, main, main.fee, "Account fee")
    if dice.chance(0.14):
        invest = bank.account("BROKERAGE", home.opened(adult), (adult.id,))
        home.hold(invest, dice.skewed(200_000, 30_000_000))
        life.save(bank, dice, main, invest, max(5_000, month // 20), "Investment plan")
    if dice.chance(0.10):
        policy = bank.account("INSURANCE", home.opened(adult), (adult.id,))
        home.hold(policy, dice.skewed(100_000, 4_000_000))
        life.save(bank, dice, main, policy, dice.whole(25, 140) * 100, "Life insurance")
    if dice.chance(0.13):
        loan = bank.account("LOAN", home.opened(adult), (adult.id,), rate=f"{dice.whole(55, 119) / 10}")
        home.hold(loan, dice.skewed(100_000, 3_000_000))
        life.repay(bank, dice, main, loan, dice.whole(120, 520) * 100)
        life.interest(bank, loan, dice.whole(1_000, 9_000))


def _savings(home: Home, adult: Person, main: Account | None, month: int) -> None:
    bank, dice = home.bank, home.dice
    dormant = main is None and dice.chance(0.3)
    savings = bank.account(
        "SAVINGS", home.opened(adult), (adult.id,), status="DORMANT" if dormant else "ACTIVE",
        rate=f"{dice.whole(5, 42) / 10}",
    )  # fmt: skip
    home.hold(savings, dice.skewed(2_000, 6_000_000))
    if main:
        life.save(bank, dice, main, savings, max(2_500, month // 600 * 100), "Savings")
    if not dormant:
        life.interest(bank, savings, dice.whole(50, 4_000), every=3)
    if dice.chance(0.05):
        # An account that was given up.
        opened = home.opened(adult)
        closed = min(opened + timedelta(days=dice.whole(300, 1_900)), days_before(10))
        home.hold(bank.account("CHECKING", opened, (adult.id,), status="CLOSED", closed=closed))


def _together(home: Home, kind: str) -> None:
    bank, dice = home.bank, home.dice
    main = next(iter(home.main.values()))
    life.bills(bank, dice, home.place, main)
    if kind in {"couple", "family", "retired couple"} and dice.chance(0.45):
        owners = tuple(adult.id for adult in home.adults)
        rate = f"{dice.whole(275, 725) / 100}"
        mortgage = bank.account("MORTGAGE", home.opened(home.adults[0]), owners, rate=rate)
        home.hold(mortgage, dice.skewed(4_000_000, 70_000_000))
        life.repay(bank, dice, main, mortgage, dice.whole(900, 2_900) * 100)
        life.interest(bank, mortgage, dice.whole(30_000, 110_000))
    elif kind != "retired":
        life.rent(bank, dice, home.place, main, dice.whole(850, 2_300) * 100)
    mains = list(home.main.values())
    if len(mains) == 2 and mains[0] is not mains[1]:
        life.send(bank, dice, mains[1], mains[0], dice.whole(3, 20), "Shared costs")


def _child(home: Home, child: Person) -> None:
    bank, dice = home.bank, home.dice
    child.employer, child.occupation = None, "School child"
    people.write(bank, child)
    records.ordinary(bank, dice, child, busy=False)
    if home.main and dice.chance(0.75):
        parent = home.adults[0]
        savings = bank.account("SAVINGS", child.since, (child.id,), (parent.id,), rate="2.0")
        home.hold(savings, dice.skewed(1_000, 400_000))
        life.save(bank, dice, next(iter(home.main.values())), savings, dice.whole(10, 80) * 100, "For later")
