"""Who a customer is: one record over three departments, with the gaps that real records have."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from c360.demo import names
from c360.demo.bank import Bank, District, days_before
from c360.demo.clock import AS_OF
from c360.demo.dice import Dice

_AREA_CODES: Final = ("212", "315", "516", "518", "607", "716", "845", "914")


@dataclass(slots=True)
class Person:
    """A customer's record while it is put together; a field that is None is not held."""

    id: str
    name: str | None = None
    born: date | None = None
    ssn: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    occupation: str | None = None
    income: int | None = None  # dollars a year
    employer: str | None = None
    since: date | None = None
    gender: str | None = None
    nationality: str | None = "US"
    residence: str | None = "US"
    exposed: bool | None = False
    status: str | None = "ACTIVE"
    branch: str | None = None
    manager: str | None = None
    staff: bool = False
    vip: bool = False
    segment: str | None = None
    reviewed: date | None = None
    due: date | None = None
    changed: str | None = None

    def age(self) -> int:
        """Whole years at the bank's date; 40 where the birth isn't known."""
        if self.born is None:
            return 40
        return AS_OF.year - self.born.year - ((AS_OF.month, AS_OF.day) < (self.born.month, self.born.day))


def write(bank: Bank, p: Person) -> None:
    """Append the person to the files of the departments that know them."""
    bank.people += 1
    row = bank.tables.row
    row("core/customers", p.id, p.name, p.born, p.ssn, p.since, p.status, p.branch)
    row(
        "crm/contacts", p.id, p.email, p.phone, p.mobile, p.occupation,
        None if p.income is None else f"{p.income}.00", p.employer, p.gender, p.manager, p.staff, p.vip, p.segment,
        p.changed,
    )  # fmt: skip
    row("compliance/kyc", p.id, p.nationality, p.residence, p.exposed, p.reviewed, p.due)


def ssn_of(n: int) -> str:
    """The n-th number of a range that was never issued: 900 to 999, with a middle group below 50."""
    n = n * 7919 % 40_000_000  # no common factor with 40 million: all different
    return f"{900 + n // 400_000}-{10 + n // 10_000 % 40}-{n % 10_000:04d}"


def plain(text: str) -> str:
    """`text` in the letters that an e-mail address takes; empty where it has none."""
    folded = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ł", "l").replace("đ", "d")).lower()
    return "".join(c if c in "abcdefghijklmnopqrstuvwxyz" else "." if c in " -" else "" for c in folded).strip(".")


def born_at(dice: Dice, youngest: int, oldest: int) -> date:
    """A date of birth that makes the person between `youngest` and `oldest` years old."""
    return AS_OF - timedelta(days=dice.whole(youngest * 365 + youngest // 4 + 1, oldest * 365 + oldest // 4 + 364))


def invent(
    bank: Bank, dice: Dice, place: District, culture: names.Culture, family: str, ages: tuple[int, int],
    *, customer: str | None = None,
) -> Person:  # fmt: skip
    """A person of the district, with ordinary gaps: an e-mail, a phone or a birth that nobody recorded."""
    number = bank.number("person")
    woman = dice.chance(0.5)
    given = dice.pick(culture.women if woman else culture.men)
    p = Person(customer or f"customer-{100_000 + number}", names.full_name(culture, given, family))
    p.born = born_at(dice, *ages)
    p.ssn = ssn_of(number)
    p.gender = "F" if woman else "M"
    p.nationality = dice.pick(culture.countries)
    p.branch, p.manager = place.branch, place.manager
    adult = p.age() >= 18
    # Membership since childhood or adulthood, at most 30 years ago.
    p.since = days_before(dice.skewed(30, max(60, min(30 * 365, (p.age() - (18 if adult else 0)) * 365))))
    p.since = max(p.since, p.born)
    p.changed = f"{days_before(dice.skewed(0, 700))}"
    if adult:
        p.email = f"{plain(p.name or '') or 'customer'}.{number}@example.{dice.pick(('com', 'org', 'net'))}"
        p.phone = f"+1 {dice.pick(_AREA_CODES)} 555 01{dice.whole(0, 99):02d}"
        p.mobile = f"+1 {dice.pick(_AREA_CODES)} 555 01{dice.whole(0, 99):02d}"
        _leave_out(dice, p)
    _know(dice, p, adult)
    return p


def _leave_out(dice: Dice, p: Person) -> None:
    if dice.chance(0.06):
        p.email = None
    if dice.chance(0.30):
        p.phone = None
    if dice.chance(0.04):
        p.mobile = None
    if dice.chance(0.005):
        p.born = None
    p.staff = dice.chance(0.012)
    p.vip = dice.chance(0.008)
    p.exposed = dice.chance(0.006)
    roll = dice.roll()
    if roll < 0.006:
        p.status = "DO_NOT_CONTACT"
    elif roll < 0.008:
        p.status = "FROZEN"


def _know(dice: Dice, p: Person, adult: bool) -> None:
    """KYC reviews every five years, every year for those politically exposed; one in thirty is late."""
    cycle = 365 if p.exposed else 1826
    ago = dice.whole(1, cycle - 20) if not dice.chance(0.035) else cycle + dice.whole(1, 300)
    if not adult and dice.chance(0.5):
        return
    reviewed = days_before(ago)
    if p.since and reviewed < p.since:
        reviewed = p.since
    p.reviewed, p.due = reviewed, reviewed + timedelta(days=cycle)
