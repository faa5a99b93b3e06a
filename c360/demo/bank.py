"""The bank while it is being written: its files, its journal, its numbers, and the districts it serves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from c360.demo import names
from c360.demo.clock import AS_OF
from c360.demo.dice import Dice
from c360.demo.ledger import Account, Ledger
from c360.demo.rates import Rates
from c360.demo.tables import Tables, quoted

# Customers a district serves. Its shops, employers and landlords are its own, so that none of them meets more
# payments in a large bank than in a small one (about 3,000 over the records).
DISTRICT: Final = 250

_SHOPS: Final = {
    "grocery": ("Fresh Basket", "Corner Market", "Greenway Foods"),
    "coffee": ("Third Cup", "Bean & Leaf", "Daybreak Coffee"),
    "restaurant": ("The Copper Pot", "Noodle Bar 88", "Trattoria Nonna", "Harbor Grill"),
    "fuel": ("Roadrunner Fuel", "Beacon Gas"),
    "pharmacy": ("Wellspring Pharmacy", "Corner Drugs"),
    "clothes": ("Thread & Co", "Northline Outfitters"),
    "garden": ("Sprout Garden Center",),
    "electronics": ("Voltage Electronics",),
    "online": ("Rivermart Online", "Booknest.example", "Parcelo"),
}
_ABROAD: Final = (
    ("Lisbon PT", "EUR", ("Pastelaria Sol", "Hotel Miradouro")),
    ("Rome IT", "EUR", ("Gelateria Luna", "Albergo Centrale")),
    ("Berlin DE", "EUR", ("Café Morgenrot", "Hotel am Kanal")),
    ("London GB", "GBP", ("The Lamplighter", "Thames Lodge")),
    ("Tokyo JP", "JPY", ("Sakura Shokudo", "Hotel Kumo")),
    ("Toronto CA", "CAD", ("Maple Diner", "Lakeside Inn")),
)


class Shop(NamedTuple):
    """An account outside the bank that is paid, and its name as a CSV field."""

    number: str
    name: str


class Employer(NamedTuple):
    """A firm that pays salaries from an account outside the bank, on its own paydays."""

    company: str
    number: str
    name: str
    pays: str
    phase: int


class District(NamedTuple):
    """Where some customers live: its branch, its town and who takes and pays their money."""

    branch: str
    town: tuple[str, str, str]
    manager: str
    shops: dict[str, list[Shop]]
    employers: list[Employer]
    landlords: list[Shop]
    utilities: list[Shop]
    abroad: list[tuple[str, str, list[Shop]]]


class Bank:
    """What every part of the generator writes to. Numbers are given out in the order of writing."""

    def __init__(self, tables: Tables, seed: int) -> None:
        self.tables, self.seed = tables, seed
        self.rates = Rates(seed)
        self.ledger = Ledger(tables, self.rates)
        self.people = 0
        self._numbers: dict[str, int] = {}
        self._district: tuple[int, District] | None = None

    def number(self, kind: str) -> int:
        """The next number of its kind, from 1."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return self._numbers[kind]

    def account(
        self, kind: str, opened: date | None, owners: tuple[str, ...], authorised: tuple[str, ...] = (),
        *, currency: str = "USD", status: str = "ACTIVE", closed: date | None = None, limit: int | None = None,
        rate: str | None = None, fee: int | None = None,
    ) -> Account:  # fmt: skip
        """Open an account; its record is written by `settle` when its bookings are done."""
        number = str(2_000_000_000 + self.number("account") * 7)
        for customer in owners:
            self.tables.row("core/holders", customer, number, "OWNER")
        for customer in authorised:
            self.tables.row("core/holders", customer, number, "AUTHORISED")
        return Account(
            number, kind, opened, currency=currency, status=status, closed=closed, limit=limit, rate=rate, fee=fee
        )

    def settle(self, account: Account, *, closing: int | None = None, cushion: int = 0) -> None:
        """Balance the account by its bookings and write it."""
        self.ledger.settle(account, closing=closing, cushion=cushion)
        self.ledger.write(account)

    def company(
        self, name: str, *, company_id: str | None = None, country: str | None = "US", form: str | None = "LLC",
        status: str | None = "ACTIVE",
    ) -> str:  # fmt: skip
        """Register a company and return its id."""
        n = self.number("company")
        company_id = company_id or f"company-{10_000 + n}"
        self.tables.row("core/firms", company_id, name)
        registration = f"{country}-{7_000_000 + n * 13}" if country else None
        self.tables.row("compliance/registry", company_id, country, registration, form, status)
        return company_id

    def outside_firm(self, name: str, kind: str, *, form: str = "LLC") -> Shop:
        """A company with an account outside the bank."""
        company = self.company(name, form=form)
        number = self.ledger.outside(kind)
        self.tables.row("core/firm_accounts", company, number)
        return Shop(number, quoted(name))

    def address(self, dice: Dice, town: tuple[str, str, str], kind: str = "HOME") -> str:
        """Write an address in `town` and return its id."""
        address_id = f"ADR-{self.number('address'):07d}"
        street = f"{dice.whole(1, 240)} {dice.pick(names.STREETS)}"
        self.tables.row("crm/addresses", address_id, street, *_place(town), kind)
        return address_id

    def district(self, index: int) -> District:
        """The district of that index, written when first asked for; only the latest is kept."""
        if self._district is None or self._district[0] != index:
            self._district = (index, self._settle_district(index))
        return self._district[1]

    def _settle_district(self, index: int) -> District:
        dice = Dice(self.seed, "district", index)
        place = index % len(names.TOWNS)
        town, branch = names.TOWNS[place], names.BRANCHES[place]
        later = f" {index // len(names.TOWNS) + 1}" if index >= len(names.TOWNS) else ""
        shops = {
            kind: [self.outside_firm(f"{title} {town[0]}{later}", "MERCHANT") for title in titles]
            for kind, titles in _SHOPS.items()
        }
        employers = []
        for trade in dice.some(names.EMPLOYER_TRADES, 9):
            company = self.company(f"{town[0]}{later} {trade}", form="Inc")
            number = self.ledger.outside("EXTERNAL")
            self.tables.row("core/firm_accounts", company, number)
            pays = dice.pick(("BIWEEKLY", "BIWEEKLY", "SEMIMONTHLY", "MONTHLY"))
            employers.append(Employer(company, number, f"{town[0]}{later} {trade}", pays, dice.whole(0, 1)))
        landlords = []
        for _ in range(5):
            name = f"{dice.pick(names.FIRM_WORDS)} {town[0]}{later} Homes"
            landlords.append(self.outside_firm(name, "EXTERNAL"))
        utilities = [
            self.outside_firm(f"{town[0]}{later} {what}", "EXTERNAL", form="Inc")
            for what in ("Power & Light", "Water", "Broadband")
        ]
        abroad = []
        for city, currency, titles in _ABROAD:
            shops_there = [Shop(self.ledger.outside("MERCHANT", currency), title) for title in titles]
            abroad.append((city, currency, shops_there))
        manager = names.MANAGERS[index % len(names.MANAGERS)]
        return District(branch, town, manager, shops, employers, landlords, utilities, abroad)


def _place(town: tuple[str, str, str]) -> tuple[str, str, str, str]:
    """Town, postal code, region, country."""
    return town[0], town[2], town[1], "US"


def days_before(days: int) -> date:
    """The date so many days before the bank's own."""
    return AS_OF - timedelta(days=days)
